"""Emitting: the draft's words and the workflow's facts, and nothing of a pass that nobody earned."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from review_contract import Block, ContractError, parse, payload, read
from review_contract.drafts import parse_draft_as
from review_contract.v1.base import Model
from review_contract.v1.finding import Finding
from review_contract.v1.record_kinds import ExitReason
from review_contract.v1.review_kinds import Critique, Review, ReviewDraft
from review_contract.v1.work_kinds import Change, Research
from review_emitters.context import TRUSTED_EVENTS, OpenedPullRequest, PullRequestFacts, Push
from review_emitters.diff import Diff
from review_emitters.emission import Emission, Surface
from review_emitters.emit import Unsaid, emit, emit_without_draft
from review_emitters.ending import COMPLETED, Ending
from review_emitters.prompts import example_draft
from review_emitters.stages import STAGES, Stage
from review_emitters.stages.drafts import AuditDraft
from tests.emitters.draft_strategies import staged
from tests.emitters.samples import COMMIT, DIFF, HEAD, context, example, for_stage

EVERY_STAGE = pytest.mark.parametrize("stage", STAGES.values(), ids=list(STAGES))
REVIEW = STAGES["review"]
APPROVAL = {"verdict": "approve", "summary": "Nothing to say."}


def approved(**changes: object) -> Emission:
    """Return what an approval of everything becomes under other circumstances."""
    draft = REVIEW.draft.model_validate(APPROVAL)
    return emit(REVIEW, draft, context("pull_request", **changes))


@EVERY_STAGE
def test_the_example_of_every_stage_becomes_a_completed_document_that_is_read_back_equal(
    stage: Stage,
) -> None:
    emission = emit(stage, example(stage), for_stage(stage))
    reading = read(emission.body)
    assert isinstance(reading, Block)
    assert reading.document == emission.document
    assert emission.document.status == "completed"
    assert emission.document.kind == stage.kind
    assert emission.document.stage == stage.voice
    assert emission.outcome.exit_reason == "completed"


@settings(max_examples=150)
@given(staged())
def test_draft_document_body_reader_equal_document(drafted: tuple[Stage, Model]) -> None:
    stage, draft = drafted
    emission = emit(stage, draft, for_stage(stage))
    assert parse(payload(emission.document)) == emission.document
    reading = read(emission.body)
    assert isinstance(reading, Block)
    assert reading.document == emission.document


@settings(max_examples=100)
@given(staged())
def test_the_same_draft_in_the_same_context_gives_the_same_bytes(drafted: tuple[Stage, Model]) -> None:
    stage, draft = drafted
    assert emit(stage, draft, for_stage(stage)) == emit(stage, draft, for_stage(stage))


@EVERY_STAGE
@pytest.mark.parametrize("status", ["started", "failed", "skipped"])
def test_a_stage_that_says_nothing_still_leaves_a_document(stage: Stage, status: Unsaid) -> None:
    expires_at = "2026-11-24T11:00:00Z" if status == "started" else None
    ending = COMPLETED if status == "started" else Ending("never_ran", "the runner was lost")
    emission = emit_without_draft(stage, for_stage(stage), status, ending, expires_at=expires_at)
    reading = read(emission.body)
    assert isinstance(reading, Block)
    assert reading.document.status == status
    assert reading.document.status_reason == (None if status == "started" else "the runner was lost")
    assert getattr(emission.document, "verdict", None) is None
    assert parse(payload(emission.outcome)) == emission.outcome


def test_an_approval_that_everything_speaks_for_is_completed() -> None:
    emission = approved()
    assert isinstance(emission.document, Review)
    assert (emission.document.status, emission.document.verdict) == ("completed", "approve")
    assert emission.document.coverage is not None
    assert emission.document.coverage.reviewed == ("src/session.py", "docs/api.lock")


@pytest.mark.parametrize(
    "event", ["pull_request", "pull_request_review", "push", "merge_group", "check_run", "new"]
)
def test_f25_a_draft_of_a_run_that_the_pull_request_controls_never_passes(event: str) -> None:
    document = approved(event=event).document
    assert isinstance(document, Review)
    assert (document.status, document.verdict) == ("partial", None)
    assert event in str(document.status_reason)


@pytest.mark.parametrize("event", sorted(TRUSTED_EVENTS))
def test_a_draft_of_a_workflow_of_the_default_branch_may_pass(event: str) -> None:
    assert approved(event=event).document.status == "completed"


@pytest.mark.parametrize(
    "ending", ["max_turns", "model_error", "error", "cancelled", "timeout", "max_budget"]
)
def test_f18_a_run_that_ended_badly_never_passes_but_its_findings_stay(ending: ExitReason) -> None:
    emission = emit(REVIEW, example(REVIEW), context(), Ending(ending, "30 turns"))
    assert isinstance(emission.document, Review)
    assert emission.document.status == "partial"
    assert ending in str(emission.document.status_reason)
    assert len(emission.document.findings) == 1
    assert emission.outcome.exit_reason == ending
    unclear = emit(REVIEW, REVIEW.draft.model_validate(APPROVAL), context(), Ending(ending))
    assert isinstance(unclear.document, Review)
    assert unclear.document.verdict is None


def test_a_draft_found_in_prose_never_passes_alone() -> None:
    emission = emit(REVIEW, REVIEW.draft.model_validate(APPROVAL), context(), Ending(doubts=("derived",)))
    assert isinstance(emission.document, Review)
    assert (emission.document.status, emission.document.verdict) == ("partial", None)


def test_without_a_diff_nothing_is_covered_and_nothing_passes() -> None:
    document = approved(diff=None).document
    assert isinstance(document, Review)
    assert (document.status, document.verdict, document.coverage) == ("partial", None, None)


def test_coverage_is_stamped_from_the_diff_and_only_shrinks() -> None:
    facts = PullRequestFacts(changed_files=5)
    document = approved(pull_request=facts).document
    assert isinstance(document, Review)
    assert document.coverage is not None
    assert (document.coverage.files_total, document.coverage.truncated) == (5, True)
    said = APPROVAL | {"not_reviewed": [{"path": "src/session.py", "reason": "too long"}]}
    shrunk = emit(REVIEW, REVIEW.draft.model_validate(said), context()).document
    assert isinstance(shrunk, Review)
    assert shrunk.coverage is not None
    assert shrunk.coverage.reviewed == ("docs/api.lock",)


def test_an_unanswered_check_makes_the_review_partial() -> None:
    stage = STAGES["sync-review"]
    whole = stage.draft.model_validate(
        APPROVAL | {"checks": [{"name": check.name, "answer": "pass"} for check in stage.checks]}
    )
    assert emit(stage, whole, context()).document.status == "completed"
    assert isinstance(whole, ReviewDraft)
    missing = whole.model_copy(update={"checks": whole.checks[1:]})
    document = emit(stage, missing, context()).document
    assert document.status == "partial"
    assert stage.checks[0].name in str(document.status_reason)


def test_an_approval_is_withheld_where_a_declared_check_fails() -> None:
    stage = STAGES["sync-review"]
    answers = [{"name": check.name, "answer": "fail"} for check in stage.checks]
    emission = emit(stage, stage.draft.model_validate(APPROVAL | {"checks": answers}), context())
    assert isinstance(emission.document, Review)
    assert (emission.document.status, emission.document.verdict) == ("partial", None)
    told = stage.draft.model_validate(APPROVAL | {"checks": answers, "verdict": "request_changes"})
    assert emit(stage, told, context()).document.status == "completed"


def test_an_audit_category_with_neither_findings_nor_evidence_makes_the_audit_partial() -> None:
    stage = STAGES["audit"]
    draft = example(stage)
    assert emit(stage, draft, context()).document.status == "completed"
    assert isinstance(draft, AuditDraft)
    silent = draft.model_copy(update={"verified_clean": draft.verified_clean[1:]})
    document = emit(stage, silent, context()).document
    assert document.status == "partial"
    assert "A" in str(document.status_reason)


def test_a_clean_audit_posts_its_one_review_too() -> None:
    stage = STAGES["audit"]
    clean = [{"category": letter, "evidence": [{"text": "read"}]} for letter in stage.categories]
    emission = emit(stage, stage.draft.model_validate(APPROVAL | {"verified_clean": clean}), context())
    assert emission.surface is Surface.REVIEW
    assert emission.document.status == "completed"
    assert "**0 findings**" in emission.review_body


@pytest.mark.parametrize(
    ("flags", "rated", "capped"),
    [
        ((), "high", "high"),
        (("anti-pattern-conflict",), "high", "medium"),
        (("anti-pattern-conflict",), "low", "low"),
        (("material-disagreement",), "high", "low"),
        (("new-infrastructure",), "medium", "low"),
        (("anti-pattern-conflict", "new-infrastructure"), "high", "low"),
    ],
)
def test_flags_cap_the_confidence_of_a_research(flags: tuple[str, ...], rated: str, capped: str) -> None:
    stage = STAGES["research"]
    said = {
        "confidence": rated,
        "proposal": "a list",
        "flags": [{"name": name, "reason": "so"} for name in flags],
    }
    document = emit(stage, stage.draft.model_validate(said), for_stage(stage)).document
    assert isinstance(document, Research)
    assert document.confidence == capped


FIX = STAGES["fix"]


@pytest.mark.parametrize(
    ("push", "status", "action"),
    [
        (Push((COMMIT,), COMMIT), "completed", "fixed"),
        (Push((COMMIT,), HEAD), "failed", "could_not_fix"),
        (Push((COMMIT,), None), "failed", "could_not_fix"),
        (Push((HEAD,), HEAD), "failed", "could_not_fix"),
        (Push((), COMMIT), "failed", "could_not_fix"),
        (None, "failed", "could_not_fix"),
    ],
)
def test_fixed_is_stamped_only_if_the_remote_branch_is_at_the_commit_else_stuck(
    push: Push | None, status: str, action: str
) -> None:
    emission = emit(FIX, example(FIX), context(push=push))
    document = emission.document
    assert isinstance(document, Change)
    assert document.status == status
    assert document.dispositions[0].action == action
    assert document.action == ("pushed" if status == "completed" else "none")
    assert emission.outcome.exit_reason == ("completed" if status == "completed" else "stuck")
    assert document.dispositions[1].action == "could_not_fix"
    assert document.dispositions[1].evidence[0].text == "E501 line too long"


def test_what_was_held_back_is_held_and_pushed_nothing() -> None:
    stage = STAGES["address-review"]
    draft = stage.draft.model_validate({"held_reason": "It touches the migrations."})
    emission = emit(stage, draft, context(push=None))
    assert isinstance(emission.document, Change)
    assert (emission.document.action, emission.outcome.exit_reason) == ("held", "held")


def test_the_sync_s_attempt_stands_in_its_outcome() -> None:
    stage = STAGES["sync"]
    emission = emit(stage, example(stage), context(push=None, opened=OpenedPullRequest(77)))
    assert isinstance(emission.document, Change)
    assert (emission.document.action, emission.document.pull_request) == ("opened", 77)
    assert emission.outcome.attempt_type == "relax"
    assert emission.outcome.highest_step == "Step 5: Validate"
    assert emission.outcome.target is not None
    assert emission.outcome.target.version == "1.40.2"
    assert emission.outcome.deliverable is not None
    assert emission.outcome.deliverable.type == "pull_request"
    wip = emit(stage, example(stage), context(push=None, opened=OpenedPullRequest(77, wip=True)))
    assert wip.outcome.deliverable is not None
    assert wip.outcome.deliverable.type == "wip_pull_request"
    assert wip.document.status == "partial"


def findings_of(emission: Emission) -> tuple[Finding, ...]:
    assert isinstance(emission.document, Review | Critique)
    return emission.document.findings if isinstance(emission.document, Review) else ()


def said(*titles: str, **more: object) -> Model:
    finding = {"severity": "high", "body": "b", "location": {"path": "src/session.py", "start_line": 41}}
    found = [finding | {"title": title} | more for title in titles]
    return REVIEW.draft.model_validate({"verdict": "comment", "findings": found})


def test_f30_a_finding_that_is_raised_again_keeps_its_id_whatever_its_words() -> None:
    first = findings_of(emit(REVIEW, said("It leaks", rule_id="leak"), context()))
    again = emit(REVIEW, said("A client leaks here", rule_id="leak"), context(earlier_findings=first))
    assert [one.id for one in findings_of(again)] == [one.id for one in first]


def test_findings_at_one_place_are_told_apart_by_their_words() -> None:
    ids = [one.id for one in findings_of(emit(REVIEW, said("It leaks", "It is slow", "It leaks"), context()))]
    assert len(set(ids)) == 3


def test_an_audit_s_loops_number_findings_and_never_two_heads_alike() -> None:
    stage = STAGES["audit"]
    first = emit(stage, example(stage), context())
    other = replace(context(), subject=context().subject.model_copy(update={"head_sha": "d" * 40}))
    second = emit(stage, example(stage), other)
    assert [one.id for one in findings_of(first)] == [f"{HEAD[:7]}-loop1-1"]
    assert [one.id for one in findings_of(second)] == ["ddddddd-loop1-1"]


def test_a_severity_off_the_scale_is_refused_with_the_scale() -> None:
    stage = STAGES["security-review"]
    draft = parse_draft_as(stage.draft, example_draft(stage).replace('"HIGH"', '"high"'))
    with pytest.raises(ContractError) as refused:
        emit(stage, draft, context())
    assert refused.value.problems[0].path == "/findings/0/severity"
    assert "HIGH, MEDIUM, LOW" in str(refused.value)


def test_a_stage_speaks_only_about_what_it_is_for() -> None:
    with pytest.raises(ContractError, match="triage speaks about issue, not about pull_request"):
        emit(STAGES["triage"], example(STAGES["triage"]), context())


@pytest.mark.parametrize(
    ("changes", "event", "told"),
    [
        ({}, "COMMENT", ""),
        ({"reviews": "verdict"}, "APPROVE", ""),
        ({"reviews": "verdict", "own_id": 7}, "COMMENT", "own pull request"),
        ({"reviews": "verdict", "own_id": None}, "COMMENT", "whose pull request"),
        (
            {
                "reviews": "verdict",
                "pull_request": PullRequestFacts(from_fork=True, author_id=3, changed_files=2),
            },
            "COMMENT",
            "from a fork",
        ),
        ({"reviews": "verdict", "event": "pull_request"}, "COMMENT", ""),
    ],
)
def test_f24_never_approves_a_fork_s_or_its_own_pull_request_and_says_why(
    changes: dict[str, object], event: str, told: str
) -> None:
    emission = approved(**changes)
    assert emission.review_event == event
    assert told in emission.review_body
    assert told in emission.body


def test_a_finding_that_no_line_can_carry_stands_in_the_body_under_its_own_heading() -> None:
    found = [
        {
            "severity": "high",
            "title": "On a line",
            "body": "b",
            "location": {"path": "src/session.py", "start_line": 41},
        },
        {
            "severity": "low",
            "title": "Elsewhere",
            "body": "b",
            "location": {"path": "src/session.py", "start_line": 400},
        },
        {"severity": "info", "title": "Nowhere", "body": "b"},
    ]
    emission = emit(REVIEW, REVIEW.draft.model_validate({"verdict": "comment", "findings": found}), context())
    assert [(one.path, one.line) for one in emission.inline_comments] == [("src/session.py", 41)]
    assert len(emission.unanchored) == 2
    _, _, unanchored = emission.review_body.partition("### Findings without a diff anchor")
    assert "Elsewhere" in unanchored
    assert "Nowhere" in unanchored
    assert "On a line" in emission.review_body
    assert all(title in emission.body for title in ("On a line", "Elsewhere", "Nowhere"))


def test_a_large_document_goes_to_an_artifact_and_the_block_points_to_it() -> None:
    finding = {"severity": "high", "title": "t", "body": "x" * 15_000}
    draft = REVIEW.draft.model_validate({"verdict": "request_changes", "findings": [finding] * 5})
    emission = emit(REVIEW, draft, context(diff=Diff(())))
    reading = read(emission.body)
    assert isinstance(reading, Block)
    assert len(emission.artifacts) == 3
    assert payload(emission.document) in emission.artifacts.values()
    assert DIFF.files
