"""A step of a workflow, as the runner would start it: environment, event, files for outputs and summary."""

import itertools
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from review_emitters.prompts import example_draft
from review_emitters.stages import STAGES
from tests.cli.command import Ran, run
from tests.github.world import World

_runs: Final = itertools.count(1000)


@dataclass
class Job:
    """One job of one run; its steps share a folder."""

    folder: Path
    world: World
    event: str = "pull_request_target"
    payload: dict[str, Any] = field(default_factory=dict[str, Any])
    run_id: int = field(default_factory=lambda: next(_runs))

    def step(self, *arguments: str | Path, stdin: str = "", **more: str) -> Ran:
        """Run the command as a step."""
        return run([*arguments], stdin.encode(), self.folder, {**self.environment(), **more})

    def environment(self) -> dict[str, str]:
        """Return what the runner sets."""
        payload = self.folder / "event.json"
        payload.write_text(json.dumps(self.payload))
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": self.world.repository,
            "GITHUB_REPOSITORY_ID": "1",
            "GITHUB_API_URL": self.world.front.url,
            "GITHUB_EVENT_NAME": self.event,
            "GITHUB_EVENT_PATH": str(payload),
            "GITHUB_RUN_ID": str(self.run_id),
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "GITHUB_TOKEN": self.world.bot,
            "RUNNER_TEMP": str(self.folder / "temp"),
        }

    def outputs(self) -> dict[str, str]:
        """Return the outputs so far, read as the runner reads them (FileCommandManager.cs)."""
        lines = (self.folder / "output").read_text("utf-8").split("\n")
        found: dict[str, str] = {}
        waiting = iter(lines)
        for line in waiting:
            if not line:
                continue
            name, heredoc, delimiter = line.partition("<<")
            assert heredoc, line
            assert "=" not in name, line
            found[name] = "\n".join(itertools.takewhile(delimiter.__ne__, waiting))
        return found

    def draft(self, stage: str, name: str = "draft.json", **changes: object) -> Path:
        """Write a draft: the stage's example, changed."""
        path = self.folder / name
        path.write_text(json.dumps(json.loads(example_draft(STAGES[stage])) | changes))
        return path

    def diff(self) -> Path:
        """Write a diff in which the world's file has forty new lines."""
        path = self.folder / "pr.diff"
        lines = "".join(f"+line {number}\n" for number in range(1, 41))
        path.write_text(
            "diff --git a/app.py b/app.py\nnew file mode 100644\nindex 0000000..1111111\n"
            f"--- /dev/null\n+++ b/app.py\n@@ -0,0 +1,40 @@\n{lines}"
        )
        return path


def pull_request_event(world: World) -> dict[str, Any]:
    """Return the payload of an event about the world's pull request."""
    pull = world.do("GET", f"/pulls/{world.number}")
    return {"repository": pull["base"]["repo"], "pull_request": pull}
