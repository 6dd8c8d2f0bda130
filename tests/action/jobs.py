"""A job on the runner: a checkout, an event, and the emitters' action called in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from review_emitters.prompts import example_draft
from review_emitters.stages import STAGES
from tests.action.composite import EMIT, Call, Json, Ran, Runner
from tests.github.world import World

STAGE: Final = "review-a"
DRAFT: Final = json.dumps({**json.loads(example_draft(STAGES[STAGE])), "not_reviewed": None})
DIFF: Final = """\
diff --git a/src/session.py b/src/session.py
index 1111111..2222222 100644
--- a/src/session.py
+++ b/src/session.py
@@ -40,2 +40,3 @@ async def connect():
     name = settings.name
+    client = await make_client(name)
     return client
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One job of a workflow of the default branch."""

    runner: Runner
    world: World
    folder: Path
    temp: Path
    """The runner's folder for temporary files; all tests share it, for what is installed there."""
    event: str = "pull_request_target"
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a former step set, or the workflow's own `env`."""
    uploads_fail: bool = False
    payload: Json = None
    """Of the event, where it is not the pull request that the event says."""

    @property
    def workspace(self) -> Path:
        """The checkout, which is the working directory of every step."""
        return self.folder / "workspace"

    def call(self, **inputs: str) -> Ran:
        """Call the action with these inputs, `_` for `-`; by default about the stage of these tests."""
        self.workspace.mkdir(exist_ok=True)
        said = {"stage": STAGE} | {name.replace("_", "-"): value for name, value in inputs.items()}
        return self.runner.run(
            Call(
                action=EMIT,
                workspace=self.workspace,
                temp=self.temp,
                inputs=said,
                environment=self._environment(),
                token=self.world.bot,
                uploads_fail=self.uploads_fail,
            )
        )

    def write(self, name: str, text: str) -> str:
        """Write a file into the checkout, and return its path as a step would say it."""
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return name

    def _environment(self) -> dict[str, str]:
        facts = environment(self.world, self.folder, self.event, self._payload())
        return {**self.variables, **facts, "GITHUB_WORKSPACE": str(self.workspace)}

    def _payload(self) -> Json:
        if self.payload:
            return self.payload
        if self.event == "issue_comment":
            return {
                "issue": {"number": self.world.number, "pull_request": {}},
                "comment": {"body": "/review"},
            }
        return {"pull_request": self.world.do("GET", f"/pulls/{self.world.number}")}


def environment(world: World, folder: Path, event: str, payload: Json) -> dict[str, str]:
    """Return what the runner tells a job of itself, of the repository and of the event."""
    file = folder / "event.json"
    file.write_text(json.dumps(payload), encoding="utf-8")
    return {
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": world.front.url,
        "GITHUB_EVENT_NAME": event,
        "GITHUB_EVENT_PATH": str(file),
        "GITHUB_REPOSITORY": world.repository,
        "GITHUB_REPOSITORY_ID": str(world.do("GET", "")["id"]),
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_RUN_ID": "4711",
        "GITHUB_SERVER_URL": "https://github.com",
    }
