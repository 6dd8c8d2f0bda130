"""The chain of a stage: rounds without a gap, links that hold, one document that speaks."""

import pytest

from review_contract import Document
from review_gate.chain import Chain, chain_of
from review_gate.decision import decide
from review_gate.selection import candidates
from tests.gate.conversations import (
    BY_WORKFLOW,
    EARLIER,
    POLICY,
    REVIEWER,
    WORKFLOW,
    answer,
    artifact_of,
    changed,
    comment_of,
    finding,
    published,
    pull_request,
    response_document,
    review_document,
)

FIRST = review_document("request_changes", finding())
SECOND = response_document("approve", answer())


def chain(*documents: Document) -> Chain:
    """Return the chain of these documents, all posted by the reviewer."""
    posts = [comment_of(REVIEWER, document, number=number) for number, document in enumerate(documents, 1)]
    return chain_of("review", candidates(POLICY, pull_request(*posts)))


def faults(*documents: Document) -> list[tuple[str, str]]:
    return [(str(fault.code), fault.sentence) for fault in chain(*documents).faults]


def test_the_document_that_nothing_supersedes_speaks() -> None:
    for order in ((FIRST, SECOND), (SECOND, FIRST)):
        told = chain(*order)
        assert told.tip is not None
        assert told.tip.document.id == SECOND.id
        assert [link.document.round for link in told.links] == [1, 2]


def test_silence_has_no_tip_and_no_fault() -> None:
    told = chain()
    assert (told.tip, told.links, told.faults) == (None, (), ())


def test_f4_two_documents_that_nothing_links_are_ambiguous_whatever_their_order() -> None:
    other = review_document("request_changes", name="other")
    said = "2 documents speak and none supersedes the other: other (round 1), review-a1b2c3d-1 (round 1)"
    assert faults(review_document(), other) == [("chain-ambiguous", said)]
    assert faults(other, review_document()) == [("chain-ambiguous", said)]


def test_two_different_documents_under_one_id_are_ambiguous() -> None:
    twins = (review_document(), review_document("comment"))
    assert ("chain-ambiguous", "two different documents have the same id") in faults(*twins)


def test_f16_identical_copies_are_one() -> None:
    assert faults(review_document(), review_document()) == []
    assert len(chain(review_document(), review_document()).links) == 1


def test_what_is_wrong_with_one_copy_is_wrong_with_the_document() -> None:
    clean = comment_of(REVIEWER, review_document())
    hidden = changed(clean, id=1002, minimised=True)
    assert decide(POLICY, pull_request(clean, hidden)).reason == "stage-doubtful"


def test_f22_a_missing_round_is_a_gap() -> None:
    third = response_document("approve", answer(), round=3, supersedes=(FIRST.id,))
    assert faults(FIRST, third) == [("chain-gap", "rounds run from 1 without a gap; there are only: 1, 3")]
    assert faults(review_document(round=2))[0][0] == "chain-gap"


def test_a_link_to_a_document_that_is_not_there_is_broken() -> None:
    assert faults(review_document(supersedes=("gone",))) == [
        ("chain-broken", "review-a1b2c3d-1 supersedes gone, which is not there")
    ]


def test_a_document_cannot_supersede_a_later_round() -> None:
    late = review_document("request_changes", finding(), round=2)
    early = review_document("approve", supersedes=(late.id,))
    assert faults(early, late) == [
        ("chain-broken", "review-a1b2c3d-1 supersedes review-a1b2c3d-2 of a later round")
    ]


def test_a_circle_has_no_end_that_could_speak() -> None:
    one = review_document("approve", name="one", supersedes=("two",))
    two = review_document("approve", name="two", supersedes=("one",))
    assert ("chain-broken", "every document supersedes another, in a circle") in faults(one, two)


def test_a_document_may_supersede_one_of_an_earlier_head() -> None:
    old = review_document("request_changes", finding(), head=EARLIER)
    told = chain(old, review_document(supersedes=(old.id,)))
    assert told.faults == ()
    assert told.tip is not None


def test_a_deleted_round_is_seen_by_the_link_to_it() -> None:
    assert decide(POLICY, pull_request(comment_of(REVIEWER, SECOND))).conclusion == "error"


@pytest.mark.parametrize("missing", ["round", "link"])
def test_what_a_fork_wrote_fills_no_gap(missing: str) -> None:
    """A run whose file the pull request itself wrote hands in the round that was deleted."""
    first, third = FIRST, response_document("approve", answer(), round=3, run=7003)
    approval = {
        "round": published(WORKFLOW, changed(third, supersedes=("review-a1b2c3d-1",)), number=3),
        "link": published(WORKFLOW, changed(review_document(run=7003), supersedes=("gone",)), number=3),
    }[missing]
    own = published(WORKFLOW, changed(first, run=review_document(run=7001).run)) if missing == "round" else ()
    assert decide(BY_WORKFLOW, pull_request(*own, *approval)).conclusion == "error"
    run = changed(WORKFLOW.run(7002, event="pull_request"), head_repository_id=999)
    fillers: dict[str, Document] = {
        "round": response_document("approve", round=2, supersedes=(first.id,), run=7002),
        "link": review_document("approve", name="gone", run=7002),
    }
    if missing == "round":
        approval = published(
            WORKFLOW, changed(third, supersedes=("review-a1b2c3d-1", "review-a1b2c3d-2")), number=3
        )
    forged = pull_request(*own, *approval, run, artifact_of(run, fillers[missing]))
    assert decide(BY_WORKFLOW, forged).conclusion != "pass"


def test_what_a_fork_says_of_an_earlier_head_mends_no_broken_link() -> None:
    approval = published(WORKFLOW, review_document(run=7003, supersedes=("gone",)))
    run = changed(WORKFLOW.run(7002, event="pull_request"), head_repository_id=999)
    filler = artifact_of(run, review_document("approve", name="gone", head=EARLIER, run=7002))
    assert decide(BY_WORKFLOW, pull_request(*approval, run, filler)).reason == "chain-broken"
