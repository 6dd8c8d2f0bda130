"""The gate's action against those who want a green check without a review, and against hostile text."""

from dataclasses import replace

import pytest

from tests.action import events
from tests.action.gate_jobs import APP, GateJob, artifact, said
from tests.action.hostile import TEXT, harm, hostile_checkout, hostile_variables
from tests.github.world import World


def opened(job: GateJob, number: int | None = None) -> GateJob:
    """Return the job as it runs when a pull request is opened, with hostile text in the event."""
    payload = events.pull_request(job.world, "opened", number)
    return replace(job, event="pull_request_target", payload=events.hostile(payload, TEXT))


@pytest.mark.parametrize("by", ["stranger", "author", "maintainer", "critic-app", "author+reviewer-app"])
def test_a_forged_review_changes_nothing(gate_job: GateJob, by: str) -> None:
    gate_job.world.comment(said(gate_job.world), by)
    ran = opened(gate_job).call()
    assert (ran.step("Gate").code, ran.outputs["reason"]) == (12, "stage-missing"), ran.log
    assert gate_job.checks() == ["in_progress"]


def test_a_review_that_somebody_edited_is_no_approval(gate_job: GateJob) -> None:
    world = gate_job.world
    comment = world.comment(said(world, "request_changes"), APP)
    world.edit(comment, said(world), "maintainer")
    ran = opened(gate_job).call()
    assert ran.conclusion == "failure"
    assert gate_job.checks() in (["failure"], ["in_progress"]), ran.log


def test_a_review_of_an_earlier_head_is_no_approval(gate_job: GateJob) -> None:
    world = gate_job.world
    world.comment(said(world), APP)
    assert opened(gate_job).call().conclusion == "success"
    reviewed = world.sha()
    world.push("later")
    ran = opened(gate_job).call()
    assert (ran.step("Gate").code, gate_job.checks()) == (12, ["in_progress"]), ran.log
    assert gate_job.checks(reviewed) == ["success"]


def require_audit(world: World) -> None:
    """Let the policy ask for the workflow's stage alone."""
    world.file(
        ".github/review-contract.toml",
        '[[producers]]\ntype = "workflow"\nname = "audit"\npath = ".github/workflows/review.yml"\n'
        'stages = ["audit"]\n[[stages]]\nname = "audit"\nkinds = ["review"]\n',
    )


def test_the_word_of_a_workflow_counts_through_its_artifact(gate_job: GateJob) -> None:
    require_audit(gate_job.world)
    head = gate_job.world.sha("main")
    body = artifact(gate_job.world, "pull_request_target", "audit", head_sha=head, head_branch="main")
    gate_job.world.comment(body, "github-actions")
    ran = opened(gate_job).call()
    assert (ran.conclusion, gate_job.checks()) == ("success", ["success"]), ran.log


@pytest.mark.parametrize("posted", [True, False], ids=["posted", "only uploaded"])
def test_an_artifact_of_a_fork_s_run_is_no_approval(gate_job: GateJob, posted: bool) -> None:  # noqa: FBT001 - pytest passes it
    """The fork's run has the workflow's path and name, and what it uploads is what it likes."""
    world = gate_job.world
    require_audit(world)
    number = world.fork_pull()
    head = world.do("GET", f"/pulls/{number}")["head"]
    forked = replace(world, number=number)
    body = artifact(
        forked,
        "pull_request",
        "audit",
        head_sha=head["sha"],
        head_branch=head["ref"],
        head_repository=head["repo"]["full_name"],
        actor="stranger",
    )
    if posted:
        world.comment(body, "github-actions", number)
    ran = opened(gate_job, number).call()
    assert ran.conclusion == "failure"
    assert gate_job.checks(head["sha"]) in (["failure"], ["in_progress"]), ran.log


def test_text_of_others_is_only_shown(gate_job: GateJob) -> None:
    """Title, description, label, branch, comment, and a finding that the bot was made to write."""
    world = gate_job.world
    branch = "x/$(touch${IFS}PWNED)`touch${IFS}PWNED`';touch${IFS}PWNED;'"
    world.branch(branch)
    world.push("hostile", branch=branch)
    number = world.open_pull(branch, title=TEXT, body=TEXT)
    world.comment(TEXT, "stranger", number)
    prose = TEXT.replace("\u202e", "")
    finding = {
        "id": "F1",
        "severity": "critical",
        "title": prose.replace("\n", " ")[:300],
        "body": prose,
        "location": {"path": "$(touch PWNED)::error::.py", "start_line": 1, "end_line": 1},
    }
    counts = {"critical": 1, "high": 0, "medium": 0, "low": 0, "info": 0}
    review = said(world, "request_changes", number, findings=[finding], counts=counts, summary=prose)
    world.comment(review, APP, number)
    ran = opened(gate_job, number).call(comment="true")
    assert list(harm(ran, gate_job)) == []
    outputs = [ran.outputs[name] for name in ("conclusion", "findings-total", "findings-blocking")]
    assert (ran.step("Gate").code, outputs) == (10, ["fail", "1", "1"]), ran.log
    assert gate_job.checks(world.sha(branch)) == ["failure"]


def test_a_hostile_checkout_has_no_part_in_the_decision(gate_job: GateJob) -> None:
    gate_job.workspace.mkdir()
    hostile_checkout(gate_job.workspace)
    policy = gate_job.workspace / ".github" / "review-contract.toml"
    policy.parent.mkdir()
    policy.write_text('[[stages]]\nname = "review"\nrequired = false\n')
    variables = {**hostile_variables(gate_job.workspace), "GH_TOKEN": "stranger", "GITHUB_TOKEN": "stranger"}
    ran = replace(opened(gate_job), variables=variables).call()
    assert list(harm(ran, gate_job)) == []
    assert (ran.step("Gate").code, gate_job.checks()) == (12, ["in_progress"]), ran.log


def test_a_token_that_did_not_come_is_no_reason_to_take_another(gate_job: GateJob) -> None:
    variables = {"GH_TOKEN": "github-actions", "GITHUB_TOKEN": "github-actions"}
    ran = replace(opened(gate_job), variables=variables).call(token="")
    assert (ran.step("Gate").code, gate_job.checks()) == (2, [])
    assert "no token" in ran.log
