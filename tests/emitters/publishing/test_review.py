"""Reviews: pending until nobody else holds the place, and one comment where GitHub refuses them."""

from dataclasses import replace

from review_contract import Block, read
from review_emitters.publishing import publish
from tests.emitters.publishing.emissions import (
    as_comment,
    as_review,
    captured_in,
    documents_in,
    finding,
    review,
)
from tests.github.exchange import Answer, unprocessable
from tests.github.world import World


def test_a_review_is_seen_by_nobody_before_it_is_submitted(world: World) -> None:
    session = world.session()
    document = review(captured_in(world, session), "request_changes", [finding("f-1", 7), finding("f-2")])
    receipt = publish(session, as_review(document, review_event="REQUEST_CHANGES"))
    made, submitted = world.asked("POST")[-2:]
    assert "event" not in made.body
    assert made.body["commit_id"] == document.subject.head_sha
    assert submitted.body == {"event": "REQUEST_CHANGES"}
    assert [one["state"] for one in world.reviews()] == ["CHANGES_REQUESTED"]
    assert receipt.findings["f-1"].comment_id is not None
    assert receipt.findings["f-2"].comment_id is None
    assert not any(one.used_fallback for one in receipt.findings.values())


def test_a_review_that_github_refuses_becomes_one_comment_that_says_so(world: World) -> None:
    session = world.session()
    document = review(captured_in(world, session), findings=[finding("f-1", 7), finding("f-2", 99)])
    receipt = publish(session, as_review(document))
    (comment,) = world.comments()
    assert world.reviews() == []
    assert receipt.carrier is not None
    assert receipt.carrier.type == "comment"
    assert all(one.used_fallback and one.comment_id is None for one in receipt.findings.values())
    reading = read(comment["body"])
    assert isinstance(reading, Block)
    assert reading.document == document
    assert "Line could not be resolved" in comment["body"].split("\n")[4]


def test_a_review_that_may_not_be_submitted_is_taken_back_before_the_comment(world: World) -> None:
    waited: list[float] = []
    session = world.session(sleep=waited.append)
    refused = unprocessable("GitHub Actions is not permitted to approve pull requests.")
    world.fail("POST", "/events$", refused)
    emission = as_review(review(captured_in(world, session), "approve"), review_event="APPROVE")
    receipt = publish(session, emission)
    assert receipt.carrier is not None
    assert receipt.carrier.type == "comment"
    assert world.reviews() == []
    assert documents_in(world) == [emission.document.id]
    assert waited == []


def test_a_pending_review_of_a_dead_run_is_deleted_when_the_waiting_is_over(world: World) -> None:
    waited: list[float] = []
    session = world.session(sleep=waited.append)
    world.do("POST", f"/pulls/{world.number}/reviews", {"body": "left behind"}, token=world.bot)
    emission = as_review(review(captured_in(world, session)))
    receipt = publish(session, emission)
    assert receipt.carrier is not None
    assert receipt.carrier.type == "review"
    assert waited == [1, 4, 16]
    assert [one["body"] for one in world.reviews()] == [emission.review_body]


def test_a_pending_review_of_the_same_document_is_submitted_not_made_again(world: World) -> None:
    session = world.session()
    emission = as_review(review(captured_in(world, session)))
    lost = {"body": emission.review_body, "commit_id": emission.document.subject.head_sha}
    pending = world.do("POST", f"/pulls/{world.number}/reviews", lost, token=world.bot)
    receipt = publish(session, emission)
    assert receipt.carrier is not None
    assert receipt.carrier.id == pending["id"]
    assert [one["state"] for one in world.reviews()] == ["COMMENTED"]


def test_a_review_that_was_submitted_is_not_submitted_again(world: World) -> None:
    session = world.session()
    world.fail("POST", "/events$", "cut")
    receipt = publish(session, as_review(review(captured_in(world, session))))
    assert receipt.carrier is not None
    assert receipt.carrier.type == "review"
    assert len(world.asked("POST", "/events")) == 1


def test_a_rival_that_turns_up_while_we_wait_ends_the_waiting(world: World) -> None:
    waited: list[float] = []
    session = world.session(sleep=waited.append)
    captured = captured_in(world, session)
    rival = publish(session, as_comment(review(captured)))
    world.do("POST", f"/pulls/{world.number}/reviews", {"body": "of another stage"}, token=world.bot)
    world.fail("GET", "/issues/[0-9]+/comments$", Answer(200, []))
    receipt = publish(session, as_review(review(captured)))
    assert rival.carrier is not None
    assert receipt.held_by == rival.carrier.url
    assert waited == [1]


def test_no_comment_is_posted_in_a_reviews_place_where_a_rival_turned_up(world: World) -> None:
    session = world.session()
    captured = captured_in(world, session)
    rival = publish(session, as_comment(review(captured)))
    world.front.asked.clear()
    world.fail("GET", "/issues/[0-9]+/comments$", Answer(200, []))
    receipt = publish(session, as_review(review(captured, findings=[finding("f-1", 99)])))
    assert rival.carrier is not None
    assert receipt.held_by == rival.carrier.url
    assert world.asked("POST", "/comments") == []
    assert world.asked("DELETE") == []


def test_two_comments_of_the_same_words_are_two_findings_comments(world: World) -> None:
    session = world.session()
    emission = as_review(review(captured_in(world, session), findings=[finding("f-1", 7), finding("f-2", 9)]))
    same = tuple(replace(one, body="Look.") for one in emission.inline_comments)
    findings = publish(session, replace(emission, inline_comments=same)).findings
    assert findings["f-1"].comment_id != findings["f-2"].comment_id


def test_a_review_of_a_stranger_is_no_document_of_ours(world: World) -> None:
    session = world.session()
    captured = captured_in(world, session)
    body = as_review(review(captured)).review_body
    reviews = f"/pulls/{world.number}/reviews"
    forged = world.do("POST", reviews, {"body": body}, token="stranger")
    world.do("POST", f"{reviews}/{forged['id']}/events", {"event": "COMMENT"}, token="stranger")
    assert captured_in(world, session).place == captured.place
