"""CI triage: from a webhook about a failed check to instructions for whoever looks into it.

The facts are code's: they head the instructions whatever a model said. A model's plan may follow them;
without a usable one the fallback does, the same to the byte for every cause.
"""

from review_emitters.ci_triage.plan import (
    MAX_PLAN,
    Instructions,
    Message,
    Messages,
    ProjectNotes,
    fallback,
    header,
    instructions,
    prompt,
)
from review_emitters.ci_triage.webhooks import FailedCheck, failed_check

__all__ = [
    "MAX_PLAN",
    "FailedCheck",
    "Instructions",
    "Message",
    "Messages",
    "ProjectNotes",
    "failed_check",
    "fallback",
    "header",
    "instructions",
    "prompt",
]
