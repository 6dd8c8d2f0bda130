"""The action's file: what linters, GitHub's own parser and its reference page say of it."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.action.composite import ACTION, Json, Runner
from tests.cli.command import run

FILE: Final = ACTION / "action.yml"
SCRIPTS: Final = sorted((ACTION / "action").glob("*.sh"))
PAGE: Final = (ACTION.parent / "docs" / "emit-action.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def action(runner: Runner) -> Json:
    """What the file says."""
    errors, action = runner.parsed(ACTION)
    assert errors == []
    return action


def checked(tool: str, *arguments: str | Path, stdin: str | None = None) -> str:
    """Return what a linter printed, after it found nothing."""
    argv: Sequence[str | Path] = [Path(sys.executable).with_name(tool), *arguments]
    done = subprocess.run(argv, input=stdin, capture_output=True, text=True, check=False, cwd=ACTION.parent)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


def test_the_parser_of_the_runner_s_makers_would_find_an_error(runner: Runner, tmp_path: Path) -> None:
    broken = FILE.read_text(encoding="utf-8").replace("shell: bash", "shel: bash")
    (tmp_path / "action.yml").write_text(broken, encoding="utf-8")
    assert runner.parsed(tmp_path)[0] != []


def test_zizmor_finds_nothing_and_is_told_to_overlook_nothing() -> None:
    printed = checked("zizmor", "--offline", "--no-progress", "--strict-collection", "--format=json", FILE)
    assert json.loads(printed) == []
    assert "zizmor:" not in FILE.read_text(encoding="utf-8")


def test_the_file_is_valid_by_the_schema_of_actions() -> None:
    checked("check-jsonschema", "--builtin-schema", "vendor.github-actions", FILE)


def test_shellcheck_finds_nothing_in_what_is_run(action: Json) -> None:
    checked("shellcheck", "--external-sources", *SCRIPTS)
    for step in action["runs"]["steps"]:
        if "run" in step:
            checked("shellcheck", "--shell=bash", "-", stdin=step["run"])


def test_no_expression_stands_in_a_script(action: Json) -> None:
    scripts = [path.read_text(encoding="utf-8") for path in SCRIPTS]
    scripts += [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert len(scripts) > 4
    assert [script for script in scripts if "${{" in script] == []


def test_nobody_else_s_action_is_used_but_the_official_upload_by_its_commit(action: Json) -> None:
    used = {step["uses"] for step in action["runs"]["steps"] if "uses" in step}
    (upload,) = used
    assert re.fullmatch(r"actions/upload-artifact@[0-9a-f]{40}", upload)
    assert FILE.read_text(encoding="utf-8").count(f"uses: {upload} # v") == 3


def test_every_input_reaches_the_script_that_reads_it(action: Json) -> None:
    for step in action["runs"]["steps"]:
        for script in SCRIPTS:
            if script.name in step.get("run", ""):
                given = {name for name in step.get("env", {}) if name.startswith("INPUT_")}
                assert set(re.findall(r"\bINPUT_[A-Z_]+\b", script.read_text(encoding="utf-8"))) == given
    said = str(action["runs"])
    assert [name for name in action["inputs"] if not re.search(rf"\binputs\.{name}\b", said)] == []


def test_every_option_is_an_input_unless_the_action_sets_it_itself() -> None:
    options = set(re.findall(r"^  --([a-z-]+)", run(["emit", "--help"]).out, flags=re.MULTILINE))
    scripts = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    given = {
        name for name in options if re.search(rf"(option|option_for_each|flag) {name} |--{name}\b", scripts)
    }
    # The event and the environment say them; and post.sh posts.
    assert options - given == {"event", "repo", "base-ref", "merge-base", "post", "help"}


def test_the_page_s_workflow_is_valid_by_the_schema_of_workflows(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    (tmp_path / "review.yml").write_text(example, encoding="utf-8")
    checked("check-jsonschema", "--builtin-schema", "vendor.github-workflows", tmp_path / "review.yml")


def test_the_page_tells_every_input_with_its_default_and_every_output(action: Json) -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*?) \|", PAGE, flags=re.MULTILINE)
    inputs = [(name, _cell(one)) for name, one in action["inputs"].items()]
    assert rows[: len(inputs)] == inputs
    assert [name for name, _ in rows[len(inputs) :]] == list(action["outputs"])


def _cell(one: Json) -> str:
    if one.get("required"):
        return "required"
    return f"`{one['default']}`" if one["default"] else ""
