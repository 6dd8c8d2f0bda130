"""The kinds that judge code: review, critique, response and advice."""

# pyright: reportIncompatibleVariableOverride=false
# Each kind narrows `kind`. Models are frozen, so it is sound, but pyright does not see how pydantic says it.

from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from review_contract.codes import Code
from review_contract.v1.base import Count, Many, Model, Rule, refuse, required_when_completed
from review_contract.v1.envelope import (
    ALIGNED,
    APPROVE,
    Counts,
    Envelope,
    SeverityScale,
    check_counts,
    check_severities,
    refuse_repeats,
    repeated,
)
from review_contract.v1.finding import (
    Challenge,
    Disposition,
    DispositionDraft,
    Finding,
    FindingDraft,
    Ruling,
)
from review_contract.v1.text import Line, Name, Path, Prose

Verdict: TypeAlias = Literal["approve", "request_changes", "comment", "abstain"]
Alignment: TypeAlias = Literal["approve", "changes", "not_aligned"]

Findings: TypeAlias = Annotated[Many[Finding], Field(max_length=500)]
FindingDrafts: TypeAlias = Annotated[Many[FindingDraft], Field(max_length=500)]
Dispositions: TypeAlias = Annotated[Many[Disposition], Field(max_length=500)]
DispositionDrafts: TypeAlias = Annotated[Many[DispositionDraft], Field(max_length=500)]


class UncoveredFile(Model):
    """A file of the diff that was not reviewed."""

    path: Path
    reason: Line


class Coverage(Model):
    """Which files of the diff were reviewed; stamped from the diff that was really supplied."""

    files_total: Count
    reviewed: Annotated[Many[Path], Field(max_length=3000)]
    excluded: Annotated[Many[UncoveredFile], Field(max_length=3000)] = ()
    truncated: Annotated[
        bool, Field(description="Whether part of the diff was cut before the reviewer saw it.")
    ]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        named = [*self.reviewed, *(file.path for file in self.excluded)]
        if twice := repeated(named):
            raise refuse(Code.SCHEMA_COVERAGE, "/reviewed", f"{twice!r} is named twice")
        if len(named) > self.files_total or (len(named) < self.files_total and not self.truncated):
            message = f"{self.files_total} files in all, but {len(named)} reviewed or excluded"
            raise refuse(Code.SCHEMA_COVERAGE, "/files_total", message)
        return self


class Check(Model):
    """The answer to one declared check."""

    name: Name
    answer: Literal["pass", "fail", "not_applicable"]
    note: Prose | None = None


Checks: TypeAlias = Annotated[Many[Check], Field(max_length=100)]


class ReviewBody(Model):
    """What the draft and the document of a review share."""

    verdict: Verdict | None = None
    summary: Prose | None = None
    checks: Checks = ()


class ReviewDraft(ReviewBody):
    """What a model says of a diff."""

    findings: FindingDrafts = ()
    dispositions: DispositionDrafts = ()
    not_reviewed: Annotated[
        Many[UncoveredFile],
        Field(
            description="Files that were given, not reviewed: they can shrink the coverage, never widen it.",
            max_length=3000,
        ),
    ] = ()


class Review(ReviewBody, Envelope):
    """One reviewer's word on one head."""

    RULES: ClassVar[tuple[Rule, ...]] = (
        *Envelope.RULES,
        APPROVE,
        required_when_completed("verdict", "counts", "coverage"),
    )

    kind: Literal["review"]
    severity_scale: SeverityScale  # pyright: ignore[reportGeneralTypeIssues] - required here
    findings: Findings
    dispositions: Annotated[
        Dispositions, Field(description="Answers to this stage's own earlier findings.")
    ] = ()
    counts: Annotated[
        Counts | None,
        Field(description="Findings by severity, every name of the scale; checked against the list."),
    ] = None
    coverage: Coverage | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        severities = [finding.severity for finding in self.findings]
        check_severities(self.severity_scale, severities, "findings")
        check_counts(self.severity_scale, severities, self.counts)
        refuse_repeats("findings", (finding.id for finding in self.findings))
        refuse_repeats("dispositions", (answer.finding_id for answer in self.dispositions))
        refuse_repeats("checks", (check.name for check in self.checks))
        return self


class CritiqueBody(Model):
    """What the draft and the document of a critique share."""

    alignment: Alignment | None = None
    summary: Prose | None = None
    review_challenges: Annotated[Many[Challenge], Field(max_length=100)] = ()


class CritiqueDraft(CritiqueBody):
    """What a model says of another stage's review."""

    dispositions: DispositionDrafts = ()
    missed_findings: FindingDrafts = ()


class Critique(CritiqueBody, Envelope):
    """A second reviewer's word on the first one's review."""

    RULES: ClassVar[tuple[Rule, ...]] = (
        *Envelope.RULES,
        ALIGNED,
        required_when_completed("alignment"),
    )

    kind: Literal["critique"]
    severity_scale: SeverityScale  # pyright: ignore[reportGeneralTypeIssues] - required here
    dispositions: Dispositions = ()
    missed_findings: Findings = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_severities(
            self.severity_scale, (one.severity for one in self.missed_findings), "missed_findings"
        )
        refuse_repeats("missed_findings", (finding.id for finding in self.missed_findings))
        refuse_repeats("dispositions", (answer.finding_id for answer in self.dispositions))
        return self


class ResponseBody(Model):
    """What the draft and the document of a response share."""

    verdict: Verdict | None = None
    summary: Prose | None = None


class ResponseDraft(ResponseBody):
    """What a model answers to a critique of its review."""

    dispositions: DispositionDrafts = ()


class Response(ResponseBody, Envelope):
    """A reviewer's answer to a critique."""

    RULES: ClassVar[tuple[Rule, ...]] = (*Envelope.RULES, APPROVE, required_when_completed("verdict"))

    kind: Literal["response"]
    dispositions: Dispositions = ()

    @model_validator(mode="after")
    def _one_answer_each(self) -> Self:
        refuse_repeats("dispositions", (answer.finding_id for answer in self.dispositions))
        return self


class AdviceDraft(Model):
    """What an advisor says where reviewers can't agree."""

    verdict: Verdict | None = None
    summary: Prose | None = None
    rulings: Annotated[Many[Ruling], Field(max_length=500)] = ()


class Advice(AdviceDraft, Envelope):
    """An advisor's ruling."""

    RULES: ClassVar[tuple[Rule, ...]] = (*Envelope.RULES, APPROVE, required_when_completed("verdict"))

    kind: Literal["advice"]

    @model_validator(mode="after")
    def _one_ruling_each(self) -> Self:
        refuse_repeats("rulings", (ruling.finding_id for ruling in self.rulings))
        return self
