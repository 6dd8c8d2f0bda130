"""A repository whose GitHub answers from a table, so that tests break one thing each."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from review_gate.doctor import DoctorCode, Finding, examine, survey
from review_gate.live.asking import Answer, Request, complaint_of
from tests.gate.doctor_answers import GATE, REPOSITORY, ROOT, Json, answers, files, refusal

T = TypeVar("T")


@dataclass
class World:
    """GitHub's answers by path, each a status and a body."""

    answers: dict[str, tuple[int, Json]]
    files: dict[str, str]
    asked: list[Request] = field(default_factory=list[Request])

    def __call__(self, asked: Sequence[Request], take: Callable[[Answer], T]) -> list[T]:
        """Answer as the session does."""
        self.asked += asked
        return [take(self.answer(request)) for request in asked]

    def answer(self, request: Request) -> Answer:
        """Return the answer to one request."""
        status, body = self.respond(request.path, request.query)
        said = body if isinstance(body, str) else json.dumps(body)
        return Answer(request, status, said, {}, complaint_of(request, status, said))

    def respond(self, path: str, query: Mapping[str, str]) -> tuple[int, Json]:
        """Return status and body: a list in pages, a file or folder of the default branch, or what is set."""
        if path in self.answers:
            status, body = self.answers[path]
            return status, _page(body, query) if status == 200 and "page" in query else body
        held = path.removeprefix(f"{ROOT}/contents").removeprefix("/")
        if held != path:
            return self._contents(held)
        return 404, refusal("Not Found")

    def _contents(self, path: str) -> tuple[int, Json]:
        if path in self.files:
            return 200, _file(path, self.files[path])
        below = [name for name in self.files if not path or name.startswith(f"{path}/")]
        inner = {name.removeprefix(path).removeprefix("/").partition("/")[0] for name in below}
        if not inner:
            return 404, refusal("Not Found")
        return 200, [_entry(f"{path}/{name}".removeprefix("/"), self.files) for name in sorted(inner)]

    # ---------------------------------------------------------------------------- what tests change

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a part of a file, which has to be there."""
        assert old in self.files[path], (path, old)
        self.files[path] = self.files[path].replace(old, new)

    def refuse(
        self, path: str, status: int = 403, message: str = "Resource not accessible by integration"
    ) -> None:
        """Refuse an answer."""
        self.answers[ROOT + path] = (status, refusal(message))

    def rules(self, branch: str = "main") -> list[Json]:
        """Return the rules of a branch, to be changed in place."""
        found: list[Json] = self.answers[f"{ROOT}/rules/branches/{branch.replace('/', '%2F')}"][1]
        return found

    def rule(self, type_: str, branch: str = "main") -> Json:
        """Return one of the rules of a branch."""
        return next(rule for rule in self.rules(branch) if rule["type"] == type_)

    def drop_rule(self, type_: str) -> None:
        """Remove the rules of a type from all branches."""
        for branch in ("main", "release/1.0"):
            self.rules(branch)[:] = [rule for rule in self.rules(branch) if rule["type"] != type_]

    def pin(self, source: int | None) -> None:
        """Choose the App that the check has to come from, on all branches."""
        for branch in ("main", "release/1.0"):
            check = self.rule("required_status_checks", branch)["parameters"]["required_status_checks"][0]
            check.pop("integration_id", None)
            if source is not None:
                check["integration_id"] = source

    def with_the_workflow_s_token(self) -> None:
        """Let the gate publish with the workflow's own token, as the rules then have to say."""
        self.pin(15368)
        self.edit(GATE, "          token: ${{ steps.app.outputs.token }}\n", "")

    def findings(self, check: str = "review-contract") -> tuple[Finding, ...]:
        """Return what the doctor finds."""
        return examine(survey(self, REPOSITORY, check))


def amiss(findings: tuple[Finding, ...]) -> set[DoctorCode]:
    """Return the codes of what is not fine."""
    return {finding.code for finding in findings if finding.severity != "fine"}


def sound() -> World:
    """Return a repository with nothing amiss."""
    return World(answers(), files())


def _file(path: str, text: str) -> Json:
    # GitHub breaks the lines of what it encodes.
    return {
        **_entry(path, {path: text}),
        "encoding": "base64",
        "content": base64.encodebytes(text.encode()).decode(),
    }


def _entry(path: str, files: Mapping[str, str]) -> Json:
    is_file = path in files
    return {
        "type": "file" if is_file else "dir",
        "name": path.rpartition("/")[2],
        "path": path,
        "size": len(files[path]) if is_file else 0,
        "sha": "f" * 40,
    }


def _page(body: Json, query: Mapping[str, str]) -> Json:
    """Return one page of a list, or of the list in an object."""
    size, number = int(query["per_page"]), int(query["page"])
    part = slice(size * (number - 1), size * number)
    if isinstance(body, list):
        return cast("list[object]", body)[part]
    if isinstance(body, str):
        return body
    said = cast("Mapping[str, object]", body)
    return {
        key: cast("list[object]", value)[part] if isinstance(value, list) else value
        for key, value in said.items()
    }
