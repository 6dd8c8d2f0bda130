"""Setting a repository up: from a few choices to the files that make the gate decide there.

What is chosen is checked first, the numbers behind the names are asked of GitHub, and only then is
anything composed: what could not be resolved is refused, never guessed.
"""

from review_gate.setup.advice import after
from review_gate.setup.choices import AppSpeaker, Choices, Wanted, WorkflowSpeaker, chosen
from review_gate.setup.planning import Plan, plan
from review_gate.setup.refusal import SetupCode, SetupError
from review_gate.setup.resolving import Resolved, resolve

__all__ = [
    "AppSpeaker",
    "Choices",
    "Plan",
    "Resolved",
    "SetupCode",
    "SetupError",
    "Wanted",
    "WorkflowSpeaker",
    "after",
    "chosen",
    "plan",
    "resolve",
]
