"""A live decision: from what stands on GitHub to the check on the head."""

from tests.gate.conversations import finding
from tests.live.set_up import Repo


def test_a_head_that_nobody_reviewed_is_pending_and_says_who_is_awaited_since_when(repo: Repo) -> None:
    judged = repo.judge()
    assert judged.decision.conclusion == "pending"
    assert repo.conclusion() == "in_progress"
    assert f"awaited since {judged.evidence.observed_at}" in judged.decision.reasons[1].reasons[0].sentence


def test_an_approval_of_the_head_passes(repo: Repo) -> None:
    repo.approve()
    judged = repo.judge()
    assert judged.decision.conclusion == "pass", judged.decision
    assert repo.conclusion() == "success"


def test_a_workflow_s_approval_passes_by_its_artifact(by_workflow: Repo) -> None:
    by_workflow.say_by_workflow(by_workflow.document())
    judged = by_workflow.judge()
    assert judged.decision.conclusion == "pass", judged.decision
    assert by_workflow.conclusion() == "success"


def test_a_finding_blocks_and_is_annotated(repo: Repo) -> None:
    repo.say(repo.document("request_changes", finding(path="app.py", line=1)))
    assert repo.judge().decision.conclusion == "fail"
    assert repo.conclusion() == "failure"
    (run,) = repo.world.check_runs()
    assert [one["path"] for one in run.annotations] == ["app.py"]
