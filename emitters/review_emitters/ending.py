"""How the run of a model ended: what code says about it, whatever the model says about itself."""

from dataclasses import dataclass
from typing import Final

from review_contract.v1.envelope import Usage
from review_contract.v1.record_kinds import ExitReason


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a run."""

    exit_reason: ExitReason = "completed"
    detail: str | None = None
    """One line for people."""
    usage: Usage | None = None
    model: str | None = None
    doubts: tuple[str, ...] = ()
    """Why what was drafted can't be complete: sentences without a full stop."""


COMPLETED: Final = Ending()
