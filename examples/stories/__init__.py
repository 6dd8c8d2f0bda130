"""The stories, one module each."""

from typing import Final

from examples.stories import (
    api_error,
    blocked_by_high_finding,
    clean_pass,
    edited_review,
    fixed_and_reviewed_again,
    forged_block,
    healed_rerun,
    large_review,
    pair_converged,
    prose_drift,
    quoted_critical,
    re_roll,
    reviewer_died,
    shared_account,
    stale_review,
)
from examples.story import Story

STORIES: Final[tuple[Story, ...]] = tuple(
    module.STORY
    for module in (
        clean_pass,
        blocked_by_high_finding,
        fixed_and_reviewed_again,
        pair_converged,
        healed_rerun,
        quoted_critical,
        prose_drift,
        reviewer_died,
        stale_review,
        re_roll,
        forged_block,
        shared_account,
        edited_review,
        large_review,
        api_error,
    )
)
