"""GraphQL is GitHub's: every query of ours holds against its schema, and lists have its limits."""

import pytest
from graphql import parse, validate

from review_emitters.publishing.requests import Request, minimise, viewer
from review_gate.github_answers.query import GRAPHQL_QUERY
from review_gate.live import queries
from tests.github.asking import fetched, graphql, pull
from tests.github.exchange import Json
from tests.github.graphql_rules import schema
from tests.github.world import World


@pytest.mark.parametrize("request_", [viewer(), minimise("IC_1")], ids=["viewer", "minimise"])
def test_a_query_is_valid_by_github_s_schema(request_: Request) -> None:
    assert request_.body is not None
    assert validate(schema(), parse(str(request_.body["query"]))) == []


@pytest.mark.parametrize(
    "query",
    [
        GRAPHQL_QUERY,
        queries.OPENING,
        queries.OPENING_OF_ISSUE,
        queries.MORE,
        queries.HISTORIES,
        queries.CLOSING,
        queries.STANDING,
        queries.MERGE_QUEUE,
        queries.SWEEP,
    ],
)
def test_every_query_of_the_gate_is_valid_and_answered_whole(world: World, query: str) -> None:
    made = world.comment("Hello.")
    number = world.issue if query is queries.OPENING_OF_ISSUE else world.number
    known: dict[str, Json] = {
        "number": number,
        "policy": "HEAD:README.md",
        "check": "review-contract",
        "branch": "main",
    }
    known |= {"head": world.sha(), "ids": [made["node_id"]]}
    known |= dict.fromkeys(("commits", "timeline", "comments", "reviews", "checks", "statuses"), True)
    answer = graphql(world, query, **{key: value for key, value in known.items() if f"${key}:" in query})
    assert "errors" not in answer
    assert answer["data"]


def test_an_invalid_query_is_refused_and_remembered(world: World) -> None:
    said = {"query": "query Viewer { viewer { databaseIdd } }", "variables": None}
    answer = fetched(world, "/graphql", "POST", "", said).json()
    assert {*answer} == {"errors"}
    (problem,) = world.front.illegal
    assert problem.startswith("/graphql#Viewer: Cannot query field 'databaseIdd' on type 'User'.")
    world.front.illegal.clear()


def test_a_viewer_is_whose_token_it_is_and_a_bot_keeps_its_suffix(world: World) -> None:
    query = "query Viewer { viewer { databaseId login } }"
    assert graphql(world, query, "author")["data"]["viewer"]["login"] == "author"
    assert graphql(world, query, "nobody")["data"]["viewer"]["login"] == "review-bot"
    bot = graphql(world, query, "github-actions")["data"]["viewer"]
    assert bot == {"databaseId": 41_898_282, "login": "github-actions[bot]"}


def test_a_page_ends_at_a_hundred_and_has_to_be_asked_for(world: World) -> None:
    number = f"pullRequest(number: {world.number})"
    for comments, kind in (
        ("comments", "MISSING_PAGINATION_BOUNDARIES"),
        ("comments(first: 101)", "EXCESSIVE_PAGINATION"),
    ):
        query = f"""query Test($owner: String!, $name: String!) {{
          repository(owner: $owner, name: $name) {{ {number} {{ {comments} {{ nodes {{ id }} }} }} }} }}"""
        assert graphql(world, query)["errors"][0]["type"] == kind
    assert pull(world, "comments { totalCount }") == {"comments": {"totalCount": 0}}


def test_a_list_is_read_from_either_end(world: World) -> None:
    for number in range(5):
        world.comment(str(number))
    fields = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { body }"
    last = pull(world, f"comments(last: 2) {{ {fields} }}")["comments"]
    assert [one["body"] for one in last["nodes"]] == ["3", "4"]
    assert (last["pageInfo"]["hasPreviousPage"], last["pageInfo"]["hasNextPage"]) == (True, False)
    before = f'before: "{last["pageInfo"]["startCursor"]}"'
    earlier = pull(world, f"comments(last: 2, {before}) {{ {fields} }}")["comments"]
    assert [one["body"] for one in earlier["nodes"]] == ["1", "2"]


def test_what_is_not_there_is_not_found(world: World) -> None:
    query = """query Test($owner: String!, $name: String!, $number: Int!) {
      repository(owner: $owner, name: $name) { pullRequest(number: $number) { id } } }"""
    answer = graphql(world, query, number=999)
    assert answer["data"] == {"repository": {"pullRequest": None}}
    assert answer["errors"][0]["message"] == "Could not resolve to a PullRequest with the number of 999."
    assert graphql(world, query, name="gone")["errors"][0]["type"] == "NOT_FOUND"
