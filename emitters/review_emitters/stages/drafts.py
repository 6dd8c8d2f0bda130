"""Drafts of stages that say more, or say it differently, than their kind's draft in the contract."""

from typing import Annotated, Literal

from pydantic import Field

from review_contract.v1.base import Many, Model
from review_contract.v1.envelope import DocumentIds
from review_contract.v1.finding import Citation
from review_contract.v1.review_kinds import DispositionDrafts, FindingDrafts, UncoveredFile, Verdict
from review_contract.v1.text import Identifier, Label, Line, Prose
from review_contract.v1.work_kinds import ChangeDraft


class VerifiedClean(Model):
    """A category in which nothing was found, with what was looked at."""

    category: Label
    evidence: Annotated[Many[Citation], Field(min_length=1, max_length=50)]


class AuditDraft(Model):
    """What an auditor says: each category has findings, or evidence that it is clean."""

    verdict: Verdict | None = None
    summary: Prose | None = None
    findings: FindingDrafts = ()
    dispositions: DispositionDrafts = ()
    not_reviewed: Annotated[Many[UncoveredFile], Field(max_length=3000)] = ()
    verified_clean: Annotated[Many[VerifiedClean], Field(max_length=26)] = ()


class FixOutcome(Model):
    """What became of one finding."""

    finding_id: Identifier
    status: Literal["fixed", "could_not_address", "hook_blocked"]
    reason: Prose
    hook_output: Annotated[Prose | None, Field(description="What the hook that blocked it printed.")] = None


class FixDraft(Model):
    """What a fixer says of the findings that it was given."""

    summary: Prose | None = None
    outcomes: Annotated[Many[FixOutcome], Field(max_length=500)] = ()


class SyncDraft(ChangeDraft):
    """What a bot says that follows another project's releases."""

    attempt_type: Annotated[
        Literal["relax", "bump", "skip"],
        Field(description="Whether the bounds are relaxed, the code is ported, or nothing is to be done."),
    ]
    highest_step: Annotated[Line, Field(description="The last step of the procedure that was reached.")]
    target_name: Annotated[Line, Field(description="What is followed, such as botocore.")]
    target_version: Label | None = None


class DescriptionDraft(Model):
    """The description of a pull request, written from all of its changes."""

    description: Annotated[
        Prose, Field(description="What the change delivers; nothing of how it came about, and no headings.")
    ]


class NoticeDraft(Model):
    """What a person should see."""

    message: Prose
    refers_to: DocumentIds = ()
