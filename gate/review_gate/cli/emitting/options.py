"""The options of `emit` as values: about what, by whose word, where to."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

import typer


class ReviewWord(StrEnum):
    """As what reviews are submitted."""

    COMMENT = "comment"
    VERDICT = "verdict"


class DraftFormat(StrEnum):
    """Whose JSON a draft is."""

    CONTRACT = "contract"
    SECURITY_REVIEW = "claude-code-security-review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """About whom and what; whatever is left out, the event says."""

    repository: str | None = None
    pull_request: int | None = None
    issue: int | None = None
    head_sha: str | None = None
    base_ref: str | None = None
    merge_base_sha: str | None = None
    round: int | None = None
    in_reply_to: str | None = None
    event_file: Path | None = None
    context_file: Path | None = None
    producer: str = "review-contract"
    drafted_here: bool = False
    reviews: ReviewWord = ReviewWord.COMMENT
    own_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the model's words lie, and what it was given."""

    drafts: tuple[Path, ...] = ()
    draft_format: DraftFormat = DraftFormat.CONTRACT
    structured_output_env: str | None = None
    execution_file: Path | None = None
    max_turns: int | None = None
    diff: Path | None = None
    endpoint: str | None = None
    model: str = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a stage that writes code says that it left behind; the remote is asked about all of it."""

    commits: tuple[str, ...] = ()
    branch: str | None = None
    checkout: Path | None = None
    opened: int | None = None
    wip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where an emission goes."""

    post: bool = False
    dry_run: bool = False
    out: Path | None = None
    receipts: tuple[Path, ...] = ()
    receipt_out: Path | None = None
    context_out: Path | None = None
    repair_prompt: Path | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A stage that says nothing: it begins, it failed, or it was skipped."""

    status: Literal["started", "failed", "skipped"]
    reason: str
    expires_in: int
    """Minutes after which a start is no claim any more."""

    @staticmethod
    def of(*, started: bool, failed: str | None, skipped: str | None, expires_in: int) -> "Silence | None":
        """Return what the options say of a silent stage; None where it speaks."""
        said = [
            *([Silence("started", "", expires_in)] if started else ()),
            *([Silence("failed", failed, expires_in)] if failed is not None else ()),
            *([Silence("skipped", skipped, expires_in)] if skipped is not None else ()),
        ]
        if len(said) > 1:
            raise typer.BadParameter("say one of --started, --failed and --skipped")
        return said[0] if said else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """All of it."""

    selection: Selection
    sources: Sources
    work: Work
    silence: Silence | None
    destination: Destination
