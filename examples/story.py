"""A story: a conversation, and what each gate is expected to make of it."""

from collections.abc import Callable
from dataclasses import dataclass

from examples.regex_gate import Verdict
from review_contract.v1.record_kinds import Conclusion
from review_gate.evidence import Evidence


@dataclass(frozen=True)
class Story:
    """One folder below examples/."""

    name: str
    conclusion: Conclusion
    reason: str
    """The code of the gravest reason."""
    regex: Verdict
    record: Callable[[], Evidence]
