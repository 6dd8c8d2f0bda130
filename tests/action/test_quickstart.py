"""The README's way to adopt the gate, followed literally, with nothing but the workflow's own token."""

import json
import re
import shlex
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML

from review_contract import artifact_name, embed, parse, payload, sha256
from tests.action import events
from tests.action.composite import Json, Ran
from tests.action.gate_jobs import WORKFLOW, GateJob, artifact, document, said
from tests.cli.command import run

README: Final = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
_YAML: Any = YAML(typ="safe")
SHA: Final = "0123456789" * 4


def loaded(text: str) -> Json:
    return _YAML.load(text)


@pytest.fixture
def adopted(gate_job: GateJob, tmp_path: Path) -> tuple[GateJob, Json]:
    """A repository that followed the README, and the step of the workflow that was written."""
    world = gate_job.world
    world.file(WORKFLOW, "name: Review\non: pull_request_target\njobs: {}\n")
    (block,) = re.findall(r"```bash\n\s*(review-contract init .*?)```", README, flags=re.DOTALL)
    command = block.replace("\\\n", " ").replace("OWNER/NAME", world.repository).replace("FULL_SHA", SHA)
    argv = shlex.split(command)[1:]
    env = {"GITHUB_TOKEN": "github-actions", "GITHUB_API_URL": world.front.url, "HOME": str(tmp_path)}
    ran = run([*argv, "--out", tmp_path / "checkout"], env=env)
    assert ran.code == 0, ran.out + ran.err
    for path in sorted((tmp_path / "checkout").rglob("*.*")):
        if path.is_file():
            world.file(str(path.relative_to(tmp_path / "checkout")), path.read_text())
    workflow = loaded((tmp_path / "checkout/.github/workflows/review-contract.yml").read_text())
    (job,) = workflow["jobs"].values()
    (step,) = job["steps"]
    assert step["uses"] == f"OWNER/review-contract@{SHA}"
    return gate_job, step


def opened(adopted: tuple[GateJob, Json], number: int | None = None) -> Ran:
    """Run the step that the workflow holds, when the pull request is opened."""
    job, step = adopted
    inputs = {name: "" if "${{" in str(value) else str(value) for name, value in step["with"].items()}
    payload_ = events.pull_request(job.world, "opened", number)
    return GateJob(job.runner, job.world, job.folder, job.temp, "pull_request_target", payload_).call(
        **inputs
    )


def test_a_review_by_the_workflow_makes_the_check_green(adopted: tuple[GateJob, Json]) -> None:
    job, _ = adopted
    head = job.world.sha("main")
    body = artifact(job.world, "pull_request_target", "review", head_sha=head, head_branch="main")
    job.world.comment(body, "github-actions")
    ran = opened(adopted)
    assert (ran.conclusion, ran.outputs["conclusion"]) == ("success", "pass"), ran.log
    assert job.checks() == ["success"]


def test_without_a_review_the_check_is_yellow(adopted: tuple[GateJob, Json]) -> None:
    ran = opened(adopted)
    assert (ran.conclusion, ran.outputs["conclusion"]) == ("success", "pending"), ran.log
    assert adopted[0].checks() == ["in_progress"]


@pytest.mark.parametrize("token", ["stranger", "author", "github-actions", "critic-app"])
def test_a_forged_comment_leaves_it_yellow(adopted: tuple[GateJob, Json], token: str) -> None:
    adopted[0].world.comment(said(adopted[0].world), token)
    assert opened(adopted).outputs["conclusion"] == "pending"
    assert adopted[0].checks() == ["in_progress"]


def test_an_artifact_that_a_fork_wrote_leaves_it_yellow(adopted: tuple[GateJob, Json]) -> None:
    world = adopted[0].world
    number = world.fork_pull()
    head = world.do("GET", f"/pulls/{number}")["head"]["sha"]
    fork = f"stranger/{world.repository.partition('/')[2]}"
    made = world.run_of(WORKFLOW, "pull_request", head_sha=head, head_branch="fork", head_repository=fork)
    own = {"id": made.id, "attempt": 1}
    review = parse(json.dumps(document(world, "approve", number, run=own)))
    world.upload(made, artifact_name(sha256(payload(review))), payload(review))
    world.comment(embed(review), "stranger", number)
    world.comment(embed(review), "github-actions", number)
    assert opened(adopted, number).outputs["conclusion"] != "pass"
    assert adopted[0].checks(head) == ["in_progress"]


def test_the_eight_lines_are_a_workflow_with_the_permissions_that_the_page_explains() -> None:
    (lines,) = re.findall(r"```yaml\n(on: .*?)```", README, flags=re.DOTALL)
    assert len(lines.splitlines()) == 8
    workflow = loaded(lines)
    page = (Path(__file__).parents[2] / "docs/workflows/gate.yml").read_text(encoding="utf-8")
    whole = loaded(page)
    assert workflow["jobs"]["decide"]["permissions"] == whole["jobs"]["decide"]["permissions"]
    assert {*workflow["on"]} <= {*whole["on"]}
