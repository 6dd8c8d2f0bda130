"""A fault: one thing amiss with a set-up, what is found, and what the remedy has to say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from review_gate.doctor import DoctorCode, Severity
from tests.gate.doctor_world import World

Change: TypeAlias = Callable[[World], object]


@dataclass(frozen=True)
class Fault:
    """One thing amiss."""

    id: str
    change: Change
    severity: Severity
    code: DoctorCode
    seen: str
    """Stands in the finding's sentence."""
    remedy: str
    """Stands in its remedy, or the lines that it shows."""
    beside: frozenset[DoctorCode] = field(default_factory=frozenset[DoctorCode])
    """What is found besides, because of it."""


def edit(path: str, old: str, new: str) -> Change:
    """Replace a part of a file."""
    return lambda world: world.edit(path, old, new)


def both(*changes: Change) -> Change:
    """Change one thing after the other."""

    def change(world: World) -> None:
        for one in changes:
            one(world)

    return change
