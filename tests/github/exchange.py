"""What goes over the wire in tests: a request, its answer, and the ways in which an answer can fail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as it came in."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Json
    token: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; text is sent as it stands, anything else as JSON."""

    status: int
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


Failure: TypeAlias = Answer | Literal["reset", "silence", "cut"]
"""An answer, a connection that is reset, one on which nothing comes, or JSON that ends in the middle."""


@dataclass(slots=True)
class Fault:
    """A failure that is played instead of an answer, as often as told."""

    method: str
    path: str
    """Of the paths that it hits, as a regular expression."""
    failure: Failure
    times: int = 1
    after: bool = False
    """Whether the request is carried out all the same, and only its answer is lost."""
    skip: int = 0
    """How many requests it lets through first."""

    def hits(self, ask: Ask) -> bool:
        """Tell whether it is this request's turn, and count it."""
        if self.times < 1 or ask.method != self.method or not re.search(self.path, ask.path):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


def refusal(status: int, message: str, *errors: Json, **headers: str) -> Answer:
    """Return an error as GitHub words it."""
    body: dict[str, Json] = {
        "message": message,
        "documentation_url": "https://docs.github.com/rest",
        "status": str(status),
    }
    if errors:
        body["errors"] = [*errors]
    return Answer(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


def unprocessable(*errors: Json) -> Answer:
    """Return GitHub's 422 with what was wrong."""
    return refusal(422, "Unprocessable Entity", *errors)
