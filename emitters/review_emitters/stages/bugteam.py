"""The stages of bugteam: audits by category, fixes, and the rounds that satisfy the project's own hooks."""

from dataclasses import replace
from typing import Final

from review_emitters.stages import examples, stamps
from review_emitters.stages.drafts import AuditDraft, FixDraft
from review_emitters.stages.others import CHANGE, REVIEW

CATEGORIES: Final = tuple("ABCDEFGHIJ")
SCALE: Final = ("P0", "P1", "P2")

_FINDING: Final = examples.FINDING | {"severity": "P1", "category": "C"}
_CLEAN: Final = [
    {"category": letter, "evidence": [{"text": f"Every hunk was read for {letter}; nothing was found."}]}
    for letter in CATEGORIES
    if letter != "C"
]

STAGES: Final = (
    replace(
        REVIEW,
        name="audit",
        title="Audit",
        about="Audits the diff of a head category by category: findings, or evidence that there are none.",
        draft=AuditDraft,
        stamp=stamps.audit,
        scale=SCALE,
        categories=CATEGORIES,
        choices={"verified_clean.category": CATEGORIES},
        numbering="loop",
        example=examples.REVIEW | {"findings": [_FINDING], "verified_clean": _CLEAN},
    ),
    replace(
        CHANGE,
        name="fix",
        title="Fix",
        about="Fixes the findings of an audit, or says why one could not be fixed.",
        draft=FixDraft,
        stamp=stamps.fix,
        subjects=("pull_request",),
        example=examples.FIX,
    ),
    replace(
        CHANGE,
        name="standards-fix",
        title="Standards fix",
        about="Satisfies the project's own checks before an audit.",
        subjects=("pull_request",),
        example=examples.CHANGE | {"dispositions": None},
    ),
)
