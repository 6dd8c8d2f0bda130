"""What the gate has published on a commit before, as GraphQL tells it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from review_gate.live.answered import items, loaded, value_at
from review_gate.live.asking import Answer, Json

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

    app_id: int | None
    """The App that made it, which alone may change it."""

    id: int
    state: str
    """Its conclusion in small letters, or in_progress."""
    external_id: str
    started_at: str | None
    annotations: frozenset[Annotated]
    annotations_known: bool
    title: str

    @property
    def observed_at(self) -> str:
        """When the evidence behind it was read."""
        return self.external_id.removeprefix(OURS).rpartition(":")[0]

    @property
    def mark(self) -> str:
        """What it says and under which policy, as the gate marked it."""
        return self.external_id.rpartition(":")[2]

    @property
    def waits(self) -> bool:
        """Whether nobody had decided when it was written: it is pending, or was given up on."""
        return self.state == "in_progress" or self.title.startswith("error:")


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
        instants = [one.started_at for one in self.checks if one.waits and one.started_at]
        if self.status and self.status.state in {"pending", "error"}:
            instants.append(self.status.created_at)
        return min(instants, default=None)

    @property
    def green(self) -> bool:
        """Whether anything of the gate's says that the commit may be merged."""
        return any(one.state == "success" for one in self.checks) or (
            self.status is not None and self.status.state == "success"
        )

    def without(self, apps: frozenset[int | None]) -> "Published":
        """Return the same without the check runs of other Apps, which only they can change."""
        return replace(self, checks=tuple(one for one in self.checks if one.app_id not in apps))


def external_id(observed_at: str, mark: str) -> str:
    """Return the external id of a check run: when its evidence was read, and its mark."""
    return f"{OURS}{observed_at}:{mark}"


def published_in(answer: Answer | None) -> Published:
    """Return what an answer to `STANDING` or `CLOSING` says; nothing is known where it failed."""
    return published(value_at(loaded(answer.text), "data", "repository", "object") if answer else None)


def published(commit: Json) -> Published:
    """Return what stands on a commit, from the GraphQL fragment `Checks`."""
    if not isinstance(commit, dict) or "oid" not in commit:
        return Published()
    suites = items(commit, "checkSuites", "nodes")
    listings = [suite["checkRuns"] for suite in suites]
    complete = all(listing["totalCount"] == len(listing["nodes"]) for listing in listings)
    runs = [(run, suite) for suite in suites for run in suite["checkRuns"]["nodes"] if run]
    return Published(
        checks=tuple(
            _check(run, value_at(suite, "app", "databaseId")) for run, suite in runs if _is_ours(run)
        ),
        status=_status(value_at(commit, "status", "context")),
        foreign=tuple(str(run.get("permalink")) for run, _ in runs if not _is_ours(run)),
        known=complete,
    )


def _is_ours(run: Json) -> bool:
    return str(run.get("externalId") or "").startswith(OURS)


def _check(run: Json, app_id: int | None) -> CheckRun:
    nodes = items(run, "annotations", "nodes")
    completed = run.get("status") == "COMPLETED"
    return CheckRun(
        app_id=app_id,
        id=_id(run),
        state=str(run.get("conclusion")).lower() if completed else "in_progress",
        external_id=run["externalId"],
        started_at=run.get("startedAt"),
        annotations=frozenset(_annotated(nodes)),
        annotations_known=value_at(run, "annotations", "totalCount") == len(nodes),
        title=str(run.get("title") or ""),
    )


def _id(run: Json) -> int:
    """Return a check run's number, from its address: GraphQL's own holds 31 bits, too few by now."""
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
    if context is None:
        return None
    return Status(str(context["state"]).lower(), str(context.get("description") or ""), context["createdAt"])
