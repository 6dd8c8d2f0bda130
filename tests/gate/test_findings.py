"""Findings: who may close one, what carries it over to a new head, which of them the policy lets block."""

import pytest

from review_contract import Document
from review_contract.v1.finding import DispositionAction, Finding
from review_gate.decision import decide
from review_gate.findings import Standing
from review_gate.policy import Blocking, Policy, Stage, Waiver
from tests.gate.conversations import (
    ADVISOR,
    BY_WORKFLOW,
    CRITIC,
    EARLIER,
    FILES,
    FIXER,
    PAIR,
    POLICY,
    REVIEWER,
    SECURITY,
    WORKFLOW,
    Bot,
    advice_document,
    answer,
    artifact_of,
    change_document,
    changed,
    comment_of,
    covered,
    critique_document,
    edit,
    finding,
    published,
    pull_request,
    response_document,
    review_document,
)

FINGERPRINT = {"rule/v1": "ab" * 32}


def states(
    policy: Policy, *said: tuple[Bot, Document], files: tuple[str, ...] = FILES
) -> dict[str, tuple[str, bool]]:
    """Return, for each finding id, what became of it and whether it blocks."""
    posts = [comment_of(bot, document, number=number) for number, (bot, document) in enumerate(said, 1)]
    found: tuple[Standing, ...] = decide(policy, pull_request(*posts, files=files)).findings
    return {one.claim.finding.id: (one.state, one.blocks) for one in found}


def one(policy: Policy, found: Finding, **document: object) -> bool:
    """Tell whether a finding blocks."""
    told = changed(review_document("request_changes", found), **document)
    return states(policy, (REVIEWER, told))[found.id][1]


def blocking(**threshold: object) -> Policy:
    return changed(POLICY, blocking=Blocking.model_validate(threshold))


# ------------------------------------------------------------------------------------------------ who closes

REFUSED = review_document("request_changes", finding())


@pytest.mark.parametrize("action", ["conceded", "withdrawn"])
def test_a_finding_closes_when_its_own_stage_takes_it_back(action: DispositionAction) -> None:
    back = response_document("approve", answer("F1", action))
    assert states(POLICY, (REVIEWER, REFUSED), (REVIEWER, back)) == {"F1": (action, False)}


@pytest.mark.parametrize(
    "action",
    ["fixed", "refuted", "could_not_fix", "false_positive", "wont_fix", "duplicate", "deferred", "agreed"],
)
def test_its_own_stage_closes_it_with_no_other_answer(action: DispositionAction) -> None:
    kept = response_document("approve", answer("F1", action))
    assert states(POLICY, (REVIEWER, REFUSED), (REVIEWER, kept)) == {"F1": ("open", True)}


@pytest.mark.parametrize("action", ["fixed", "refuted", "false_positive", "withdrawn", "conceded"])
def test_a_finding_closes_only_by_its_own_stage(action: DispositionAction) -> None:
    """Any other stage's word is a claim that the next review confirms."""
    policy = changed(
        PAIR,
        producers=(*PAIR.producers, FIXER.producer("address-review")),
        stages=(*PAIR.stages, Stage(name="address-review", required=False)),
    )
    refused = changed(REFUSED, stage="review-a")
    for bot, document in (
        (CRITIC, critique_document("approve", dispositions=[answer("F1", action)])),
        (FIXER, change_document("pushed", answer("F1", action))),
    ):
        for later in (document, changed(document, round=2)):
            assert states(policy, (REVIEWER, refused), (bot, later))["F1"] == ("open", True)


def test_an_answer_before_the_claim_closes_nothing() -> None:
    early = response_document("request_changes", answer("F2"))
    late = review_document(
        "request_changes", finding("F2"), round=3, supersedes=(early.id,), dispositions=[answer("F1")]
    )
    told = states(POLICY, (REVIEWER, REFUSED), (REVIEWER, early), (REVIEWER, late))
    assert told["F2"] == ("open", True)


def test_a_document_that_says_a_finding_again_does_not_close_it() -> None:
    again = review_document(
        "request_changes", finding(), round=2, supersedes=(REFUSED.id,), dispositions=[answer("F1")]
    )
    assert states(POLICY, (REVIEWER, REFUSED), (REVIEWER, again))["F1"] == ("open", True)


def test_a_doubtful_concession_closes_nothing() -> None:
    told = comment_of(REVIEWER, REFUSED)
    conceded = comment_of(REVIEWER, response_document("approve", answer()), number=2)
    decision = decide(POLICY, pull_request(told, changed(conceded, minimised=True)))
    assert [one.state for one in decision.findings] == ["open"]


def test_an_advisor_s_ruling_closes_a_finding_of_one_stage_only() -> None:
    refused = changed(REFUSED, stage="review-a")
    ruled = (ADVISOR, advice_document("approve", "F1"))
    assert states(PAIR, (REVIEWER, refused), ruled)["F1"] == ("ruled", False)
    twin = (CRITIC, critique_document("changes", finding("F1")))
    said: tuple[tuple[Bot, Document], ...] = ((REVIEWER, refused), ruled, twin)
    posts = [comment_of(bot, document, number=number) for number, (bot, document) in enumerate(said)]
    assert {one.state for one in decide(PAIR, pull_request(*posts)).findings} == {"open"}


def test_an_upheld_ruling_closes_nothing() -> None:
    advice = advice_document("approve", "F1")
    upheld = changed(advice, rulings=(changed(advice.rulings[0], ruling="upheld"),))
    refused = changed(REFUSED, stage="review-a")
    assert states(PAIR, (REVIEWER, refused), (ADVISOR, upheld))["F1"] == ("open", True)


# --------------------------------------------------------------------------------------------------- waivers


def waived_until(moment: str) -> Policy:
    waiver = Waiver(
        fingerprint=f"rule/v1:{'ab' * 32}", reason="The old client.", owner="octavia", expires_at=moment
    )
    return changed(POLICY, waivers=(waiver,))


def test_a_waiver_closes_by_fingerprint_until_it_expires_and_is_shown() -> None:
    known = finding(fingerprints=FINGERPRINT)
    document = comment_of(REVIEWER, review_document("approve", known))
    decision = decide(waived_until("2026-03-02T12:00:01Z"), pull_request(document))
    assert decision.conclusion == "pass"
    shown = decision.reasons[2].reasons[0]
    assert (shown.code, shown.sentence) == (
        "finding-waived",
        (
            "high: The cursor moves past the end (review, F1) — "
            "waived by octavia until 2026-03-02: The old client."
        ),
    )


def test_an_expired_waiver_waives_nothing() -> None:
    known = finding(fingerprints=FINGERPRINT)
    for moment in ("2026-03-02T12:00:00Z", "2026-03-01T00:00:00Z"):
        assert one(waived_until(moment), known)


def test_a_waiver_for_another_fingerprint_waives_nothing() -> None:
    for prints in ({}, {"rule/v1": "cd" * 32}, {"context/v1": "ab" * 32}):
        assert one(waived_until("2027-01-01T00:00:00Z"), finding(fingerprints=prints))


# ----------------------------------------------------------------------------------------------- later heads

OLD = review_document("request_changes", finding(), head=EARLIER)


def test_a_finding_of_an_earlier_head_awaits_the_review_of_this_one() -> None:
    assert states(POLICY, (REVIEWER, OLD)) == {"F1": ("open", True)}


def test_absence_from_a_complete_review_that_covers_its_file_closes_it() -> None:
    assert states(POLICY, (REVIEWER, OLD), (REVIEWER, review_document()))["F1"] == ("absent", False)


def test_a_review_that_does_not_cover_its_file_does_not_close_it() -> None:
    partial = review_document(coverage=covered(FILES[1]))
    assert states(POLICY, (REVIEWER, OLD), (REVIEWER, partial), files=FILES[1:])["F1"] == ("open", True)
    cut = review_document(coverage=covered(*FILES, truncated=True))
    assert states(POLICY, (REVIEWER, OLD), (REVIEWER, cut))["F1"] == ("open", True)


def test_another_stage_s_review_does_not_close_it() -> None:
    policy = changed(
        POLICY,
        producers=(REVIEWER.producer("review"), SECURITY.producer("security-review")),
        stages=(Stage(name="review"), Stage(name="security-review")),
    )
    elsewhere = review_document(stage="security-review")
    assert states(policy, (REVIEWER, OLD), (SECURITY, elsewhere))["F1"] == ("open", True)


def test_f30_a_finding_raised_again_under_its_fingerprint_is_one_finding() -> None:
    old = review_document("request_changes", finding("F1", fingerprints=FINGERPRINT), head=EARLIER)
    new = review_document("request_changes", finding("F9", title="Reworded", fingerprints=FINGERPRINT))
    assert states(POLICY, (REVIEWER, old), (REVIEWER, new)) == {
        "F1": ("restated", False),
        "F9": ("open", True),
    }


def test_f30_a_rewording_at_the_same_place_never_resolves_a_finding() -> None:
    old = review_document("request_changes", finding("F1", line=3), head=EARLIER)
    new = review_document("approve", finding("F9", "info", line=3, title="Other words"))
    assert states(POLICY, (REVIEWER, old), (REVIEWER, new))["F1"] == ("open", True)


def test_a_doubtful_document_does_not_say_a_finding_again_as_harmless() -> None:
    old = comment_of(REVIEWER, OLD)
    fresh = comment_of(REVIEWER, review_document(), number=2)
    again = comment_of(REVIEWER, review_document("approve", finding(severity="info"), name="again"), number=3)
    slipped_in = changed(again, edits=(edit("Looking …"), edit(again.body)))
    found = decide(POLICY, pull_request(old, fresh, slipped_in)).findings
    assert [(one.state, one.blocks) for one in found] == [("open", True)]


def test_a_fork_s_run_does_not_restate_a_finding_as_harmless() -> None:
    """An optional stage's old finding, said again under its id by a file that the pull request wrote."""
    policy = changed(
        BY_WORKFLOW,
        producers=(WORKFLOW.producer("review", "security-review"),),
        stages=(Stage(name="review"), Stage(name="security-review", required=False)),
    )
    old = review_document(
        "request_changes", finding(), stage="security-review", head=EARLIER, name="old", run=7002
    )
    told = (
        *published(WORKFLOW, review_document(run=7001)),
        *published(WORKFLOW, old, number=2),
    )
    assert decide(policy, pull_request(*told)).conclusion == "pending"
    run = changed(WORKFLOW.run(7003, event="pull_request"), head_repository_id=999)
    harmless = review_document("approve", finding(severity="info"), stage="security-review", run=7003)
    decision = decide(policy, pull_request(*told, run, artifact_of(run, harmless)))
    assert decision.conclusion != "pass"


def test_what_was_found_on_an_earlier_head_and_cannot_be_read_is_awaited() -> None:
    """A pointer whose artifact expired: what its counts say may have blocked may block still."""
    policy = changed(
        POLICY,
        producers=(REVIEWER.producer("review"), SECURITY.producer("security-review")),
        stages=(Stage(name="review"), Stage(name="security-review", required=False)),
    )
    old = review_document("request_changes", finding(), stage="security-review", head=EARLIER)
    approval = comment_of(REVIEWER, review_document())
    pointer = comment_of(SECURITY, old, number=2, inline_limit=300)
    assert decide(policy, pull_request(approval, pointer)).reason == "evidence-expired"
    fresh = comment_of(SECURITY, review_document(stage="security-review"), number=3)
    assert decide(policy, pull_request(approval, pointer, fresh)).reason == "evidence-expired"
    run = WORKFLOW.run(7002)
    assert (
        decide(policy, pull_request(approval, pointer, fresh, run, artifact_of(run, old))).conclusion
        == "pass"
    )
    clean = review_document("approve", stage="security-review", head=EARLIER)
    nothing = comment_of(SECURITY, clean, number=2, inline_limit=300)
    assert decide(policy, pull_request(approval, nothing)).conclusion == "pass"


def test_a_finding_of_a_partial_review_stays_open_when_a_rerun_does_not_answer_it() -> None:
    partial = review_document(None, finding(), status="partial", name="first")
    rerun = review_document("approve", supersedes=("first",))
    assert states(POLICY, (REVIEWER, partial), (REVIEWER, rerun))["F1"] == ("open", True)
    answered = changed(rerun, dispositions=(answer("F1", "withdrawn"),))
    assert states(POLICY, (REVIEWER, partial), (REVIEWER, answered))["F1"] == ("withdrawn", False)


# ----------------------------------------------------------------------------------------------- what blocks


@pytest.mark.parametrize(
    ("severity", "blocks"),
    [("critical", True), ("high", True), ("medium", False), ("low", False), ("info", False)],
)
def test_at_or_above_the_threshold_blocks(severity: str, blocks: bool) -> None:  # noqa: FBT001 - the expectation
    assert one(POLICY, finding(severity=severity)) is blocks


@pytest.mark.parametrize(
    ("scale", "severity", "blocks"),
    [
        (("P0", "P1", "P2"), "P1", True),
        (("P0", "P1", "P2"), "P2", False),
        (("HIGH", "MEDIUM", "LOW"), "HIGH", True),
        (("HIGH", "MEDIUM", "LOW"), "MEDIUM", False),
        (("critical", "high", "note", "low"), "note", False),
        (("note", "critical", "high"), "note", True),
    ],
)
def test_severity_is_a_rank_on_the_document_s_own_scale(
    scale: tuple[str, ...],
    severity: str,
    blocks: bool,  # noqa: FBT001 - the expectation
) -> None:
    told = review_document("request_changes", finding(severity=severity), scale=scale)
    assert states(POLICY, (REVIEWER, told))["F1"][1] is blocks


def test_a_threshold_that_a_scale_lacks_is_an_error_and_never_lowest() -> None:
    told = comment_of(REVIEWER, review_document(scale=("sev1", "sev2")))
    decision = decide(POLICY, pull_request(told))
    assert (decision.conclusion, decision.reason) == ("error", "severity-threshold")
    assert "review ranks findings as sev1, sev2; the policy's high, HIGH, P1 is not there" in [
        reason.sentence for reason in decision.reasons[2].reasons
    ]


@pytest.mark.parametrize(
    ("policy", "harmless", "grave"),
    [
        (blocking(confidence="medium"), finding(confidence="low"), finding(confidence="medium")),
        (blocking(introduced=["new"]), finding(introduced="pre_existing"), finding(introduced="new")),
        (blocking(categories=["security"]), finding(category="style"), finding(category="Security")),
        (blocking(paths=["src/**"]), finding(path="tests/test_parser.py"), finding(path="src/a/b.py")),
    ],
)
def test_all_conditions_must_hold_and_what_is_not_said_never_excuses(
    policy: Policy, harmless: Finding, grave: Finding
) -> None:
    assert not one(policy, harmless)
    assert one(policy, grave)
    assert one(policy, changed(harmless, confidence=None, introduced=None, category=None, location=None))


def test_what_any_rule_catches_blocks() -> None:
    policy = blocking(severity=["critical"], rules=[{"severity": ["low"], "categories": ["security"]}])
    assert one(policy, finding(severity="low", category="security"))
    assert not one(policy, finding(severity="low", category="style"))


def test_f20_counts_that_differ_from_the_findings_are_unreadable() -> None:
    from review_contract import embed, sha256

    line, text, rest = embed(REFUSED).split("\n", 2)
    fewer = text.replace('"high":1', '"high":0')
    assert fewer != text
    body = f"{line.rsplit(' ', 1)[0]} {sha256(fewer.encode())}\n{fewer}\n{rest}"
    assert decide(POLICY, pull_request(comment_of(REVIEWER, body))).reason == "unreadable-block"
