"""The explanation as workflow commands, which GitHub shows as annotations."""

from collections.abc import Iterator
from typing import Final

from review_contract.safe_text import for_command
from review_contract.v1.record_kinds import Conclusion
from review_gate.decision import Decision
from review_gate.reasons import Reason, leaves

_COMMANDS: Final[dict[Conclusion, str]] = {
    "fail": "error",
    "error": "error",
    "pending": "warning",
    "pass": "notice",
}


def annotations(decision: Decision) -> str:
    """Return one workflow command for the conclusion and one for every leaf that is no pass."""
    told = [leaf for reason in decision.reasons for leaf in leaves(reason) if leaf.conclusion != "pass"]
    lines = [f"::{_COMMANDS[decision.conclusion]} title=review-contract::{for_command(_summary(decision))}"]
    return "\n".join([*lines, *map(_annotation, told)]) + "\n"


def _summary(decision: Decision) -> str:
    return f"{decision.conclusion}: {decision.summary}"


def _annotation(reason: Reason) -> str:
    properties = ",".join(_properties(reason))
    message = f"{reason.sentence}. {reason.remedy}" if reason.remedy else reason.sentence
    return f"::{_COMMANDS[reason.conclusion]} {properties}::{for_command(message)}"


def _properties(reason: Reason) -> Iterator[str]:
    location = reason.location
    if location is not None:
        yield f"file={for_command(location.path, in_property=True)}"
        if location.start_line is not None:
            yield f"line={location.start_line}"
            yield f"endLine={location.end_line or location.start_line}"
    yield f"title={for_command(reason.code, in_property=True)}"
