"""The workflows of the guide for adopting: as data, and their scripts run by bash beside a `gh` of ours."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, cast

from ruamel.yaml import YAML

from tests.shown import ROOT

Json: TypeAlias = Mapping[str, object]

FOLDER: Final = ROOT / "docs" / "workflows"
FILES: Final = tuple(sorted(FOLDER.glob("*.yml")))
BIN: Final = Path(sys.executable).parent
PATH: Final = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])

_GH: Final = """\
#!/bin/sh
for word; do
  case $word in
    repos/*) exec cat "$ANSWERS/$(basename "${word%%[?]*}").json" ;;
  esac
done
cat > "$ANSWERS/sent"
"""
"""Answers a path of the API from a file, and keeps what any other command is sent."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a job."""

    file: str
    job: str
    said: Json

    @property
    def uses(self) -> str:
        """The action that it calls, without its ref; empty for a script."""
        return str(self.said.get("uses", "")).partition("@")[0]

    @property
    def script(self) -> str:
        """What bash runs; empty for an action."""
        return str(self.said.get("run", ""))

    @property
    def inputs(self) -> Mapping[str, str]:
        """What an action is given."""
        return {name: str(value) for name, value in mapping(self.said.get("with")).items()}


def mapping(value: object) -> Json:
    """Return a value of YAML as a mapping; empty if it is none."""
    return cast("Json", value) if isinstance(value, dict) else {}


def parsed(path: Path) -> Json:
    """Return a file of YAML."""
    loaded: object = YAML(typ="safe").load(path)  # pyright: ignore[reportUnknownMemberType] - untyped there
    return mapping(loaded)


def jobs(path: Path) -> Json:
    """Return a workflow's jobs."""
    return mapping(parsed(path)["jobs"])


def steps(path: Path) -> Iterator[Step]:
    """Yield the steps of all jobs of a workflow."""
    for name, job in jobs(path).items():
        for said in cast("Sequence[object]", mapping(job).get("steps", ())):
            yield Step(path.name, name, mapping(said))


def step(file: str, name: str) -> Step:
    """Return the step of this name."""
    return next(one for one in steps(FOLDER / file) if one.said.get("name") == name)


def tool(name: str, *arguments: str | Path, stdin: str = "") -> str:
    """Return what one of the linters prints."""
    command = [str(BIN / name), *map(str, arguments)]
    ran = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=60)
    return ran.stdout


@dataclass(frozen=True, slots=True)
class Played:
    """What a script left behind."""

    code: int
    outputs: Mapping[str, str]
    sent: str
    """What `gh` was sent."""


def play(
    one: Step, folder: Path, environment: Mapping[str, str], answers: Mapping[str, object] | None = None
) -> Played:
    """Run a step's script as the runner does, in a folder that has the command where it is installed."""
    answers_folder = _prepare(folder, answers or {})
    outputs, sent = folder / "outputs", answers_folder / "sent"
    outputs.touch()
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", one.script],  # noqa: S607 - the person's
        cwd=folder,
        env={
            "PATH": f"{answers_folder}{os.pathsep}{PATH}",
            "ANSWERS": str(answers_folder),
            "GITHUB_OUTPUT": str(outputs),
            "GITHUB_REPOSITORY": "octo/parser",
            **environment,
        },
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    lines = outputs.read_text(encoding="utf-8").splitlines()
    said = sent.read_text(encoding="utf-8") if sent.exists() else ""
    return Played(ran.returncode, dict(line.split("=", 1) for line in lines), said)


def _prepare(folder: Path, answers: Mapping[str, object]) -> Path:
    command = folder / "review-contract" / ".venv" / "bin" / "review-contract"
    command.parent.mkdir(parents=True)
    command.symlink_to(BIN / "review-contract")
    programs = folder / "programs"
    programs.mkdir()
    (programs / "gh").write_text(_GH)
    (programs / "gh").chmod(0o755)
    for name, answer in answers.items():
        (programs / f"{name}.json").write_text(json.dumps(answer))
    return programs
