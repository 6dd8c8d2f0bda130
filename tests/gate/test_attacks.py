"""Attacks in two steps: a refusal, then a text that must not undo it; and what must pass all the same."""

from collections.abc import Sequence

import pytest

from review_contract import Document, Pointer, artifact_name, embed, payload, sha256
from review_contract.block import pointer_to
from review_contract.v1.envelope import Run
from review_contract.v1.record_kinds import Conclusion
from review_gate.decision import decide
from review_gate.evidence import Artifact, ChangedFile, Comment, WorkflowRun
from review_gate.policy import Policy, Stage
from tests.gate.conversations import (
    ACTIONS,
    ADVISOR,
    BY_WORKFLOW,
    CRITIC,
    EARLIER,
    FILES,
    FIXER,
    HEAD,
    MAINTAINER,
    NOW,
    PAIR,
    POLICY,
    REVIEWER,
    SECURITY,
    WORKFLOW,
    Bot,
    Carrier,
    Workflow,
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
    notice_document,
    output_of,
    published,
    pull_request,
    response_document,
    review_document,
    said_by,
)

SCANNER = Workflow(".github/workflows/security.yml", "scanner")
APPROVED = comment_of(REVIEWER, review_document("approve"), number=90)


def fork_run(workflow: Workflow = WORKFLOW, head: str = HEAD) -> WorkflowRun:
    """Return a run of the workflow's file as a fork's pull request may have rewritten it."""
    run = workflow.run(9100, event="pull_request", head=head)
    return changed(run, head_repository_id=999, head_branch="evil")


def edited_in(bot: Bot, document: Document, *, number: int = 80) -> Comment:
    """Return a bot's progress comment that a writer turned into a document."""
    body = comment_of(bot, document).body
    texts = (edit("Working on it…", by=bot.account), edit(body, by=MAINTAINER))
    return changed(comment_of(bot, "Working on it…", number=number), body=body, edits=texts)


def by_run(document: Document, run: int) -> Document:
    """Return the document as made by a run."""
    return changed(document, run=Run(id=run, attempt=1))


def conclusion(policy: Policy, *carriers: Carrier, earlier: Sequence[str] = ()) -> Conclusion:
    """Return what the gate concludes of these carriers."""
    return decide(policy, pull_request(*carriers, earlier=tuple(earlier))).conclusion


def optional(producer: Bot | Workflow, stage: str) -> Policy:
    """Return a policy with a required review and one stage that is not required."""
    stages = (Stage(name="review"), Stage(name=stage, required=False))
    return Policy(producers=(REVIEWER.producer("review"), producer.producer(stage)), stages=stages)


HELD = change_document("held")


def test_a_fork_s_run_does_not_supersede_what_was_held() -> None:
    policy, run = optional(WORKFLOW, "address-review"), fork_run()
    base = [APPROVED, *published(WORKFLOW, by_run(HELD, 7001))]
    forged = by_run(
        changed(HELD, action="none", held_reason=None, id="f", round=2, supersedes=(HELD.id,)), 9100
    )
    assert conclusion(policy, *base) == "fail"
    assert conclusion(policy, *base, run, artifact_of(run, forged)) == "fail"


def test_a_comment_that_was_edited_into_a_document_does_not_supersede_what_was_held() -> None:
    policy = optional(FIXER, "address-review")
    forged = changed(HELD, action="none", held_reason=None, id="f", round=2, supersedes=(HELD.id,))
    base = [APPROVED, comment_of(FIXER, HELD)]
    assert conclusion(policy, *base) == "fail"
    assert conclusion(policy, *base, edited_in(FIXER, forged)) == "fail"


def test_a_stage_does_not_take_back_itself_what_it_held() -> None:
    policy = Policy(
        producers=(REVIEWER.producer("review"), FIXER.producer("address-review")),
        stages=(Stage(name="review"), Stage(name="address-review")),
    )
    again = changed(HELD, action="none", held_reason=None, id="r2", round=2, supersedes=(HELD.id,))
    assert conclusion(policy, APPROVED, comment_of(FIXER, HELD), comment_of(FIXER, again, number=2)) == "fail"


FIRST = review_document("approve", name="r1")
THIRD = review_document("approve", name="r3", round=3, supersedes=("r2",))
SECOND = review_document("approve", name="r2", round=2, supersedes=("r1",))


def test_a_round_that_is_missing_is_not_filled_by_an_edited_comment() -> None:
    base = [comment_of(REVIEWER, FIRST), comment_of(REVIEWER, THIRD, number=3)]
    assert conclusion(POLICY, *base) == "error"
    assert conclusion(POLICY, *base, edited_in(REVIEWER, SECOND)) == "error"


def test_a_round_that_is_missing_is_not_filled_by_a_fork_s_run() -> None:
    run = fork_run()
    base = [*published(WORKFLOW, by_run(FIRST, 1)), *published(WORKFLOW, by_run(THIRD, 3), number=3)]
    assert conclusion(BY_WORKFLOW, *base) == "error"
    assert conclusion(BY_WORKFLOW, *base, run, artifact_of(run, by_run(SECOND, 9100))) == "error"


def test_a_fork_s_copy_of_a_document_takes_its_round_from_nobody() -> None:
    policy, run = optional(SCANNER, "security-review"), fork_run(SCANNER)
    first = review_document("approve", stage="security-review", name="r1", run=1)
    third = review_document("approve", stage="security-review", name="r3", round=3, supersedes=("r1",), run=3)
    base = [APPROVED, *published(SCANNER, first), *published(SCANNER, third, number=3)]
    assert conclusion(policy, *base) == "error"
    assert conclusion(policy, *base, run, artifact_of(run, third)) == "error"


def test_a_fork_s_copy_of_an_approval_does_not_hurt_it() -> None:
    run, document = fork_run(), review_document("approve", run=1)
    base = published(WORKFLOW, document)
    assert conclusion(BY_WORKFLOW, *base) == "pass"
    assert conclusion(BY_WORKFLOW, *base, run, artifact_of(run, document)) == "pass"


@pytest.mark.parametrize("by_fork", [True, False])
def test_two_documents_that_nothing_links_are_not_bridged_by_somebody_else(*, by_fork: bool) -> None:
    policy = optional(SCANNER if by_fork else SECURITY, "security-review")
    one = review_document("approve", stage="security-review", name="t1", run=1)
    two = review_document("comment", stage="security-review", name="t2", run=2)
    bridge = review_document("approve", stage="security-review", name="f", supersedes=("t1", "t2"), run=9100)
    run = fork_run(SCANNER)
    if by_fork:
        base = [APPROVED, *published(SCANNER, one), *published(SCANNER, two, number=2)]
        assert conclusion(policy, *base, run, artifact_of(run, bridge)) == "error"
    else:
        base = [APPROVED, comment_of(SECURITY, one), comment_of(SECURITY, two, number=2)]
        assert conclusion(policy, *base, edited_in(SECURITY, bridge)) == "error"
    assert conclusion(policy, *base) == "error"


def test_an_id_that_is_missing_is_not_supplied_by_an_edited_comment_about_an_earlier_head() -> None:
    tip = comment_of(REVIEWER, review_document("approve", name="b", supersedes=("a",)))
    forged = edited_in(REVIEWER, review_document("approve", name="a", head=EARLIER))
    assert conclusion(POLICY, tip, earlier=(EARLIER,)) == "error"
    assert conclusion(POLICY, tip, forged, earlier=(EARLIER,)) == "error"


@pytest.mark.parametrize("status", ["failed", "partial", "started", "skipped"])
def test_an_advisor_whose_run_did_not_end_dismisses_nothing(status: str) -> None:
    policy = optional(ADVISOR, "advisor")
    review = comment_of(REVIEWER, review_document("approve", finding("F1", "critical")))
    advice = advice_document("approve", "F1")
    unfinished = changed(
        advice,
        verdict=None,
        status=status,
        status_reason=None if status == "started" else "the API died",
        expires_at=NOW if status == "started" else None,
    )
    assert conclusion(policy, review, comment_of(ADVISOR, advice, number=5)) == "pass"
    assert conclusion(policy, review, comment_of(ADVISOR, unfinished, number=5)) == "fail"


def test_a_run_that_failed_concedes_nothing() -> None:
    first = review_document("request_changes", finding(), name="r1")
    failed = review_document(
        None, status="failed", name="r2", round=2, supersedes=("r1",), dispositions=(answer(),)
    )
    third = review_document("approve", name="r3", round=3, supersedes=("r2",))
    documents = (first, failed, third)
    carriers = [comment_of(REVIEWER, one, number=number) for number, one in enumerate(documents, start=1)]
    assert conclusion(POLICY, *carriers) == "fail"


def test_a_run_that_took_its_workflow_from_another_ref_does_not_pass() -> None:
    run = changed(WORKFLOW.run(7001), path=f"{WORKFLOW.path}@refs/heads/evil")
    document = review_document("approve", run=7001)
    assert (
        conclusion(BY_WORKFLOW, run, artifact_of(run, document), comment_of(ACTIONS, document)) == "pending"
    )


@pytest.mark.parametrize("status", ["failed", "completed"])
def test_a_finding_is_not_closed_by_saying_it_again_as_less(status: str) -> None:
    old = comment_of(
        REVIEWER,
        review_document("request_changes", finding("F1", "critical", path="src/auth.py"), head=EARLIER),
    )
    less = finding("F1", "info", path="src/auth.py")
    documents: tuple[Document, ...]
    if status == "failed":
        documents = (
            review_document(None, less, status="failed", name="p"),
            review_document("approve", name="n", supersedes=("p",)),
        )
    else:
        documents = (review_document("approve", less),)
    now = [comment_of(REVIEWER, one, number=number) for number, one in enumerate(documents, start=2)]
    assert conclusion(POLICY, old, *now, earlier=(EARLIER,)) == "fail"


@pytest.mark.parametrize(("answering", "refusing"), [("b", "a"), ("a", "b")])
def test_an_answer_that_was_given_before_the_finding_was_raised_is_none(
    answering: str, refusing: str
) -> None:
    documents = (
        review_document(None, status="partial", name=answering, dispositions=(answer("F1", "wont_fix"),)),
        review_document("request_changes", finding("F1", "low"), name=refusing, supersedes=(answering,)),
        review_document("approve", name="c", round=2, supersedes=(refusing,)),
    )
    carriers = [comment_of(REVIEWER, one, number=number) for number, one in enumerate(documents, start=1)]
    assert conclusion(POLICY, *carriers) == "fail"


@pytest.mark.parametrize(("partial", "rerun"), [("z", "a"), ("a", "z")])
def test_a_rerun_of_the_same_round_that_answers_counts_whatever_its_name(partial: str, rerun: str) -> None:
    documents = (
        review_document("request_changes", finding("F1", "low"), status="partial", name=partial),
        review_document("approve", name=rerun, supersedes=(partial,), dispositions=(answer("F1"),)),
    )
    carriers = [comment_of(REVIEWER, one, number=number) for number, one in enumerate(documents, start=1)]
    assert conclusion(POLICY, *carriers) == "pass"


def test_a_request_whose_findings_were_deleted_with_their_artifact_stands() -> None:
    documents = (
        review_document("request_changes", finding("F0", "low"), name="r1"),
        review_document(
            "request_changes", finding("F1", "low", line=9), name="r2", round=2, supersedes=("r1",)
        ),
        review_document("approve", name="r3", round=3, supersedes=("r2",), dispositions=(answer("F0"),)),
    )
    first, third = comment_of(REVIEWER, documents[0]), comment_of(REVIEWER, documents[2], number=3)
    pointer = comment_of(REVIEWER, documents[1], number=2, inline_limit=600)
    host = changed(WORKFLOW.run(8001), path=".github/workflows/host.yml")
    assert conclusion(POLICY, first, pointer, third, host, artifact_of(host, documents[1])) == "fail"
    assert conclusion(POLICY, first, pointer, third, host) == "fail"


def test_a_finding_of_an_earlier_head_does_not_vanish_with_its_artifact() -> None:
    large = review_document("request_changes", finding("F1", "critical", path="src/gone.py"), head=EARLIER)
    pointer = comment_of(REVIEWER, large, number=3, inline_limit=600)
    host = changed(WORKFLOW.run(8001), path=".github/workflows/host.yml")
    kept: list[Carrier] = [APPROVED, pointer, host, artifact_of(host, large)]
    assert conclusion(POLICY, *kept, earlier=(EARLIER,)) == "fail"
    assert conclusion(POLICY, *kept[:-1], earlier=(EARLIER,)) == "pending"


def test_an_expired_artifact_is_not_excused_by_a_stranger_who_quotes_its_digest() -> None:
    policy = optional(SCANNER, "security-review")
    refusal = review_document("request_changes", finding(), stage="security-review", run=7001)
    run = SCANNER.run(7001)
    base: list[Carrier] = [APPROVED, run, changed(artifact_of(run, refusal), content=None, expired=True)]
    quote = said_by(MAINTAINER, f"What is {sha256(payload(refusal))}?")
    assert conclusion(policy, *base) == conclusion(policy, *base, quote) == "error"


@pytest.mark.parametrize("fork_first", [True, False])
def test_a_fork_s_artifact_of_the_same_name_takes_no_proof_away(*, fork_first: bool) -> None:
    policy = optional(SCANNER, "security-review")
    refusal = review_document("request_changes", finding(), stage="security-review", run=7005)
    dispatched = changed(SCANNER.run(7005, event="workflow_dispatch"), head_branch="topic")
    fork = fork_run(SCANNER, head="9" * 40)
    name = artifact_name(sha256(payload(refusal)))
    expired = Artifact(name=name, run_id=7005, expired=True, content=None)
    theirs = Artifact(name=name, run_id=fork.id, content=payload(refusal).decode())
    pair = [theirs, expired] if fork_first else [expired, theirs]
    posted = comment_of(ACTIONS, refusal, number=3)
    assert conclusion(policy, APPROVED, dispatched, fork, *pair, posted) == "fail"


def test_a_stage_for_issues_that_refuses_a_pull_request_is_heard() -> None:
    stages = (Stage(name="review"), Stage(name="triage", kinds=("review",), subject="issue"))
    policy = Policy(producers=(REVIEWER.producer("review"), SECURITY.producer("triage")), stages=stages)
    refusal = comment_of(SECURITY, review_document("request_changes", stage="triage"), number=2)
    assert conclusion(policy, APPROVED) == "pass"
    assert conclusion(policy, APPROVED, refusal) == "fail"


def test_a_step_output_that_was_changed_is_an_error_and_not_another_document() -> None:
    policy = optional(SCANNER, "security-review")
    run = SCANNER.run(7001)
    refusal = review_document("request_changes", finding(), stage="security-review", run=run.id)
    output = output_of(run, refusal)
    other = changed(output, value=output.value.replace(HEAD, EARLIER))
    assert conclusion(policy, APPROVED, run, output) == "fail"
    assert conclusion(policy, APPROVED, run, other, earlier=(EARLIER,)) == "error"


def junk_and_back(comment: Comment) -> Comment:
    """Return a comment that somebody edited away and back again."""
    return changed(comment, edits=(edit(comment.body), edit("junk"), edit(comment.body)))


def posted_by_edit(pointer: Pointer, *, number: int = 1) -> Comment:
    """Return a bot's prose comment that a writer turned into a pointer."""
    body = embed(pointer)
    return changed(
        comment_of(REVIEWER, "hello", number=number),
        body=body,
        edits=(edit("hello", by=REVIEWER.account), edit(body, by=MAINTAINER)),
    )


@pytest.mark.parametrize("app_is_known", [True, False])
def test_a_forged_pointer_does_not_put_its_words_into_the_mouth_of_the_document(
    *, app_is_known: bool
) -> None:
    refusal = review_document("request_changes", finding("S1", "low"), name="r1")
    approval = review_document("approve", name="r2", round=2, supersedes=("r1",))
    base = [comment_of(REVIEWER, refusal, number=2), comment_of(REVIEWER, approval, number=3)]
    forged = changed(pointer_to(refusal, payload(refusal)), verdict="comment")
    posted = posted_by_edit(forged)
    if not app_is_known:
        posted = changed(posted, edits=(), app=None)
    assert conclusion(POLICY, *base) == "fail"
    assert conclusion(POLICY, posted, *base) == "fail"


def test_a_notice_whose_artifact_is_gone_is_not_silence() -> None:
    pointer = comment_of(REVIEWER, notice_document(), number=4, inline_limit=10)
    assert conclusion(POLICY, APPROVED) == "pass"
    assert conclusion(POLICY, APPROVED, pointer) == "pending"


def test_what_was_held_is_not_forgotten_with_its_artifact() -> None:
    policy = optional(FIXER, "address-review")
    pushed = changed(HELD, action="none", held_reason=None, id="r2", round=2, supersedes=(HELD.id,))
    carriers = comment_of(FIXER, HELD, inline_limit=10), comment_of(FIXER, pushed, number=2)
    assert conclusion(policy, APPROVED, *carriers) == "pending"


def test_a_document_that_was_edited_away_and_back_still_makes_the_chain_ambiguous() -> None:
    documents = (
        review_document("comment", name="dup"),
        review_document("approve", name="r2", supersedes=("dup",)),
        review_document("abstain", name="dup"),
    )
    first, second, third = (comment_of(REVIEWER, one, number=n) for n, one in enumerate(documents, start=1))
    assert conclusion(POLICY, first, second, third) == "error"
    assert conclusion(POLICY, first, second, junk_and_back(third)) == "error"


@pytest.mark.parametrize("hurt", [{"app": None}, {"by_email": True}])
def test_a_document_of_doubtful_authorship_still_makes_the_chain_ambiguous(hurt: dict[str, object]) -> None:
    policy = optional(SECURITY, "security-review")
    one = comment_of(SECURITY, review_document("approve", stage="security-review", name="t1"), number=2)
    two = comment_of(SECURITY, review_document("comment", stage="security-review", name="t2"), number=3)
    assert conclusion(policy, APPROVED, one, two) == "error"
    assert conclusion(policy, APPROVED, one, changed(two, **hurt)) == "error"


def test_an_expired_artifact_is_not_excused_by_what_a_fork_s_run_points_to() -> None:
    producers = (REVIEWER.producer("review"), WORKFLOW.producer("review"))
    policy = Policy(producers=producers, stages=(Stage(name="review"),))
    refusal = review_document("request_changes", finding(), run=7001, name="r9")
    run, fork = WORKFLOW.run(7001), fork_run()
    expired = changed(artifact_of(run, refusal), content=None, expired=True)
    guard = by_run(notice_document("guard"), fork.id)
    pointer = pointer_to(guard, payload(guard))
    theirs = changed(pointer, artifact=changed(pointer.artifact, digest=sha256(payload(refusal))))
    posted = changed(comment_of(ACTIONS, "x", number=30), body=embed(theirs))
    assert conclusion(policy, APPROVED, run, expired) == "error"
    assert conclusion(policy, APPROVED, run, expired, fork, artifact_of(fork, theirs), posted) == "error"


@pytest.mark.parametrize("other_first", [True, False])
def test_the_order_of_artifacts_does_not_decide_whose_comment_it_is(*, other_first: bool) -> None:
    other = Workflow(".github/workflows/other.yml", "other")
    stages = (Stage(name="review"), Stage(name="security-review", required=False))
    producers = (REVIEWER.producer("review"), SCANNER.producer("security-review"), other.producer("review"))
    policy = Policy(producers=producers, stages=stages)
    refusal = review_document("request_changes", finding(), stage="security-review", run=7001)
    mine, theirs = SCANNER.run(7001), other.run(7002)
    pair = [changed(artifact_of(mine, refusal), content=None, expired=True), artifact_of(theirs, refusal)]
    artifacts = pair[::-1] if other_first else pair
    assert (
        conclusion(policy, APPROVED, mine, theirs, *artifacts, comment_of(ACTIONS, refusal, number=3))
        == "fail"
    )


def test_an_approval_of_a_cut_diff_is_not_completed_by_an_abstention() -> None:
    whole = review_document("abstain", name="r1", coverage=covered(*FILES))
    cut = review_document(
        "approve", name="r2", round=2, supersedes=("r1",), coverage=covered(*FILES, truncated=True)
    )
    carriers = comment_of(REVIEWER, whole), comment_of(REVIEWER, cut, number=2)
    assert conclusion(POLICY, *carriers) == "pending"


# What must pass all the same.


@pytest.mark.parametrize(
    ("name", "content"), [(sha256(b"x"), "x"), (f"sha256:{'0' * 64}", "x"), (f"sha256:{'1' * 64}", None)]
)
def test_a_fork_s_run_for_another_head_refuses_nobody(name: str, content: str | None) -> None:
    run = fork_run(head="9" * 40)
    artifact = Artifact(name=artifact_name(name), run_id=run.id, expired=content is None, content=content)
    good = published(WORKFLOW, review_document("approve", run=7001))
    assert conclusion(BY_WORKFLOW, *good, run, artifact) == "pass"


def test_a_critic_s_finding_closes_when_the_critic_approves_a_later_review_of_its_file() -> None:
    carriers = (
        comment_of(REVIEWER, review_document("approve", stage="review-a", head=EARLIER), number=1),
        comment_of(CRITIC, critique_document("changes", finding("M1", "high"), head=EARLIER), number=2),
        comment_of(REVIEWER, review_document("approve", stage="review-a"), number=3),
    )
    agreed = comment_of(CRITIC, critique_document("approve"), number=4)
    assert conclusion(PAIR, *carriers, earlier=(EARLIER,)) == "pending"
    assert conclusion(PAIR, *carriers, agreed, earlier=(EARLIER,)) == "pass"


@pytest.mark.parametrize("minimised", [False, True])
def test_a_concession_on_an_earlier_head_holds_though_it_was_hidden_as_outdated(*, minimised: bool) -> None:
    old = review_document("request_changes", finding("F1", "high", path="src/gone.py"), head=EARLIER)
    conceded = comment_of(REVIEWER, response_document("approve", answer("F1"), head=EARLIER), number=2)
    hidden = changed(conceded, minimised=minimised)
    assert conclusion(POLICY, comment_of(REVIEWER, old), hidden, APPROVED, earlier=(EARLIER,)) == "pass"


def test_a_small_unplaced_remark_does_not_keep_every_fixed_finding_open() -> None:
    old = review_document("request_changes", finding("F1", "high"), head=EARLIER)
    remark = finding("N1", "info", path=None, title="Mention it in the changelog")
    now = comment_of(REVIEWER, review_document("approve", changed(remark, category=None)), number=2)
    assert conclusion(POLICY, comment_of(REVIEWER, old), now, earlier=(EARLIER,)) == "pass"


def test_a_renamed_file_is_covered_under_its_new_name() -> None:
    old = review_document("request_changes", finding("F1", "high", path="src/old.py"), head=EARLIER)
    evidence = pull_request(comment_of(REVIEWER, old), APPROVED, earlier=(EARLIER,))
    renamed = ChangedFile(path=FILES[0], previous_path="src/old.py", status="renamed")
    assert decide(POLICY, evidence).conclusion == "fail"
    moved = changed(evidence, files=(renamed, ChangedFile(path=FILES[1])))
    assert decide(POLICY, moved).conclusion == "pass"


def test_a_lost_approval_without_findings_is_healed_by_a_rerun() -> None:
    lost = review_document("approve", name="r1")
    rerun = review_document("approve", name="r2", round=2, supersedes=("r1",))
    pointer = comment_of(REVIEWER, lost, inline_limit=600)
    assert conclusion(POLICY, pointer) == "pending"
    assert conclusion(POLICY, pointer, comment_of(REVIEWER, rerun, number=2)) == "pass"
