"""Events: which of GitHub's events calls for which decisions; of a payload only numbers and ids are used.

An event only says where to look. Which head it is, what runs and who is in a queue, the API says.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from review_contract.problems import excerpt


@dataclass(frozen=True, slots=True)
class OnePull:
    """Decide this pull request."""

    number: int


@dataclass(frozen=True, slots=True)
class OfRun:
    """Decide what a workflow run may have spoken about."""

    run_id: int


@dataclass(frozen=True, slots=True)
class OfGroup:
    """Decide a merge group: this commit, queued for this branch."""

    head_sha: str
    branch: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """Decide every open pull request that may have been missed."""

    recent: bool = False
    """Whether those that changed hours ago were looked at by an earlier sweep."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to decide, and this is why."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The gate must not run on this event, and this is why."""

    why: str


Call: TypeAlias = OnePull | OfRun | OfGroup | Sweep | Nothing | Refused

_SHA: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_QUEUE: Final = re.compile(
    r"refs/heads/gh-readonly-queue/(?P<branch>[^\s~^:?*\[\\]{1,255})/pr-[0-9]{1,12}-[0-9a-f]{40,64}"
)
_BY_PULL_REQUEST: Final = {
    "pull_request": "pull_request_target",
    "pull_request_review": "workflow_run of a workflow on pull_request_review",
    "pull_request_review_comment": "issue_comment",
}
"""Events whose workflow comes from the pull request itself, and what to use instead."""


def call_of(event: str, payload: Mapping[str, object], number: int | None = None) -> Call:
    """Return what an event calls for; `number` is the pull request that the workflow names itself.

    GitHub: events that trigger workflows.
    """
    if event in _BY_PULL_REQUEST:
        instead = _BY_PULL_REQUEST[event]
        return Refused(
            f"a workflow on {event} can be edited by the pull request that it judges; use {instead}"
        )
    if number is not None:
        return OnePull(number)
    if event in {"schedule", "workflow_dispatch"}:
        return Sweep(recent=event == "schedule")
    if event in _READERS:
        return _READERS[event](payload)
    return Refused(f"nothing is known of the event {excerpt(event)}; docs/action.md lists those that are")


def _numbered(payload: Mapping[str, object], name: str, key: str, make: type[OnePull] | type[OfRun]) -> Call:
    number = _child(payload, name).get(key)
    if isinstance(number, int) and not isinstance(number, bool) and number > 0:
        return make(number)
    return Refused(f"the event does not say which {name.replace('_', ' ')} it is about")


def _group(group: Mapping[str, object]) -> Call:
    head, ref = group.get("head_sha"), group.get("head_ref")
    found = _QUEUE.fullmatch(ref) if isinstance(ref, str) else None
    if found and isinstance(head, str) and _SHA.fullmatch(head):
        return OfGroup(head, found["branch"])
    return Refused("the event does not say which merge group it is about")


def _child(payload: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = payload.get(name)
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _comment(payload: Mapping[str, object]) -> Call:
    if not isinstance(_child(payload, "issue").get("pull_request"), dict):
        return Nothing("the comment is on an issue, not on a pull request")
    return _numbered(payload, "issue", "number", OnePull)


_READERS: Final[Mapping[str, Callable[[Mapping[str, object]], Call]]] = {
    "issue_comment": _comment,
    "merge_group": lambda payload: _group(_child(payload, "merge_group")),
    "pull_request_target": lambda payload: _numbered(payload, "pull_request", "number", OnePull),
    "workflow_run": lambda payload: _numbered(payload, "workflow_run", "id", OfRun),
}
