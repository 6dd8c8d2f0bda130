"""The workflows of the guide for adopting: what linters say, and what they may rely on."""

import json
import re
from pathlib import Path
from typing import Final, cast

import pytest

from review_emitters.stages import STAGES
from review_gate.setup.workflow_text import CHECK, gate_workflow, relay_workflow
from tests.shown import ROOT
from tests.workflow_files import FILES, FOLDER, Step, jobs, mapping, parsed, steps, tool

ACTION: Final = parsed(ROOT / "emitters" / "action.yml")
STEPS: Final = [one for path in FILES for one in steps(path)]
CALLS: Final = [one for one in STEPS if one.uses == "OWNER/review-contract/emitters"]
GATE: Final = parsed(ROOT / "action.yml")
(GATE_CALL,) = [one for one in STEPS if one.uses == "OWNER/review-contract"]
RELAY: Final = "gate-relay.yml"
SCRIPTS: Final = [one for one in STEPS if one.script]


def _named(one: Step) -> str:
    return f"{one.file}:{one.job}:{one.said.get('name', one.said.get('id', ''))}"


# ------------------------------------------------------------------------------------- what linters say


def _zizmor(*files: Path) -> list[str]:
    options = ["--offline", "--no-progress", "--strict-collection", "--quiet", "--format=json"]
    return [found["ident"] for found in json.loads(tool("zizmor", *options, *files))]


def test_zizmor_finds_nothing_in_the_workflows() -> None:
    assert _zizmor(*FILES) == []


def test_zizmor_would_find_a_title_that_runs_as_a_script(tmp_path: Path) -> None:
    text = (FOLDER / "review-start.yml").read_text(encoding="utf-8")
    attacked = tmp_path / ".github" / "workflows" / "review-start.yml"
    attacked.parent.mkdir(parents=True)
    attacked.write_text(text.replace('"pulls/$NUMBER/', '"${{ github.event.pull_request.title }}/'))
    assert "template-injection" in _zizmor(attacked)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_whatever_zizmor_has_to_ignore_is_justified_in_the_line_above(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    ignored = [index for index, line in enumerate(lines) if "zizmor:" in line]
    assert all("ignore[dangerous-triggers]" in lines[index] for index in ignored)
    assert all(lines[index - 1].strip().startswith("# ") for index in ignored)


def test_the_workflows_are_workflows() -> None:
    said = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *FILES)
    assert said == "ok -- validation done\n"


@pytest.mark.parametrize("one", SCRIPTS, ids=_named)
def test_shellcheck_finds_nothing_in_a_script(one: Step) -> None:
    assert tool("shellcheck", "--shell=bash", "-", stdin=f"set -e\n{one.script}") == ""


@pytest.mark.parametrize("one", SCRIPTS, ids=_named)
def test_nothing_is_interpolated_into_a_script(one: Step) -> None:
    assert "${{" not in one.script


# -------------------------------------------------------------------------------------- what they rely on


@pytest.mark.parametrize("one", CALLS, ids=_named)
def test_a_call_of_the_action_says_only_what_the_action_takes(one: Step) -> None:
    assert one.inputs.keys() <= mapping(ACTION["inputs"]).keys()
    stage = one.inputs["stage"]
    assert stage in STAGES or stage == "${{ inputs.stage }}"
    assert one.inputs.get("mode", "emit") in {"start", "emit", "failed"}


def test_the_gate_is_told_only_what_it_takes_and_may_do_only_what_it_needs() -> None:
    assert GATE_CALL.inputs.keys() <= mapping(GATE["inputs"]).keys()
    (job,) = map(mapping, jobs(FOLDER / GATE_CALL.file).values())
    page = (ROOT / "docs" / "action.md").read_text(encoding="utf-8")
    said = re.findall(r"^\| `([a-z-]+): (read|write)` \|", page, flags=re.MULTILINE)
    assert said[: len(mapping(job["permissions"]))] == [*mapping(job["permissions"]).items()]
    assert [one.uses for one in steps(FOLDER / GATE_CALL.file)] == ["OWNER/review-contract"]


def test_the_gate_s_job_is_not_called_like_its_check() -> None:
    """A job is a check run of its own: two of one name are an error of the gate's."""
    names = {*jobs(FOLDER / GATE_CALL.file)}
    assert str(mapping(mapping(GATE["inputs"])["check"])["default"]) not in names


def test_the_gate_follows_every_workflow_that_speaks_about_pull_requests() -> None:
    followed = mapping(mapping(parsed(FOLDER / GATE_CALL.file)["on"])["workflow_run"])["workflows"]
    speaking = {path.name for path in FILES if _speaks(path)} | {RELAY}
    started = [parsed(FOLDER / name) for name in speaking if name != GATE_CALL.file]
    names = {str(one["name"]) for one in started if "workflow_call" not in mapping(one["on"])}
    assert {*cast("list[str]", followed)} == names


def test_the_page_shows_the_gate_s_workflows_as_they_are() -> None:
    page = (ROOT / "docs" / "action.md").read_text(encoding="utf-8")
    shown = [(FOLDER / name).read_text(encoding="utf-8") for name in (GATE_CALL.file, RELAY)]
    assert [text for text in shown if f"```yaml\n{text}```\n" not in page] == []


def test_the_gate_s_workflows_are_what_init_writes() -> None:
    on = mapping(parsed(FOLDER / GATE_CALL.file)["on"])
    names = cast("list[str]", mapping(on["workflow_run"])["workflows"])
    written = gate_workflow(f"OWNER/review-contract@{'0' * 40}", CHECK, names)
    assert (FOLDER / GATE_CALL.file).read_text(encoding="utf-8") == written
    assert (FOLDER / RELAY).read_text(encoding="utf-8") == relay_workflow()


def test_the_relay_may_do_nothing() -> None:
    relay = parsed(FOLDER / RELAY)
    (job,) = map(mapping, jobs(FOLDER / RELAY).values())
    assert (relay["permissions"], job["permissions"]) == ({}, {})
    assert [one.script for one in steps(FOLDER / RELAY)] == ["true"]


def _speaks(path: Path) -> bool:
    """Tell whether a stage about pull requests speaks in a workflow, or in one that it calls."""
    called = {str(mapping(job).get("uses", "")).rpartition("/")[2] for job in jobs(path).values()}
    own = [one for one in CALLS if one.file == path.name and one.inputs["stage"] != "ci-triage"]
    return bool(own) or any(_speaks(FOLDER / name) for name in called if name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_outputs_of_the_action_are_read(path: Path) -> None:
    called = {str(one.said.get("id")) for one in CALLS if one.file == path.name}
    read_of = re.findall(r"steps\.([a-z]+)\.outputs\.([a-z-]+)", path.read_text(encoding="utf-8"))
    outputs = mapping(ACTION["outputs"]).keys()
    assert [name for id_, name in read_of if id_ in called and name not in outputs] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_workflow_that_is_called_takes_what_it_is_given(path: Path) -> None:
    for job in map(mapping, jobs(path).values()):
        name = str(job.get("uses", "")).rpartition("/")[2]
        if not name:
            continue
        called = mapping(mapping(parsed(FOLDER / name)["on"])["workflow_call"])
        given = mapping(job.get("with"))
        assert given.keys() <= mapping(called.get("inputs")).keys()
        assert mapping(job.get("secrets")).keys() == mapping(called.get("secrets")).keys()
        assert given.get("stage", "review") in {*STAGES, "${{ inputs.stage }}"}


@pytest.mark.parametrize("one", [one for one in CALLS if one.inputs.get("mode") == "emit"], ids=_named)
def test_what_speaks_has_a_last_word_on_every_path(one: Step) -> None:
    if one.inputs.get("post") == "false":
        return
    last = [other for other in CALLS if (other.file, other.job) == (one.file, one.job)][-1]
    assert last.inputs["mode"] == "failed"
    assert last.inputs["stage"] == one.inputs["stage"]
    condition = str(last.said["if"])
    assert condition.startswith("always() &&")
    assert condition.endswith(f"steps.{one.said['id']}.outputs.posted == ''")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_trusted_workflow_checks_nothing_of_a_stranger_out(path: Path) -> None:
    if "pull_request" in mapping(parsed(path)["on"]):
        assert "secrets." not in path.read_text(encoding="utf-8")
        return
    checkouts = [one for one in steps(path) if one.uses == "actions/checkout"]
    assert all(one.inputs["persist-credentials"] == "False" for one in checkouts)
    foreign = [one for one in checkouts if "ref" in one.inputs and "repository" not in one.inputs]
    if foreign:
        own = "github.event.pull_request.head.repo.full_name == github.repository"
        assert own in str(mapping(next(iter(jobs(path).values())))["if"])


@pytest.mark.parametrize(
    "one", [one for one in STEPS if one.uses == "anthropics/claude-code-action"], ids=_named
)
def test_a_model_can_read_no_key_and_run_nothing(one: Step) -> None:
    """What the runner's processes were started with is below /proc; a diff can ask a model to look."""
    said = dict(re.findall(r"^--(\w+) '(.+)'$", one.inputs["claude_args"], flags=re.MULTILINE))
    assert {"Read(//proc/**)", "Bash", "WebFetch", "WebSearch"} <= {*said["disallowedTools"].split(",")}
    assert all(re.fullmatch(r"(Read|Edit)\(\./.*\)", rule) for rule in said["allowedTools"].split(","))
