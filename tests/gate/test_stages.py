"""Stages: what satisfies one, what holds it up, and why approving again and again does not help."""

import pytest

from review_contract import Document
from review_contract.v1.envelope import Status
from review_contract.v1.review_kinds import Verdict
from review_gate.decision import Decision, decide
from review_gate.policy import Policy, Stage
from tests.gate.conversations import (
    CRITIC,
    EARLIER,
    FILES,
    NOW,
    PAIR,
    POLICY,
    REVIEWER,
    SECURITY,
    Bot,
    answer,
    changed,
    comment_of,
    covered,
    critique_document,
    finding,
    notice_document,
    pull_request,
    response_document,
    review_document,
)

REFUSED = review_document("request_changes", finding("F1"), finding("F2"))


def told(policy: Policy, *said: tuple[Bot, Document], files: tuple[str, ...] = FILES) -> Decision:
    posts = [comment_of(bot, document, number=number) for number, (bot, document) in enumerate(said, 1)]
    return decide(policy, pull_request(*posts, files=files))


def reviewed(*documents: Document, policy: Policy = POLICY) -> tuple[str, str]:
    """Return conclusion and reason for what the reviewer said, document by document."""
    decision = told(policy, *((REVIEWER, document) for document in documents))
    return decision.conclusion, str(decision.reason)


# ---------------------------------------------------------------------------------------------- satisfaction


@pytest.mark.parametrize("verdict", ["comment", "abstain"])
def test_only_an_approval_satisfies(verdict: Verdict) -> None:
    assert reviewed(review_document(verdict)) == ("pending", "stage-not-approved")


def test_a_comment_satisfies_where_the_policy_lists_it() -> None:
    lenient = changed(POLICY, stages=(Stage(name="review", satisfied_by=("approve", "comment")),))
    assert reviewed(review_document("approve"), policy=lenient)[0] == "pass"
    assert reviewed(review_document("comment"), policy=lenient)[0] == "pass"
    assert reviewed(review_document("abstain"), policy=lenient)[0] == "pending"


@pytest.mark.parametrize("status", ["failed", "partial", "skipped"])
def test_what_did_not_complete_never_satisfies_though_its_findings_block(status: Status) -> None:
    plain = changed(review_document(None, status="failed"), status=status)
    assert reviewed(plain) == ("pending", "stage-not-completed")
    holding = changed(review_document(None, finding(), status="failed"), status=status)
    assert reviewed(holding)[0] == "fail"


def test_a_started_document_claims_its_stage_until_it_expires() -> None:
    started = review_document(None, status="started")
    for until, words in (
        (NOW, "is still at work"),
        ("2026-03-02T11:59:59Z", "never finished: its time is over"),
    ):
        decision = told(POLICY, (REVIEWER, changed(started, expires_at=until)))
        assert decision.reason == "stage-started"
        assert words in decision.reasons[1].reasons[0].sentence


def test_a_doubtful_approval_never_satisfies() -> None:
    hidden = changed(comment_of(REVIEWER, review_document()), minimised=True)
    decision = decide(POLICY, pull_request(hidden))
    assert (decision.conclusion, decision.reason) == ("pending", "stage-doubtful")


def test_every_required_stage_must_be_satisfied() -> None:
    approved = (REVIEWER, review_document(stage="review-a"))
    assert told(PAIR, approved).summary.startswith("1 of 2 required stages approved a1b2c3d")
    assert told(PAIR, approved).conclusion == "pending"
    assert told(PAIR, approved, (CRITIC, critique_document())).conclusion == "pass"


def test_an_approval_of_one_stage_is_not_another_s() -> None:
    assert told(
        PAIR, (REVIEWER, review_document(stage="review-a")), (REVIEWER, critique_document())
    ).conclusion == ("pending")


# -------------------------------------------------------------------------------------------------- coverage


def test_an_approval_that_did_not_see_every_changed_file_never_passes() -> None:
    partial = review_document(coverage=covered(FILES[0]))
    assert reviewed(partial) == ("pending", "coverage-incomplete")
    cut = review_document(coverage=covered(*FILES, truncated=True))
    assert reviewed(cut) == ("pending", "coverage-incomplete")


def test_what_a_cut_diff_shows_is_not_seen() -> None:
    """An answer approves for the reviews before it, of which one saw a cut diff and one half of the files."""
    cut = review_document("request_changes", finding("F1", "low"), coverage=covered(*FILES, truncated=True))
    half = review_document("comment", round=2, supersedes=(cut.id,), coverage=covered(FILES[0]))
    answered = response_document("approve", answer("F1"), round=3, supersedes=(half.id,))
    assert reviewed(cut, half, answered) == ("pending", "coverage-incomplete")


def test_a_file_that_the_reviewer_left_out_holds_it_up_unless_the_policy_allows_it() -> None:
    document = review_document(coverage=covered(FILES[0], excluded=[FILES[1]]))
    assert reviewed(document) == ("pending", "coverage-incomplete")
    lenient = changed(POLICY, stages=(Stage(name="review", may_exclude=("tests/**",)),))
    assert reviewed(document, policy=lenient)[0] == "pass"
    other = changed(POLICY, stages=(Stage(name="review", may_exclude=("docs/**",)),))
    assert reviewed(document, policy=other) == ("pending", "coverage-incomplete")


def test_a_response_alone_covers_nothing() -> None:
    alone = response_document("approve", round=1, supersedes=())
    assert reviewed(alone) == ("pending", "coverage-incomplete")


# ---------------------------------------------------------------------------------------- saying no, and yes


def test_a_request_for_changes_without_findings_blocks_as_well() -> None:
    assert reviewed(review_document("request_changes")) == ("fail", "changes-requested")


def test_a_conceded_request_passes() -> None:
    conceded = response_document("approve", answer("F1"), answer("F2", "withdrawn"))
    assert reviewed(REFUSED, conceded)[0] == "pass"


def test_approving_again_does_not_help_where_a_finding_is_not_answered() -> None:
    """No re-rolling until it approves: every finding id needs its answer."""
    reroll = review_document("approve", round=2, supersedes=(REFUSED.id,))
    assert reviewed(REFUSED, reroll)[0] == "fail"
    half = review_document("approve", round=2, supersedes=(REFUSED.id,), dispositions=[answer("F1")])
    assert reviewed(REFUSED, half)[0] == "fail"


def test_approving_again_does_not_help_where_the_findings_were_below_the_threshold() -> None:
    mild = review_document("request_changes", finding("F1", "low"))
    reroll = review_document("approve", round=2, supersedes=(mild.id,))
    assert reviewed(mild, reroll) == ("fail", "changes-requested")
    assert reviewed(mild, changed(reroll, dispositions=(answer("F1"),)))[0] == "pass"


def test_a_doubtful_answer_answers_nothing() -> None:
    mild = review_document("request_changes", finding("F1", "low"))
    second = response_document("comment", answer("F1"))
    third = response_document("approve", round=3)
    said: tuple[Document, ...] = (mild, second, third)
    posts = [comment_of(REVIEWER, one, number=number) for number, one in enumerate(said, 1)]
    assert decide(POLICY, pull_request(*posts)).conclusion == "pass"
    posts[1] = changed(posts[1], by_email=True)
    assert decide(POLICY, pull_request(*posts)).conclusion == "fail"


def test_a_failed_run_without_findings_may_be_superseded_freely() -> None:
    failed = review_document(None, status="failed", name="first")
    assert reviewed(failed, review_document(supersedes=("first",)))[0] == "pass"


def test_the_verdict_is_checked_and_not_believed() -> None:
    assert reviewed(review_document("approve", finding(severity="critical"))) == (
        "fail",
        "verdict-contradicted",
    )


def test_a_critic_s_changes_fail_and_a_critic_who_is_not_aligned_is_awaited() -> None:
    first = (REVIEWER, review_document(stage="review-a"))
    assert told(PAIR, first, (CRITIC, critique_document("changes"))).reason == "changes-requested"
    decision = told(PAIR, first, (CRITIC, critique_document("not_aligned")))
    assert (decision.conclusion, decision.reason) == ("pending", "not-aligned")


def test_a_notice_asks_for_a_person_on_this_head_only() -> None:
    asked = comment_of(REVIEWER, notice_document("cap_reached"), number=2)
    approval = comment_of(REVIEWER, review_document())
    assert decide(POLICY, pull_request(approval, asked)).reason == "needs-human"
    old = comment_of(REVIEWER, notice_document("cap_reached", head=EARLIER), number=2)
    assert decide(POLICY, pull_request(approval, old)).conclusion == "pass"


# ------------------------------------------------------------------------------------------- optional stages

SECURED = changed(
    POLICY,
    producers=(REVIEWER.producer("review"), SECURITY.producer("security-review")),
    stages=(Stage(name="review"), Stage(name="security-review", required=False)),
)


@pytest.mark.parametrize(
    ("document", "conclusion"),
    [
        (review_document("comment", stage="security-review"), "pass"),
        (review_document(None, stage="security-review", status="failed"), "pass"),
        (review_document("request_changes", stage="security-review"), "fail"),
        (review_document("approve", finding(), stage="security-review"), "fail"),
        (review_document(None, finding(), stage="security-review", status="partial"), "fail"),
        (review_document(stage="security-review", round=2), "error"),
    ],
)
def test_an_optional_stage_may_be_unsure_but_what_it_found_stands(
    document: Document, conclusion: str
) -> None:
    assert told(SECURED, (REVIEWER, review_document()), (SECURITY, document)).conclusion == conclusion


def test_an_optional_stage_s_unread_artifact_is_awaited() -> None:
    large = review_document("approve", finding(severity="low"), stage="security-review")
    pointer = comment_of(SECURITY, large, number=2, inline_limit=300)
    decision = decide(SECURED, pull_request(comment_of(REVIEWER, review_document()), pointer))
    assert (decision.conclusion, decision.reason) == ("pending", "evidence-expired")
