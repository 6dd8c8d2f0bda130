"""A pull request follows its branches, and counts what is really there."""

from collections.abc import Callable
from typing import Final

from review_gate.live.queries import MERGE_QUEUE
from tests.github.asking import ask, fetched, graphql, pull, repository
from tests.github.exchange import Ask
from tests.github.store import Queued
from tests.github.world import BRANCH, World

FORCED: Final = """timelineItems(first: 9, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) {
  nodes { ... on HeadRefForcePushedEvent { beforeCommit { oid } afterCommit { oid } } } }"""


def test_the_head_of_a_pull_request_follows_its_branch(world: World) -> None:
    before = ask(world, "GET", f"/pulls/{world.number}")[1]["head"]["sha"]
    pushed = world.push("more")
    _, after = ask(world, "GET", f"/pulls/{world.number}")
    assert before != pushed == after["head"]["sha"]
    assert (after["commits"], after["changed_files"], after["additions"]) == (2, 2, 2)
    found = pull(
        world, "headRefOid commits(last: 1) { totalCount nodes { commit { oid } } } files { totalCount }"
    )
    assert found["headRefOid"] == found["commits"]["nodes"][0]["commit"]["oid"] == pushed
    assert (found["commits"]["totalCount"], found["files"]["totalCount"]) == (2, 2)


def test_the_head_of_a_closed_pull_request_stays(world: World) -> None:
    head = world.sha()
    world.close()
    world.push("more")
    assert ask(world, "GET", f"/pulls/{world.number}")[1]["head"]["sha"] == head
    assert pull(world, "state headRefOid") == {"state": "CLOSED", "headRefOid": head}


def test_only_a_forced_push_leaves_a_trace(world: World) -> None:
    old = world.push("more")
    assert pull(world, FORCED)["timelineItems"]["nodes"] == []
    new = world.push("instead", force=True)
    (event,) = pull(world, FORCED)["timelineItems"]["nodes"]
    assert event == {"beforeCommit": {"oid": old}, "afterCommit": {"oid": new}}
    assert [one["sha"] for one in ask(world, "GET", f"/pulls/{world.number}/commits")[1]] == [new]


def test_a_pull_request_goes_where_it_is_retargeted(world: World) -> None:
    assert ask(world, "PATCH", f"/pulls/{world.number}", {"base": "gone"}, "author")[0] == 422
    world.branch("release")
    base = world.file("release.md", "1", "release")
    world.retarget("release")
    _, found = ask(world, "GET", f"/pulls/{world.number}")
    assert (found["base"]["ref"], found["base"]["sha"]) == ("release", base)
    assert pull(world, "baseRefName baseRefOid") == {"baseRefName": "release", "baseRefOid": base}
    assert found["changed_files"] == 1


def test_the_files_are_those_since_the_branch_left_its_base(world: World) -> None:
    world.file("elsewhere.md", "1")
    world.push("more")
    path = f"/pulls/{world.number}/files"
    _, files = ask(world, "GET", path)
    assert [(one["filename"], one["status"]) for one in files] == [("app.py", "added"), ("more.py", "added")]
    assert all(world.sha() in one["contents_url"] for one in files)
    link = fetched(world, f"/api/v3/repos/{world.repository}{path}?per_page=1").headers["Link"]
    assert f'{world.front.url}/api/v3/repos/{world.repository}{path}?per_page=1&page=2>; rel="last"' in link


def test_a_list_leaves_out_what_github_tells_of_one_alone(world: World) -> None:
    twin = world.twin()
    _, rows = ask(world, "GET", "/pulls", state="open", sort="created", direction="desc")
    assert [one["number"] for one in rows] == [twin, world.number]
    assert {one["head"]["sha"] for one in rows} == {world.sha()}
    assert not {"mergeable", "commits", "changed_files"} & {*rows[0]}
    order = "pullRequests(first: 9, states: OPEN, orderBy: {field: CREATED_AT, direction: DESC})"
    nodes = repository(world, f"{order} {{ nodes {{ number }} }}")["pullRequests"]["nodes"]
    assert [one["number"] for one in nodes] == [twin, world.number]


def test_a_pull_request_is_updated_by_what_is_said_and_pushed(world: World) -> None:
    twin = world.twin()
    order = (
        "pullRequests(first: 9, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { number updatedAt } }"
    )
    acts: list[tuple[int, Callable[[], object]]] = [
        (world.number, lambda: world.comment("Hello.")),
        (twin, lambda: world.review("Fine.", "stranger", number=twin)),
        (world.number, lambda: world.dismiss(world.review("Fine.", "stranger", "APPROVE"))),
    ]
    for number, act in acts:
        act()
        nodes = repository(world, order)["pullRequests"]["nodes"]
        _, rows = ask(world, "GET", "/pulls", sort="updated", direction="desc")
        assert [one["number"] for one in nodes] == [one["number"] for one in rows]
        assert [one["updatedAt"] for one in nodes] == [one["updated_at"] for one in rows]
        assert nodes[0]["number"] == number
    before = world.front.state.clock.now()
    world.push("more")
    assert ask(world, "GET", f"/pulls/{twin}")[1]["updated_at"] > before


def test_a_commit_belongs_to_pull_requests_of_its_own_repository_and_to_none_of_a_fork(world: World) -> None:
    twin = world.twin()
    own = ask(world, "GET", f"/commits/{world.sha()}/pulls")[1]
    assert [one["number"] for one in own] == [twin, world.number]
    number = world.fork_pull()
    pushed = world.push_to_fork("more")
    _, found = ask(world, "GET", f"/pulls/{number}")
    assert (found["head"]["sha"], found["commits"], found["changed_files"]) == (pushed, 2, 2)
    assert found["head"]["repo"]["id"] != found["base"]["repo"]["id"]
    assert ask(world, "GET", f"/commits/{pushed}/pulls")[1] == []
    assert ask(world, "GET", f"/commits/{'0' * 40}/pulls")[0] == 422
    compared = ask(world, "GET", f"/compare/main...{pushed}")[1]
    assert compared["url"].endswith(f"/compare/main...{pushed}")
    assert compared["merge_base_commit"]["sha"] == world.sha("main")


def test_a_pull_request_outlives_its_fork(world: World) -> None:
    number = world.fork_pull()
    _, before = ask(world, "GET", f"/pulls/{number}")
    world.front.carry_out(
        Ask("DELETE", f"/repos/{before['head']['repo']['full_name']}", {}, None, "stranger")
    )
    after = world.do("GET", f"/pulls/{number}")  # GitHub's description knows no pull request like this
    assert (after["head"]["repo"], after["head"]["sha"]) == (None, before["head"]["sha"])
    cross = repository(world, f"pullRequest(number: {number}) {{ isCrossRepository headRefOid }}")
    assert cross["pullRequest"] == {"isCrossRepository": True, "headRefOid": before["head"]["sha"]}


def test_there_is_one_pull_request_from_a_branch_into_another(world: World) -> None:
    said = {"title": "Again", "head": BRANCH, "base": "main"}
    path = f"/repos/{world.repository}/pulls"
    answer = world.front.carry_out(Ask("POST", path, {}, said, "author"))
    assert answer.body["errors"][0]["message"] == f"A pull request already exists for author:{BRANCH}."


def test_every_pull_request_is_an_issue_too(world: World) -> None:
    world.comment("Hello.")
    _, found = ask(world, "GET", f"/issues/{world.number}")
    assert (found["pull_request"]["url"].rpartition("/")[2], found["comments"]) == (str(world.number), 1)
    listed = [one["number"] for one in ask(world, "GET", "/issues")[1]]
    assert listed == [world.issue, world.number]
    both = repository(world, f"issueOrPullRequest(number: {world.issue}) {{ __typename }}")
    assert both["issueOrPullRequest"]["__typename"] == "Issue"


def test_a_file_is_read_at_a_branch_over_both(world: World) -> None:
    world.file(".github/review-contract.toml", "a = 1\n")
    status, found = ask(world, "GET", "/contents/.github/review-contract.toml", ref="main")
    assert (status, found["encoding"]) == (200, "base64")
    policy = 'object(expression: "HEAD:.github/review-contract.toml") { ... on Blob { oid text byteSize } }'
    blob = {"oid": found["sha"], "text": "a = 1\n", "byteSize": found["size"]}
    assert repository(world, policy)["object"] == blob
    assert repository(world, 'object(expression: "HEAD:gone") { __typename }')["object"] is None


def test_a_merge_queue_is_there_for_the_branches_that_have_one(world: World) -> None:
    assert graphql(world, MERGE_QUEUE, branch="main")["data"]["repository"]["mergeQueue"] is None
    world.queue("main", Queued(world.number, world.sha("main"), world.sha()))
    found = graphql(world, MERGE_QUEUE, branch="main")["data"]["repository"]["mergeQueue"]["entries"]
    (entry,) = found["nodes"]
    assert (entry["headCommit"]["oid"], entry["pullRequest"]["number"]) == (world.sha(), world.number)
