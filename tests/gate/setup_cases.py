"""Repositories to be set up, and what GitHub answers about them, as a table: nothing goes out.

`python -m tests.gate.setup_cases` writes the golden files; look at the difference before it is committed.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from ruamel.yaml import YAML

from review_gate.live.asking import Answer, Request, complaint_of
from review_gate.setup import SetupError, Wanted, chosen, plan, resolve
from review_gate.setup.loops import GATE_FILE, LOOPS

T = TypeVar("T")
Json: TypeAlias = Any
Said: TypeAlias = tuple[int, Json]

REPOSITORY: Final = "octo/parser"
PIN: Final = "octo/review-contract@" + "0123456789abcdef0123456789abcdef01234567"
NOT_FOUND: Final[Said] = (404, {"message": "Not Found"})


@dataclass(slots=True)
class Canned:
    """Answers by path; what is not there is not found."""

    table: Mapping[str, Said] = field(default_factory=dict[str, Said])
    asked: list[str] = field(default_factory=list[str])

    def __call__(self, asked: Sequence[Request], take: Callable[[Answer], T]) -> list[T]:
        return [take(self._answer(request)) for request in asked]

    def _answer(self, request: Request) -> Answer:
        assert request.method == "GET"
        self.asked.append(request.path)
        status, said = self.table.get(request.path, NOT_FOUND)
        text = said if isinstance(said, str) else json.dumps(said)
        complaint = complaint_of(request, status, text) if status else "no answer: ConnectionError"
        return Answer(request, status, text, {}, complaint)


def bot(slug: str, user_id: int = 190_000_001, app_id: int = 1_100_001) -> dict[str, Said]:
    """Return what GitHub says of an App and of its account."""
    return {
        f"/users/{slug}%5Bbot%5D": (200, {"login": f"{slug}[bot]", "id": user_id, "type": "Bot"}),
        f"/apps/{slug}": (200, {"slug": slug, "id": app_id, "name": slug.title()}),
    }


def workflow(path: str, name: str, **also: Json) -> dict[str, Said]:
    """Return what GitHub says of a workflow on the default branch."""
    file = path.rpartition("/")[2]
    said = {"path": path, "name": name, "state": "active", **also}
    return {
        f"/repos/{REPOSITORY}/contents/{path}": (200, {"type": "file", "path": path}),
        f"/repos/{REPOSITORY}/actions/workflows/{file}": (200, said),
    }


REVIEW: Final = ".github/workflows/review.yml"
GITHUB: Final = Canned(
    {**bot("acme-reviewer"), **bot("acme-critic", 190_000_002, 1_100_002), **workflow(REVIEW, "Review")}
)
WAYS: Final = ("app", "workflow")


def asked_for(loop: Json = "single", **also: Json) -> Wanted:
    """Return what somebody says about the repository."""
    said: dict[str, Json] = {"repository": REPOSITORY, "loop": loop, "action": PIN, **also}
    return Wanted(**said)


def by(loop: str, way: str) -> Wanted:
    """Return a loop in which one speaker speaks for all stages."""
    speaker = {"app": "acme-reviewer[bot]", "workflow": REVIEW}[way]
    return asked_for(loop, **{f"{way}s": tuple(f"{stage.name}={speaker}" for stage in LOOPS[loop])})


def files_of(said: Wanted, github: Canned = GITHUB) -> dict[str, str]:
    """Return what is written."""
    choices = chosen(said)
    return dict(plan(choices, resolve(github, choices, has_token=True)).files)


def refusal_of(said: Wanted, github: Canned = GITHUB, *, has_token: bool = True) -> SetupError:
    """Return why nothing is written."""
    try:
        choices = chosen(said)
        plan(choices, resolve(github, choices, has_token=has_token))
    except SetupError as error:
        return error
    raise AssertionError("it was not refused")


def yaml(text: str) -> Json:
    """Return what a text of YAML holds."""
    loaded: Json = YAML(typ="safe").load(text)  # pyright: ignore[reportUnknownMemberType] - untyped there
    return loaded


def the_step(workflow: Json) -> Json:
    """Return the only step of a workflow's only job."""
    (job,) = workflow["jobs"].values()
    (step,) = job["steps"]
    return step


def followed(written: Mapping[str, str]) -> Json:
    """Return the names of the workflows that the gate follows."""
    return yaml(written[GATE_FILE])["on"]["workflow_run"]["workflows"]


GOLDEN: Final = Path(__file__).with_name("setups")
CASES: Final = {
    "single-app": by("single", "app"),
    "pair-mixed": asked_for(
        "pair",
        apps=("review-b=acme-critic", "review-a=Acme-Reviewer[bot]"),
        workflows=(f"advisor={REVIEW}",),
        severity="medium",
        check="AI review (gate)",
    ),
}


def golden(case: str) -> dict[Path, str]:
    """Return the golden files of a case, with what they should hold."""
    return {GOLDEN / case / Path(path).name: text for path, text in files_of(CASES[case]).items()}


if __name__ == "__main__":
    for path, text in (one for case in CASES for one in golden(case).items()):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
