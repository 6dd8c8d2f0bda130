"""The files of both actions: what linters, GitHub's own parser and their reference pages say of them."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.action.composite import EMIT, GATE, Json, Runner
from tests.cli.command import run

SHARED: Final = (GATE / "action" / "install.sh", GATE / "action" / "options.sh")


@dataclass(frozen=True, slots=True)
class File:
    """An action's file, its scripts, and the page that tells of it."""

    folder: Path
    scripts: tuple[Path, ...]
    page: str
    command: str
    """The command whose options its inputs are."""
    own: frozenset[str]
    """Options that the action sets itself, or that are none of a workflow's business."""

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / "action.yml"

    @property
    def text(self) -> str:
        """The page's text."""
        return (GATE / "docs" / self.page).read_text(encoding="utf-8")

    def said(self, runner: Runner) -> Json:
        """Return what the file says."""
        errors, action = runner.parsed(self.folder)
        assert errors == []
        return action


FILES: Final = (
    File(
        EMIT,
        (*sorted((EMIT / "action").glob("*.sh")), *SHARED),
        "emit-action.md",
        "emit",
        # The event and the environment say them; and post.sh posts.
        frozenset(("event", "repo", "base-ref", "merge-base", "post", "help")),
    ),
    File(
        GATE,
        (GATE / "action" / "gate.sh", *SHARED),
        "action.md",
        "gate",
        # A recording has no event; repository and policy are the workflow's own; whoever watches pays by the
        # minute.
        frozenset(("from", "repo", "policy", "watch", "format", "help")),
    ),
)


@pytest.fixture(params=FILES, ids=["emit", "gate"])
def file(request: pytest.FixtureRequest) -> File:
    """One action after the other."""
    found: File = request.param
    return found


@pytest.fixture
def action(file: File, runner: Runner) -> Json:
    """What the file says."""
    return file.said(runner)


def checked(tool: str, *arguments: str | Path, stdin: str | None = None) -> str:
    """Return what a linter printed, after it found nothing."""
    argv: Sequence[str | Path] = [Path(sys.executable).with_name(tool), *arguments]
    done = subprocess.run(argv, input=stdin, capture_output=True, text=True, check=False, cwd=GATE)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


def test_the_parser_of_the_runner_s_makers_would_find_an_error(
    file: File, runner: Runner, tmp_path: Path
) -> None:
    broken = file.path.read_text(encoding="utf-8").replace("shell: bash", "shel: bash")
    (tmp_path / "action.yml").write_text(broken, encoding="utf-8")
    assert runner.parsed(tmp_path)[0] != []


def test_zizmor_finds_nothing_and_is_told_to_overlook_nothing(file: File) -> None:
    options = ("--offline", "--no-progress", "--strict-collection", "--format=json")
    assert json.loads(checked("zizmor", *options, file.path)) == []
    assert "zizmor:" not in file.path.read_text(encoding="utf-8")


def test_the_file_is_valid_by_the_schema_of_actions(file: File) -> None:
    checked("check-jsonschema", "--builtin-schema", "vendor.github-actions", file.path)


def test_shellcheck_finds_nothing_in_what_is_run(file: File, action: Json) -> None:
    checked("shellcheck", "--external-sources", *file.scripts)
    for step in action["runs"]["steps"]:
        if "run" in step:
            checked("shellcheck", "--shell=bash", "-", stdin=step["run"])


def test_no_expression_stands_in_a_script(file: File, action: Json) -> None:
    scripts = [path.read_text(encoding="utf-8") for path in file.scripts]
    scripts += [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert len(scripts) > 4
    assert [script for script in scripts if "${{" in script] == []


def test_both_actions_have_one_installer(file: File, action: Json) -> None:
    first = action["runs"]["steps"][0]
    (said,) = re.findall(r'^bash "\$GITHUB_ACTION_PATH/(.+)"$', first["run"])
    assert (file.folder / said).resolve() == SHARED[0]
    assert "env" not in first


def test_nobody_else_s_action_is_used_but_the_official_upload_by_its_commit(runner: Runner) -> None:
    emit, gate = (one.said(runner)["runs"]["steps"] for one in FILES)
    (upload,) = {step["uses"] for step in emit if "uses" in step}
    assert re.fullmatch(r"actions/upload-artifact@[0-9a-f]{40}", upload)
    assert FILES[0].path.read_text(encoding="utf-8").count(f"uses: {upload} # v") == 3
    assert [step["uses"] for step in gate if "uses" in step] == []


def test_every_input_reaches_the_script_that_reads_it(file: File, action: Json) -> None:
    for step in action["runs"]["steps"]:
        for script in file.scripts:
            if script.name in step.get("run", ""):
                given = {name for name in step.get("env", {}) if name.startswith("INPUT_")}
                assert set(re.findall(r"\bINPUT_[A-Z_]+\b", script.read_text(encoding="utf-8"))) == given
    said = str(action["runs"])
    assert [name for name in action["inputs"] if not re.search(rf"\binputs\.{name}\b", said)] == []


def test_every_option_is_an_input_unless_the_action_sets_it_itself(file: File) -> None:
    options = set(re.findall(r"^  --([a-z-]+)", run([file.command, "--help"]).out, flags=re.MULTILINE))
    scripts = "".join(path.read_text(encoding="utf-8") for path in file.scripts)
    given = {
        name for name in options if re.search(rf"(option|option_for_each|flag) {name} |--{name}\b", scripts)
    }
    assert options - given == file.own


def test_a_workflow_on_the_page_is_valid_by_the_schema_of_workflows(file: File, tmp_path: Path) -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```$", file.text, flags=re.DOTALL | re.MULTILINE)
    whole = [example for example in examples if re.search(r"^on:", example, flags=re.MULTILINE)]
    assert whole
    for index, example in enumerate(whole):
        (tmp_path / f"{index}.yml").write_text(example, encoding="utf-8")
    checked("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *tmp_path.iterdir())


def test_the_page_tells_every_input_with_its_default_and_every_output(file: File, action: Json) -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*?) \|", file.text, flags=re.MULTILINE)
    inputs = [(name, _cell(one)) for name, one in action["inputs"].items()]
    outputs = [*action["outputs"]]
    assert rows[: len(inputs)] == inputs
    assert [name for name, _ in rows[len(inputs) : len(inputs) + len(outputs)]] == outputs


def _cell(one: Json) -> str:
    if one.get("required"):
        return "required"
    return f"`{one['default']}`" if one["default"] else ""
