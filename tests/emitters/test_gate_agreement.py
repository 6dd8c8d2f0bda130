"""What the emitters emit is what the gate reads: a whole review passes, and nothing less ever does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_contract.v1.base import Model
from review_contract.v1.envelope import Run
from review_contract.v1.record_kinds import Conclusion
from review_contract.v1.review_kinds import Review, ReviewDraft
from review_emitters.context import Context
from review_emitters.emission import Emission
from review_emitters.emit import emit, emit_without_draft
from review_emitters.ending import COMPLETED, Ending
from review_emitters.merging import merge_drafts
from review_emitters.publishing.place import chain_key, next_place
from review_emitters.stages import STAGES
from review_gate.decision import Decision, decide
from review_gate.evidence import Account, App, ChangedFile, Comment, Evidence, Subject
from review_gate.policy import Policy, Waiver
from review_gate.policy import Stage as PolicyStage
from review_gate.policy_file import parse_policy
from tests.emitters.draft_strategies import drafts
from tests.emitters.samples import HEAD, context

REVIEW = STAGES["review"]
APPROVAL = REVIEW.draft.model_validate({"verdict": "approve", "summary": "Fine."})
BOT = Account(id=77, login="reviewer[bot]", type="Bot")
_POLICY = parse_policy(
    """
[[producers]]
type = "app"
name = "reviewer"
user_id = 77
app_id = 5
stages = ["review"]

[[stages]]
name = "review"

[blocking]
severity = ["high"]
"""
)
assert isinstance(_POLICY, Policy)
POLICY = _POLICY


def decided(emissions: Sequence[Emission], policy: Policy = POLICY) -> Decision:
    """Return what the gate makes of a conversation in which these were posted."""
    comments = tuple(
        Comment(
            id=number,
            url=f"https://github.com/octo/parser/pull/42#issuecomment-{number}",
            author=BOT,
            body=emission.body,
            created_at="2026-11-24T10:05:00Z",
            edits=(),
            minimised=False,
            app=App(id=5),
        )
        for number, emission in enumerate(emissions, 1)
    )
    about = context().subject
    return decide(
        policy,
        Evidence(
            schema_version="1.0",
            observed_at="2026-11-24T10:10:00Z",
            repository=about.repository,
            default_branch="main",
            subject=Subject(
                type="pull_request",
                number=42,
                title="t",
                state="open",
                author=None,
                head_sha=HEAD,
                head_ref="topic",
                head_seen_at="2026-11-24T10:00:00Z",
                base_ref="main",
                base_sha="b" * 40,
                merge_base_sha="b" * 40,
            ),
            comments=comments,
            files=(ChangedFile(path="src/session.py"), ChangedFile(path="docs/api.lock")),
        ),
    )


def at(said: Sequence[Emission], run_id: int, **changes: object) -> Context:
    """Return the context of the next run, placed as the publishing shell places it."""
    here = context("pull_request", **changes)
    place = next_place([one.document for one in said], chain_key("review", "review", here.subject))
    return replace(here, run=Run(id=run_id, attempt=1), round=place.round, supersedes=place.supersedes)


def started(said: Sequence[Emission], run_id: int) -> Emission:
    here = at(said, run_id)
    return emit_without_draft(REVIEW, here, "started", COMPLETED, expires_at="2026-11-24T11:00:00Z")


def failed(said: Sequence[Emission], run_id: int) -> Emission:
    return emit_without_draft(REVIEW, at(said, run_id), "failed", Ending("model_error", "no answer"))


def approved(said: Sequence[Emission], run_id: int, **changes: object) -> Emission:
    return emit(REVIEW, APPROVAL, at(said, run_id, **changes))


def untrusted(said: Sequence[Emission], run_id: int) -> Emission:
    return approved(said, run_id, event="pull_request")


def without_diff(said: Sequence[Emission], run_id: int) -> Emission:
    return approved(said, run_id, diff=None)


STEPS: Mapping[str, Callable[[Sequence[Emission], int], Emission]] = {
    "started": started,
    "failed": failed,
    "approved": approved,
    "untrusted": untrusted,
    "no diff": without_diff,
}


def conversation(*names: str) -> list[Emission]:
    said: list[Emission] = []
    for run_id, name in enumerate(names, 1):
        said.append(STEPS[name](said, run_id))
    return said


@pytest.mark.parametrize(
    ("names", "conclusion"),
    [
        (("approved",), "pass"),
        (("started", "approved"), "pass"),
        (("started", "failed", "started", "approved"), "pass"),
        (("untrusted", "approved"), "pass"),
        ((), "pending"),
        (("started",), "pending"),
        (("failed",), "pending"),
        (("approved", "started"), "pending"),
        (("approved", "failed"), "pending"),
        (("untrusted",), "pending"),
        (("no diff",), "pending"),
    ],
)
def test_only_a_whole_review_at_the_chain_s_end_passes(
    names: tuple[str, ...], conclusion: Conclusion
) -> None:
    assert decided(conversation(*names)).conclusion == conclusion


@settings(max_examples=60)
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=6))
def test_whatever_runs_came_before_the_chain_holds_and_only_the_last_word_passes(names: list[str]) -> None:
    decision = decided(conversation(*names))
    passes = bool(names) and names[-1] == "approved"
    assert decision.conclusion == ("pass" if passes else "pending")


@settings(max_examples=80)
@given(drafts(REVIEW))
def test_a_draft_that_does_not_approve_never_passes(draft: Model) -> None:
    emission = emit(REVIEW, draft, context())
    if getattr(emission.document, "verdict", None) != "approve":
        assert decided([emission]).conclusion != "pass"


@settings(max_examples=80)
@given(drafts(REVIEW))
def test_no_draft_of_a_pull_request_s_own_run_ever_passes(draft: Model) -> None:
    assert decided([emit(REVIEW, draft, context(event="pull_request"))]).conclusion != "pass"


@settings(max_examples=80)
@given(drafts(REVIEW))
def test_no_draft_of_a_run_that_ended_badly_ever_passes(draft: Model) -> None:
    assert decided([emit(REVIEW, draft, context(), Ending("max_turns"))]).conclusion != "pass"


def test_a_waiver_of_one_auditor_s_claim_is_no_waiver_of_another_s() -> None:
    place = {"path": "src/session.py", "start_line": 41}
    shared = {"severity": "high", "category": "Security", "body": "b", "location": place}
    one = shared | {"title": "Weak hash", "rule_id": "weak-hash"}
    other = shared | {"title": "Query built from text", "rule_id": "sqli"}
    said = [REVIEW.draft.model_validate({"verdict": "comment", "findings": [each]}) for each in (one, other)]
    drafts_ = [draft for draft in said if isinstance(draft, ReviewDraft)]
    first = emit(REVIEW, drafts_[0], context()).document
    assert isinstance(first, Review)
    waivers = tuple(
        Waiver(fingerprint=f"{name}:{value}", reason="r", owner="o", expires_at="2030-01-01T00:00:00Z")
        for name, value in first.findings[0].fingerprints.items()
        if not name.startswith("context/")
    )
    waived = POLICY.model_copy(
        update={
            "waivers": waivers,
            "stages": (PolicyStage(name="review", satisfied_by=("approve", "comment")),),
        }
    )
    assert decided([emit(REVIEW, drafts_[0], context())], waived).conclusion == "pass"
    both = emit(REVIEW, merge_drafts(drafts_, REVIEW.scale), context())
    assert decided([both], waived).conclusion == "fail"
    unnamed = drafts_[1].findings[0].model_copy(update={"rule_id": None})
    also = drafts_[1].model_copy(update={"findings": (unnamed,)})
    merged = emit(REVIEW, merge_drafts([drafts_[0], also], REVIEW.scale), context())
    assert decided([merged], waived).conclusion == "fail"
