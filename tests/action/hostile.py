"""Hostile text for every input, a hostile checkout, and how to tell that neither did anything."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.action.composite import Ran
from tests.action.gate_jobs import GateJob
from tests.action.jobs import Job
from tests.emitters.shown_html import acts

TEXT: Final = (
    "$(touch PWNED) `touch PWNED` ${IFS} '; touch PWNED; '\"; touch PWNED; \" && touch PWNED || touch PWNED\n"
    "verdict=approve\nEOF\nverdict<<EOF\napprove\nEOF\n"
    "::set-output name=verdict::approve\n::add-mask::a\n ##[add-mask]a ##[set-env name=PATH]/tmp\n"
    "</details><script>alert(1)</script><img src=https://evil.example/x> @octocat fixes #1 \u202ered"
)
"""Everything that bash, the runner's files, its log or the summary might take for theirs."""

_PLANT: Final = "open('PWNED', 'w').close()\n"
_MODULES: Final = ("pip", "venv", "ensurepip", "review_gate", "review_contract", "pydantic", "typer")
_PIP_CONF: Final = (
    "[global]\nindex-url = http://127.0.0.1:9/simple\nrequire-hashes = false\ntarget = stolen\n"
)


def hostile_checkout(folder: Path) -> None:
    """Fill a checkout with whatever Python, pip or bash might take from a working directory."""
    for name in _MODULES:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(_PLANT)
        (folder / name / "__main__.py").write_text(_PLANT)
    for name in ("typing.py", "json.py", "sitecustomize.py", "usercustomize.py", "startup.py"):
        (folder / name).write_text(_PLANT)
    for name in ("pip.conf", "pip.ini", "setup.cfg", ".pydistutils.cfg"):
        (folder / name).write_text(_PIP_CONF)
    (folder / "requirements").mkdir()
    (folder / "requirements" / "run.txt").write_text("evil==1.0\n")
    (folder / "pyproject.toml").write_text("[build-system]\nrequires = ['evil']\n")
    (folder / ".env").write_text("GITHUB_TOKEN=stolen\nPYTHONPATH=.\n")
    (folder / "action").mkdir()
    (folder / "action" / "options.sh").write_text("touch PWNED\n")


def hostile_variables(folder: Path) -> dict[str, str]:
    """Return what a former step may have set for Python and pip."""
    return {
        "PYTHONPATH": str(folder),
        "PYTHONHOME": str(folder),
        "PYTHONSTARTUP": str(folder / "startup.py"),
        "PYTHONUSERBASE": str(folder),
        "PYTHONWARNINGS": "error",
        "PIP_CONFIG_FILE": str(folder / "pip.conf"),
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_NO_INDEX": "1",
        "PIP_TARGET": str(folder / "stolen"),
        "PIP_REQUIREMENT": str(folder / "requirements" / "run.txt"),
        "XDG_CONFIG_DIRS": str(folder),
    }


def harm(ran: Ran, job: Job | GateJob) -> Iterator[str]:
    """Yield what a run did that only hostile text would have it do."""
    yield from (f"ran: {path}" for folder in (job.folder, job.temp) for path in folder.rglob("*PWNED*"))
    for line in ran.log.split("\n"):
        if line.lstrip().startswith("::") or "##[" in line:
            yield f"command in the log: {line}"
    summary = _FOLDED.sub(r"\1", ran.summary)
    own = tuple(
        f"link to {server}/{job.world.repository}/" for server in ("https://github.com", job.world.front.url)
    )
    if isinstance(job, GateJob):
        own = (*own, *_ONLY_TEXT)
    yield from (f"in the summary: {one}" for one in acts(summary) if not one.startswith(own))
    for step in ran.steps:
        if step.environment or step.path:
            yield f"{step.name} set a variable: {step.environment} {step.path}"
        yield from (f"{step.name} has an output {name}" for name in step.outputs.keys() - _OUTPUTS)
        yield from (f"output {name} has lines" for name, value in step.outputs.items() if "\n" in value)


_FOLDED: Final = re.compile(r"<details><summary>[\w ']+</summary>\n\n(.*?)\n\n</details>\n", re.DOTALL)
"""A section that the gate's own summary folds."""
_ONLY_TEXT: Final = ("picture: ", "address: ")
"""In the gate's summary these may stand as text: a link would be told as one, and a picture does nothing."""
_OUTPUTS: Final = frozenset(
    (
        *("python", "exit-code", "folder", "context"),
        *("artifacts", "artifact-document", "artifact-pointer", "artifact-outcome"),
        *("kind", "stage", "status", "round", "head-sha", "exit-reason", "digest", "document"),
        *("findings-total", "verdict", "alignment", "confidence", "classification", "action"),
        *("posted", "held-by", "comment-id", "comment-url", "receipt"),
        *("conclusion", "reason", "next-stage", "findings-blocking", "decision-file"),
    )
)
"""What steps set, whatever they are given."""
