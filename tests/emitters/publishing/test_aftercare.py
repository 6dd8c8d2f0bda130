"""What follows a posted document: what it replaces is hidden, dismissed or answered, and nothing else is."""

from collections.abc import Mapping
from typing import Final

import pytest

from review_contract.v1.review_kinds import Verdict
from review_emitters.emission import ReviewEvent
from review_emitters.publishing import Session, publish
from tests.emitters.publishing.emissions import (
    answering,
    as_comment,
    as_review,
    captured_in,
    finding,
    review,
    unfinished,
)
from tests.github.world import World

VERDICTS: Final[Mapping[ReviewEvent, Verdict]] = {
    "APPROVE": "approve",
    "REQUEST_CHANGES": "request_changes",
    "COMMENT": "comment",
}


def stale(world: World, session: Session, verdict: Verdict, event: ReviewEvent) -> None:
    """Post a review, and move the head away from under it."""
    publish(session, as_review(review(captured_in(world, session), verdict), review_event=event))
    world.push("more")


@pytest.mark.parametrize(
    ("stale_event", "verdict", "event", "left"),
    [
        ("APPROVE", "request_changes", "COMMENT", "DISMISSED"),
        ("APPROVE", "comment", "COMMENT", "DISMISSED"),
        ("APPROVE", "approve", "COMMENT", "APPROVED"),
        ("APPROVE", "request_changes", "REQUEST_CHANGES", "APPROVED"),
        ("REQUEST_CHANGES", "approve", "COMMENT", "DISMISSED"),
        ("REQUEST_CHANGES", "comment", "COMMENT", "DISMISSED"),
        ("REQUEST_CHANGES", "abstain", "COMMENT", "CHANGES_REQUESTED"),
        ("REQUEST_CHANGES", "request_changes", "COMMENT", "CHANGES_REQUESTED"),
        ("REQUEST_CHANGES", "approve", "APPROVE", "CHANGES_REQUESTED"),
        ("COMMENT", "approve", "COMMENT", "COMMENTED"),
    ],
)
def test_a_stale_review_is_dismissed_only_where_the_new_one_neither_says_it_nor_replaces_it(
    world: World, stale_event: ReviewEvent, verdict: Verdict, event: ReviewEvent, left: str
) -> None:
    session = world.session()
    stale(world, session, VERDICTS[stale_event], stale_event)
    emission = as_review(review(captured_in(world, session), verdict), review_event=event)
    assert publish(session, emission).warnings == ()
    assert world.reviews()[0]["state"] == left


def test_a_comment_in_the_place_of_a_review_replaces_nothing_by_itself(world: World) -> None:
    session = world.session()
    stale(world, session, "approve", "APPROVE")
    document = review(captured_in(world, session), "request_changes", [finding("f-1", 99)])
    publish(session, as_review(document, review_event="REQUEST_CHANGES"))
    assert [one["state"] for one in world.reviews()] == ["DISMISSED"]


def test_a_review_of_this_very_commit_is_not_stale(world: World) -> None:
    session = world.session()
    first = review(captured_in(world, session), "request_changes", [finding("f-1")])
    publish(session, as_review(first, review_event="REQUEST_CHANGES"))
    publish(session, as_review(review(captured_in(world, session), "approve")))
    assert world.reviews()[0]["state"] == "CHANGES_REQUESTED"


def test_a_review_of_another_stage_is_its_own_to_take_back(world: World) -> None:
    session = world.session()
    stale(world, session, "approve", "APPROVE")
    other = review(captured_in(world, session, "review-b"), "request_changes", stage="review-b")
    publish(session, as_review(other))
    assert world.reviews()[0]["state"] == "APPROVED"


def test_a_run_that_only_started_leaves_an_approval_standing(world: World) -> None:
    session = world.session()
    stale(world, session, "approve", "APPROVE")
    publish(session, as_comment(unfinished(captured_in(world, session), "started")))
    assert world.reviews()[0]["state"] == "APPROVED"


def test_only_a_completed_document_lifts_a_request_for_changes(world: World) -> None:
    session = world.session()
    stale(world, session, "request_changes", "REQUEST_CHANGES")
    captured, why = captured_in(world, session), "half of the diff was cut"
    publish(session, as_review(review(captured, "comment", status="partial", status_reason=why)))
    assert world.reviews()[0]["state"] == "CHANGES_REQUESTED"


def test_a_run_that_only_started_or_failed_takes_no_request_for_changes_away(world: World) -> None:
    session = world.session()
    stale(world, session, "request_changes", "REQUEST_CHANGES")
    for status in ("started", "failed"):
        publish(session, as_comment(unfinished(captured_in(world, session), status)))
    assert world.reviews()[0]["state"] == "CHANGES_REQUESTED"


def test_a_failed_run_leaves_no_approval_of_an_older_commit_standing(world: World) -> None:
    session = world.session()
    stale(world, session, "approve", "APPROVE")
    publish(session, as_comment(unfinished(captured_in(world, session), "failed")))
    assert world.reviews()[0]["state"] == "DISMISSED"


def test_a_document_about_an_older_head_dismisses_nothing_of_the_newer_one(world: World) -> None:
    session = world.session()
    late = captured_in(world, session)
    world.push("more")
    publish(session, as_review(review(captured_in(world, session), "approve"), review_event="APPROVE"))
    publish(session, as_review(review(late, "request_changes")))
    assert world.reviews()[0]["state"] == "APPROVED"


def test_a_finding_is_answered_once_below_its_own_comment(world: World) -> None:
    session = world.session()
    found = review(captured_in(world, session), "request_changes", [finding("f-1", 7), finding("f-2")])
    earlier = publish(session, as_review(found))
    world.push("fix")
    answers = ("f-1", "Fixed in abc."), ("f-2", "Could not address: no place.")
    emission = answering(as_comment(review(captured_in(world, session))), *answers)
    for _ in range(2):
        assert publish(session, emission, earlier=[earlier]).warnings == ()
    replies = [one for one in world.front.state.comments if "in_reply_to_id" in one]
    assert [(one["in_reply_to_id"], one["body"]) for one in replies] == [
        (earlier.findings["f-1"].comment_id, "Fixed in abc.")
    ]


def test_two_findings_are_answered_although_the_answers_are_the_same(world: World) -> None:
    session = world.session()
    found = review(captured_in(world, session), "comment", [finding("f-1", 7), finding("f-2", 9)])
    earlier = publish(session, as_review(found))
    world.push("fix")
    emission = as_comment(review(captured_in(world, session)))
    publish(session, answering(emission, ("f-1", "Fixed."), ("f-2", "Fixed.")), earlier=[earlier])
    replies = [one["in_reply_to_id"] for one in world.front.state.comments if "in_reply_to_id" in one]
    assert replies == [earlier.findings["f-1"].comment_id, earlier.findings["f-2"].comment_id]
