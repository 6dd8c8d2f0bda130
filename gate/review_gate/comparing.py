"""Comparing: what is different between two decisions, as documents, in the words of both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from review_contract.v1.record_kinds import Candidate, Decision, Reason

What: TypeAlias = Literal["conclusion", "reason", "carrier", "next"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; what is missing on a side is empty there."""

    what: What
    subject: str
    before: str
    after: str


def changes(before: Decision, after: Decision) -> tuple[Change, ...]:
    """Return what changed, the gravest kind first; nothing where both say the same."""
    return tuple(_changes(before, after))


def _changes(before: Decision, after: Decision) -> Iterator[Change]:
    if (before.conclusion, before.reason) != (after.conclusion, after.reason):
        yield Change("conclusion", "", _concluded(before), _concluded(after))
    yield from _differences("reason", _reasons(before), _reasons(after))
    yield from _differences("carrier", _carriers(before.candidates), _carriers(after.candidates))
    if before.next != after.next:
        yield Change("next", "", _next(before), _next(after))


def _differences(what: What, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for subject in dict.fromkeys((*old, *new)):
        if old.get(subject, "") != new.get(subject, ""):
            yield Change(what, subject, old.get(subject, ""), new.get(subject, ""))


def _concluded(decision: Decision) -> str:
    return f"{decision.conclusion} ({decision.reason})"


def _next(decision: Decision) -> str:
    following = decision.next
    return f"{following.stage}, round {following.round}" if following else ""


def _reasons(decision: Decision) -> dict[str, str]:
    return {f"{leaf.sentence} [{leaf.code}]": leaf.conclusion for leaf in _leaves(decision.reasons)}


def _leaves(reasons: Sequence[Reason]) -> Iterator[Reason]:
    for reason in reasons:
        if reason.reasons:
            yield from _leaves(reason.reasons)
        else:
            yield reason


def _carriers(candidates: Sequence[Candidate]) -> dict[str, str]:
    return {_carrier(one): f"{one.standing.replace('_', ' ')}: {one.sentence}" for one in candidates}


def _carrier(candidate: Candidate) -> str:
    carrier = f"{candidate.carrier.replace('_', ' ')} by {candidate.author}"
    return f"{carrier}, {candidate.url}" if candidate.url else carrier
