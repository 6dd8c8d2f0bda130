"""What the scripts of the guide's workflows do, run by bash."""

import json
import subprocess
from pathlib import Path
from typing import Final, cast

import pytest

from review_contract import Block, payload, read
from review_emitters.context_file import write_context
from review_emitters.emit import emit
from review_emitters.prompts import example_draft
from review_emitters.stages import STAGES
from review_emitters.stages.allowed import stage_schema
from tests.emitters import samples
from tests.shown import ROOT
from tests.workflow_files import BIN, FILES, play, step, steps

BOT: Final = 41898282


def test_only_what_the_bot_said_is_given_to_the_next_stage(tmp_path: Path) -> None:
    """A stranger's comment may hold the same block, to the byte."""
    stage = STAGES["review-a"]
    body = emit(stage, samples.example(stage), samples.for_stage(stage)).body
    forged = emit(STAGES["advisor"], samples.example(STAGES["advisor"]), samples.context()).body
    answers = {
        "reviews": [{"user": {"id": BOT}, "body": body}, {"user": {"id": 7}, "body": forged}],
        "comments": [{"user": {"id": BOT}, "body": "Thanks!\n"}, {"user": None, "body": forged}],
    }
    (tmp_path / "given").mkdir()
    extract = step("review-start.yml", "Extract what the bot's stages have said")
    played = play(extract, tmp_path, {"NUMBER": "42", "BOT_ID": str(BOT)}, answers)
    assert played.code == 0
    said = [json.loads(line) for line in (tmp_path / "given" / "earlier.jsonl").read_text().splitlines()]
    assert said == [json.loads(payload(cast("Block", read(body)).document))]


@pytest.mark.parametrize("name", STAGES)
def test_a_schema_reaches_the_model_whole_and_ends_no_quoted_argument(name: str, tmp_path: Path) -> None:
    schema = tmp_path / ".github" / "review" / f"{name}.schema.json"
    schema.parent.mkdir(parents=True)
    schema.write_text(json.dumps(stage_schema(STAGES[name])))
    played = play(step("review-stage.yml", "Read the draft's schema"), tmp_path, {"STAGE": name})
    assert "'" not in played.outputs["json"]
    assert json.loads(played.outputs["json"]) == stage_schema(STAGES[name])


@pytest.mark.parametrize(
    ("heads", "number"),
    [([samples.HEAD, "d" * 40], "42"), (["d" * 40], None), ([], None), ([samples.HEAD, samples.HEAD], None)],
)
def test_a_draft_of_a_fork_goes_to_the_one_pull_request_of_its_commit(
    heads: list[str], number: str | None, tmp_path: Path
) -> None:
    pulls = [{"number": 42 + index, "head": {"sha": head}} for index, head in enumerate(heads)]
    find = step("fork-post.yml", "Find the pull request by what GitHub says of the run")
    played = play(find, tmp_path, {"HEAD": "stranger:main", "HEAD_SHA": samples.HEAD}, {"pulls": pulls})
    assert (played.code == 0, played.outputs.get("number")) == (number is not None, number)


def test_the_command_is_installed_by_a_target_that_is_there() -> None:
    scripts = {one.script.strip() for path in FILES for one in steps(path) if "make " in one.script}
    assert scripts == {"make -C review-contract .venv/.run-stamp"}
    assert "\n.venv/.run-stamp:" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("followed", "said"),
    [
        ("pull_request", ("partial", None)),
        ("push", ("partial", None)),
        ("schedule", ("completed", "approve")),
    ],
)
def test_what_is_posted_for_a_fork_can_block_and_never_pass(
    followed: str, said: tuple[str, str | None], tmp_path: Path
) -> None:
    """The draft is whatever the run followed left; here, an approval."""
    assert step("fork-post.yml", "Say what was drafted").inputs["drafted-here"] == "false"
    draft = json.loads(example_draft(STAGES["security-review"]))
    approval = draft | {"verdict": "approve", "findings": [], "not_reviewed": []}
    event = {"workflow_run": {"event": followed}, "repository": {"id": 1, "full_name": "octo/parser"}}
    (tmp_path / "draft.json").write_text(json.dumps(approval))
    (tmp_path / "event.json").write_text(json.dumps(event))
    (tmp_path / "changes.diff").write_text(samples.DIFF_TEXT)
    captured = write_context(samples.subject(), samples.context().pull_request)
    (tmp_path / "context.json").write_text(captured)
    options = ["--draft=draft.json", "--context=context.json", "--diff=changes.diff", "--event=event.json"]
    body = subprocess.run(
        [BIN / "review-contract", "emit", "security-review", "--repo=octo/parser", *options],
        cwd=tmp_path,
        env={"GITHUB_EVENT_NAME": "workflow_run"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    document = cast("Block", read(body)).document
    assert (document.status, getattr(document, "verdict", None)) == said


def test_what_a_model_planned_can_notify_nobody(tmp_path: Path) -> None:
    told = {"INSTRUCTIONS": "Branch: main\n@octo/everyone\n```\n<img src=x>", "HEAD_SHA": samples.HEAD}
    played = play(step("ci-triage.yml", "Open an issue"), tmp_path, told)
    assert [line[:4] for line in played.sent.splitlines()] == [" " * 4] * 4
    assert "@octo/everyone" in played.sent
