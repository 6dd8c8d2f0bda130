"""What an emission is: all that one run of a stage leaves behind, as values that nobody has posted yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from review_contract import Document
from review_contract.v1.record_kinds import Outcome
from review_emitters.diff import Side

ReviewEvent: TypeAlias = Literal["APPROVE", "REQUEST_CHANGES", "COMMENT"]
"""What submitting a review does, in the words of GitHub's REST API."""


class Surface(StrEnum):
    """Where a stage speaks."""

    REVIEW = "review"
    """A pull-request review, with comments on lines."""
    COMMENT = "comment"
    """A comment in the conversation of an issue or pull request."""
    PULL_REQUEST_BODY = "pull_request_body"
    """The description of the pull request, whose hand-written sections stay."""


@dataclass(frozen=True, slots=True)
class InlineComment:
    """A comment on lines of the diff, in the words of GitHub's REST API; it carries no document."""

    finding_id: str
    path: str
    body: str
    line: int
    side: Side
    start_line: int | None = None
    """Only of a comment on several lines; `start_side` is then the same side."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer below the comment that an earlier review made of a finding."""

    finding_id: str
    body: str


@dataclass(frozen=True, slots=True)
class Emission:
    """A document and all that carries it."""

    document: Document
    outcome: Outcome
    """How the run ended; it goes to an artifact, never into the conversation."""
    surface: Surface
    body: str
    """The comment's text, complete in itself: the block, then all of it for people."""
    review_body: str
    """The review's text where `inline_comments` say the rest; the same block."""
    inline_comments: tuple[InlineComment, ...]
    unanchored: tuple[str, ...]
    """Ids of the findings that no line of the diff can carry; they stand in the body."""
    artifacts: Mapping[str, bytes]
    """Payloads to upload before anything is posted, each under its digest's artifact name."""
    outputs: Mapping[str, str]
    """Step outputs."""
    review_event: ReviewEvent = "COMMENT"
    """How the review is submitted; decided here, and only obeyed by the shell."""
    replies: tuple[Reply, ...] = ()
