"""What a live reading asks of GitHub and gets: requests and answers as values, whoever carries them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, TypeAlias, TypeVar

from review_contract.problems import excerpt
from review_gate.evidence import FetchProblem
from review_gate.live.answered import items, loaded, value_at
from review_gate.live.scanning import PER_PAGE

T = TypeVar("T")
Json: TypeAlias = Any
Method: TypeAlias = Literal["GET", "POST", "PATCH"]

GRAPHQL: Final = "/graphql"
"""The path that stands for the GraphQL endpoint, wherever the server has it."""
_FINE: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, with the name by which an explanation speaks of what it asks for."""

    name: str
    method: Method
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Mapping[str, object] | None = None

    @property
    def writes(self) -> bool:
        """Whether it changes something: GraphQL is only ever read here."""
        return self.method != "GET" and self.path != GRAPHQL


@dataclass(frozen=True, slots=True)
class Answer:
    """GitHub's last word on a request, after whatever trying again was worth it."""

    request: Request
    status: int
    """0 where no answer came."""
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """By lower-case names."""
    complaint: str = ""
    """Why there is no answer that can be used, in words; empty where there is."""

    @property
    def more(self) -> bool:
        """Whether GitHub says that another page follows (REST: using pagination)."""
        return 'rel="next"' in self.headers.get("link", "")

    @property
    def problem(self) -> FetchProblem | None:
        """What could not be read; None where it was answered."""
        if not self.complaint:
            return None
        return FetchProblem(resource=self.request.name, message=self.complaint[:400])


class Asking(Protocol):
    """Whoever carries requests: side by side, each answer handed to `take` as it comes, results in order."""

    def __call__(self, asked: Sequence[Request], take: Callable[[Answer], T]) -> list[T]:
        """Return what `take` makes of each answer; nothing is raised, a failure is an answer too."""
        ...


def graphql(name: str, query: str, /, **variables: object) -> Request:
    """Return a GraphQL request."""
    return Request(name, "POST", GRAPHQL, body={"query": query, "variables": variables})


def page(name: str, path: str, number: int, /, **query: str) -> Request:
    """Return the request for one page of a list."""
    return Request(
        f"{name} page {number}", "GET", path, {**query, "per_page": str(PER_PAGE), "page": str(number)}
    )


def pages(name: str, path: str, total: int) -> list[Request]:
    """Return the requests for all pages of a list of this length."""
    return [page(name, path, number + 1) for number in range(-(-total // PER_PAGE))]


def whole(answer: Answer) -> Answer:
    """Return an answer as it is: what `take` is for whoever wants all of it."""
    return answer


def one(asking: Asking, request: Request) -> Answer:
    """Return the answer to a single request."""
    return asking([request], whole)[0]


def complaint_of(request: Request, status: int, text: str) -> str:
    """Return what is wrong with an answer; empty if nothing is."""
    if status not in _FINE:
        return f"GitHub answered {status}: {_message(text)}"
    if not text.strip():
        return f"GitHub answered {status} with nothing"
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return f"GitHub answered {status} with something that is no JSON: {excerpt(text[:100])}"
    return _graphql_complaint(said) if request.path == GRAPHQL else ""


MISSHAPEN: Final = (KeyError, TypeError, AttributeError, ValueError, IndexError)
"""What reading an answer raises that has another shape than GitHub documents."""


def _graphql_complaint(said: object) -> str:
    """Return what is wrong with an answer of GraphQL: a part of it comes with status 200 too."""
    if value_at(said, "errors"):
        message = value_at((items(said, "errors") or [None])[0], "message")
        return f"GraphQL answered in part only: {excerpt(str(message or 'no reason is given'))}"
    return "" if isinstance(value_at(said, "data"), dict) else "GraphQL gave no data"


def _message(text: str) -> str:
    """Return what an error says: GitHub's message, or the begin of what came instead."""
    return excerpt(str(value_at(loaded(text), "message") or text[:100]))
