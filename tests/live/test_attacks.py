"""What must not pass, live: each guard by the attack that it stops."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from review_contract import artifact_name, embed, payload, sha256
from review_gate.explanation.document import decision_document
from review_gate.live.asking import Answer, Request
from review_gate.live.judging import Options, judge
from review_gate.live.reading import Wanted
from review_gate.reasons import GateCode, leaves
from tests.gate.conversations import changed, finding
from tests.github.exchange import Json
from tests.live.set_up import WORKFLOW, Repo


def codes(repo: Repo, **said: Json) -> set[str]:
    """Decide and publish, and return the codes of what was no pass; the check must not be green."""
    options = Options(publish="check", **said)
    decision = repo.judge(options).decision
    assert decision.conclusion != "pass"
    assert "success" not in repo.conclusion()
    found = {leaf.code for reason in decision.reasons for leaf in leaves(reason) if leaf.conclusion != "pass"}
    return {str(code) for code in found}


@pytest.mark.parametrize("token", ["stranger", "author", "maintainer", "critic-app", "github-actions"])
def test_f13_a_block_that_somebody_else_posted_is_as_good_as_none(repo: Repo, token: str) -> None:
    repo.say(repo.document(), token)
    assert codes(repo) == {GateCode.STAGE_MISSING}


def test_f13_a_person_who_acts_through_the_reviewer_s_app_is_not_the_reviewer(repo: Repo) -> None:
    repo.say(repo.document(), "author+reviewer-app")
    assert codes(repo) == {GateCode.STAGE_MISSING}


def test_f14_an_approval_that_somebody_edited_does_not_count(repo: Repo) -> None:
    posted = repo.approve()
    repo.world.edit(posted, posted["body"] + "Looks fine to me.", "maintainer")
    assert GateCode.EDITED in codes(repo)


def test_f14_a_request_for_changes_that_was_edited_into_an_approval_is_an_error(repo: Repo) -> None:
    posted = repo.block()
    repo.world.edit(posted, embed(repo.document()), "maintainer")
    assert GateCode.EDITED_AWAY in codes(repo)


def test_f14_an_edit_whose_revision_was_deleted_is_an_error(repo: Repo) -> None:
    posted = repo.block()
    repo.world.edit(posted, embed(repo.document()), "maintainer")
    repo.world.delete_revision(posted, 0)
    assert GateCode.EDITED_AWAY in codes(repo)


def test_a_review_s_edit_which_rest_can_t_show_is_seen(repo: Repo) -> None:
    posted = repo.world.review(embed(repo.document("request_changes")), "reviewer-app")
    repo.world.edit_review(posted, embed(repo.document()), "maintainer")
    assert GateCode.EDITED_AWAY in codes(repo)


def test_a_hidden_approval_does_not_count(repo: Repo) -> None:
    repo.world.minimise(repo.approve())
    assert GateCode.MINIMISED in codes(repo)


def test_a_hidden_request_for_changes_still_blocks(repo: Repo) -> None:
    repo.world.minimise(repo.block())
    assert GateCode.FINDING_BLOCKS in codes(repo)


def test_a_dismissed_approval_does_not_count(repo: Repo) -> None:
    posted = repo.world.review(embed(repo.document()), "reviewer-app", "APPROVE")
    assert repo.judge().decision.conclusion == "pass"
    repo.world.dismiss(posted, "maintainer")
    assert GateCode.DISMISSED in codes(repo)


def test_a_deleted_comment_of_the_reviewer_is_an_error(repo: Repo) -> None:
    repo.world.delete(repo.block(), "maintainer")
    repo.approve()
    assert GateCode.CARRIER_DELETED in codes(repo)


def test_f12_a_push_makes_an_approval_stale(repo: Repo) -> None:
    repo.approve()
    assert repo.judge().decision.conclusion == "pass"
    repo.world.push("more")
    assert GateCode.STAGE_MISSING in codes(repo)


def test_a_retarget_makes_an_approval_doubtful(repo: Repo) -> None:
    repo.approve()
    assert repo.judge().decision.conclusion == "pass"
    repo.world.branch("release")
    repo.world.retarget("release")
    assert GateCode.BASE_CHANGED in codes(repo)


def test_an_approval_of_another_pull_request_is_an_anomaly(repo: Repo) -> None:
    other = repo.world.open_pull("feature/parser", _branch(repo, "elsewhere"))
    document = repo.document(number=other)
    repo.world.comment(embed(document), "reviewer-app", repo.number)
    assert GateCode.OTHER_NUMBER in codes(repo)


def _fork_of(repo: Repo) -> str:
    return f"stranger/{repo.world.repository.partition('/')[2]}"


def _branch(repo: Repo, name: str) -> str:
    repo.world.branch(name)
    return name


def test_f26_a_sibling_with_the_same_head_gets_the_worst_of_both(repo: Repo) -> None:
    other = repo.world.open_pull("feature/parser", _branch(repo, "elsewhere"))
    repo.approve()
    assert GateCode.SAME_HEAD in codes(repo)
    repo.approve(other)
    assert repo.judge(number=other).decision.conclusion == "pass"
    assert repo.conclusion() == "success"


def test_f26_a_fork_s_pull_request_with_the_same_head_is_a_sibling_too(repo: Repo) -> None:
    fork = repo.world.fork_pull()
    head = repo.world.do("GET", f"/pulls/{fork}")["head"]["sha"]
    repo.world.move(head)
    repo.approve()
    assert GateCode.SAME_HEAD in codes(repo)


def test_f25_an_artifact_that_a_fork_s_run_wrote_proves_nothing(by_workflow: Repo) -> None:
    fork = by_workflow.world.fork_pull()
    head = by_workflow.world.do("GET", f"/pulls/{fork}")["head"]["sha"]
    document = by_workflow.document(number=fork)
    run = by_workflow.world.run_of(
        WORKFLOW, "pull_request", head_sha=head, head_branch="fork", head_repository=_fork_of(by_workflow)
    )
    text = payload(document)
    by_workflow.world.upload(run, artifact_name(sha256(text)), text)
    by_workflow.world.comment(embed(document), "github-actions", fork)
    decision = by_workflow.judge(number=fork).decision
    assert decision.conclusion == "pending"
    assert by_workflow.conclusion(head) == "in_progress"


def test_f25_a_fork_s_artifact_of_the_same_name_does_not_hide_the_true_one(by_workflow: Repo) -> None:
    fork = by_workflow.world.fork_pull()
    head = by_workflow.world.do("GET", f"/pulls/{fork}")["head"]["sha"]
    posted = by_workflow.say_by_workflow(by_workflow.document())
    text = posted["body"].split("\n", 2)[1].encode()
    for _ in range(120):
        run = by_workflow.world.run_of(
            WORKFLOW, "pull_request", head_sha=head, head_repository=_fork_of(by_workflow)
        )
        by_workflow.world.upload(run, artifact_name(sha256(text)), text)
    by_workflow.world.front.asked.clear()
    assert by_workflow.judge().decision.conclusion == "pass"
    assert len(by_workflow.world.front.asked) < 20


def test_another_workflow_s_comment_proves_nothing(by_workflow: Repo) -> None:
    document = by_workflow.document()
    run = by_workflow.world.run_of(".github/workflows/labels.yml")
    text = payload(document)
    by_workflow.world.upload(run, artifact_name(sha256(text)), text)
    by_workflow.say(document, "github-actions")
    assert codes(by_workflow) == {GateCode.STAGE_MISSING}


def test_the_policy_of_the_pull_request_s_own_branch_is_not_read(repo: Repo) -> None:
    mine = (repo.world.front.state.bots["critic-app"].id, "critic-app")
    text = f'[[producers]]\ntype="app"\nname="x"\nuser_id=151000002\napp_id={mine[0]}\nstages=["review"]\n'
    repo.world.file(".github/review-contract.toml", text + '[[stages]]\nname="review"\n', "feature/parser")
    repo.say(repo.document(), "critic-app")
    assert codes(repo) == {GateCode.STAGE_MISSING}


def test_a_repository_without_a_policy_has_nothing_that_passes(repo: Repo) -> None:
    repo.world.file(".github/review-contract.toml", "")
    repo.approve()
    assert GateCode.POLICY_EMPTY in codes(repo)


def test_a_check_of_the_gate_s_name_that_it_did_not_make_is_an_error(repo: Repo) -> None:
    repo.approve()
    said = {"name": "review-contract", "head_sha": repo.world.sha(), "conclusion": "success"}
    repo.world.do("POST", "/check-runs", {**said, "status": "completed"}, "github-actions")
    decision = repo.judge().decision
    assert (decision.conclusion, decision.reason) == ("error", GateCode.CHECK_NAME_TAKEN)
    assert "failure" in repo.conclusion()


def test_an_approval_elsewhere_than_in_the_comment_that_was_asked_for_is_an_error(repo: Repo) -> None:
    chatter = repo.world.comment("LGTM", "reviewer-app")
    approval = repo.approve()
    assert GateCode.COMMENT_NOT_CHOSEN in codes(repo, comment_id=chatter["id"])
    assert repo.judge(Options(comment_id=approval["id"])).decision.conclusion == "pass"


def test_an_approval_asked_for_by_its_comment_does_not_hide_a_finding_elsewhere(repo: Repo) -> None:
    repo.block()
    approval = repo.say(repo.document(round=2))
    assert codes(repo, comment_id=approval["id"]) & {GateCode.FINDING_BLOCKS, GateCode.CHAIN_AMBIGUOUS}


def test_an_artifact_that_holds_something_else_than_its_name_says_is_an_error(by_workflow: Repo) -> None:
    run = by_workflow.world.run_of(WORKFLOW)
    other = payload(changed(by_workflow.document(), run=None))
    by_workflow.world.upload(run, artifact_name(sha256(b"{}")), other)
    found = codes(by_workflow, wanted=Wanted(runs=(run.id,)))
    assert GateCode.ARTIFACT_MISMATCH in found


def test_a_request_for_changes_that_is_edited_into_a_decision_is_still_an_error(repo: Repo) -> None:
    evidence = repo.judge(Options()).evidence
    decision = decision_document(repo.judge(Options()).decision, evidence)
    posted = repo.block()
    repo.world.edit(posted, embed(decision), "maintainer")
    repo.say(repo.document())
    assert GateCode.EDITED_AWAY in codes(repo)


def test_a_summary_of_the_reviewer_s_own_app_that_is_kept_up_to_date_disturbs_nothing(repo: Repo) -> None:
    judged = repo.judge(Options())
    decision = decision_document(judged.decision, judged.evidence)
    posted = repo.world.comment(embed(decision), "reviewer-app")
    repo.world.edit(posted, embed(decision.model_copy(update={"id": "another"})), "reviewer-app")
    repo.approve()
    assert repo.judge().decision.conclusion == "pass"


def test_f25_artifacts_that_a_contributor_piles_up_hide_no_request_for_changes(by_workflow: Repo) -> None:
    """On `pull_request_target` a run's head repository is the fork, for the producer's own run too."""
    world, fork = by_workflow.world, by_workflow.world.fork_pull()
    head = world.do("GET", f"/pulls/{fork}")["head"]["sha"]
    of_fork = {"head_sha": head, "head_branch": "fork", "head_repository": _fork_of(by_workflow)}
    document = by_workflow.document("request_changes", finding(path="fork.py", line=1), number=fork)
    posted = by_workflow.say_by_workflow(document, **of_fork)
    text = posted["body"].split("\n", 2)[1].encode()
    for _ in range(12):
        run = world.run_of(WORKFLOW, "pull_request", **of_fork)
        world.upload(run, artifact_name(sha256(text)), text)
    assert by_workflow.judge(number=fork).decision.conclusion == "fail"
    assert by_workflow.conclusion(head) == "failure"


def test_what_github_does_not_say_is_not_taken_for_nothing(repo: Repo) -> None:
    repo.block()
    for hole in ("comments", "reviews", "commits", "timelineItems"):
        source = repo.source()

        def with_hole(
            asked: Sequence[Request], take: Json, hole: str = hole, inner: Json = source.asking
        ) -> Json:
            def changed_(answer: Answer) -> Json:
                said = json.loads(answer.text) if "Opening" in str(answer.request.body) else None
                if said:
                    said["data"]["repository"]["pullRequest"][hole] = None
                return take(replace(answer, text=json.dumps(said)) if said else answer)

            return inner(asked, changed_)

        judged = judge(replace(source, asking=with_hole), repo.world.front.state.clock.now, Options())
        assert judged.decision.conclusion in {"error", "fail"}, hole
        assert judged.evidence.problems, hole


def test_a_check_that_another_app_marked_like_the_gate_s_is_left_to_it(repo: Repo) -> None:
    said = {"name": "review-contract", "head_sha": repo.world.sha(), "status": "completed"}
    mark = {"conclusion": "failure", "external_id": "review-contract:2020-01-01T00:00:00Z:x.y"}
    repo.world.do("POST", "/check-runs", {**said, **mark}, "critic-app")
    repo.approve()
    judged = repo.judge()
    assert judged.publication is not None
    assert judged.publication.outcome == "written", judged.publication
    assert repo.conclusion() == "failure,success"
    assert repo.judge().decision.conclusion == "pass"
    assert repo.conclusion() == "failure,success"
    assert repo.world.statuses() == []


def test_a_head_that_many_pull_requests_have_costs_no_more_than_a_few_of_them(repo: Repo) -> None:
    for number in range(14):
        repo.world.open_pull("feature/parser", _branch(repo, f"base{number}"))
    repo.approve()
    repo.world.front.asked.clear()
    decision = repo.judge().decision
    assert decision.conclusion == "error"
    assert len(repo.world.front.asked) < 80
