"""What goes over the wire in tests: a request, its answer, and the ways in which an answer can fail."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

Json: TypeAlias = Any

GRAPHQL: Final = "/graphql"


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as it came in."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Json
    token: str
    root: str = ""
    """What stood before the path: `/api/v3` where a client speaks as to GitHub Enterprise."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def place(self) -> str:
        """The path, and for GraphQL the operation too: `/graphql#Viewer`."""
        if self.path != GRAPHQL:
            return self.path
        nothing: dict[str, Json] = {}
        said: Json = self.body or nothing
        operation = re.search(r"\b(?:query|mutation)\s+(\w+)", str(said.get("query")))
        return f"{GRAPHQL}#{operation[1] if operation else ''}"

    def matches(self, method: str, path: str) -> bool:
        """Tell whether it is one of these requests; the path is a regular expression."""
        found = re.search(path, self.path) or re.search(path, self.place)
        return self.method == method and found is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; text and bytes are sent as they stand, anything else as JSON."""

    status: int
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Slow:
    """The right answer, late."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Partial:
    """A GraphQL answer in which one thing is null, with an error that says so.

    The path may name a list's items by number: `("repository", "pullRequest", "comments", "nodes", 0)`.
    """

    path: tuple[str | int, ...]
    type: str = "INTERNAL"
    message: str = "Something went wrong while executing your query."


Failure: TypeAlias = Answer | Slow | Partial | Literal["reset", "silence", "cut"]
"""An answer, a late or a partial one, a connection that is reset, one on which nothing comes, or JSON that
ends in the middle."""

HTML: Final = Answer(
    502,
    "<!DOCTYPE html>\n<html><head><title>Unicorn! &middot; GitHub</title></head><body>"
    "<p><strong>This page is taking too long to load.</strong></p></body></html>\n",
    {"Content-Type": "text/html; charset=utf-8"},
)
"""What stands before GitHub's API answers when that does not."""


@dataclass(slots=True)
class Fault:
    """A failure that is played instead of an answer, as often as told."""

    method: str
    path: str
    """Of the paths or places that it hits, as a regular expression."""
    failure: Failure
    times: int = 1
    after: bool = False
    """Whether the request is carried out all the same, and only its answer is lost."""
    skip: int = 0
    """How many requests it lets through first."""

    def hits(self, ask: Ask) -> bool:
        """Tell whether it is this request's turn, and count it."""
        if self.times < 1 or not ask.matches(self.method, self.path):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass(slots=True)
class Before:
    """What happens once, just before a request is carried out: how tests lose a race on purpose."""

    method: str
    path: str
    """Of the paths or places before which it happens, as a regular expression."""
    action: Callable[[], object]
    skip: int = 0
    """How many requests it lets pass first."""

    def due(self, ask: Ask) -> bool:
        """Tell whether it is time, and count."""
        if not ask.matches(self.method, self.path):
            return False
        self.skip -= 1
        return self.skip < 0


def partial(answer: Answer, failure: Partial) -> Answer:
    """Return a GraphQL answer of which a part is lost."""
    body = dict[str, Json](answer.body)
    inside, *rest = body["data"], *failure.path
    for step in rest[:-1]:
        inside = inside[step]
    inside[rest[-1]] = None
    error = {"type": failure.type, "path": [*failure.path], "message": failure.message}
    return Answer(answer.status, {**body, "errors": [*body.get("errors", []), error]}, answer.headers)


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
