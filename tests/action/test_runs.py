"""The action under the composite runner: what is uploaded, posted and said, on every path."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from review_contract import Block, Pointer, artifact_name, parse, read, sha256
from review_emitters.publishing import parse_receipt
from tests.action.composite import Ran
from tests.action.jobs import DIFF, DRAFT, Job


def uploaded(ran: Ran) -> dict[str, str]:
    """Return what was uploaded, by name; every name is its content's digest."""
    files = {upload.inputs["name"]: upload.file or "" for upload in ran.uploads}
    assert {artifact_name(sha256(text.encode())): text for text in files.values()} == files
    return files


def posted(job: Job) -> list[Block]:
    """Return the blocks that stand in the conversation: comments first, then reviews."""
    readings = [read(one["body"]) for one in (*job.world.comments(), *job.world.reviews())]
    assert all(isinstance(reading, Block) for reading in readings)
    return [reading for reading in readings if isinstance(reading, Block)]


def test_a_run_starts_and_ends_on_the_commit_that_it_started_with(job: Job) -> None:
    started = job.call(mode="start")
    later = job.world.push("later")
    job.world.front.state.lines = {"src/session.py": range(40, 43)}
    job.write("the.diff", DIFF)
    ran = job.call(structured_output=DRAFT, context=started.outputs["context"], diff="the.diff")
    assert (started.conclusion, ran.conclusion) == ("success", "success"), ran.log
    assert ran.outputs["head-sha"] == started.outputs["head-sha"] != later
    assert [block.document.status for block in posted(job)] == ["started", "completed"]
    said = ("verdict", "findings-total", "status", "round", "kind", "exit-reason", "posted", "held-by")
    assert [ran.outputs[name] for name in said] == [
        *("request_changes", "1", "completed", "1", "review", "completed", "true", ""),
    ]
    assert ran.outputs["comment-url"].endswith(f"-{ran.outputs['comment-id']}")


def test_what_is_posted_was_uploaded_before_by_its_digest(job: Job) -> None:
    ran = job.call(structured_output=DRAFT, retention_days="7")
    (block,) = posted(job)
    files = uploaded(ran)
    assert parse(files[artifact_name(block.header.digest)]) == block.document
    assert ran.outputs["digest"] == block.header.digest
    assert {parse(text).kind for text in files.values()} == {"review", "outcome"}
    assert all(upload.inputs["retention-days"] == "7" for upload in ran.uploads)
    assert all(upload.inputs["if-no-files-found"] == "error" for upload in ran.uploads)
    order = [step.name for step in ran.steps]
    assert max(order.index(name) for name in order if name.startswith("Upload")) < order.index("Post")


def test_a_document_too_large_for_a_comment_is_uploaded_with_its_pointer(job: Job) -> None:
    draft = json.loads(DRAFT)
    draft["findings"] = [{**draft["findings"][0], "title": f"{n}", "body": "x" * 7_000} for n in range(9)]
    ran = job.call(structured_output=json.dumps(draft))
    (block,) = posted(job)
    files = uploaded(ran)
    assert isinstance(block.document, Pointer)
    assert parse(files[artifact_name(block.header.digest)]) == block.document
    assert artifact_name(ran.outputs["digest"]) in files
    assert (len(files), ran.outputs["document"]) == (3, "")


def test_nothing_is_posted_that_could_not_be_uploaded(job: Job) -> None:
    ran = replace(job, uploads_fail=True).call(structured_output=DRAFT)
    assert ran.conclusion == "failure"
    assert ran.step("Post").outcome == "skipped"
    assert posted(job) == []


@pytest.mark.parametrize(
    "left", [{}, {"structured_output": "{}"}, {"draft": "none.json"}, {"diff": "none.diff"}]
)
def test_whatever_the_model_left_unusable_is_a_failed_document_and_a_failed_job(
    job: Job, left: dict[str, str]
) -> None:
    ran = job.call(**left)
    assert (ran.conclusion, ran.step("Say how composing ended").code) == ("failure", 11)
    assert ran.outputs["status"] == "failed"
    assert [block.document.status for block in posted(job)] == ["failed"]
    assert len(uploaded(ran)) == 2


def test_a_ci_triage_hands_on_its_instructions(job: Job) -> None:
    head = job.world.do("GET", "/git/ref/heads/main")["object"]["sha"]
    run = {
        "head_branch": "main",
        "head_sha": head,
        "conclusion": "failure",
        "html_url": "https://ci.example/1",
    }
    repository = job.world.do("GET", "")
    payload = {
        "action": "completed",
        "repository": repository,
        "workflow": {"name": "CI"},
        "workflow_run": run,
    }
    ran = replace(job, event="workflow_run", payload=payload).call(stage="ci-triage")
    assert (ran.conclusion, ran.outputs["kind"]) == ("success", "ci_failure"), ran.log
    assert "CI" in ran.outputs["instructions"]
    assert ran.outputs["instructions"].count("\n") > 3
    assert len(uploaded(ran)) == 2


@pytest.mark.parametrize("mode", ["failed", "skipped"])
def test_a_stage_says_why_it_said_nothing(job: Job, mode: str) -> None:
    ran = job.call(mode=mode, reason="--post the model was away")
    assert ran.conclusion == "success"
    (block,) = posted(job)
    assert (block.document.status, block.document.status_reason) == (mode, "--post the model was away")
    assert parse_receipt(Path(ran.outputs["receipt"]).read_bytes()).posted


def test_a_job_that_only_composes_needs_no_token_and_takes_none(job: Job) -> None:
    asked = len(job.world.front.asked)
    held = replace(job, variables={"GH_TOKEN": job.world.bot, "GITHUB_TOKEN": job.world.bot})
    ran = held.call(structured_output=DRAFT, post="false")
    assert ran.conclusion == "success"
    assert ran.outputs["head-sha"] in ran.outputs["context"]
    assert len(uploaded(ran)) == 2
    assert len(job.world.front.asked) == asked


def test_a_dry_run_prints_the_requests_and_does_nothing(job: Job) -> None:
    asked = len(job.world.front.asked)
    ran = job.call(structured_output=DRAFT, dry_run="true")
    assert ran.conclusion == "success"
    first = json.loads(ran.step("Compose").log)["requests"][0]
    assert (first["method"], first["path"].rpartition("/")[2]) == ("POST", "reviews")
    assert (ran.uploads, len(job.world.front.asked)) == ((), asked)


def test_the_head_is_never_guessed_at_the_end_of_a_run(job: Job) -> None:
    commented = replace(job, event="issue_comment")
    ran = commented.call(structured_output=DRAFT)
    assert (ran.conclusion, ran.step("Compose").code) == ("failure", 2)
    assert "say --head-sha" in ran.log
    started = commented.call(mode="start")
    assert (
        commented.call(structured_output=DRAFT, context=started.outputs["context"]).outputs["posted"]
        == "true"
    )


def test_a_context_too_long_for_a_variable_is_not_handed_on(job: Job) -> None:
    job.world.do("PATCH", f"/pulls/{job.world.number}", {"body": "\u6587" * 30_000})
    ran = job.call(mode="start")
    assert (ran.conclusion, ran.outputs["context"]) == ("success", "")
    assert "hand on head-sha instead" in ran.log


def test_the_command_is_installed_once_a_job(job: Job) -> None:
    (stamp,) = job.temp.glob("review-contract-*/complete")
    before = stamp.stat()
    assert job.call(mode="none").step("Install").log == ""
    assert stamp.stat() == before
