"""The emitters: what a bot's stage calls to put its document into the conversation."""

from review_emitters.compose import BODY_LIMIT, CompositionError, compose
from review_emitters.context import Context, OpenedPullRequest, PullRequestFacts, Push
from review_emitters.diff import Diff, parse_diff
from review_emitters.emission import Emission, InlineComment, Surface
from review_emitters.emit import emit, emit_without_draft
from review_emitters.ending import Ending
from review_emitters.stages import STAGES, Stage, declared

__all__ = [
    "BODY_LIMIT",
    "STAGES",
    "CompositionError",
    "Context",
    "Diff",
    "Emission",
    "Ending",
    "InlineComment",
    "OpenedPullRequest",
    "PullRequestFacts",
    "Push",
    "Stage",
    "Surface",
    "compose",
    "declared",
    "emit",
    "emit_without_draft",
    "parse_diff",
]
