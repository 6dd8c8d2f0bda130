"""The decision: every reason code with the conversation that shows it, and its neighbour that passes."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from review_contract.problems import Problem
from review_gate.decision import Decision, decide
from review_gate.evidence import Awaited, Evidence, FetchProblem
from review_gate.policy import Blocking, ChangeRule, Policy, PolicyFault, Stage, Timeouts, Waiver
from review_gate.reasons import GateCode, Reason, worst
from tests.gate.conversations import (
    ACTIONS,
    ADVISOR,
    BY_WORKFLOW,
    CRITIC,
    EARLIER,
    FILES,
    FIXER,
    NOW,
    PAIR,
    POLICY,
    REPOSITORY,
    REVIEWER,
    SECURITY,
    STRANGER,
    WORKFLOW,
    Carrier,
    advice_document,
    answer,
    artifact_of,
    change_document,
    changed,
    comment_of,
    covered,
    critique_document,
    deletion,
    edit,
    finding,
    line_comment_of,
    notice_document,
    published,
    pull_request,
    response_document,
    review_document,
    review_of,
    with_subject,
)

FINGERPRINT = "rule/v1:" + "ab" * 32


def codes(decision: Decision) -> set[str]:
    """Return every code of a decision: of its reasons, and of what is wrong with each candidate."""

    def walk(reasons: tuple[Reason, ...]) -> Iterator[str]:
        for reason in reasons:
            yield reason.code
            yield from walk(reason.reasons)

    faults = {fault.code for candidate in decision.candidates for fault in candidate.faults}
    return {decision.reason, *walk(decision.reasons), *faults}


@dataclass(frozen=True)
class Shown:
    """A code, the conversation that shows it, and the neighbour that passes without it."""

    code: GateCode
    conclusion: str
    shows: Evidence
    passes: Evidence
    policy: Policy = POLICY
    neighbour: Policy | None = None


APPROVAL = comment_of(REVIEWER, review_document())
CLEAN = pull_request(APPROVAL)
REVIEWED = pull_request(review_of(REVIEWER, review_document()))
REFUSED = review_document("request_changes", finding())
PROVEN = pull_request(*published(WORKFLOW, review_document(run=7001)))
HOLDING = Policy(
    producers=(REVIEWER.producer("review"), FIXER.producer("address-review")),
    stages=(Stage(name="review"), Stage(name="address-review")),
)
ISSUE_STAGE = Policy(
    producers=(REVIEWER.producer("review", "triage"),),
    stages=(Stage(name="review"), Stage(name="triage", subject="issue")),
)
RENAMED = changed(POLICY, producers=(REVIEWER.producer("audit"),), stages=(Stage(name="audit"),))
LIVE_WAIVER = Waiver(
    fingerprint=FINGERPRINT, reason="Known.", owner="octavia", expires_at="2027-01-01T00:00:00Z"
)


def after_approval(*carriers: Carrier) -> Evidence:
    return pull_request(APPROVAL, *carriers)


def approval_with(**fields: object) -> Evidence:
    return pull_request(changed(APPROVAL, **fields))


def reviewed_with(**fields: object) -> Evidence:
    return pull_request(changed(REVIEWED.reviews[0], **fields))


def about(**fields: object) -> Evidence:
    """Return an approval whose document is about something else."""
    subject = changed(review_document().subject, **fields)
    return pull_request(comment_of(REVIEWER, changed(review_document(), subject=subject)))


def ruled(**rule: object) -> Policy:
    return changed(POLICY, change_rules=(ChangeRule.model_validate({"name": "the-rule", **rule}),))


def _on(run_fields: dict[str, object]) -> Evidence:
    run, artifact, comment = published(WORKFLOW, review_document(run=7001))
    return pull_request(changed(run, **run_fields), artifact, comment)


_LATE = Awaited(stage="review", since="2026-02-01T00:00:00Z")
_RISK = finding(fingerprints={"rule/v1": "ab" * 32})
_LARGE = review_document("approve", finding(severity="low"))
_CARRIER = WORKFLOW.run(8001)

TABLE = (
    Shown(
        GateCode.EVIDENCE_INCOMPLETE,
        "error",
        after_approval(FetchProblem(resource="reviews", message="502")),
        CLEAN,
    ),
    Shown(GateCode.EVIDENCE_INCOMPLETE, "error", pull_request(APPROVAL, files=None), CLEAN),
    Shown(GateCode.POLICY_EMPTY, "error", CLEAN, CLEAN, changed(POLICY, stages=()), POLICY),
    Shown(GateCode.POLICY_EMPTY, "error", CLEAN, CLEAN, changed(POLICY, producers=()), POLICY),
    # Who speaks.
    Shown(GateCode.NOT_A_PRODUCER, "pending", pull_request(comment_of(STRANGER, review_document())), CLEAN),
    Shown(GateCode.APP_MISMATCH, "pending", approval_with(app=STRANGER.app), CLEAN),
    Shown(GateCode.APP_UNVERIFIED, "pending", approval_with(app=None), CLEAN),
    Shown(
        GateCode.DIGEST_UNPROVEN,
        "pending",
        pull_request(comment_of(ACTIONS, review_document())),
        PROVEN,
        BY_WORKFLOW,
    ),
    Shown(GateCode.WORKFLOW_UNTRUSTED, "pending", _on({"event": "pull_request"}), PROVEN, BY_WORKFLOW),
    Shown(
        GateCode.CARRIER_KIND,
        "pending",
        changed(pull_request(), review_comments=(line_comment_of(REVIEWER, review_document()),)),
        CLEAN,
    ),
    Shown(GateCode.STAGE_UNKNOWN, "pending", CLEAN, CLEAN, RENAMED, POLICY),
    Shown(
        GateCode.STAGE_NOT_ALLOWED,
        "pending",
        pull_request(comment_of(SECURITY, review_document())),
        CLEAN,
        changed(POLICY, producers=(REVIEWER.producer("review"), SECURITY.producer("security-review"))),
    ),
    Shown(
        GateCode.KIND_NOT_ALLOWED,
        "pending",
        pull_request(comment_of(REVIEWER, critique_document(stage="review"))),
        CLEAN,
    ),
    # What it speaks about.
    Shown(GateCode.OTHER_REPOSITORY, "error", about(repository=changed(REPOSITORY, id=5)), CLEAN),
    Shown(GateCode.OTHER_NUMBER, "error", about(number=123), CLEAN),
    Shown(
        GateCode.OTHER_SUBJECT_TYPE,
        "pending",
        about(type="ref", number=None),
        CLEAN,
    ),
    Shown(GateCode.STALE_HEAD, "pending", about(head_sha=EARLIER), CLEAN),
    Shown(GateCode.BASE_CHANGED, "pending", about(base_ref="next"), CLEAN),
    Shown(GateCode.MERGE_BASE_CHANGED, "pending", about(merge_base_sha=EARLIER), CLEAN),
    Shown(GateCode.MERGE_BASE_UNKNOWN, "pending", about(merge_base_sha=None), CLEAN),
    Shown(GateCode.COMMIT_MISMATCH, "pending", reviewed_with(commit_id=EARLIER), REVIEWED),
    Shown(
        GateCode.RUN_MISMATCH,
        "pending",
        pull_request(WORKFLOW.run(), artifact_of(WORKFLOW.run(), review_document(run=7002))),
        pull_request(WORKFLOW.run(), artifact_of(WORKFLOW.run(), review_document(run=7001))),
        BY_WORKFLOW,
    ),
    # Whether it can be believed.
    Shown(GateCode.EDITED, "pending", approval_with(edits=(edit(APPROVAL.body),)), CLEAN),
    Shown(GateCode.EDIT_UNVERIFIED, "error", approval_with(edits=None), CLEAN),
    Shown(
        GateCode.EDITED_IN, "pending", approval_with(edits=(edit("Looking …"), edit(APPROVAL.body))), CLEAN
    ),
    Shown(
        GateCode.EDITED_AWAY, "error", approval_with(edits=(edit(comment_of(REVIEWER, REFUSED).body),)), CLEAN
    ),
    Shown(GateCode.CARRIER_DELETED, "error", after_approval(deletion(REVIEWER.account)), CLEAN),
    Shown(GateCode.MINIMISED, "pending", approval_with(minimised=True), CLEAN),
    Shown(GateCode.MINIMISED_UNKNOWN, "pending", approval_with(minimised=None), CLEAN),
    Shown(GateCode.DISMISSED, "pending", reviewed_with(state="DISMISSED"), REVIEWED),
    Shown(GateCode.REVIEW_PENDING, "pending", reviewed_with(state="PENDING"), REVIEWED),
    Shown(GateCode.REVIEW_STATE, "error", reviewed_with(state="CHANGES_REQUESTED"), REVIEWED),
    Shown(GateCode.BY_EMAIL, "pending", approval_with(by_email=True), CLEAN),
    Shown(
        GateCode.ARTIFACT_MISMATCH,
        "error",
        changed(PROVEN, artifacts=(changed(PROVEN.artifacts[0], content="{}"),)),
        PROVEN,
        BY_WORKFLOW,
    ),
    Shown(
        GateCode.EVIDENCE_EXPIRED,
        "pending",
        pull_request(comment_of(REVIEWER, _LARGE, inline_limit=300)),
        pull_request(comment_of(REVIEWER, _LARGE, inline_limit=300), _CARRIER, artifact_of(_CARRIER, _LARGE)),
    ),
    Shown(
        GateCode.UNREADABLE_BLOCK,
        "error",
        approval_with(body=APPROVAL.body.replace('"round"', '"raund"')),
        CLEAN,
    ),
    # The chain of a stage.
    Shown(
        GateCode.CHAIN_AMBIGUOUS,
        "error",
        after_approval(comment_of(REVIEWER, review_document(name="other"), number=2)),
        after_approval(changed(APPROVAL, id=1002)),
    ),
    Shown(
        GateCode.CHAIN_GAP,
        "error",
        pull_request(comment_of(REVIEWER, review_document(round=2))),
        CLEAN,
    ),
    Shown(
        GateCode.CHAIN_BROKEN,
        "error",
        pull_request(comment_of(REVIEWER, review_document(supersedes=("nowhere",)))),
        CLEAN,
    ),
    # What the stages said.
    Shown(GateCode.STAGE_MISSING, "pending", pull_request(), CLEAN),
    Shown(
        GateCode.STAGE_STARTED,
        "pending",
        pull_request(comment_of(REVIEWER, review_document(None, status="started"))),
        CLEAN,
    ),
    Shown(
        GateCode.STAGE_NOT_COMPLETED,
        "pending",
        pull_request(comment_of(REVIEWER, review_document(None, status="failed"))),
        CLEAN,
    ),
    Shown(
        GateCode.STAGE_NOT_APPROVED,
        "pending",
        pull_request(comment_of(REVIEWER, review_document("comment"))),
        pull_request(comment_of(REVIEWER, review_document("comment"))),
        POLICY,
        changed(POLICY, stages=(Stage(name="review", satisfied_by=("approve", "comment")),)),
    ),
    Shown(GateCode.STAGE_DOUBTFUL, "pending", approval_with(minimised=True), CLEAN),
    Shown(
        GateCode.COVERAGE_INCOMPLETE,
        "pending",
        pull_request(comment_of(REVIEWER, review_document(coverage=covered(FILES[0])))),
        CLEAN,
    ),
    Shown(
        GateCode.NOT_ALIGNED,
        "pending",
        pull_request(
            comment_of(REVIEWER, review_document(stage="review-a")),
            comment_of(CRITIC, critique_document("not_aligned"), number=2),
        ),
        pull_request(
            comment_of(REVIEWER, review_document(stage="review-a")),
            comment_of(CRITIC, critique_document("approve"), number=2),
        ),
        PAIR,
    ),
    Shown(
        GateCode.CHANGES_REQUESTED,
        "fail",
        pull_request(comment_of(REVIEWER, review_document("request_changes"))),
        CLEAN,
    ),
    Shown(
        GateCode.VERDICT_CONTRADICTED,
        "fail",
        pull_request(comment_of(REVIEWER, review_document("approve", finding(severity="high")))),
        pull_request(comment_of(REVIEWER, review_document("approve", finding(severity="medium")))),
    ),
    Shown(
        GateCode.NEEDS_HUMAN,
        "fail",
        after_approval(comment_of(REVIEWER, notice_document("needs_human"), number=2)),
        after_approval(comment_of(REVIEWER, notice_document("guard"), number=2)),
    ),
    Shown(
        GateCode.NEEDS_HUMAN,
        "fail",
        after_approval(comment_of(FIXER, change_document("held"), number=2)),
        after_approval(comment_of(FIXER, change_document("none"), number=2)),
        HOLDING,
    ),
    Shown(
        GateCode.TIMEOUT,
        "error",
        changed(pull_request(), awaited=(_LATE,)),
        changed(CLEAN, awaited=(_LATE,)),
    ),
    # Findings.
    Shown(
        GateCode.FINDING_BLOCKS,
        "fail",
        pull_request(comment_of(REVIEWER, REFUSED)),
        pull_request(
            comment_of(REVIEWER, REFUSED),
            comment_of(REVIEWER, response_document("approve", answer()), number=2),
        ),
    ),
    Shown(
        GateCode.FINDING_STILL_OPEN,
        "fail",
        after_approval(
            comment_of(
                REVIEWER,
                review_document("request_changes", finding(path="src/gone.py"), head=EARLIER),
                number=2,
            )
        ),
        after_approval(
            comment_of(REVIEWER, changed(REFUSED, subject=review_document(head=EARLIER).subject), number=2)
        ),
    ),
    Shown(
        GateCode.FINDING_AWAITS_REVIEW,
        "pending",
        pull_request(comment_of(REVIEWER, review_document("request_changes", finding(), head=EARLIER))),
        after_approval(
            comment_of(REVIEWER, review_document("request_changes", finding(), head=EARLIER), number=2)
        ),
    ),
    Shown(
        GateCode.SEVERITY_THRESHOLD,
        "error",
        CLEAN,
        CLEAN,
        changed(POLICY, blocking=Blocking(severity=("P1",))),
        changed(POLICY, blocking=Blocking(severity=("P1", "low"))),
    ),
    # Change rules.
    Shown(
        GateCode.CHANGE_TOGETHER,
        "fail",
        CLEAN,
        CLEAN,
        ruled(together=[["src/**"], ["spec/**"]]),
        ruled(together=[["src/**"], ["tests/**"]]),
    ),
    Shown(
        GateCode.CHANGE_HUMAN_ONLY,
        "fail",
        with_subject(CLEAN, author=FIXER.account),
        CLEAN,
        ruled(human_only=["src/**"]),
    ),
    Shown(
        GateCode.CHANGE_CONFINED,
        "fail",
        CLEAN,
        CLEAN,
        ruled(confined_to=["docs/**"]),
        ruled(confined_to=["src/**", "tests/**"]),
    ),
    Shown(GateCode.CHANGE_DRAFT, "fail", CLEAN, with_subject(CLEAN, draft=True), ruled(draft=True)),
    Shown(
        GateCode.CHANGE_TARGET,
        "fail",
        CLEAN,
        CLEAN,
        ruled(forbidden_bases=["main"]),
        ruled(forbidden_bases=["release/*"]),
    ),
)


@pytest.mark.parametrize("shown", TABLE, ids=[f"{one.code}-{index}" for index, one in enumerate(TABLE)])
def test_each_reason_code_has_a_conversation_that_shows_it_and_a_neighbour_that_passes(shown: Shown) -> None:
    decision = decide(shown.policy, shown.shows)
    assert shown.code in codes(decision)
    assert decision.conclusion == shown.conclusion
    neighbour = decide(shown.neighbour or shown.policy, shown.passes)
    assert neighbour.conclusion == "pass", neighbour.summary


PASSING = {
    GateCode.EVIDENCE_COMPLETE: (POLICY, CLEAN),
    GateCode.STAGE_SATISFIED: (POLICY, CLEAN),
    GateCode.STAGES: (POLICY, CLEAN),
    GateCode.FINDINGS: (POLICY, CLEAN),
    GateCode.ALL_SATISFIED: (POLICY, CLEAN),
    GateCode.CHANGE_RULES: (ruled(forbidden_bases=["release/*"]), CLEAN),
    GateCode.CHANGE_RULE_KEPT: (ruled(forbidden_bases=["release/*"]), CLEAN),
    GateCode.FINDING_CLOSED: (
        POLICY,
        pull_request(
            comment_of(REVIEWER, REFUSED),
            comment_of(REVIEWER, response_document("approve", answer()), number=2),
        ),
    ),
    GateCode.FINDING_WAIVED: (
        changed(POLICY, waivers=(LIVE_WAIVER,)),
        pull_request(comment_of(REVIEWER, review_document("approve", _RISK))),
    ),
}


@pytest.mark.parametrize("code", PASSING)
def test_each_reason_code_of_a_pass_is_shown(code: GateCode) -> None:
    decision = decide(*PASSING[code])
    assert decision.conclusion == "pass", decision.summary
    assert code in codes(decision)


OF_A_COMMIT = (
    GateCode.SAME_HEAD,
    GateCode.CHECK_NAME_TAKEN,
    GateCode.COMMENT_CHOSEN,
    GateCode.COMMENT_NOT_CHOSEN,
    GateCode.GROUP,
    GateCode.GROUP_MEMBER,
    GateCode.GROUP_UNKNOWN,
    GateCode.NOT_PUBLISHED,
)
"""What no conversation alone can bring about: test_combining.py and tests/live have them."""


def test_no_reason_code_is_without_its_conversation() -> None:
    shown = {one.code for one in TABLE} | set(PASSING)
    elsewhere = {code for code in GateCode if code.startswith("policy-")} | {GateCode.COUNTED, *OF_A_COMMIT}
    assert set(GateCode) - shown - elsewhere == set()


# ----------------------------------------------------------------------------------- the decision as a whole


def test_fail_wins_over_error_over_pending_over_pass() -> None:
    assert worst(["pass", "pending"]) == "pending"
    assert worst(["pass", "pending", "error"]) == "error"
    assert worst(["pass", "pending", "error", "fail"]) == "fail"
    both = changed(
        pull_request(comment_of(REVIEWER, REFUSED)), problems=(FetchProblem(resource="runs", message="502"),)
    )
    assert decide(POLICY, both).conclusion == "fail"
    unread = changed(pull_request(), problems=(FetchProblem(resource="runs", message="502"),))
    assert decide(POLICY, unread).conclusion == "error"


def test_nothing_at_all_is_an_error() -> None:
    """Empty is never a pass: `all([])` is true."""
    assert worst([]) == "error"


def test_a_policy_that_cannot_be_used_is_an_error_that_says_what_is_wrong() -> None:
    fault = PolicyFault((Problem(GateCode.POLICY_KINDS, "/stages/0/kinds", "say which kinds it speaks"),))
    decision = decide(fault, CLEAN)
    assert (decision.conclusion, decision.reason) == ("error", "policy-kinds")
    assert "policy-kinds at /stages/0/kinds: say which kinds it speaks" in [
        one.sentence for one in decision.reasons[0].reasons
    ]


def test_a_policy_whose_stages_are_all_optional_requires_nothing_and_is_an_error() -> None:
    optional = changed(POLICY, stages=(Stage(name="review", required=False),))
    assert decide(optional, CLEAN).reason == "policy-empty"


def test_a_stage_for_issues_is_not_awaited_on_a_pull_request() -> None:
    assert decide(ISSUE_STAGE, CLEAN).conclusion == "pass"


def test_pending_names_the_stage_that_has_to_run_and_since_when_it_is_awaited() -> None:
    decision = decide(POLICY, pull_request())
    assert decision.next is not None
    assert (decision.next.stage, decision.next.round, decision.next.reason) == ("review", 1, "stage-missing")
    stage = decision.reasons[1].reasons[0]
    assert stage.sentence == "review has not spoken about a1b2c3d; awaited since 2026-03-02T10:00:00Z"


def test_a_failed_run_is_run_again_in_its_own_round() -> None:
    failed = comment_of(REVIEWER, review_document(None, status="failed"))
    decision = decide(POLICY, pull_request(failed))
    assert decision.next is not None
    assert (decision.next.stage, decision.next.round) == ("review", 1)


def test_awaiting_within_the_timeout_is_pending_and_beyond_it_an_error() -> None:
    for minutes, conclusion in ((120, "pending"), (119, "error")):
        policy = changed(POLICY, timeouts=Timeouts(pending=minutes))
        assert decide(policy, pull_request()).conclusion == conclusion


def test_the_policy_of_the_base_branch_replaces_the_general_one() -> None:
    lax = changed(POLICY, stages=(Stage(name="review", satisfied_by=("approve", "comment")),))
    section = {"base_refs": ["main"], "stages": [{"name": "review"}]}
    strict = changed(lax, branches=(section,))
    commented = pull_request(comment_of(REVIEWER, review_document("comment")))
    assert decide(lax, commented).conclusion == "pass"
    assert decide(strict, commented).conclusion == "pending"
    elsewhere = changed(lax, branches=({**section, "base_refs": ["release/*"]},))
    assert decide(elsewhere, commented).conclusion == "pass"


def test_retargeting_to_a_branch_with_laxer_rules_finds_no_approval_for_it() -> None:
    lax = {"base_refs": ["next"], "blocking": {"severity": ["critical"]}}
    policy = changed(POLICY, branches=(lax,))
    approved = pull_request(comment_of(REVIEWER, review_document("approve", finding(severity="high"))))
    assert decide(policy, approved).conclusion == "fail"
    assert decide(policy, with_subject(approved, base_ref="next")).conclusion == "pending"


# ----------------------------------------------------------- failures that were seen in the field, by number


def test_f12_another_repository_number_head_or_commit_is_never_this_one() -> None:
    for evidence in (
        about(repository=changed(REPOSITORY, id=REPOSITORY.id + 1)),
        about(number=13),
        about(head_sha=EARLIER),
        reviewed_with(commit_id=EARLIER),
        reviewed_with(commit_id=None),
    ):
        assert decide(POLICY, evidence).conclusion != "pass"


def test_f15_a_placeholder_a_refusal_and_a_run_that_is_at_work_are_not_a_review() -> None:
    said = ("test body", "I can't review this.", "Claude is working…", "rate limit exceeded, try again later")
    for text in said:
        assert decide(POLICY, pull_request(comment_of(REVIEWER, text))).reason == "stage-missing"
    started = review_document(None, status="started")
    assert decide(POLICY, pull_request(comment_of(REVIEWER, started))).conclusion == "pending"


def test_f16_a_page_that_was_not_read_is_an_error_though_all_that_was_read_approves() -> None:
    crowd = [comment_of(STRANGER, "me too", number=number) for number in range(2, 120)]
    assert decide(POLICY, pull_request(*crowd, APPROVAL)).conclusion == "pass"
    cut = FetchProblem(resource="comments page 2", message="HTTP 502")
    assert decide(POLICY, pull_request(*crowd[:100], APPROVAL, cut)).conclusion == "error"


def test_f16_order_in_the_listing_says_nothing() -> None:
    again = response_document("approve", answer())
    carriers = [comment_of(REVIEWER, REFUSED, number=2), comment_of(REVIEWER, again, number=1)]
    one, other = (decide(POLICY, pull_request(*order)) for order in (carriers, carriers[::-1]))
    assert one == other
    assert one.conclusion == "pass"


def test_f17_an_api_error_is_an_error_and_never_an_empty_list() -> None:
    silent = pull_request(FetchProblem(resource="reviews", message="HTTP 403"))
    decision = decide(POLICY, silent)
    assert (decision.conclusion, decision.reason) == ("error", "evidence-incomplete")
    assert "reviews: HTTP 403" in {one.sentence for one in decision.reasons[0].reasons}


def test_f17_changed_files_that_were_not_read_are_not_no_files() -> None:
    assert decide(POLICY, pull_request(APPROVAL, files=())).conclusion == "pass"
    assert decide(POLICY, pull_request(APPROVAL, files=None)).reason == "evidence-incomplete"


@pytest.mark.parametrize("status", ["failed", "partial", "skipped", "started"])
def test_f18_a_green_job_without_a_completed_review_is_no_review(status: str) -> None:
    document = changed(
        review_document(None, status="failed"), status=status, expires_at=NOW if status == "started" else None
    )
    assert decide(POLICY, pull_request(comment_of(REVIEWER, document))).conclusion == "pending"
    assert decide(POLICY, pull_request(WORKFLOW.run())).reason == "stage-missing"


def test_f19_prose_that_contradicts_the_block_counts_for_nothing() -> None:
    shouting = changed(APPROVAL, body=f"{APPROVAL.body}\nREQUEST CHANGES. Severity: Critical!\n")
    assert decide(POLICY, pull_request(shouting)).conclusion == "pass"
    praising = comment_of(REVIEWER, REFUSED)
    praised = changed(praising, body=f"{praising.body}\nLGTM, approve :shipit:\n")
    assert decide(POLICY, pull_request(praised)).conclusion == "fail"


def test_f19_a_review_state_that_contradicts_the_block_is_an_error() -> None:
    assert decide(POLICY, reviewed_with(state="CHANGES_REQUESTED")).reason == "review-state"
    refused = changed(review_of(REVIEWER, REFUSED), state="APPROVED")
    decision = decide(POLICY, pull_request(refused))
    assert decision.conclusion == "fail"
    assert "review-state" in codes(decision)


def test_f21_an_approval_of_what_the_policy_blocks_is_contradicted() -> None:
    decision = decide(
        POLICY, pull_request(comment_of(REVIEWER, review_document("approve", finding(severity="critical"))))
    )
    assert (decision.conclusion, decision.reason) == ("fail", "verdict-contradicted")


def test_f22_number_12_never_matches_123() -> None:
    twelve = pull_request(*published(WORKFLOW, review_document(run=7001)))
    assert decide(BY_WORKFLOW, twelve).conclusion == "pass"
    for number in (1, 2, 121, 123):
        assert decide(POLICY, with_subject(CLEAN, number=number)).reason == "other-number"
        assert decide(BY_WORKFLOW, with_subject(twelve, number=number)).conclusion != "pass"


def test_f22_round_1_never_stands_for_round_10() -> None:
    decision = decide(POLICY, pull_request(comment_of(REVIEWER, review_document(round=10))))
    assert (decision.conclusion, decision.reason) == ("error", "chain-gap")


def test_f24_a_stale_request_for_changes_does_not_block_the_head_that_answers_it() -> None:
    """Nothing has to be dismissed: dismissing a COMMENTED review is refused by the API anyway."""
    old = review_of(REVIEWER, review_document("request_changes", finding(), head=EARLIER))
    stale = changed(old, state="CHANGES_REQUESTED")
    assert decide(POLICY, after_approval(stale)).conclusion == "pass"
    assert decide(POLICY, pull_request(stale)).conclusion == "pending"


def test_f24_the_bots_own_approval_state_is_not_needed() -> None:
    assert decide(POLICY, REVIEWED).conclusion == "pass"


def test_f25_what_a_fork_s_run_wrote_may_block_and_never_passes() -> None:
    fork: dict[str, object] = {"event": "pull_request", "head_repository_id": 999}
    assert decide(BY_WORKFLOW, _on(fork)).conclusion == "pending"
    run = changed(WORKFLOW.run(), **fork)
    refused = changed(REFUSED, run=review_document(run=7001).run)
    blocked = pull_request(run, artifact_of(run, refused))
    assert decide(BY_WORKFLOW, blocked).conclusion == "fail"


def test_f25_no_secrets_no_document_no_pass() -> None:
    skipped = comment_of(REVIEWER, review_document(None, status="skipped"))
    assert decide(POLICY, pull_request(skipped)).conclusion == "pending"


def test_f26_a_sibling_pull_request_with_the_same_head_is_not_satisfied() -> None:
    """As far as one decision can see: the document names its number, and another base is another diff."""
    assert decide(BY_WORKFLOW, with_subject(PROVEN, number=13)).conclusion == "error"
    of_the_repository = changed(PROVEN, comments=())
    assert decide(BY_WORKFLOW, with_subject(of_the_repository, number=13)).conclusion == "pending"
    assert decide(POLICY, with_subject(CLEAN, number=13)).conclusion == "error"
    assert decide(POLICY, with_subject(CLEAN, base_ref="release/2")).conclusion == "pending"


def test_f29_a_finding_outside_of_the_diff_or_without_a_place_is_not_dropped() -> None:
    for place in ("docs/elsewhere.md", None):
        document = review_document("request_changes", finding(path=place))
        decision = decide(POLICY, pull_request(comment_of(REVIEWER, document)))
        assert "finding-blocks" in codes(decision)


# ------------------------------------------------------------------- ordinary conversations, which must pass


def test_a_conceded_finding_and_superseded_minimised_carriers_pass() -> None:
    hidden = changed(comment_of(REVIEWER, REFUSED), minimised=True)
    conceded = comment_of(REVIEWER, response_document("approve", answer()), number=2)
    assert decide(POLICY, pull_request(hidden, conceded)).conclusion == "pass"


def test_a_rerun_heals_a_failed_run_in_its_own_round() -> None:
    failed = comment_of(REVIEWER, review_document(None, status="failed", name="first"))
    healed = comment_of(REVIEWER, review_document(supersedes=("first",)), number=2)
    assert decide(POLICY, pull_request(failed)).conclusion == "pending"
    assert decide(POLICY, pull_request(failed, healed)).conclusion == "pass"
    assert decide(POLICY, pull_request(changed(failed, minimised=True), healed)).conclusion == "pass"


def test_a_started_run_that_finishes_passes() -> None:
    started = changed(
        comment_of(REVIEWER, review_document(None, status="started", name="first")), minimised=True
    )
    done = comment_of(REVIEWER, review_document(supersedes=("first",)), number=2)
    assert decide(POLICY, pull_request(started, done)).conclusion == "pass"


@pytest.mark.parametrize("kept", ["artifact", "comment", "both"])
def test_a_workflow_speaks_by_an_artifact_by_a_comment_or_by_both(kept: str) -> None:
    run, artifact, comment = published(WORKFLOW, review_document(run=7001))
    gone = changed(artifact, content=None, expired=True)
    carriers = {
        "artifact": (run, artifact),
        "comment": (run, gone, comment),
        "both": (run, artifact, comment),
    }
    assert decide(BY_WORKFLOW, pull_request(*carriers[kept])).conclusion == "pass"


def test_a_workflow_s_large_document_passes_as_pointer_and_artifacts() -> None:
    """The comment points, its own artifact proves the pointer, another holds the whole: one document."""
    from review_contract import payload
    from review_contract.block import pointer_to

    document = changed(_LARGE, run=review_document(run=7001).run)
    run = WORKFLOW.run()
    pointer = artifact_of(run, pointer_to(document, payload(document)))
    comment = comment_of(ACTIONS, document, inline_limit=300)
    assert decide(BY_WORKFLOW, pull_request(run, artifact_of(run, document), comment)).conclusion == "pass"
    whole = pull_request(run, artifact_of(run, document), pointer, comment)
    assert decide(BY_WORKFLOW, whole).conclusion == "pass"


def test_the_pair_agrees_after_the_critic_was_answered() -> None:
    refused = review_document("request_changes", finding(), stage="review-a")
    conceded = response_document("approve", answer(), stage="review-a")
    agreed = critique_document("approve", dispositions=[answer("F1", "false_positive")])
    told = [comment_of(REVIEWER, refused), comment_of(REVIEWER, conceded, number=2)]
    assert decide(PAIR, pull_request(*told)).conclusion == "pending"
    assert decide(PAIR, pull_request(*told, comment_of(CRITIC, agreed, number=3))).conclusion == "pass"


def test_an_advisor_closes_a_finding_that_the_reviewer_keeps_up() -> None:
    low = review_document("approve", finding(), stage="review-a")
    told = [comment_of(REVIEWER, low), comment_of(CRITIC, critique_document("approve"), number=2)]
    assert decide(PAIR, pull_request(*told)).conclusion == "fail"
    ruled_out = comment_of(ADVISOR, advice_document("approve", "F1"), number=3)
    assert decide(PAIR, pull_request(*told, ruled_out)).conclusion == "pass"


def test_an_optional_stage_may_be_silent_but_what_it_found_blocks() -> None:
    policy = changed(
        POLICY,
        producers=(REVIEWER.producer("review"), SECURITY.producer("security-review")),
        stages=(Stage(name="review"), Stage(name="security-review", required=False)),
    )
    assert decide(policy, CLEAN).conclusion == "pass"
    found = review_document("request_changes", finding(), stage="security-review")
    assert decide(policy, after_approval(comment_of(SECURITY, found, number=2))).conclusion == "fail"


def test_a_new_head_that_fixes_everything_passes() -> None:
    old = comment_of(REVIEWER, review_document("request_changes", finding(), head=EARLIER))
    fresh = comment_of(REVIEWER, review_document(), number=2)
    assert decide(POLICY, pull_request(old, fresh, earlier=[EARLIER])).conclusion == "pass"


def test_people_and_strangers_may_talk_as_they_like() -> None:
    pasted = comment_of(STRANGER, REFUSED, number=2)
    quoted = comment_of(STRANGER, f"> {APPROVAL.body}", number=3)
    assert decide(POLICY, after_approval(pasted, quoted)).conclusion == "pass"


def test_a_file_that_the_stage_may_leave_out_does_not_hold_it_up() -> None:
    files = (*FILES, "docs/guide.md")
    document = review_document(coverage=covered(*FILES, excluded=["docs/guide.md"]))
    evidence = pull_request(comment_of(REVIEWER, document), files=files)
    assert decide(POLICY, evidence).reason == "coverage-incomplete"
    lenient = changed(POLICY, stages=(Stage(name="review", may_exclude=("docs/**",)),))
    assert decide(lenient, evidence).conclusion == "pass"
