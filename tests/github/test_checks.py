"""Check runs and statuses: written over REST, seen over both, each by whom GitHub lets write them."""

from typing import Final

from tests.github.asking import ask, repository
from tests.github.exchange import Json
from tests.github.world import World

NAME: Final = "review-contract"
APP: Final = "github-actions"
SEEN: Final = """object(oid: "%s") { ... on Commit {
  status { context(name: "review-contract") { state description } }
  checkSuites(first: 9, filterBy: {checkName: "review-contract"}) { nodes {
    app { databaseId }
    checkRuns(first: 9, filterBy: {checkName: "review-contract", checkType: ALL}) { totalCount nodes {
      databaseId status conclusion externalId title summary permalink
      annotations(first: 9) { totalCount nodes { path location { start { line } } } } } } } } } }"""


def note(line: int = 1) -> Json:
    return {
        "path": "app.py",
        "start_line": line,
        "end_line": line,
        "annotation_level": "failure",
        "message": "Here.",
    }


def started(world: World, token: str = APP, **also: Json) -> tuple[int, Json]:
    said = {"name": NAME, "head_sha": world.sha(), "status": "in_progress", **also}
    return ask(world, "POST", "/check-runs", said, token)


def test_a_check_run_in_progress_has_no_conclusion_and_is_seen_over_both(world: World) -> None:
    status, made = started(world, external_id="digest")
    assert (status, made["status"], made["conclusion"]) == (201, "in_progress", None)
    output = {"title": "No", "summary": "Because.", "annotations": [note(1)]}
    ended = {"conclusion": "failure", "output": output}
    ask(world, "PATCH", f"/check-runs/{made['id']}", ended, APP)
    _, listed = ask(world, "GET", f"/commits/{world.sha()}/check-runs", check_name=NAME)
    (run,) = listed["check_runs"]
    assert (run["status"], run["conclusion"], run["app"]["id"]) == ("completed", "failure", 15_368)
    (suite,) = repository(world, SEEN % world.sha())["object"]["checkSuites"]["nodes"]
    (node,) = suite["checkRuns"]["nodes"]
    assert (node["databaseId"], node["conclusion"], node["externalId"]) == (run["id"], "FAILURE", "digest")
    assert (node["title"], node["summary"], node["permalink"]) == ("No", "Because.", run["html_url"])


def test_annotations_are_added_fifty_at_a_time(world: World) -> None:
    _, made = started(world)
    for count in (50, 20):
        output = {"title": "T", "summary": "S", "annotations": [note(line + 1) for line in range(count)]}
        assert ask(world, "PATCH", f"/check-runs/{made['id']}", {"output": output}, APP)[0] == 200
    assert len(ask(world, "GET", f"/check-runs/{made['id']}/annotations", per_page="100")[1]) == 70
    too_many = {"title": "T", "summary": "S", "annotations": [note()] * 51}
    said = {"name": NAME, "head_sha": world.sha(), "output": too_many}
    status, refused = ask(world, "POST", "/check-runs", said, APP)
    assert status == 422
    assert "No more than 50 items are allowed; 51 were supplied." in refused["message"]


def test_only_an_app_writes_check_runs_and_only_its_own(world: World) -> None:
    _, made = started(world)
    for token, text in ((world.bot, "You must authenticate"), ("reviewer-app", "Invalid app_id `200001`")):
        status, refused = ask(world, "PATCH", f"/check-runs/{made['id']}", {"conclusion": "success"}, token)
        assert status == 403
        assert refused["message"].startswith(text)


def test_the_list_shows_the_latest_of_each_name_and_graphql_all(world: World) -> None:
    first, second = started(world)[1], started(world)[1]
    _, latest = ask(world, "GET", f"/commits/{world.sha()}/check-runs")
    assert [run["id"] for run in latest["check_runs"]] == [second["id"]]
    _, every = ask(world, "GET", f"/commits/{world.sha()}/check-runs", filter="all")
    assert [run["id"] for run in every["check_runs"]] == [second["id"], first["id"]]
    (suite,) = repository(world, SEEN % world.sha())["object"]["checkSuites"]["nodes"]
    assert suite["checkRuns"]["totalCount"] == 2
    assert [run.id for run in world.check_runs()] == [first["id"], second["id"]]


def test_a_status_counts_as_the_latest_of_its_context(world: World) -> None:
    head = world.sha()
    assert ask(world, "GET", f"/commits/{head}/status")[1]["state"] == "pending"
    assert repository(world, SEEN % head)["object"]["status"] is None
    for state in ("pending", "success"):
        said = {"state": state, "context": NAME, "description": state}
        assert ask(world, "POST", f"/statuses/{head}", said, APP)[0] == 201
    _, combined = ask(world, "GET", f"/commits/{head}/status")
    assert (combined["state"], combined["total_count"]) == ("success", 1)
    context = repository(world, SEEN % head)["object"]["status"]["context"]
    assert context == {"state": "SUCCESS", "description": "success"}
    assert [one.state for one in world.statuses()] == ["pending", "success"]
