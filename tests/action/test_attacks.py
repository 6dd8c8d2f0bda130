"""Hostile text in every input, and a hostile checkout: nothing of it runs, no output or line is forged."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from review_contract import Block, read
from tests.action.hostile import TEXT, harm, hostile_checkout, hostile_variables
from tests.action.jobs import DRAFT, Job

BEFORE_ANYTHING_RUNS: Final = ("mode", "post", "dry_run", "drafted_here", "retention_days")
BY_THE_COMMAND: Final = (
    *("stage", "pr", "head_sha", "context", "policy", "draft", "commits", "producer", "reviews"),
)
LEFT: Final = (
    *("issue", "round", "own_id", "max_turns", "diff", "execution_file", "expires_in", "branch", "checkout"),
    *("opened", "model_endpoint", "model", "model_api_key", "receipts", "repair_prompt", "reason", "token"),
)


@pytest.mark.parametrize(
    ("name", "value"),
    [*((name, TEXT) for name in BEFORE_ANYTHING_RUNS), ("post", "true\nfalse"), ("mode", "")],
)
def test_what_is_no_free_text_is_refused_in_one_line(job: Job, name: str, value: str) -> None:
    ran = job.call(**{name: value})
    assert (ran.conclusion, ran.step("Compose").code) == ("failure", 2)
    assert ran.log.startswith(f"review-contract: input {name.replace('_', '-')} is ")
    assert ran.log.count("\n") == 1
    assert "allowed: " in ran.log
    assert list(harm(ran, job)) == []


@pytest.mark.parametrize("names", [*((name,) for name in BY_THE_COMMAND), LEFT], ids="-".join)
def test_no_other_input_is_anything_but_its_value(job: Job, names: tuple[str, ...]) -> None:
    ran = job.call(**{"structured_output": DRAFT, "post": "false", **dict.fromkeys(names, TEXT)})
    assert list(harm(ran, job)) == []
    assert (ran.conclusion, ran.outputs["verdict"]) == ("failure", "")


def test_a_stage_is_no_option(job: Job) -> None:
    ran = job.call(stage="--help")
    assert (ran.conclusion, ran.step("Compose").code) == ("failure", 2)
    assert "no stage '--help'" in ran.log


def test_what_people_and_models_write_is_only_shown(job: Job) -> None:
    prose = TEXT.replace("\u202e", "")
    line = prose.replace("\n", " ")
    draft = json.loads(DRAFT)
    (finding,) = draft["findings"]
    finding |= {"title": line[:300], "body": prose, "recommendation": prose, "failure_scenario": prose}
    draft |= {"summary": prose}
    job.world.do("PATCH", f"/pulls/{job.world.number}", {"title": TEXT, "body": TEXT})
    ran = job.call(structured_output=json.dumps(draft))
    assert list(harm(ran, job)) == []
    said = [ran.outputs[name] for name in ("verdict", "findings-total", "posted")]
    assert (ran.conclusion, said) == ("success", ["request_changes", "1", "true"]), ran.log
    (review,) = job.world.reviews()
    assert isinstance(read(review["body"]), Block)


def test_a_branch_s_name_is_a_name(job: Job) -> None:
    branch = "x/$(touch${IFS}PWNED)`touch${IFS}PWNED`';touch${IFS}PWNED;'"
    main = job.world.do("GET", "/git/ref/heads/main")["object"]["sha"]
    job.world.do("POST", "/git/refs", {"ref": f"refs/heads/{branch}", "sha": main})
    number = job.world.do("POST", "/pulls", {"title": TEXT, "head": branch, "base": "main", "body": ""})[
        "number"
    ]
    on_branch = replace(job, world=replace(job.world, number=number))
    started = on_branch.call(mode="start")
    assert branch in started.outputs["context"], started.log
    ran = on_branch.call(structured_output=DRAFT, context=started.outputs["context"])
    assert [*harm(started, on_branch), *harm(ran, on_branch)] == []
    assert (ran.conclusion, ran.outputs["posted"]) == ("success", "true")


def test_a_reason_is_only_shown(job: Job) -> None:
    ran = job.call(mode="failed", reason=TEXT)
    assert list(harm(ran, job)) == []
    assert (ran.conclusion, ran.outputs["status"], ran.outputs["verdict"]) == ("success", "failed", "")


def test_a_hostile_checkout_has_no_part_in_what_is_installed(runner_temp: Path) -> None:
    checkout = runner_temp / "checkout"
    assert (checkout / "sitecustomize.py").exists()
    assert not (checkout / "PWNED").exists()
    assert not (checkout / "stolen").exists()


def test_a_hostile_checkout_has_no_part_in_what_is_run(job: Job) -> None:
    hostile_checkout(job.workspace)
    ran = replace(job, variables=hostile_variables(job.workspace)).call(structured_output=DRAFT)
    assert list(harm(ran, job)) == []
    assert (ran.conclusion, ran.outputs["posted"]) == ("success", "true")
