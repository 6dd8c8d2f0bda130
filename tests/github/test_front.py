"""The front's own answers are GitHub's in shape, and its rules are GitHub's in effect."""

import pytest

from tests.github.asking import ask
from tests.github.exchange import Ask, Json
from tests.github.world import World


def new_review(world: World, *comments: Json, token: str | None = None) -> tuple[int, Json]:
    body = {"body": "Look.", "comments": [*comments]}
    return ask(world, "POST", f"/pulls/{world.number}/reviews", body, token)


def comment(line: int = 7, path: str = "app.py") -> Json:
    return {"path": path, "body": "Here.", "line": line, "side": "RIGHT"}


def test_an_account_has_one_pending_review_which_only_it_sees(world: World) -> None:
    reviews = f"/pulls/{world.number}/reviews"
    status, made = new_review(world, comment())
    assert (status, made["state"]) == (200, "PENDING")
    assert new_review(world)[0] == 422
    assert new_review(world, token="stranger")[0] == 200
    assert [one["id"] for one in ask(world, "GET", reviews)[1]] == [made["id"]]
    assert ask(world, "GET", f"/pulls/{world.number}/comments")[1] == []
    assert ask(world, "POST", f"{reviews}/{made['id']}/events", {"event": "COMMENT"})[0] == 200
    assert len(ask(world, "GET", f"/pulls/{world.number}/comments")[1]) == 1
    assert new_review(world)[0] == 200


def test_a_pending_review_can_be_deleted_and_a_submitted_one_can_not(world: World) -> None:
    reviews = f"/pulls/{world.number}/reviews"
    _, made = new_review(world, comment())
    assert ask(world, "DELETE", f"{reviews}/{made['id']}")[0] == 200
    assert ask(world, "DELETE", f"{reviews}/{made['id']}")[0] == 404
    assert ask(world, "GET", f"{reviews}/{made['id']}")[0] == 404
    assert ask(world, "GET", reviews)[1] == []
    _, other = new_review(world)
    ask(world, "POST", f"{reviews}/{other['id']}/events", {"event": "COMMENT"})
    assert ask(world, "DELETE", f"{reviews}/{other['id']}")[0] == 422


@pytest.mark.parametrize("bad", [comment(line=99), comment(path="gone.py"), {**comment(), "start_line": 99}])
def test_one_bad_anchor_refuses_the_whole_review(world: World, bad: Json) -> None:
    status, body = new_review(world, comment(), bad)
    assert status == 422
    assert body["message"] == "Unprocessable Entity"
    assert "could not be resolved" in body["errors"][0]
    assert ask(world, "GET", f"/pulls/{world.number}/reviews")[1] == []


def test_only_a_verdict_can_be_dismissed_and_keeps_its_body(world: World) -> None:
    reviews = f"/pulls/{world.number}/reviews"
    _, made = new_review(world)
    dismissal = f"{reviews}/{made['id']}/dismissals"
    assert ask(world, "PUT", dismissal, {"message": "Old."})[0] == 422
    ask(world, "POST", f"{reviews}/{made['id']}/events", {"event": "APPROVE"})
    _, dismissed = ask(world, "PUT", dismissal, {"message": "Old."})
    assert (dismissed["state"], dismissed["body"]) == ("DISMISSED", "Look.")


def test_nobody_approves_a_pull_request_of_their_own(world: World) -> None:
    reviews = f"/pulls/{world.number}/reviews"
    _, made = new_review(world, token="author")
    status, body = ask(world, "POST", f"{reviews}/{made['id']}/events", {"event": "APPROVE"}, "author")
    assert (status, body["errors"]) == (422, ["Can not approve your own pull request"])


def test_a_reply_stands_below_its_comment_and_not_beside_a_pending_review(world: World) -> None:
    reviews = f"/pulls/{world.number}/reviews"
    _, made = new_review(world, comment())
    ask(world, "POST", f"{reviews}/{made['id']}/events", {"event": "COMMENT"})
    _, (said,) = ask(world, "GET", f"{reviews}/{made['id']}/comments")
    replies = f"/pulls/{world.number}/comments/{said['id']}/replies"
    _, answer = ask(world, "POST", replies, {"body": "Fixed."})
    assert answer["in_reply_to_id"] == said["id"]
    new_review(world)
    # GitHub answers so, and does not document it.
    again = Ask("POST", f"/repos/{world.repository}{replies}", {}, {"body": "Again."}, world.bot)
    assert world.front.carry_out(again).status == 422


def test_a_body_has_a_limit(world: World) -> None:
    comments = f"/issues/{world.number}/comments"
    assert ask(world, "POST", comments, {"body": "x" * 65_536})[0] == 201
    assert ask(world, "POST", comments, {"body": "x" * 65_537})[0] == 422
