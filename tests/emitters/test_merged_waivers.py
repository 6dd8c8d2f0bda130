"""A waiver of one auditor's claim is none of another's: a merge passes only where each alone would."""

from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from review_contract.v1.finding import FindingDraft
from review_contract.v1.review_kinds import Review, ReviewDraft
from review_emitters.emission import Emission
from review_emitters.emit import emit
from review_emitters.merging import merge_drafts
from review_emitters.stages import STAGES
from review_gate.policy import Policy, Stage, Waiver
from tests.emitters.samples import context
from tests.emitters.test_gate_agreement import POLICY, decided

REVIEW: Final = STAGES["review"]
# The second and the third differ where nobody reads any more; with the last, no other fits into one title.
TITLES: Final = (
    "Weak hash",
    "Query " + "x" * 200,
    "Query " + "x" * 200 + "y",
    "weak hash!",
    "!!!",
    "w" * 450,
)


def finding(title: str = "Weak hash", rule_id: str | None = None, last: int | None = None) -> FindingDraft:
    place = {"path": "src/session.py", "start_line": 41, "end_line": last}
    said = {"severity": "high", "category": "Security", "body": "b", "title": title, "rule_id": rule_id}
    return FindingDraft.model_validate(said | {"location": place})


def review(found: FindingDraft) -> ReviewDraft:
    return ReviewDraft(verdict="comment", findings=(found,))


def emitted(draft: ReviewDraft) -> Emission:
    return emit(REVIEW, draft, context())


def waived(found: FindingDraft, name: str) -> Policy | None:
    """Return a policy that takes comments and waives a finding by one of its fingerprints, if it has it."""
    document = emitted(review(found)).document
    assert isinstance(document, Review)
    value = document.findings[0].fingerprints.get(name)
    if value is None:
        return None
    waiver = Waiver(fingerprint=f"{name}:{value}", reason="r", owner="o", expires_at="2030-01-01T00:00:00Z")
    stage = Stage(name="review", satisfied_by=("approve", "comment"))
    return POLICY.model_copy(update={"waivers": (waiver,), "stages": (stage,)})


FINDINGS: Final = st.builds(
    finding, st.sampled_from(TITLES), st.sampled_from([None, "A1", "B1"]), st.sampled_from([None, 41, 42])
)


@settings(max_examples=150, deadline=None)
@given(
    found=st.lists(FINDINGS, min_size=2, max_size=5),
    name=st.sampled_from(["context/v1", "rule/v1", "text/v1"]),
)
@example(found=[finding(), finding(last=42)], name="context/v1")
@example(found=[finding(rule_id="A1"), finding(rule_id="B1")], name="rule/v1")
@example(found=[finding(rule_id="A1"), finding("!!!")], name="rule/v1")
@example(found=[finding(), finding("!!!")], name="text/v1")
def test_what_was_merged_passes_a_waiver_only_where_each_alone_does(
    found: list[FindingDraft], name: str
) -> None:
    policy = waived(found[0], name)
    if policy is None:
        return
    merged = emitted(merge_drafts([review(one) for one in found], REVIEW.scale))
    if decided([merged], policy).conclusion == "pass":
        assert all(decided([emitted(review(one))], policy).conclusion == "pass" for one in found)


@pytest.mark.parametrize("length", [1, 140])
def test_a_waiver_of_what_was_merged_waives_no_other_claims_merged_the_same_way(length: int) -> None:
    others = [finding(f"Claim {number} {'x' * length}") for number in range(3)]
    one, other = (
        merge_drafts([review(each) for each in [*others, finding(last)]], REVIEW.scale)
        for last in ("Style", "Leak")
    )
    policy = waived(one.findings[0], "text/v1")
    assert policy
    assert decided([emitted(other)], policy).conclusion == "fail"
