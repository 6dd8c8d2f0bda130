"""The place of a document: whatever a stage says one after the other, the gate can read the chain."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_contract import Block, Document, Pointer, embed, read
from review_contract.v1.envelope import Repository, Subject
from review_contract.v1.record_kinds import Notice
from review_contract.v1.review_kinds import Critique, Review
from review_emitters.publishing.place import Place, chain_key, next_place, replaced_by
from review_gate.chain import chain_of
from review_gate.selection.candidate import Candidate
from tests.emitters.publishing.emissions import SCALE, STAGE, Captured, finding, review, unfinished

SUBJECT: Final = Subject(
    repository=Repository(id=7, full_name="octo/demo"),
    type="pull_request",
    number=12,
    head_sha="a" * 40,
    base_ref="main",
)
KEY: Final = chain_key(STAGE, "review", SUBJECT)


def at(place: Place, subject: Subject = SUBJECT) -> Captured:
    return Captured(subject, place)


def said(status: str, *, found: bool, place: Place, subject: Subject = SUBJECT) -> Review:
    """Return a review of this status at a place."""
    findings = [finding("f-1")] if found else []
    if status == "completed":
        return review(at(place, subject), findings=findings)
    return unfinished(at(place, subject), status, findings=findings)


def as_pointer(document: Document) -> Pointer:
    """Return the pointer that a reader finds where the document is too large for a body."""
    reading = read(embed(document, inline_limit=1))
    assert isinstance(reading, Block)
    assert isinstance(reading.document, Pointer)
    return reading.document


def test_the_first_document_is_round_one() -> None:
    assert next_place([], KEY) == Place(1)


@pytest.mark.parametrize("status", ["started", "failed", "partial", "skipped"])
def test_a_run_that_found_nothing_is_healed_within_its_round(status: str) -> None:
    first = said(status, found=False, place=Place(1))
    assert next_place([first], KEY) == Place(1, (first.id,))


@pytest.mark.parametrize("status", ["started", "failed", "partial", "skipped", "completed"])
def test_what_found_something_stays_a_round_of_its_own(status: str) -> None:
    first = said(status, found=True, place=Place(1))
    assert next_place([first], KEY) == Place(2, (first.id,))


def test_a_completed_document_without_findings_stays_a_round_of_its_own() -> None:
    first = said("completed", found=False, place=Place(1))
    assert next_place([first], KEY) == Place(2, (first.id,))


def test_a_critique_counts_what_it_missed_as_found() -> None:
    failed = unfinished(at(Place(1)), "failed")
    fields = {name: getattr(failed, name) for name in ("id", "subject", "producer", "round", "status_reason")}
    missed = Critique(
        schema_version="1.0",
        kind="critique",
        stage=STAGE,
        status="partial",
        severity_scale=SCALE,
        missed_findings=(finding("f-1"),),
        **fields,
    )
    assert next_place([missed], KEY).round == 2
    assert next_place([as_pointer(missed)], KEY).round == 2


def test_a_pointer_counts_by_its_status_and_its_counts() -> None:
    counts = dict.fromkeys(SCALE, 0)
    nothing = as_pointer(unfinished(at(Place(1)), "failed", counts=counts))
    something = as_pointer(
        unfinished(at(Place(1)), "failed", findings=[finding("f-1")], counts=counts | {"high": 1})
    )
    unknown = as_pointer(unfinished(at(Place(1)), "failed"))
    assert next_place([nothing], KEY).round == 1
    assert next_place([something], KEY).round == 2
    assert next_place([unknown], KEY).round == 2


def test_one_document_that_found_something_keeps_all_of_its_round() -> None:
    failed = said("failed", found=False, place=Place(1))
    other = said("completed", found=True, place=Place(1))
    assert next_place([failed, other], KEY) == Place(2, tuple(sorted((failed.id, other.id))))


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"head_sha": "b" * 40},
        {"number": 13},
        {"repository": Repository(id=8, full_name="octo/demo")},
    ],
)
def test_only_documents_about_exactly_this_subject_count(elsewhere: Mapping[str, object]) -> None:
    other = said("completed", found=True, place=Place(1), subject=SUBJECT.model_copy(update=dict(elsewhere)))
    assert next_place([other], KEY) == Place(1)


def test_a_renamed_repository_and_a_moved_base_are_the_same_subject() -> None:
    renamed = SUBJECT.model_copy(
        update={"repository": Repository(id=7, full_name="octo/renamed"), "base_ref": "next"}
    )
    assert next_place([said("completed", found=False, place=Place(1), subject=renamed)], KEY).round == 2


def test_another_stage_and_a_notice_are_no_part_of_the_chain() -> None:
    first = said("completed", found=False, place=Place(1))
    shared = {name: getattr(first, name) for name in ("schema_version", "id", "stage", "subject", "producer")}
    notice = Notice(kind="notice", round=1, status="completed", reason="guard", message="Look.", **shared)
    assert next_place([notice], KEY) == Place(1)
    assert next_place([first.model_copy(update={"stage": "review-b"})], KEY) == Place(1)
    assert next_place([notice], chain_key(STAGE, "notice", SUBJECT)) == Place(2, (notice.id,))


def test_documents_in_a_circle_are_replaced_by_nothing_and_joined_by_nothing() -> None:
    one = said("failed", found=False, place=Place(1, ("two",))).model_copy(update={"id": "one"})
    two = said("failed", found=False, place=Place(1, ("one",))).model_copy(update={"id": "two"})
    assert next_place([one, two], KEY) == Place(2)
    assert replaced_by(one, [one, two]) == {"one", "two"}


statuses = st.sampled_from(["started", "failed", "partial", "skipped", "completed"])
runs = st.lists(st.tuples(statuses, st.booleans()), max_size=12)


@given(runs, st.randoms(use_true_random=False))
def test_every_chain_that_results_has_no_gap_and_one_tip(
    history: Sequence[tuple[str, bool]], order: Random
) -> None:
    documents: list[Document] = []
    for status, found in history:
        order.shuffle(documents)
        place = next_place(documents, KEY)
        documents.append(said(status, found=found, place=place))
    chain = chain_of(STAGE, [_candidate(document) for document in documents])
    assert chain.faults == ()
    assert not documents or chain.tip is not None


def _candidate(document: Document) -> Candidate:
    return Candidate(
        "comment", "review-bot", None, document=document, content=document.id, stage=document.stage
    )
