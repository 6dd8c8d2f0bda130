"""The stages of aiobotocore's bots: following botocore, and a reviewer with declared checks."""

from dataclasses import replace
from typing import Final

from review_emitters.stages import examples, stamps
from review_emitters.stages.drafts import SyncDraft
from review_emitters.stages.others import CHANGE, REVIEW
from review_emitters.stages.stage import Question

CHECKS: Final = (
    Question("missing-await", "Is every call that does I/O awaited in Aio* classes?"),
    Question("sync-should-be-async", "Is every method async that overrides one of botocore's that does I/O?"),
    Question("class-naming", "Do classes that replace botocore's have the Aio prefix?"),
    Question("resolve-awaitable", "Do callbacks that may be sync or async go through resolve_awaitable()?"),
    Question("resource-cleanup", "Are clients and sessions closed by async context managers?"),
    Question("patch-hashes", "Are the hashes in test_patches.py updated where patched code changed?"),
)

STAGES: Final = (
    replace(
        CHANGE,
        name="sync",
        title="Sync",
        about="Follows another project's releases: relaxes bounds, ports code, or skips.",
        draft=SyncDraft,
        stamp=stamps.sync,
        example=examples.SYNC,
    ),
    replace(
        REVIEW,
        name="sync-review",
        title="Sync review",
        about="Reviews a sync with a list of checks, each of which must be answered.",
        checks=CHECKS,
        example=examples.REVIEW
        | {"checks": [{"name": check.name, "answer": "pass", "note": None} for check in CHECKS]},
    ),
)
