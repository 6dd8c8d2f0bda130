"""The gate's action on each event: what it decides, what then stands on the head, and what it refuses."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from tests.action import events
from tests.action.composite import Json, Ran
from tests.action.gate_jobs import APP, WORKFLOW, GateJob, said
from tests.action.hostile import TEXT, harm
from tests.github.store import Queued
from tests.github.world import BRANCH, World


def by_reviewer(world: World, _: str) -> Json:
    """Return the end of the reviewer's run, which is the default branch's and names no pull request."""
    return events.workflow_run(world, events.reviewer_s_run(world, WORKFLOW))


def by_relay(world: World, _: str) -> Json:
    """Return the end of the relay's run, which is the head's."""
    run = world.run_of(".github/workflows/review-contract-relay.yml", "pull_request_review")
    return events.workflow_run(world, run)


ABOUT_THE_PULL_REQUEST: Final[tuple[tuple[str, str, Callable[[World, str], Json]], ...]] = (
    ("pull_request_target", "opened", events.pull_request),
    ("pull_request_target", "reopened", events.pull_request),
    ("pull_request_target", "synchronize", events.pull_request),
    ("pull_request_target", "edited", events.pull_request),
    ("pull_request_target", "ready_for_review", events.pull_request),
    ("issue_comment", "created", events.comment),
    ("issue_comment", "edited", events.comment),
    ("issue_comment", "deleted", events.comment),
    ("workflow_run", "of the reviewer", by_reviewer),
    ("workflow_run", "of the relay", by_relay),
    ("workflow_dispatch", "", events.dispatch),
    ("schedule", "", events.schedule),
)
"""Events with their actions, and what makes their payloads."""


def on(job: GateJob, event: str, payload: Json) -> GateJob:
    """Return the job on another event, with hostile text in all that somebody may choose."""
    return replace(job, event=event, payload=events.hostile(payload, TEXT))


def ended(ran: Ran) -> tuple[str, int | None, str, str]:
    """Return how a run ended, and what it says."""
    return ran.conclusion, ran.step("Gate").code, ran.outputs["conclusion"], ran.outputs["reason"]


@pytest.mark.parametrize(
    ("event", "action", "payload"),
    ABOUT_THE_PULL_REQUEST,
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_on_every_event_the_head_s_check_is_the_decision(
    gate_job: GateJob, event: str, action: str, payload: Callable[[World, str], Json]
) -> None:
    world = gate_job.world
    waiting = on(gate_job, event, payload(world, action)).call()
    assert ended(waiting) == ("failure", 12, "pending", "stage-missing"), waiting.log
    assert gate_job.checks() == ["in_progress"]
    world.comment(said(world), APP)
    passed = on(gate_job, event, payload(world, action)).call()
    assert ended(passed) == ("success", 0, "pass", "all-satisfied"), passed.log
    assert gate_job.checks() == ["success"]
    assert passed.outputs["head-sha"] == world.sha()
    assert [*harm(waiting, gate_job), *harm(passed, gate_job)] == []


def test_on_a_comment_of_an_issue_there_is_nothing_to_decide(gate_job: GateJob) -> None:
    payload = events.comment(gate_job.world, "created", on_pull=False)
    ran = on(gate_job, "issue_comment", payload).call()
    assert (ran.conclusion, ran.outputs["conclusion"]) == ("success", "")
    assert "nothing to decide: the comment is on an issue" in ran.log
    assert gate_job.world.front.asked == []


def test_an_issue_that_is_named_is_decided_and_nothing_is_published(gate_job: GateJob) -> None:
    """This policy asks for nothing of an issue, and empty is never a pass."""
    job = on(gate_job, "workflow_dispatch", events.dispatch(gate_job.world))
    ran = job.call(issue=str(gate_job.world.issue))
    assert ended(ran) == ("failure", 11, "error", "policy-empty"), ran.log
    assert gate_job.world.front.state.checks == []


@pytest.mark.parametrize(
    ("event", "instead"),
    [("pull_request", "pull_request_target"), ("pull_request_review", "workflow_run of a workflow on")],
)
def test_events_on_which_a_pull_request_brings_its_own_workflow_are_refused(
    gate_job: GateJob, event: str, instead: str
) -> None:
    world = gate_job.world
    world.comment(said(world), APP)
    payload = events.review(world) if event.endswith("review") else events.pull_request(world, "opened")
    for inputs in ({}, {"pr": str(world.number)}):
        ran = on(gate_job, event, payload).call(**inputs)
        assert ended(ran) == ("failure", 2, "", "")
        assert f"can be edited by the pull request that it judges; use {instead}" in ran.log
        assert list(harm(ran, gate_job)) == []
    assert (gate_job.checks(), world.front.asked) == ([], [])


def test_an_event_that_nobody_knows_is_refused(gate_job: GateJob) -> None:
    ran = on(gate_job, "push", {"ref": "refs/heads/main"}).call()
    assert (ran.step("Gate").code, gate_job.checks()) == (2, [])


def test_by_hand_one_pull_request_can_be_named(gate_job: GateJob) -> None:
    world = gate_job.world
    world.branch("other")
    world.push("other", branch="other")
    other = world.open_pull("other")
    world.comment(said(world, number=other), APP, other)
    ran = on(gate_job, "workflow_dispatch", events.dispatch(world)).call(pr=str(other))
    assert ended(ran) == ("success", 0, "pass", "all-satisfied"), ran.log
    assert (gate_job.checks(world.sha("other")), gate_job.checks()) == (["success"], [])


def test_a_sweep_decides_whatever_was_missed_and_ends_with_the_worst(gate_job: GateJob) -> None:
    world = gate_job.world
    world.comment(said(world), APP)
    fork = world.fork_pull()
    ran = on(gate_job, "schedule", events.schedule(world)).call()
    assert (ran.step("Gate").code, ran.outputs["conclusion"]) == (12, "pending"), ran.log
    assert gate_job.checks() == ["success"]
    assert gate_job.checks(world.do("GET", f"/pulls/{fork}")["head"]["sha"]) == ["in_progress"]


def test_a_run_of_a_fork_leads_to_the_fork_s_pull_request(gate_job: GateJob) -> None:
    world = gate_job.world
    number = world.fork_pull()
    head = world.do("GET", f"/pulls/{number}")["head"]
    run = world.run_of(
        ".github/workflows/review-contract-relay.yml",
        "pull_request_review",
        head_sha=head["sha"],
        head_branch=head["ref"],
        head_repository=head["repo"]["full_name"],
        actor="stranger",
    )
    world.comment(said(world, number=number), APP, number)
    ran = on(gate_job, "workflow_run", events.workflow_run(world, run)).call()
    assert ended(ran) == ("success", 0, "pass", "all-satisfied"), ran.log
    assert (gate_job.checks(head["sha"]), gate_job.checks()) == (["success"], [])


def queued(world: World) -> str:
    """Let the pull request wait in the merge queue, and return its group's commit."""
    base, aside = world.sha("main"), "gh-readonly-queue"
    world.branch(aside)
    group = world.push("group", branch=aside)
    world.queue("main", Queued(world.number, base, group))
    return group


def test_a_merge_group_passes_where_each_member_does(gate_job: GateJob) -> None:
    world = gate_job.world
    group = queued(world)
    job = on(gate_job, "merge_group", events.merge_group(group, world.number, world.sha("main")))
    waiting = job.call()
    assert (waiting.step("Gate").code, gate_job.checks(group)) == (11, ["failure"]), waiting.log
    world.comment(said(world), APP)
    passed = job.call()
    assert ended(passed)[:3] == ("success", 0, "pass"), passed.log
    assert (gate_job.checks(group)[-1], passed.outputs["head-sha"]) == ("success", group)
    assert [*harm(waiting, gate_job), *harm(passed, gate_job)] == []


def test_a_merge_group_whose_members_are_not_known_does_not_pass(gate_job: GateJob) -> None:
    world = gate_job.world
    world.comment(said(world), APP)
    group = world.push("group", branch="main")
    ran = on(gate_job, "merge_group", events.merge_group(group, world.number, group)).call()
    assert (ran.step("Gate").code, ran.outputs["conclusion"]) == (11, "error"), ran.log
    assert gate_job.checks(group) == ["failure"]


def test_a_push_while_the_gate_decides_leaves_no_check_for_what_was_not_reviewed(gate_job: GateJob) -> None:
    world = gate_job.world
    world.comment(said(world), APP)
    reviewed = world.sha()
    world.before("POST", "/graphql#ReviewContractClosing", lambda: world.push("later", branch=BRANCH))
    job = on(gate_job, "pull_request_target", events.pull_request(world, "synchronize"))
    ran = job.call()
    assert (ran.outputs["conclusion"], ran.outputs["head-sha"]) == ("pending", world.sha()), ran.log
    assert (gate_job.checks(reviewed), gate_job.checks()) == ([], ["in_progress"])
