"""Findings: what the doctor saw, how bad it is, and what to do."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from review_gate.doctor.codes import DoctorCode
from review_gate.doctor.reading import Unread

Severity: TypeAlias = Literal["broken", "unread", "warning", "fine"]
Conclusion: TypeAlias = Literal["broken", "unread", "sound"]

SEVERITIES: Final[tuple[Severity, ...]] = ("broken", "unread", "warning", "fine")
"""Worst first: a merge may pass without evidence, or nothing can ever pass; not known; weaker; in order."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    code: DoctorCode
    severity: Severity
    sentence: str
    """What was seen, values included: untrusted text, made harmless where it is shown."""
    remedy: str = ""
    """What to click or to run; empty where nothing is to be done."""
    lines: tuple[str, ...] = ()
    """The lines of YAML that it takes, if any."""


def broken(code: DoctorCode, sentence: str, remedy: str, *lines: str) -> Finding:
    """Return a finding for which a merge may pass without evidence, or nothing can ever pass."""
    return Finding(code, "broken", sentence, remedy, lines)


def warning(code: DoctorCode, sentence: str, remedy: str, *lines: str) -> Finding:
    """Return a finding that weakens what the gate's word is worth, or hides why it does not come."""
    return Finding(code, "warning", sentence, remedy, lines)


def fine(code: DoctorCode, sentence: str) -> Finding:
    """Return a finding that is in order."""
    return Finding(code, "fine", sentence)


def not_read(unread: Unread) -> Finding:
    """Return the finding that something is not known."""
    return Finding(
        DoctorCode.NOT_READ,
        "unread",
        f"{unread.what}: {unread.why}",
        f"run doctor with a token that has {unread.permission}, or look there yourself",
    )
