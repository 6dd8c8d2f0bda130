"""Selection: each guard against a carrier that must not count, with the attack that it stops."""

from collections.abc import Sequence

import pytest

from review_contract import Pointer, embed, payload, sha256
from review_contract.block import pointer_to
from review_contract.v1.envelope import Artifact as ArtifactReference
from review_gate.decision import Decision, decide
from review_gate.evidence import Account, App, Artifact, Comment, Evidence
from review_gate.policy import Policy, Stage
from review_gate.selection import candidates
from tests.gate.conversations import (
    ACTIONS,
    AUTHOR,
    BY_WORKFLOW,
    EARLIER,
    FIXER,
    HEAD,
    HEAD_SEEN,
    MAINTAINER,
    OTHER_WORKFLOW,
    POLICY,
    REPOSITORY,
    REVIEWER,
    STRANGER,
    WORKFLOW,
    Carrier,
    answer,
    artifact_of,
    changed,
    comment_of,
    deletion,
    edit,
    finding,
    output_of,
    published,
    pull_request,
    response_document,
    review_document,
    review_of,
    said_by,
    with_subject,
)

APPROVAL = comment_of(REVIEWER, review_document())
REFUSAL = comment_of(REVIEWER, review_document("request_changes", finding()))
REVIEW = review_of(REVIEWER, review_document())
BEFORE_HEAD = "2026-03-02T09:59:59Z"


def standings(evidence: Evidence, policy: Policy = POLICY) -> list[tuple[str, list[str]]]:
    """Return, for each candidate, what it is worth and why."""
    return [(one.standing, [str(fault.code) for fault in one.faults]) for one in candidates(policy, evidence)]


def concluded(*carriers: Carrier, policy: Policy = POLICY, earlier: Sequence[str] = ()) -> tuple[str, str]:
    decision = decide(policy, pull_request(*carriers, earlier=earlier))
    return decision.conclusion, str(decision.reason)


def same(one: Decision, other: Decision) -> bool:
    """Tell whether two decisions are one, apart from the list of who was heard."""
    return (one.conclusion, one.reason, one.summary, one.reasons, one.findings, one.next) == (
        other.conclusion,
        other.reason,
        other.summary,
        other.reasons,
        other.findings,
        other.next,
    )


def test_what_a_producer_says_counts() -> None:
    assert standings(pull_request(APPROVAL)) == [("counted", [])]
    assert standings(pull_request(REVIEW)) == [("counted", [])]


# ----------------------------------------------------------------------------------------- the block's place


def test_f2_a_defaced_sentinel_is_an_error_and_not_silence() -> None:
    assert concluded(changed(REFUSAL, body=REFUSAL.body.replace("<!--", "<\\!--", 1)))[0] == "error"


@pytest.mark.parametrize("before", ["\n", " ", "\ufeff", "> ", "```\n", "<details>\n", "- ", "Summary: "])
def test_f3_a_block_that_does_not_begin_the_body_never_passes(before: str) -> None:
    assert concluded(changed(APPROVAL, body=before + APPROVAL.body)) == ("error", "unreadable-block")


def test_f4_two_blocks_in_one_body_never_pass() -> None:
    two = APPROVAL.body + REFUSAL.body
    assert concluded(changed(APPROVAL, body=two)) == ("error", "unreadable-block")
    assert concluded(changed(APPROVAL, body=REFUSAL.body + APPROVAL.body)) == ("error", "unreadable-block")


def test_f5_an_end_of_comment_inside_a_finding_forges_nothing() -> None:
    forged = f"--> <!-- review-contract:v1 {embed(review_document())} --!>"
    document = review_document("request_changes", finding(title=forged.split("\n", maxsplit=1)[0]))
    assert concluded(comment_of(REVIEWER, document)) == ("fail", "changes-requested")


def test_f5_an_unescaped_payload_is_refused_though_its_digest_agrees() -> None:
    harmless = comment_of(REVIEWER, review_document("approve", finding(severity="low")))
    line, text, rest = harmless.body.split("\n", 2)
    for raw in ("&", "--", "<", ">"):
        unescaped = text.replace("An empty token", f"An {raw} token")
        assert raw in unescaped
        body = f"{line.rsplit(' ', 1)[0]} {sha256(unescaped.encode())}\n{unescaped}\n{rest}"
        assert concluded(changed(harmless, body=body)) == ("error", "unreadable-block")


def test_f7_a_body_with_other_line_ends_never_passes() -> None:
    assert concluded(changed(APPROVAL, body=APPROVAL.body.replace("\n", "\r\n")))[0] == "error"


def test_f9_a_block_that_was_cut_is_an_error() -> None:
    assert concluded(changed(APPROVAL, body=APPROVAL.body[:700])) == ("error", "unreadable-block")


def test_f9_a_block_that_is_not_closed_is_an_error() -> None:
    line, text, _ = APPROVAL.body.split("\n", 2)
    for end in ("LGTM", "--", "-->x", " -->"):
        assert concluded(changed(APPROVAL, body=f"{line}\n{text}\n{end}\n"))[0] == "error"


def test_f10_a_pointer_counts_only_with_the_artifact_that_it_names() -> None:
    document = review_document("approve", finding(severity="low"))
    comment = comment_of(REVIEWER, document, inline_limit=300)
    run = WORKFLOW.run()
    assert concluded(comment, run, artifact_of(run, document))[0] == "pass"
    other = changed(artifact_of(run, document), content=payload(review_document()).decode())
    assert concluded(comment, run, other) == ("pending", "evidence-expired")
    assert concluded(comment) == ("pending", "evidence-expired")


def test_a_pointer_s_outcome_must_be_its_document_s() -> None:
    document = review_document("request_changes", finding())
    pointer = changed(pointer_to(document, payload(document)), verdict="approve", id="other")
    run = WORKFLOW.run()
    assert concluded(comment_of(REVIEWER, pointer), run, artifact_of(run, document)) == (
        "error",
        "artifact-mismatch",
    )


def test_a_pointer_to_another_digest_is_not_the_document() -> None:
    document = review_document("approve", finding(severity="low"))
    pointer: Pointer = pointer_to(document, payload(document))
    away = ArtifactReference(name="x", digest="sha256:" + "0" * 64, size=9)
    run = WORKFLOW.run()
    assert concluded(
        comment_of(REVIEWER, changed(pointer, artifact=away)), run, artifact_of(run, document)
    ) == (
        "pending",
        "evidence-expired",
    )


def test_f11_an_unknown_version_or_field_of_a_producer_is_an_error() -> None:
    later = APPROVAL.body.replace("review-contract:v1", "review-contract:v2")
    assert concluded(changed(APPROVAL, body=later)) == ("error", "unreadable-block")


def test_a_digest_that_is_not_the_payload_s_is_an_error() -> None:
    line, rest = APPROVAL.body.split("\n", 1)
    body = f"{line.rsplit(' ', 1)[0]} sha256:{'0' * 64}\n{rest}"
    assert concluded(changed(APPROVAL, body=body)) == ("error", "unreadable-block")


def test_a_header_that_is_not_the_payload_s_is_an_error() -> None:
    body = APPROVAL.body.replace("review review 12", "review audit 12", 1)
    assert concluded(changed(APPROVAL, body=body)) == ("error", "unreadable-block")


def test_a_header_of_an_earlier_head_does_not_make_a_block_about_this_head_stale() -> None:
    body = REFUSAL.body.replace(HEAD, EARLIER, 1)
    assert concluded(changed(REFUSAL, body=body), earlier=[EARLIER]) == ("error", "unreadable-block")


def test_a_key_that_stands_twice_is_refused_though_its_digest_agrees() -> None:
    line, text, rest = REFUSAL.body.split("\n", 2)
    twice = text[:-1] + ',"verdict":"approve"}'
    body = f"{line.rsplit(' ', 1)[0]} {sha256(twice.encode())}\n{twice}\n{rest}"
    assert concluded(changed(REFUSAL, body=body)) == ("error", "unreadable-block")


# ------------------------------------------------------------------------------------------------ who speaks


@pytest.mark.parametrize(
    "author",
    [
        None,
        AUTHOR,
        STRANGER.account,
        Account(id=REVIEWER.user_id + 1, login="acme-reviewer[bot]", type="Bot"),
        Account(id=None, login="acme-reviewer[bot]", type="Bot"),
        Account(id=REVIEWER.user_id, login="acme-reviewer", type="User"),
        Account(id=REVIEWER.user_id, login="acme-reviewer", type="Mannequin"),
    ],
)
def test_f13_only_the_numeric_id_of_a_bot_account_identifies(author: Account | None) -> None:
    for post in (changed(APPROVAL, author=author), changed(REFUSAL, author=author)):
        assert concluded(post) == ("pending", "stage-missing")
    assert concluded(changed(REVIEW, author=author)) == ("pending", "stage-missing")


def test_f13_a_user_account_is_no_producer_though_its_id_is_the_bot_s() -> None:
    user = Account(id=REVIEWER.user_id, login="acme-reviewer", type="User")
    assert standings(pull_request(changed(APPROVAL, author=user))) == [("rejected", ["not-a-producer"])]


def test_f13_another_app_under_a_producer_s_account_is_not_the_producer() -> None:
    other = changed(APPROVAL, app=App(id=REVIEWER.app_id + 1))
    assert standings(pull_request(other)) == [("rejected", ["app-mismatch"])]


@pytest.mark.parametrize(
    "login", ["acme-reviewer[bot]", "acme-reviewer", "app/acme-reviewer", "renamed[bot]"]
)
def test_f13_the_login_s_spelling_does_not_matter(login: str) -> None:
    spelt = Account(id=REVIEWER.user_id, login=login, type="Bot")
    assert concluded(changed(APPROVAL, author=spelt))[0] == "pass"


def test_f13_github_actions_of_another_workflow_is_not_the_producer() -> None:
    run = OTHER_WORKFLOW.run(7001)
    document = review_document(run=7001)
    forged = pull_request(run, artifact_of(run, document), comment_of(ACTIONS, document))
    decision = decide(BY_WORKFLOW, forged)
    assert (decision.conclusion, decision.reason) == ("pending", "stage-missing")
    assert sorted(standings(forged, BY_WORKFLOW)) == [
        ("rejected", ["digest-unproven"]),
        ("rejected", ["not-a-producer"]),
    ]


def test_f13_whoever_is_no_producer_is_dropped_unread() -> None:
    """A malformed or blocking block of a stranger must not block: that would be a denial of service."""
    clean = decide(POLICY, pull_request(APPROVAL))
    for text in (REFUSAL.body, REFUSAL.body[:300], "<!-- review-contract:v1 broken", "-->"):
        for author in (None, AUTHOR, STRANGER.account):
            said = said_by(author, text)
            assert same(decide(POLICY, pull_request(APPROVAL, changed(said, edits=None))), clean)


def test_a_comment_whose_app_was_not_read_may_block_and_not_pass() -> None:
    assert concluded(changed(APPROVAL, app=None)) == ("pending", "stage-doubtful")
    assert concluded(changed(REFUSAL, app=None)) == ("fail", "changes-requested")


def test_a_workflow_s_comment_counts_only_with_the_digest_that_its_run_proves() -> None:
    run, artifact, comment = published(WORKFLOW, review_document(run=7001))
    assert concluded(run, artifact, comment, policy=BY_WORKFLOW)[0] == "pass"
    assert concluded(run, comment, policy=BY_WORKFLOW) == ("pending", "stage-missing")
    assert concluded(artifact, comment, policy=BY_WORKFLOW) == ("pending", "stage-missing")


def test_a_copy_of_line_1_proves_nothing() -> None:
    """Every workflow shares the account: what does not read as the proven block is not the producer's."""
    proven = published(WORKFLOW, review_document(run=7001))
    clean = decide(BY_WORKFLOW, pull_request(*proven))
    body = comment_of(ACTIONS, review_document(run=7001)).body
    for text in (
        body.replace('"approve"', '"abstain"'),
        body[:400],
        f"{body}{body}",
        body.replace("12", "13", 1),
    ):
        assert same(decide(BY_WORKFLOW, pull_request(*proven, comment_of(ACTIONS, text, number=9))), clean)


@pytest.mark.parametrize("event", ["pull_request", "push", "pull_request_review", "merge_group"])
def test_a_run_whose_file_the_pull_request_wrote_never_passes(event: str) -> None:
    run, artifact, comment = published(WORKFLOW, review_document(run=7001))
    assert concluded(changed(run, event=event), artifact, comment, policy=BY_WORKFLOW)[0] == "pending"


def test_a_dispatched_run_of_another_branch_never_passes() -> None:
    run, artifact, comment = published(WORKFLOW, review_document(run=7001))
    for branch, conclusion in (("main", "pass"), ("last-token", "pending"), (None, "pending")):
        dispatched = changed(run, event="workflow_dispatch", head_branch=branch)
        assert concluded(dispatched, artifact, comment, policy=BY_WORKFLOW)[0] == conclusion


def test_a_run_of_another_repository_is_nobody_s() -> None:
    run, artifact, comment = published(WORKFLOW, review_document(run=7001))
    foreign = changed(run, repository_id=REPOSITORY.id + 1)
    assert concluded(foreign, artifact, comment, policy=BY_WORKFLOW)[0] == "pending"


def test_an_untrusted_run_about_another_commit_says_nothing_about_this_head() -> None:
    run = changed(WORKFLOW.run(), event="pull_request", head_sha=EARLIER)
    document = review_document("request_changes", finding(), run=7001)
    assert concluded(run, artifact_of(run, document), policy=BY_WORKFLOW) == ("pending", "stage-missing")


def test_a_step_output_counts_through_its_run() -> None:
    run = WORKFLOW.run()
    assert concluded(run, output_of(run, review_document(run=7001)), policy=BY_WORKFLOW)[0] == "pass"
    other = OTHER_WORKFLOW.run()
    assert concluded(other, output_of(other, review_document(run=7001)), policy=BY_WORKFLOW)[0] == "pending"


def test_a_document_that_names_another_run_is_doubtful() -> None:
    run = WORKFLOW.run()
    for named in (None, 7002):
        artifact = artifact_of(run, review_document(run=named))
        assert concluded(run, artifact, policy=BY_WORKFLOW) == ("pending", "stage-doubtful")


def test_an_artifact_whose_content_is_not_what_its_name_says_is_an_error() -> None:
    run, artifact, _ = published(WORKFLOW, review_document("request_changes", run=7001))
    assert isinstance(artifact, Artifact)
    swapped = changed(artifact, content=payload(review_document(run=7001)).decode())
    assert concluded(run, swapped, policy=BY_WORKFLOW) == ("error", "artifact-mismatch")


def test_a_producer_may_speak_only_for_its_stages() -> None:
    policy = Policy(
        producers=(REVIEWER.producer("review"), FIXER.producer("address-review")),
        stages=(Stage(name="review"), Stage(name="address-review", required=False)),
    )
    assert concluded(comment_of(FIXER, review_document()), policy=policy) == ("pending", "stage-missing")


def test_a_stage_speaks_only_its_kinds() -> None:
    policy = changed(POLICY, stages=(Stage(name="review", kinds=("critique",)),))
    assert concluded(APPROVAL, policy=policy) == ("pending", "stage-missing")


def test_a_comment_on_the_diff_carries_nothing() -> None:
    evidence = changed(pull_request(APPROVAL), review_comments=())
    assert decide(POLICY, evidence).conclusion == "pass"


# ------------------------------------------------------------------------------------------ what it is about


def about(**fields: object) -> Comment:
    """Return an approval about something else."""
    subject = changed(review_document().subject, **fields)
    return comment_of(REVIEWER, changed(review_document(), subject=subject))


def test_another_repository_is_an_anomaly() -> None:
    assert concluded(about(repository=changed(REPOSITORY, id=1))) == ("error", "other-repository")
    renamed = about(repository=changed(REPOSITORY, full_name="acme/old-name"))
    assert concluded(renamed)[0] == "pass"


def test_another_number_is_an_anomaly_in_a_comment_and_usual_among_a_repository_s_runs() -> None:
    assert concluded(about(number=13)) == ("error", "other-number")
    run = WORKFLOW.run()
    subject = changed(review_document().subject, number=13)
    sibling = artifact_of(run, changed(review_document("request_changes", run=7001), subject=subject))
    assert concluded(run, sibling, policy=BY_WORKFLOW) == ("pending", "stage-missing")


def test_f12_another_head_is_stale() -> None:
    assert concluded(comment_of(REVIEWER, review_document(head=EARLIER))) == ("pending", "stage-missing")


def test_f12_a_short_sha_is_refused() -> None:
    with pytest.raises(ValueError, match="head_sha"):
        changed(review_document().subject, head_sha=HEAD[:12])


def test_another_base_never_passes_and_still_blocks() -> None:
    assert concluded(about(base_ref="next")) == ("pending", "stage-doubtful")
    retargeted = with_subject(pull_request(REFUSAL), base_ref="next")
    assert decide(POLICY, retargeted).conclusion == "fail"


def test_a_moved_or_unknown_merge_base_never_passes() -> None:
    assert concluded(about(merge_base_sha=EARLIER)) == ("pending", "stage-doubtful")
    assert concluded(about(merge_base_sha=None)) == ("pending", "stage-doubtful")
    unread = with_subject(pull_request(APPROVAL), merge_base_sha=None)
    assert decide(POLICY, unread).reason == "stage-doubtful"


def test_f12_a_review_s_own_commit_must_be_there_and_agree() -> None:
    for commit in (EARLIER, None):
        assert concluded(changed(REVIEW, commit_id=commit)) == ("pending", "stage-doubtful")


# --------------------------------------------------------------------------------------- what was done to it


def test_f14_an_edit_by_anyone_removes_an_approval() -> None:
    for editor in (MAINTAINER, REVIEWER.account, None):
        edited = changed(APPROVAL, edits=(edit(APPROVAL.body, by=editor),))
        assert concluded(edited) == ("pending", "stage-doubtful")


def test_f14_an_edit_does_not_remove_a_request_for_changes() -> None:
    assert concluded(changed(REFUSAL, edits=(edit(REFUSAL.body),))) == ("fail", "changes-requested")


def test_f14_a_history_that_was_not_read_is_an_error() -> None:
    assert concluded(changed(APPROVAL, edits=None)) == ("error", "edit-unverified")


@pytest.mark.parametrize("now", ["approval", "nothing", "garbage"])
def test_f14_a_block_that_was_edited_away_is_an_error(now: str) -> None:
    body = {"approval": APPROVAL.body, "nothing": "Fixed, thanks!", "garbage": REFUSAL.body[:200]}[now]
    edited = changed(REFUSAL, body=body, edits=(edit(REFUSAL.body), edit(body)))
    decision = decide(POLICY, pull_request(edited))
    assert decision.conclusion == "error"
    assert "edited-away" in {fault.code for one in decision.candidates for fault in one.faults}


def test_f14_a_deleted_revision_may_have_been_another_block() -> None:
    edited = changed(APPROVAL, edits=(edit(None), edit(APPROVAL.body)))
    assert concluded(edited) == ("error", "edited-away")


def test_an_edit_takes_no_finding_of_an_earlier_head_back() -> None:
    """Whoever may write may edit an old comment, digest and all: what it said first stands."""
    found = review_document("request_changes", finding(path="src/other.py"), head=EARLIER)
    old = comment_of(REVIEWER, found, number=2)
    assert concluded(APPROVAL, old, earlier=[EARLIER]) == ("fail", "finding-still-open")
    for body in (comment_of(REVIEWER, review_document(head=EARLIER)).body, "Outdated.", ""):
        edited = changed(old, body=body, edits=(edit(old.body), edit(body)))
        assert concluded(APPROVAL, edited, earlier=[EARLIER]) == ("fail", "finding-still-open")


def test_a_workflow_s_comment_that_was_edited_away_is_an_error() -> None:
    run, artifact, comment = published(WORKFLOW, review_document(run=7001))
    assert isinstance(comment, Comment)
    edited = changed(comment, body="Approved!", edits=(edit(comment.body), edit("Approved!")))
    assert concluded(run, artifact, edited, policy=BY_WORKFLOW) == ("error", "edited-away")


def test_a_minimised_approval_does_not_count_and_a_minimised_refusal_does() -> None:
    assert concluded(changed(APPROVAL, minimised=True)) == ("pending", "stage-doubtful")
    assert concluded(changed(REFUSAL, minimised=True)) == ("fail", "changes-requested")


def test_whether_it_is_minimised_must_have_been_read() -> None:
    assert concluded(changed(APPROVAL, minimised=None)) == ("pending", "stage-doubtful")


def test_a_dismissed_approval_does_not_count_and_a_dismissed_refusal_does() -> None:
    assert concluded(changed(REVIEW, state="DISMISSED")) == ("pending", "stage-doubtful")
    refused = review_of(REVIEWER, review_document("request_changes", finding()))
    assert concluded(changed(refused, state="DISMISSED")) == ("fail", "changes-requested")


def test_a_deleted_comment_of_a_producer_is_an_error_since_this_head_appeared() -> None:
    assert concluded(APPROVAL, deletion(REVIEWER.account)) == ("error", "carrier-deleted")
    assert concluded(APPROVAL, deletion(REVIEWER.account, at=HEAD_SEEN)) == ("error", "carrier-deleted")
    assert concluded(APPROVAL, deletion(REVIEWER.account, at=BEFORE_HEAD))[0] == "pass"


def test_a_deleted_comment_of_anybody_else_is_no_matter() -> None:
    for author in (MAINTAINER, STRANGER.account):
        assert concluded(APPROVAL, deletion(author))[0] == "pass"


def test_an_expired_artifact_is_an_error_unless_a_producer_s_post_carries_it() -> None:
    run, artifact, comment = published(WORKFLOW, review_document(run=7001))
    gone = changed(artifact, content=None, expired=True)
    assert concluded(run, gone, comment, policy=BY_WORKFLOW)[0] == "pass"
    assert concluded(run, gone, policy=BY_WORKFLOW) == ("error", "evidence-expired")


def test_a_stranger_who_names_the_digest_does_not_replace_an_expired_artifact() -> None:
    run, artifact, comment = published(WORKFLOW, review_document("request_changes", run=7001))
    assert isinstance(artifact, Artifact)
    assert isinstance(comment, Comment)
    gone = changed(artifact, content=None, expired=True)
    digest = artifact.name.removeprefix("review-contract-")
    for text in (digest, comment.body, f"> {comment.body}"):
        said = said_by(AUTHOR, text)
        assert concluded(run, gone, said, policy=BY_WORKFLOW) == ("error", "evidence-expired")


# --------------------------------------------------------------------------------------------- earlier heads


def test_an_unreadable_block_without_findings_about_an_earlier_head_is_stale() -> None:
    old = comment_of(REVIEWER, response_document("approve", answer(), head=EARLIER), number=2)
    broken = changed(old, body=old.body.replace('"approve"', '"approved"'))
    assert concluded(APPROVAL, broken, earlier=[EARLIER])[0] == "pass"
    assert concluded(APPROVAL, broken) == ("error", "unreadable-block")


def test_an_unreadable_review_of_an_earlier_head_is_an_error_for_what_it_found_is_unknown() -> None:
    found = review_document("request_changes", finding(path="src/other.py"), head=EARLIER)
    old = comment_of(REVIEWER, found, number=2)
    broken = changed(old, body=old.body.replace('"critical"', '"critica1"').replace('"high"', '"hi9h"'))
    assert concluded(APPROVAL, broken, earlier=[EARLIER]) == ("error", "unreadable-block")


def test_a_stranger_s_review_does_not_make_a_commit_an_earlier_head() -> None:
    old = comment_of(REVIEWER, response_document("approve", answer(), head=EARLIER), number=2)
    broken = changed(old, body=old.body.replace('"approve"', '"approved"'))
    named = changed(review_of(STRANGER, "Nice."), commit_id=EARLIER)
    assert concluded(APPROVAL, broken, named) == ("error", "unreadable-block")
    own = changed(review_of(REVIEWER, "Nice."), commit_id=EARLIER)
    assert concluded(APPROVAL, broken, own)[0] == "pass"


def test_a_contradictory_review_of_an_earlier_head_is_stale() -> None:
    old = changed(review_of(REVIEWER, review_document(head=EARLIER), number=2), state="CHANGES_REQUESTED")
    assert concluded(APPROVAL, old, earlier=[EARLIER])[0] == "pass"


def test_a_half_surrogate_in_an_artifact_does_not_stop_the_gate() -> None:
    run = OTHER_WORKFLOW.run(7009)
    for name in ("anything", "review-contract-x"):
        odd = Artifact(name=name, run_id=run.id, content="\ud800")
        assert concluded(APPROVAL, run, odd)[0] == "pass"
    own = Artifact(name="review-contract-x", run_id=7001, content="\ud800")
    assert concluded(WORKFLOW.run(), own, policy=BY_WORKFLOW) == ("error", "artifact-mismatch")


def test_whoever_hands_over_the_bytes_that_a_digest_names_hands_over_the_producer_s_word() -> None:
    """A pointer names its artifact by digest, so the run that uploaded it does not matter."""
    document = review_document("approve", finding(severity="low"))
    run = OTHER_WORKFLOW.run(7002)
    assert (
        concluded(comment_of(REVIEWER, document, inline_limit=300), run, artifact_of(run, document))[0]
        == "pass"
    )
