"""What the gate has published on a commit before, as GraphQL tells it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from review_gate.live.asking import Json

_PERMALINK: Final = re.compile(r"/(?:runs|job)/([0-9]{1,20})(?:[?#]|$)")
OURS: Final = "review-contract:"
"""How the external id of a check run of the gate begins; then its instant and its digest follow."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """What tells one annotation of a check run from another."""

    path: str
    start_line: int
    end_line: int
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckRun:
    """A check run with the gate's name and mark."""

    id: int
    state: str
    """Its conclusion in small letters, or in_progress."""
    external_id: str
    started_at: str | None
    annotations: frozenset[Annotated]
    annotations_known: bool

    @property
    def observed_at(self) -> str:
        """When the evidence behind it was read."""
        return self.external_id.removeprefix(OURS).rpartition(":")[0]


@dataclass(frozen=True, slots=True)
class Status:
    """The commit status with the gate's name."""

    state: str
    """success, failure, error or pending."""
    description: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Published:
    """Everything on a commit under the gate's name."""

    checks: tuple[CheckRun, ...] = ()
    status: Status | None = None
    foreign: tuple[str, ...] = ()
    """Where check runs of that name are that the gate did not make."""
    known: bool = False
    """Whether the commit was there to be looked at, and all of it was listed."""

    @property
    def waiting_since(self) -> str | None:
        """Since when the commit is known to be undecided; None if it is not, or nobody knows."""
        instants = [one.started_at for one in self.checks if one.state == "in_progress" and one.started_at]
        if self.status and self.status.state == "pending":
            instants.append(self.status.created_at)
        return min(instants, default=None)


def external_id(observed_at: str, digest: str) -> str:
    """Return the mark of a check run: when its evidence was read, and what it says, as a digest."""
    return f"{OURS}{observed_at}:{digest}"


def published(commit: Json) -> Published:
    """Return what stands on a commit, from the GraphQL fragment `Checks`."""
    if not isinstance(commit, dict) or "oid" not in commit:
        return Published()
    suites = (commit.get("checkSuites") or {}).get("nodes") or []
    listings = [suite["checkRuns"] for suite in suites if suite and suite.get("checkRuns")]
    runs = [run for listing in listings for run in listing.get("nodes") or [] if run]
    complete = all(listing.get("totalCount") == len(listing.get("nodes") or []) for listing in listings)
    return Published(
        checks=tuple(_check(run) for run in runs if str(run.get("externalId") or "").startswith(OURS)),
        status=_status((commit.get("status") or {}).get("context")),
        foreign=tuple(
            str(run.get("permalink")) for run in runs if not str(run.get("externalId") or "").startswith(OURS)
        ),
        known=complete,
    )


def _check(run: Json) -> CheckRun:
    annotations = run.get("annotations") or {}
    nodes = annotations.get("nodes") or []
    completed = run.get("status") == "COMPLETED"
    return CheckRun(
        id=_id(run),
        state=str(run.get("conclusion")).lower() if completed else "in_progress",
        external_id=run["externalId"],
        started_at=run.get("startedAt"),
        annotations=frozenset(_annotated(nodes)),
        annotations_known=annotations.get("totalCount") == len(nodes),
    )


def _id(run: Json) -> int:
    """Return a check run's number: GraphQL's own holds 31 bits, and GitHub's numbers are longer by now."""
    if isinstance(run.get("databaseId"), int):
        return int(run["databaseId"])
    found = _PERMALINK.search(str(run.get("permalink")))
    if found is None:
        raise ValueError("a check run without a number")
    return int(found[1])


def _annotated(nodes: list[Json]) -> Iterator[Annotated]:
    for node in nodes:
        if node:
            place = node["location"]
            lines = place["start"]["line"], place["end"]["line"]
            yield Annotated(node["path"], *lines, node.get("title") or "", node["message"])


def _status(context: Json) -> Status | None:
    if not isinstance(context, dict):
        return None
    return Status(str(context["state"]).lower(), str(context.get("description") or ""), context["createdAt"])
