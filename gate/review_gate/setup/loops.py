"""The loops that a repository can be set up for: which stages they have, and what each has to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

POLICY_FILE: Final = ".github/review-contract.toml"
GATE_FILE: Final = ".github/workflows/review-contract.yml"
RELAY_FILE: Final = ".github/workflows/review-contract-relay.yml"
FILES: Final = (POLICY_FILE, GATE_FILE, RELAY_FILE)


@dataclass(frozen=True, slots=True)
class LoopStage:
    """A stage of a loop."""

    name: str
    task: str
    """What it does, for people."""
    judges: bool
    """Whether its word is a verdict: then nothing passes without it."""
    has_verdict: bool = True
    """Whether that word is a review's verdict; a critique is satisfied by alignment only."""


LOOPS: Final[Mapping[str, tuple[LoopStage, ...]]] = {
    "single": (LoopStage("review", "reviews the change, alone", judges=True),),
    "pair": (
        LoopStage("review-a", "reviews, and answers what review-b says", judges=True),
        LoopStage("review-b", "criticises review-a's review", judges=True, has_verdict=False),
        LoopStage("advisor", "breaks a deadlock of the two", judges=False),
    ),
    "audit-fix": (
        LoopStage("audit", "looks for what is still wrong", judges=True),
        LoopStage("fix", "fixes what the audit found", judges=False),
    ),
}
"""Required is every stage that judges: a loop with one that may be silent would pass unseen changes."""

SEVERITIES: Final[Mapping[str, tuple[str, ...]]] = {
    "critical": ("critical", "HIGH", "P0"),
    "high": ("high", "HIGH", "P1"),
    "medium": ("medium", "MEDIUM", "P2"),
    "low": ("low", "LOW", "P2"),
    "info": ("info", "LOW", "P2"),
}
"""One name for each scale that the stages stamp: on a scale without a name nothing could be decided.

Where a scale has no such name, it is the next stricter one, or else its last.
"""
