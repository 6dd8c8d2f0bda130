"""A job of the gate's workflow, and what has been said about the pull request before it runs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from review_contract import artifact_name, embed, parse, payload, sha256
from tests.action.composite import GATE, Call, Json, Ran, Runner
from tests.action.jobs import environment
from tests.github.accounts import BOTS, IDS
from tests.github.store import CheckRun
from tests.github.world import World

APP: Final = "reviewer-app"
WORKFLOW: Final = ".github/workflows/review.yml"
POLICY: Final = f"""
[[producers]]
type = "app"
name = "reviewer"
user_id = {IDS[APP]}
app_id = {BOTS[APP].id}
stages = ["review"]

[[producers]]
type = "workflow"
name = "audit"
path = "{WORKFLOW}"
stages = ["audit"]

[[stages]]
name = "review"

[[stages]]
name = "audit"
required = false
kinds = ["review"]
"""


@dataclass(frozen=True, slots=True)
class GateJob:
    """One job of the gate's workflow."""

    runner: Runner
    world: World
    folder: Path
    temp: Path
    """The runner's folder for temporary files; all tests share it, for what is installed there."""
    event: str = "schedule"
    payload: Json = field(default_factory=dict[str, Json])
    token: str = "github-actions"
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a former step set, or the workflow's own `env`."""
    action: Path = GATE
    """The checkout of the action itself."""

    @property
    def workspace(self) -> Path:
        """The working directory of every step; a checkout, if a former step made one."""
        return self.folder / "workspace"

    def call(self, **inputs: str) -> Ran:
        """Call the action with these inputs, `_` for `-`."""
        self.workspace.mkdir(exist_ok=True)
        facts = environment(self.world, self.folder, self.event, self.payload)
        return self.runner.run(
            Call(
                action=self.action,
                workspace=self.workspace,
                temp=self.temp,
                inputs={name.replace("_", "-"): value for name, value in inputs.items()},
                environment={**facts, **self.variables, "GITHUB_WORKSPACE": str(self.workspace)},
                token=self.token,
            )
        )

    def checks(self, sha: str | None = None) -> list[str]:
        """Return what the gate's checks on a commit say, by default on the pull request's head."""
        return [state_of(run) for run in self.world.check_runs(sha) if run.name == "review-contract"]


def state_of(run: CheckRun) -> str:
    """Return a check run's conclusion, or that it has none yet."""
    return str(run.fields.get("conclusion") or run.fields["status"])


def said(world: World, verdict: str = "approve", number: int | None = None, **also: Json) -> str:
    """Return the body of a review of a pull request's head."""
    return embed(parse(json.dumps(document(world, verdict, number, **also)))) + "\n## Review\n"


def artifact(world: World, event: str, stage: str, **also: Json) -> str:
    """Let a run have uploaded an approval of the head, and return the body of the comment that it posts."""
    run = world.run_of(WORKFLOW, event, **also)
    said_by = {"id": run.id, "attempt": run.attempt}
    review = parse(json.dumps(document(world, "approve", stage=stage, run=said_by)))
    content = payload(review)
    world.upload(run, artifact_name(sha256(content)), content)
    return embed(review)


def document(world: World, verdict: str, number: int | None = None, **also: Json) -> Json:
    """Return a review of a pull request's head, complete."""
    pull = world.do("GET", f"/pulls/{number or world.number}")
    head, base = pull["head"], pull["base"]
    compared = world.do("GET", f"/compare/{base['sha']}...{head['sha']}")
    files = world.do("GET", f"/pulls/{number or world.number}/files")
    return {
        "schema_version": "1.0",
        "kind": "review",
        "stage": "review",
        "id": f"review-{pull['number']}",
        "subject": {
            "repository": {"id": base["repo"]["id"], "full_name": world.repository},
            "type": "pull_request",
            "number": pull["number"],
            "head_sha": head["sha"],
            "base_ref": base["ref"],
            "merge_base_sha": compared["merge_base_commit"]["sha"],
        },
        "producer": {"name": "reviewer", "model": "large-1"},
        "run": {"id": 4711, "attempt": 1},
        "round": 1,
        "status": "completed",
        "supersedes": [],
        "severity_scale": ["critical", "high", "medium", "low", "info"],
        "verdict": verdict,
        "findings": [],
        "counts": dict.fromkeys(("critical", "high", "medium", "low", "info"), 0),
        "coverage": {
            "files_total": len(files),
            "reviewed": [one["filename"] for one in files],
            "truncated": False,
        },
        **also,
    }
