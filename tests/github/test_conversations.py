"""What people write and do to it: REST and GraphQL tell of one and the same conversation."""

from typing import Final

import pytest

from review_gate.live.queries import HISTORIES
from tests.github.accounts import App
from tests.github.asking import ask, graphql, pull
from tests.github.world import World

WHO: Final = "__typename login ... on Bot { databaseId } ... on User { databaseId }"
EVENTS: Final = f"""timelineItems(first: 9, itemTypes: [COMMENT_DELETED_EVENT]) {{
  nodes {{ ... on CommentDeletedEvent {{ createdAt actor {{ {WHO} }} deletedCommentAuthor {{ {WHO} }} }} }}
}}"""


def test_rest_and_graphql_agree_on_an_edited_comment_and_only_graphql_tells_who_edited_it(
    world: World,
) -> None:
    made = world.comment("First.", "reviewer-app")
    world.edit(made, "Second.", "maintainer")
    _, rest = ask(world, "GET", f"/issues/{world.number}/comments")
    (node,) = graphql(world, HISTORIES, ids=[made["node_id"]])["data"]["nodes"]
    assert (node["fullDatabaseId"], node["body"]) == (str(rest[0]["id"]), rest[0]["body"])
    assert node["lastEditedAt"] == rest[0]["updated_at"] > rest[0]["created_at"]
    told = [(one["diff"], one["editor"]["login"]) for one in node["userContentEdits"]["nodes"]]
    assert told == [("Second.", "maintainer"), ("First.", "reviewer-app")]
    assert node["userContentEdits"]["nodes"][1]["editedAt"] == rest[0]["created_at"]


def test_what_was_never_edited_has_no_history(world: World) -> None:
    made = world.comment("Once.")
    world.edit(made, "Once.")
    (node,) = graphql(world, HISTORIES, ids=[made["node_id"]])["data"]["nodes"]
    assert (node["lastEditedAt"], node["userContentEdits"]) == (None, {"totalCount": 0, "nodes": []})


def test_of_a_deleted_revision_stays_who_wrote_it_and_when(world: World) -> None:
    made = world.comment("First.")
    world.edit(made, "Second.", "maintainer")
    world.delete_revision(made, 0)
    (node,) = graphql(world, HISTORIES, ids=[made["node_id"]])["data"]["nodes"]
    first = node["userContentEdits"]["nodes"][1]
    assert (first["diff"], first["editor"]["login"]) == (None, "author")
    assert first["deletedAt"] > node["lastEditedAt"] > first["editedAt"]


def test_a_review_s_edit_is_in_graphql_alone(world: World) -> None:
    made = world.review("Fine.", "reviewer-app", "APPROVE")
    world.edit_review(made, "Not fine.", "maintainer")
    _, rest = ask(world, "GET", f"/pulls/{world.number}/reviews/{made['id']}")
    assert {**made, "body": "Not fine."} == rest
    (node,) = graphql(world, HISTORIES, ids=[made["node_id"]])["data"]["nodes"]
    assert [one["diff"] for one in node["userContentEdits"]["nodes"]] == ["Not fine.", "Fine."]
    assert (node["state"], node["author"]["__typename"]) == ("APPROVED", "Bot")


def test_a_deleted_comment_is_gone_and_the_timeline_tells_whose_it_was(world: World) -> None:
    kept, made = world.comment("Stays."), world.comment("Goes.", "reviewer-app")
    world.delete(made, "maintainer")
    assert [one["id"] for one in ask(world, "GET", f"/issues/{world.number}/comments")[1]] == [kept["id"]]
    assert ask(world, "GET", f"/pulls/{world.number}")[1]["comments"] == 1
    found = pull(world, f"comments {{ totalCount }} {EVENTS}")
    (event,) = found["timelineItems"]["nodes"]
    assert (found["comments"]["totalCount"], event["actor"]["login"]) == (1, "maintainer")
    assert event["deletedCommentAuthor"] == {
        "__typename": "Bot",
        "login": "reviewer-app",
        "databaseId": made["user"]["id"],
    }


def test_a_node_that_is_gone_is_null_with_an_error_beside_the_others(world: World) -> None:
    kept, gone = world.comment("Stays."), world.comment("Goes.")
    world.delete(gone)
    answer = graphql(world, HISTORIES, ids=[gone["node_id"], kept["node_id"]])
    assert answer["data"]["nodes"][0] is None
    assert answer["data"]["nodes"][1]["body"] == "Stays."
    (error,) = answer["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["nodes", 0])


def test_a_bot_has_a_suffix_in_rest_and_a_type_in_graphql(world: World) -> None:
    made = world.comment("Hello.", "github-actions")
    assert (made["user"]["login"], made["user"]["type"]) == ("github-actions[bot]", "Bot")
    assert (made["user"]["id"], made["performed_via_github_app"]["id"]) == (41_898_282, 15_368)
    (node,) = graphql(world, HISTORIES, ids=[made["node_id"]])["data"]["nodes"]
    assert node["author"] == {"__typename": "Bot", "login": "github-actions", "databaseId": 41_898_282}


def test_a_person_may_speak_through_an_app_and_stays_a_person(world: World) -> None:
    made = world.comment("Hello.", "author+reviewer-app")
    assert (made["user"]["type"], made["performed_via_github_app"]["slug"]) == ("User", "reviewer-app")
    assert world.comment("Hello.")["performed_via_github_app"] is None


def test_who_is_a_bot_is_the_state_s_to_say(world: World) -> None:
    world.front.state.bots = {"review-bot": App(7, "our-reviewer")}
    made = world.comment("Hello.", world.bot)
    assert made["user"]["login"] == "review-bot[bot]"
    assert made["performed_via_github_app"]["slug"] == "our-reviewer"
    assert world.comment("Hello.", "github-actions")["user"]["type"] == "User"


def test_what_a_deleted_account_wrote_has_no_author(world: World) -> None:
    made = world.comment("Hello.", "stranger")
    world.front.state.gone.add("stranger")
    assert ask(world, "GET", f"/issues/{world.number}/comments")[1][0]["user"] is None
    (node,) = graphql(world, HISTORIES, ids=[made["node_id"]])["data"]["nodes"]
    assert node["author"] is None


@pytest.mark.parametrize(
    ("actor", "status"), [("stranger", 403), ("maintainer", 200), ("github-actions", 200)]
)
def test_only_writers_edit_what_others_wrote(world: World, actor: str, status: int) -> None:
    made = world.comment("Mine.", "reviewer-app")
    assert ask(world, "PATCH", f"/issues/comments/{made['id']}", {"body": "Ours."}, actor)[0] == status


def test_what_is_hidden_looks_as_before_over_rest(world: World) -> None:
    made = world.comment("Hello.", world.bot)
    query = """mutation Hide($id: ID!) {
      minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } } }"""
    refused = graphql(world, query, "stranger", id=made["node_id"])
    assert [error["type"] for error in refused["errors"]] == ["FORBIDDEN"]
    done = graphql(world, query, id=made["node_id"])["data"]["minimizeComment"]
    assert done["minimizedComment"]["isMinimized"]
    assert world.front.state.hidden == [made["node_id"]]
    assert ask(world, "GET", f"/issues/{world.number}/comments")[1] == [made]
    (node,) = graphql(world, HISTORIES, ids=[made["node_id"]])["data"]["nodes"]
    assert (node["isMinimized"], node["lastEditedAt"]) == (True, None)


def test_ten_thousand_comments_have_a_hundred_pages(world: World) -> None:
    world.crowd(10_000)
    _, last = ask(world, "GET", f"/issues/{world.number}/comments", per_page="100", page="100")
    assert (len(last), last[-1]["body"]) == (100, "Comment 9999 of a crowd.")
    assert ask(world, "GET", f"/issues/{world.number}/comments", per_page="1000", page="101")[1] == []
    assert pull(world, "comments { totalCount }")["comments"]["totalCount"] == 10_000


def test_every_write_has_an_instant_of_its_own(world: World) -> None:
    times = [world.comment("Hello.")["created_at"] for _ in range(5)]
    assert sorted({*times}) == times
    world.front.state.clock.advance(3600)
    assert world.comment("Hello.")["created_at"] > world.front.state.clock.now()[:10] + "T"
