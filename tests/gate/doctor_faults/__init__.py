"""Every fault that the doctor knows, each with a set-up that has exactly it."""

from typing import Final

from tests.gate.doctor_faults import branches, jobs, parties, settings, triggers
from tests.gate.doctor_faults.fault import Change, Fault

FAULTS: Final[tuple[Fault, ...]] = (
    *branches.FAULTS,
    *parties.FAULTS,
    *triggers.FAULTS,
    *jobs.FAULTS,
    *settings.FAULTS,
)

__all__ = ["FAULTS", "Change", "Fault"]
