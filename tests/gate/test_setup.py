"""Setting a repository up: what is written says what was chosen, and opens no hole."""

import dataclasses
import itertools
import json
import re
import tomllib
from pathlib import Path

import pytest

from review_emitters.emission import Surface
from review_emitters.stages import STAGES
from review_gate.doctor.codes import DoctorCode
from review_gate.doctor.gate_checks import gate_findings
from review_gate.doctor.setup import Branch, Rules, Setup, TokenDefaults
from review_gate.doctor.workflow_file import parse_workflow
from review_gate.policy import DEFAULT_KINDS, Policy
from review_gate.policy_file import parse_policy
from review_gate.setup import SetupCode, after, chosen, plan, resolve
from review_gate.setup.loops import GATE_FILE, LOOPS, POLICY_FILE, RELAY_FILE, SEVERITIES
from review_gate.setup.workflow_text import CHECK, GATE_NAME, JOBS, RELAY_NAME
from tests.cli.command import run
from tests.gate.setup_cases import (
    CASES,
    GITHUB,
    PIN,
    REPOSITORY,
    REVIEW,
    WAYS,
    Canned,
    asked_for,
    bot,
    by,
    files_of,
    followed,
    golden,
    refusal_of,
    the_step,
    workflow,
    yaml,
)
from tests.workflow_files import FOLDER, tool

# ------------------------------------------------------------------------------------- what is written


@pytest.mark.parametrize(("loop", "way"), [*itertools.product(LOOPS, WAYS)])
def test_every_loop_with_every_producer_is_a_policy_that_opens_no_hole(loop: str, way: str) -> None:
    files = files_of(by(loop, way))
    policy = parse_policy(files[POLICY_FILE])
    assert isinstance(policy, Policy)
    assert [(one.name, one.required) for one in policy.stages] == [(s.name, s.judges) for s in LOOPS[loop]]
    assert all(stage.satisfied_by == ("approve",) for stage in policy.stages)
    assert [producer.type for producer in policy.producers] == [way]
    assert policy.blocking.severity == ("high", "HIGH", "P1")
    narrowed = (policy.waivers, policy.change_rules, policy.branches, policy.blocking.rules)
    assert not any((*narrowed, policy.blocking.paths, policy.blocking.categories))
    assert not any(stage.may_exclude for stage in policy.stages)


@pytest.mark.parametrize(("loop", "way"), [*itertools.product(LOOPS, WAYS)])
def test_policy_check_explains_what_is_written(loop: str, way: str) -> None:
    ran = run(["policy", "check", "-"], files_of(by(loop, way))[POLICY_FILE].encode())
    assert (ran.code, ran.err) == (0, "")
    judging = " and ".join(stage.name for stage in LOOPS[loop] if stage.judges)
    assert ran.out.startswith(f"A pull request passes when {judging} approved its head")


def test_every_key_of_the_policy_says_what_it_is_for() -> None:
    lines = files_of(by("pair", "app"))[POLICY_FILE].splitlines()
    keys = [line for line in lines if " = " in line and not line.startswith("#")]
    assert keys
    assert [line for line in keys if " # " not in line] == []


@pytest.mark.parametrize("case", CASES)
def test_what_is_written_is_what_was_looked_at(case: str) -> None:
    for path, text in golden(case).items():
        assert text == path.read_text(encoding="utf-8")


def test_one_speaker_is_one_producer_and_names_stay_apart() -> None:
    paths = (".github/workflows/Code_Review.yml", ".github/workflows/code-review.yaml")
    github = Canned(
        {**bot("1st"), **workflow(paths[0], "One"), **workflow(paths[1], "Two")},
    )
    stages = (f"review-b={paths[1]}", f"advisor={paths[0]}")
    wanted = asked_for("pair", apps=("review-a=1st",), workflows=stages)
    parsed = tomllib.loads(files_of(wanted, github)[POLICY_FILE])
    assert [one["name"] for one in parsed["producers"]] == ["bot-1st", "code-review", "code-review-2"]


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_threshold_names_a_severity_of_every_scale_and_never_a_milder_one(severity: str) -> None:
    names = SEVERITIES[severity]
    general = STAGES["review"].scale
    for scale in {stage.scale for stage in STAGES.values()}:
        limits = [scale.index(name) for name in names if name in scale]
        assert len(limits) == 1
        assert limits[0] <= max(general.index(severity), 0) or limits[0] == 0


def test_the_loops_have_only_stages_that_are_known_and_each_has_one_that_posts_reviews() -> None:
    """So the relay is written for all of them."""
    for loop in LOOPS.values():
        assert {stage.name for stage in loop} <= DEFAULT_KINDS.keys() & STAGES.keys()
        assert any(STAGES[stage.name].surface is Surface.REVIEW for stage in loop if stage.judges)
        for stage in loop:
            assert stage.has_verdict == (STAGES[stage.name].kind != "critique")


# ----------------------------------------------------------------------------------------- the workflows


def _repository(folder: Path, files: dict[str, str]) -> list[Path]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return [folder / GATE_FILE, folder / RELAY_FILE]


@pytest.mark.parametrize("way", WAYS)
def test_linters_find_nothing_in_the_workflows(tmp_path: Path, way: str) -> None:
    written = _repository(tmp_path, files_of(by("pair", way)))
    options = ["--offline", "--no-progress", "--strict-collection", "--quiet", "--format=json"]
    assert json.loads(tool("zizmor", *options, *written)) == []
    said = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *written)
    assert said == "ok -- validation done\n"


def test_whatever_zizmor_has_to_ignore_is_justified_in_the_line_above() -> None:
    lines = files_of(by("single", "app"))[GATE_FILE].splitlines()
    ignored = [index for index, line in enumerate(lines) if "zizmor:" in line]
    assert all("ignore[dangerous-triggers]" in lines[index] for index in ignored)
    assert all(lines[index - 1].strip().startswith("# ") for index in ignored)


def test_the_workflows_are_those_of_the_guide_but_for_names_and_pins() -> None:
    said = dataclasses.replace(by("single", "workflow"), action=f"OWNER/review-contract@{'0' * 40}")
    written = files_of(said)
    shown = (FOLDER / "gate.yml").read_text(encoding="utf-8")
    names = re.compile(r"(?<=^    workflows: )\[.*\]$", re.MULTILINE)
    assert names.sub("[]", written[GATE_FILE]) == names.sub("[]", shown)
    assert RELAY_NAME in followed({GATE_FILE: shown})
    assert written[RELAY_FILE] == (FOLDER / "gate-relay.yml").read_text(encoding="utf-8")


def test_the_check_is_named_to_the_action_where_it_is_not_the_usual_one() -> None:
    usual, other = (
        yaml(files_of(asked_for(workflows=(f"review={REVIEW}",), check=name))[GATE_FILE])
        for name in (CHECK, "AI review")
    )
    assert "check" not in the_step(usual)["with"]
    assert the_step(other)["with"]["check"] == "AI review"
    assert {*usual["jobs"]} | {"relay"} == JOBS


def test_the_gate_has_one_job_that_nothing_skips_and_that_runs_only_the_pinned_action() -> None:
    gate = yaml(files_of(by("single", "app"))[GATE_FILE])
    (job,) = gate["jobs"].values()
    assert gate["permissions"] == {}
    assert "if" not in job
    assert "needs" not in job
    writing = [scope for scope, level in job["permissions"].items() if level == "write"]
    assert writing == ["checks"]
    assert the_step(gate)["uses"] == PIN


@pytest.mark.parametrize("way", WAYS)
def test_the_doctor_finds_nothing_amiss_in_it(way: str) -> None:
    written = files_of(by("pair", way))
    texts = {**written, REVIEW: "name: Review\non: pull_request_target\njobs: {}\n"}
    workflows = tuple(parse_workflow(path, text) for path, text in texts.items() if path != POLICY_FILE)
    queue = Branch("main", Rules(queue=True), Rules())
    setup = Setup(
        repository=REPOSITORY,
        check="review-contract",
        default_branch="main",
        branches=(queue,),
        policy=parse_policy(written[POLICY_FILE]),
        workflows=workflows,
        token=TokenDefaults(writes=False, approves=False),
    )
    assert [finding.code for finding in gate_findings(setup)] == [DoctorCode.GATE_IN_PLACE]


def test_the_relay_can_do_nothing_for_its_file_is_the_pull_request_s() -> None:
    relay = yaml(files_of(by("single", "app"))[RELAY_FILE])
    assert relay["on"] == {"pull_request_review": {"types": ["submitted", "edited", "dismissed"]}}
    assert relay["permissions"] == {}
    (job,) = relay["jobs"].values()
    assert job["permissions"] == {}
    assert job["steps"] == [{"run": "true"}]
    assert relay["name"] == RELAY_NAME


def test_the_gate_follows_the_reviewers_workflows_and_the_relay() -> None:
    assert followed(files_of(by("single", "app"))) == [RELAY_NAME]
    assert followed(files_of(by("single", "workflow"))) == ["Review", RELAY_NAME]
    assert followed(
        files_of(dataclasses.replace(by("single", "workflow"), reviewer_workflows=("A", "B", "A")))
    ) == ["A", "B", RELAY_NAME]


@pytest.mark.parametrize("name", [GATE_NAME, RELAY_NAME])
def test_a_reviewer_called_as_the_gate_is_refused_for_the_gate_would_follow_itself(name: str) -> None:
    wanted = dataclasses.replace(by("single", "workflow"), reviewer_workflows=(name,))
    assert refusal_of(wanted).code == SetupCode.WORKFLOW_NAME


def test_a_name_is_followed_as_it_stands_although_github_takes_it_for_a_glob() -> None:
    """A workflow with the glob `C++` does not start at all (github/docs#37022)."""
    files = files_of(dataclasses.replace(by("single", "workflow"), reviewer_workflows=("C++ [ci]*", "!x?")))
    assert followed(files) == [r"C\+\+ \[ci\]\*", r"\!x\?", RELAY_NAME]


# ----------------------------------------------------------------------------------------- what is told


@pytest.mark.parametrize(("way", "proof"), [("app", "Whoever has the App's key"), ("workflow", "use an App")])
def test_it_says_what_the_words_rest_on_and_what_comes_next(way: str, proof: str) -> None:
    choices = chosen(by("pair", way))
    told = "\n".join(after(choices, plan(choices, resolve(GITHUB, choices, has_token=True)).policy))
    assert proof in told
    assert "make the check required" in told
    assert "GitHub Actions, as its source" in told
    assert f"review-contract doctor --repo {REPOSITORY}" in told
