"""The kinds that do work around code: triage, research, change, closure and ci_failure."""

# pyright: reportIncompatibleVariableOverride=false
# Each kind narrows `kind`. Models are frozen, so it is sound, but pyright does not see how pydantic says it.

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from review_contract.codes import Code
from review_contract.v1.base import Many, Model, Number, Rule, refuse, required_when_completed
from review_contract.v1.envelope import Envelope, refuse_repeats
from review_contract.v1.finding import Citation, Confidence, Location
from review_contract.v1.review_kinds import DispositionDrafts, Dispositions
from review_contract.v1.text import CommitSha, Label, Line, Name, Prose, RefName, Url


class TriageDraft(Model):
    """What a model says of a new issue."""

    classification: Name | None = None
    confidence: Annotated[
        Confidence | None, Field(description="Always said, also when low: silence would be ambiguous.")
    ] = None
    layer: Label | None = None
    fix_sketch: Prose | None = None
    docs_scope: Prose | None = None


class Triage(TriageDraft, Envelope):
    """What an issue is, and how sure the triage is."""

    RULES: ClassVar[tuple[Rule, ...]] = (
        *Envelope.RULES,
        required_when_completed("classification", "confidence"),
    )

    kind: Literal["triage"]


class ResearchFlagDraft(Model):
    """A reason to trust the research less."""

    name: Name
    reason: Prose


class ResearchFlag(ResearchFlagDraft):
    """A reason to trust the research less, with the highest confidence that it leaves."""

    caps_at: Confidence


class Source(Model):
    """A page that was read."""

    url: Url
    title: Line | None = None


class Comparison(Model):
    """How one other project handles the question."""

    name: Line
    summary: Prose
    sources: Annotated[Many[Source], Field(max_length=20)] = ()


class ResearchBody(Model):
    """What the draft and the document of a research share."""

    confidence: Confidence | None = None
    comparisons: Annotated[Many[Comparison], Field(max_length=50)] = ()
    dominant_pattern: Prose | None = None
    proposal: Prose | None = None


class ResearchDraft(ResearchBody):
    """What a model found out about a design question."""

    flags: Annotated[Many[ResearchFlagDraft], Field(max_length=20)] = ()


_CONFIDENCE_RANK: Final[Mapping[str, int]] = {"high": 0, "medium": 1, "low": 2}


class Research(ResearchBody, Envelope):
    """How others solve a design question, and what is proposed."""

    RULES: ClassVar[tuple[Rule, ...]] = (*Envelope.RULES, required_when_completed("confidence", "proposal"))

    kind: Literal["research"]
    flags: Annotated[Many[ResearchFlag], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _within_caps(self) -> Self:
        if self.confidence is None:
            return self
        for flag in self.flags:
            if _CONFIDENCE_RANK[self.confidence] < _CONFIDENCE_RANK[flag.caps_at]:
                message = f"{self.confidence} is above {flag.caps_at}, the cap of the flag {flag.name}"
                raise refuse(Code.SCHEMA_CONFIDENCE_CAP, "/confidence", message)
        return self


class Verification(Model):
    """A command that was run to check the change."""

    command: Line
    expected: Line
    exit_code: Annotated[int, Field(ge=0, le=255)]


class Placeholder(Model):
    """Something left for a person, such as a screenshot."""

    location: Location
    description: Line


class ChangeBody(Model):
    """What the draft and the document of a change share."""

    summary: Prose | None = None
    held_reason: Prose | None = None
    verification: Annotated[Many[Verification], Field(max_length=100)] = ()
    placeholders: Annotated[Many[Placeholder], Field(max_length=100)] = ()


class ChangeDraft(ChangeBody):
    """What a model says of the code that it changed, or why it held back."""

    dispositions: DispositionDrafts = ()


class Change(ChangeBody, Envelope):
    """What a stage that writes code did."""

    RULES: ClassVar[tuple[Rule, ...]] = (
        *Envelope.RULES,
        required_when_completed("action"),
        Rule(Code.SCHEMA_CHANGE, when={"action": ("held",)}, needs=("held_reason",)),
        Rule(Code.SCHEMA_CHANGE, when={"action": ("opened",)}, needs=("pull_request",)),
        Rule(Code.SCHEMA_CHANGE, when={"action": ("pushed",)}, needs=("commits",)),
    )

    kind: Literal["change"]
    action: Literal["opened", "pushed", "none", "held"] | None = None
    pull_request: Number | None = None
    commits: Annotated[Many[CommitSha], Field(max_length=250)] = ()
    dispositions: Dispositions = ()

    @model_validator(mode="after")
    def _one_answer_each(self) -> Self:
        refuse_repeats("dispositions", (answer.finding_id for answer in self.dispositions))
        return self


class ClosureDraft(Model):
    """Why an issue may be closed."""

    reason: Line | None = None
    evidence: Annotated[Many[Citation], Field(max_length=50)] = ()


class Closure(ClosureDraft, Envelope):
    """An issue closed by a bot."""

    RULES: ClassVar[tuple[Rule, ...]] = (*Envelope.RULES, required_when_completed("reason", "evidence"))

    kind: Literal["closure"]


class CiFailureDraft(Model):
    """What a model proposes for a failed check."""

    plan: Prose | None = None


class CiFailure(CiFailureDraft, Envelope):
    """A failed check of a branch: facts by code, the plan optional."""

    kind: Literal["ci_failure"]
    branch: RefName
    check_name: Line
    workflow: Line | None = None
    url: Url
    enriched: Annotated[
        bool, Field(description="Whether a model's plan is in it; the facts are the same without.")
    ]
