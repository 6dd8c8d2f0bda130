"""Text of a repository is shown as text, wherever it stands, and no file of it keeps the doctor for long."""

import json
import time
from typing import Final

import pytest

from review_gate.doctor import DoctorCode as Code
from review_gate.doctor import examine, survey
from review_gate.doctor.rendering import as_json, markdown, plain
from review_gate.doctor.workflow_file import Invalid, Workflow, parse_workflow
from tests.gate.doctor_answers import GATE, POLICY, REPOSITORY, REVIEWER, ROOT, Json
from tests.gate.doctor_world import World, amiss, sound

HOSTILE: Final = "x\x1b[31m ::error::y ##[error]z \u202e @acme/all <img src=q> [a](http://b) ```"


def _everywhere() -> World:
    """Put hostile text wherever a finding can tell of it."""
    world = sound()
    said = json.dumps(HOSTILE)
    world.edit(REVIEWER, "name: Security review", f"name: {said}")
    world.edit(REVIEWER, "'skip-review'", "'##[error] ::error:: \u202e'")
    world.edit(GATE, "  gate:\n", f"  gate:\n    if: {said}\n    name: {said}\n")
    world.edit(GATE, 'check: "review-contract"', f"check: {said}")
    world.edit(POLICY, '"release/1.0"', '"release/1.0", "::error::*##[error]"')
    world.files[".github/workflows/##[error].yml"] = "on: ["
    world.files[".github/workflows/odd.yml"] = f"{said}: 1\n{said}: 2\n"
    account: Json = world.answers["/user/190000001"][1]
    account.update(login=HOSTILE, type=HOSTILE)
    actor = {"actor_id": 7, "actor_type": HOSTILE, "bypass_mode": HOSTILE}
    ruleset: Json = world.answers[f"{ROOT}/rulesets/42"][1]
    ruleset.update(name=HOSTILE, bypass_actors=[actor])
    world.refuse("/actions/permissions/workflow", 403, HOSTILE)
    return world


@pytest.mark.parametrize("render", [plain, markdown, as_json])
def test_hostile_text_is_shown_and_obeyed_by_nobody(render: Json) -> None:
    setup = survey(_everywhere(), REPOSITORY, "review-contract")
    shown: str = render(setup, examine(setup))
    assert "error" in shown
    assert not {"\x1b", "\u202e"} & {*shown}
    assert "##[" not in shown
    assert not any(line.lstrip().startswith("::") for line in shown.splitlines())


def test_hostile_text_is_no_markdown_either() -> None:
    setup = survey(_everywhere(), REPOSITORY, "review-contract")
    shown = markdown(setup, examine(setup))
    outside = [part for place, part in enumerate(shown.split("\n  ```")) if place % 2 == 0]
    text = "".join(outside)
    assert "<img" not in text
    assert "@acme" not in text
    assert "[a](" not in text
    # No line of a block of code can end it: each but the fences begins with a word of ours.
    assert all(
        line in {"  ```yaml", "  ```"} for line in shown.splitlines() if line.strip().startswith("```")
    )


_BOMB: Final = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + level)}: &{chr(98 + level)} [{', '.join([f'*{chr(97 + level)}'] * 9)}]\n"
    for level in range(9)
)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (_BOMB, "too large"),
        ("on: &a [*a]\n", "too large"),
        ("on: &a { b: *a }\n", "too large"),
        ("[" * 100_000, "nested too deeply"),
        ("on: " + "x" * 300_000, "longer than 262,144"),
        ("on: push\non: pull_request\n", "'on' stands twice"),
        ("? [a]\n: b\n", "no word"),
        ("- a\n", "no mapping"),
        ("", "no mapping"),
        ("on: [", "no YAML"),
        ("a: 1\n---\nb: 2\n", "no YAML"),
        ("a\x00b", "no YAML"),
        ("a: b: c", "no YAML"),
        ("on: *nobody\n", "no YAML"),
        ("\ton: push", "no YAML"),
    ],
    ids=lambda text: text[:12],
)
def test_a_file_that_is_no_workflow_is_refused_soon(source: str, why: str) -> None:
    start = time.perf_counter()
    read = parse_workflow("x", source)
    assert isinstance(read, Invalid)
    assert why in read.why
    assert read.why.isprintable()
    assert time.perf_counter() - start < 20


def test_no_tag_makes_an_object() -> None:
    read = parse_workflow("x", "on: push\njobs: !!python/object/apply:os.system [touch /tmp/owned]\n")
    assert isinstance(read, Workflow)
    assert read.said["jobs"] == ["touch /tmp/owned"]


@pytest.mark.parametrize(
    "source",
    [
        "on: push\n",
        "on: [push]\n",
        "on:\n  push:\n",
        '"on": push\n',
        "%YAML 1.1\n---\non: push\n",
        "{on: {push: ~}}",
    ],
)
def test_on_is_a_word(source: str) -> None:
    read = parse_workflow("x", source)
    assert isinstance(read, Workflow)
    assert dict(read.triggers) == {"push": {}}


@pytest.mark.parametrize(
    "source",
    [
        "on: true\njobs: true\n",
        "on: { push: [1], 3: 4 }\njobs: [a]\n",
        "jobs: { a: 1, b: { steps: 7 }, c: { steps: [1, [2], { uses: 3, with: 4, run: [] }] } }\n",
        "name: [x]\non: [[a], {b: c}]\npermissions: [a]\njobs: { d: { uses: [], permissions: 7, if: [] } }\n",
        "on: { workflow_run: { workflows: 7, types: {} } }\njobs: { a: { steps: [1] } }\n",
        "jobs: { a: { steps: [{ uses: acme/review-contract@main, with: [], if: { a: b } }] } }\n",
        "on: workflow_call\njobs: { a: { uses: ./.github/workflows/review-contract.yml } }\n",
    ],
)
@pytest.mark.parametrize("path", [GATE, REVIEWER, ".github/workflows/z.yml"])
def test_a_workflow_of_any_shape_is_examined(path: str, source: str) -> None:
    world = sound()
    world.files[path] = source
    assert world.findings()


def test_workflows_that_call_each_other_in_a_ring_are_examined() -> None:
    world = sound()
    for one, other in (("a", "b"), ("b", "a")):
        world.files[f".github/workflows/{one}.yml"] = (
            "on: workflow_call\njobs:\n"
            f"  next: {{ uses: ./.github/workflows/{other}.yml }}\n"
            "  gate: { steps: [{ run: review-contract gate --publish }] }\n"
        )
    assert amiss(world.findings()) == set()


@pytest.mark.parametrize(
    "name", ["../../../user", "a/../b", "/a", "a//b", "a b", "-", "x\\y", "main?x=1", "a%2f#b"]
)
def test_a_branch_of_the_policy_stays_in_its_place_of_the_path(name: str) -> None:
    world = sound()
    world.edit(POLICY, '"release/1.0"', json.dumps(["release/1.0", name])[1:-1])
    world.findings()
    places = (f"{ROOT}/rules/branches/", f"{ROOT}/branches/", "/user/", "/apps/", f"{ROOT}/")
    assert all(request.path == ROOT or request.path.startswith(places) for request in world.asked)
    branches = [request.path for request in world.asked if "/branches/" in request.path]
    assert not any(set(path) & set(" ?#\\") or ".." in path for path in branches)


def test_a_glob_below_workflow_run_is_read_as_github_reads_it() -> None:
    world = sound()
    chained = '["Security review", "Review contract relay"]'
    for names, missing in (
        ('["Security*", "Review contract relay"]', False),
        ('["**"]', False),
        ('["Sec?rity review", "Review contract relay"]', True),
        ('["Security review/*", "Review contract relay"]', True),
    ):
        world.edit(GATE, chained, names)
        assert amiss(world.findings()) == ({Code.GATE_NOT_CHAINED} if missing else set()), names
        chained = names


def test_a_name_that_would_be_a_glob_is_shown_as_the_glob_that_means_it() -> None:
    world = sound()
    world.edit(REVIEWER, "name: Security review", 'name: "C++ \\"review\\""')
    world.edit(GATE, '"Security review"', "'C++ \"review\"'")
    found = next(one for one in world.findings() if one.code == Code.GATE_NOT_CHAINED)
    assert '"C\\\\+\\\\+ \\"review\\""' in "\n".join(found.lines)
    world.edit(GATE, "'C++ \"review\"'", "'C\\+\\+ \"review\"'")
    assert amiss(world.findings()) == set()
