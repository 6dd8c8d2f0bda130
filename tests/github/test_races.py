"""What goes wrong on purpose: races that a reader loses, and answers that fail."""

import time
from typing import Final

from tests.github.asking import fetched
from tests.github.exchange import HTML, Json, Partial, Slow
from tests.github.world import World

LIST: Final = """query Page($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    comments(first: 2, after: $after) { pageInfo { hasNextPage endCursor } nodes { body } } } } }"""


def page(world: World, after: str | None = None) -> Json:
    """Return a page of comments, as it comes over the wire."""
    owner, _, name = world.repository.partition("/")
    variables = {"owner": owner, "name": name, "number": world.number, "after": after}
    answer = fetched(world, "/api/graphql", "POST", "", {"query": LIST, "variables": variables})
    return answer.json()


def comments(answer: Json) -> Json:
    return answer["data"]["repository"]["pullRequest"]["comments"]


def test_between_two_pages_a_cursor_misses_nothing_and_a_page_number_does(world: World) -> None:
    made = [world.comment(str(number)) for number in range(4)]
    world.before("POST", "/graphql#Page", lambda: world.delete(made[0]), skip=1)
    first = comments(page(world))
    second = comments(page(world, first["pageInfo"]["endCursor"]))
    assert [one["body"] for one in (*first["nodes"], *second["nodes"])] == ["0", "1", "2", "3"]
    path = f"/repos/{world.repository}/issues/{world.number}/comments?per_page=2&page="
    world.before("GET", "/comments$", lambda: world.delete(made[1]), skip=1)
    pages = [fetched(world, f"{path}{number}").json() for number in (1, 2)]
    assert [[one["body"] for one in rows] for rows in pages] == [["1", "2"], []]


def test_what_happens_before_a_request_happens_once(world: World) -> None:
    world.before("GET", "/pulls/[0-9]+$", lambda: world.push("meanwhile"))
    path = f"/repos/{world.repository}/pulls/{world.number}"
    heads = [fetched(world, path).json()["head"]["sha"] for _ in range(2)]
    assert heads == [world.sha()] * 2
    assert world.front.before == []


def test_each_operation_of_graphql_can_fail_alone(world: World) -> None:
    world.comment("Hello.")
    world.fail("POST", "/graphql#Other", HTML)
    world.fail("POST", "/graphql#Page$", Partial(("repository", "pullRequest", "comments", "nodes", 0)))
    answer = page(world)
    assert comments(answer)["nodes"] == [None]
    assert answer["errors"][0]["path"][-2:] == ["nodes", 0]
    assert "errors" not in page(world)


def test_a_front_that_breaks_down_is_no_failure_of_github_s(world: World) -> None:
    world.before("GET", "", lambda: world.do("GET", "/gone"))
    assert fetched(world, f"/repos/{world.repository}").status == 500
    assert "the front broke down" in world.front.illegal[0]
    world.front.illegal.clear()


def test_html_and_late_answers_can_be_played(world: World) -> None:
    path = f"/repos/{world.repository}"
    world.fail("GET", path, HTML)
    world.fail("GET", path, Slow(0.2))
    answer = fetched(world, path)
    assert (answer.status, answer.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    started = time.monotonic()
    assert fetched(world, path).status == 200
    assert time.monotonic() - started >= 0.2


def test_every_answer_has_a_date_that_is_not_before_what_it_tells(world: World) -> None:
    for _ in range(5):
        world.comment("Hello.")
    path = f"/repos/{world.repository}/issues/{world.number}/comments"
    answer = fetched(world, path)
    assert answer.headers["Date"] == world.front.state.clock.http_date()
    assert answer.json()[-1]["created_at"] <= world.front.state.clock.now()
