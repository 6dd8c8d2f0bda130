"""The inputs of the gate's action: what each does, what is refused, and when the step fails."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from review_contract import parse, payload, sha256
from tests.action import events
from tests.action.gate_jobs import APP, GateJob, document, said
from tests.action.hostile import TEXT, harm
from tests.github.exchange import Answer

DIGEST = f"sha256:{'0' * 64}"


@pytest.fixture
def job(gate_job: GateJob) -> GateJob:
    """A job on a pull request that was opened."""
    payload = events.pull_request(gate_job.world, "opened")
    return replace(gate_job, event="pull_request_target", payload=payload)


@pytest.mark.parametrize(
    ("inputs", "named"),
    [
        *(
            ({name: TEXT}, name)
            for name in ("pr", "issue", "check", "publish", "comment", "fail", "comment_id", "runs", "digest")
        ),
        *(({name: ""}, name) for name in ("check", "publish", "comment", "fail")),
        ({"pr": "0"}, "pr"),
        ({"pr": "-1"}, "pr"),
        ({"pr": "1\n2"}, "pr"),
        ({"runs": "1\n--publish"}, "runs"),
        ({"check": "--status"}, "check"),
        ({"pr": "1", "issue": "2"}, "issue"),
        ({"document": "{}"}, "digest"),
        ({"fail": "publish", "publish": "none"}, "fail"),
        ({"fail": "publish", "issue": "1"}, "fail"),
    ],
    ids=str,
)
def test_what_is_no_free_text_is_refused_in_one_line(
    job: GateJob, inputs: Mapping[str, str], named: str
) -> None:
    ran = job.call(**inputs)
    assert (ran.conclusion, ran.step("Gate").code) == ("failure", 2)
    assert ran.log.startswith(f"review-contract: input {named.replace('_', '-')} is ")
    assert ran.log.count("\n") == 1
    assert "allowed: " in ran.log
    assert [*harm(ran, job), *job.world.front.asked] == []


def test_no_other_input_is_anything_but_its_value(job: GateJob) -> None:
    ran = job.call(document=TEXT, digest=DIGEST)
    assert (ran.step("Gate").code, job.checks()) == (11, ["failure"]), ran.log
    assert list(harm(ran, job)) == []


@pytest.mark.parametrize(
    ("verdict", "code", "fails", "check"),
    [
        ("approve", 0, ("success", "success"), "success"),
        ("request_changes", 10, ("failure", "success"), "failure"),
        (None, 12, ("failure", "success"), "in_progress"),
    ],
)
def test_the_step_fails_with_the_decision_or_only_where_nothing_was_published(
    job: GateJob, verdict: str | None, code: int, fails: tuple[str, str], check: str
) -> None:
    if verdict:
        job.world.comment(said(job.world, verdict), APP)
    by_decision, by_publishing = job.call(), job.call(fail="publish")
    assert by_decision.step("Gate").code == code, by_decision.log
    assert (by_decision.conclusion, by_publishing.conclusion) == fails
    assert by_decision.outputs["conclusion"] == by_publishing.outputs["conclusion"]
    assert job.checks() == [check]


@pytest.mark.parametrize("fail", ["decision", "publish"])
def test_a_decision_that_could_not_be_published_fails_the_step(job: GateJob, fail: str) -> None:
    job.world.comment(said(job.world), APP)
    job.world.fail("POST", "/check-runs", Answer(500, {"message": "Server Error"}), times=9)
    ran = job.call(fail=fail)
    outputs = (ran.outputs["conclusion"], ran.outputs["reason"])
    assert (ran.conclusion, ran.step("Gate").code) == ("failure", 11), ran.log
    assert outputs == ("error", "not-published")


@pytest.mark.parametrize("fail", ["decision", "publish"])
def test_what_cannot_be_decided_fails_the_step(job: GateJob, fail: str) -> None:
    job.world.file(".github/review-contract.toml", "[[stages]\n")
    ran = job.call(fail=fail)
    assert (ran.step("Gate").code, job.checks()) == (11, ["failure"]), ran.log


def test_a_status_or_nothing_can_be_published_instead(job: GateJob) -> None:
    world = job.world
    world.comment(said(world), APP)
    none = job.call(publish="none")
    assert none.conclusion == "success", none.log
    assert (job.checks(), world.statuses()) == ([], [])
    status = job.call(publish="status", check="gate")
    assert status.conclusion == "success", status.log
    assert job.checks() == []
    assert [(one.context, one.state) for one in world.statuses()] == [("gate", "success")]


def test_the_check_s_name_is_chosen(job: GateJob) -> None:
    job.call(check="merge gate (AI)")
    assert [run.name for run in job.world.check_runs()] == ["merge gate (AI)"]


def test_an_app_s_token_makes_the_app_s_check(job: GateJob) -> None:
    job.call(token="critic-app")
    assert [run.app for run in job.world.check_runs()] == ["critic-app"]


def test_a_comment_with_the_decision_is_kept_up_to_date(job: GateJob) -> None:
    world = job.world
    job.call(comment="true")
    (first,) = world.comments()
    world.comment(said(world), APP)
    job.call(comment="true")
    kept, _ = world.comments()
    assert kept["id"] == first["id"]
    assert kept["body"] != first["body"]


def test_the_decision_is_a_file(job: GateJob) -> None:
    first, second = job.call(), job.call()
    files = [Path(ran.outputs["decision-file"]) for ran in (first, second)]
    decisions = [json.loads(file.read_text()) for file in files]
    assert [one["kind"] for one in decisions] == ["decision", "decision"]
    assert files[0] != files[1]
    assert all(file.is_relative_to(job.temp) for file in files)


def test_an_approval_can_be_asked_to_rest_on_one_comment(job: GateJob) -> None:
    world = job.world
    comment, other = world.comment(said(world), APP), world.comment("LGTM", "stranger")
    assert job.call(comment_id=str(comment["id"])).conclusion == "success"
    ran = job.call(comment_id=str(other["id"]))
    assert (ran.conclusion, ran.outputs["conclusion"] == "pass") == ("failure", False), ran.log


def test_a_document_of_this_run_can_be_handed_over(job: GateJob) -> None:
    """A step's output proves nothing by itself: this run is not one of the reviewer's workflow."""
    review = payload(parse(json.dumps(document(job.world, "approve"))))
    ran = job.call(document=review.decode(), digest=sha256(review), publish="none")
    assert (ran.conclusion, ran.outputs["conclusion"] == "pass") == ("failure", False), ran.log


def test_on_github_enterprise_server_the_api_is_where_the_runner_says(job: GateJob) -> None:
    job.world.comment(said(job.world), APP)
    url = f"{job.world.front.url}/api/v3"
    ran = replace(job, variables={"GITHUB_API_URL": url}).call()
    assert (ran.conclusion, job.checks()) == ("success", ["success"]), ran.log
    assert {ask.root for ask in job.world.front.asked} == {"/api/v3", "/api"}
