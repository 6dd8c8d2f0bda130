"""Findings: claims about the code, where they stand, and the answers to them."""

from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from review_contract.codes import Code
from review_contract.v1.base import Many, Model, Number, Rule, Ruled, refuse
from review_contract.v1.text import (
    CommitSha,
    FingerprintName,
    FingerprintValue,
    Identifier,
    Label,
    Line,
    Path,
    Prose,
    Severity,
    SourceText,
    Url,
)

Confidence: TypeAlias = Literal["high", "medium", "low"]
Introduced: TypeAlias = Literal["new", "pre_existing", "unknown"]
DispositionAction: TypeAlias = Literal[
    "fixed",
    "conceded",
    "refuted",
    "could_not_fix",
    "false_positive",
    "wont_fix",
    "duplicate",
    "deferred",
    "withdrawn",
    "agreed",
]


class Location(Model):
    """A place in a file of the subject's head (side RIGHT) or base (side LEFT)."""

    path: Path
    start_line: Annotated[
        Number | None, Field(description="First line, 1-based; absent for the file as a whole.")
    ] = None
    end_line: Annotated[
        Number | None, Field(description="Last line, inclusive; absent where it is the first.")
    ] = None
    start_column: Annotated[
        Number | None, Field(description="First column, 1-based, in Unicode code points.")
    ] = None
    end_column: Annotated[Number | None, Field(description="Column after the last, as in SARIF.")] = None
    side: Annotated[
        Literal["LEFT", "RIGHT"] | None,
        Field(description="GitHub's word for the diff's old and new side; absent means RIGHT."),
    ] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first, last = self.start_line, self.end_line
        if last is not None:
            if first is None:
                raise refuse(Code.SCHEMA_LOCATION, "/end_line", "end_line without start_line")
            if last < first:
                message = f"end_line {last} is before start_line {first}"
                raise refuse(Code.SCHEMA_LOCATION, "/end_line", message)
        if self.start_column is not None or self.end_column is not None:
            self._columns_in_order(first, last)
        return self

    def _columns_in_order(self, first: int | None, last: int | None) -> None:
        start, end = self.start_column, self.end_column
        if start is None:
            raise refuse(Code.SCHEMA_LOCATION, "/end_column", "end_column without start_column")
        if first is None:
            raise refuse(Code.SCHEMA_LOCATION, "/start_column", "start_column without start_line")
        if end is not None and end <= start and last in {None, first}:
            raise refuse(Code.SCHEMA_LOCATION, "/end_column", "end_column is not after start_column")


class RelatedLocation(Model):
    """Another place that a finding speaks of."""

    message: Line | None = None
    location: Location


class Citation(Model):
    """One piece of evidence: what was seen, and where."""

    text: Prose
    location: Location | None = None
    url: Url | None = None


class Replacement(Model):
    """New text for a place in a file."""

    location: Location
    text: SourceText


class Suggestion(Model):
    """A change that a machine can apply."""

    description: Line | None = None
    replacements: Annotated[Many[Replacement], Field(min_length=1, max_length=100)]


class FindingDraft(Model):
    """What a model may say of a finding."""

    rule_id: Annotated[
        Label | None, Field(description="The rule or check that it breaks, by a name that stays.")
    ] = None
    rule_url: Url | None = None
    category: Label | None = None
    severity: Severity
    confidence: Confidence | None = None
    title: Line
    body: Prose
    failure_scenario: Annotated[
        Prose | None, Field(description="Which input or state leads to which wrong result.")
    ] = None
    evidence: Annotated[Many[Citation], Field(max_length=50)] = ()
    recommendation: Prose | None = None
    location: Location | None = None
    related_locations: Annotated[Many[RelatedLocation], Field(max_length=50)] = ()
    suggestions: Annotated[Many[Suggestion], Field(max_length=20)] = ()
    introduced: Annotated[
        Introduced | None, Field(description="Whether the change under review brought it in.")
    ] = None
    tags: Annotated[Many[Label], Field(max_length=20)] = ()


class FindingStamp(Model):
    """What only code may say of a finding: who it is."""

    id: Identifier
    fingerprints: Annotated[dict[FingerprintName, FingerprintValue], Field(max_length=10)] = Field(
        default_factory=dict
    )
    aliases: Annotated[Many[Identifier], Field(max_length=50)] = ()


class Finding(FindingDraft, FindingStamp):
    """One claim about the code, with a stable identity."""


class DispositionDraft(Ruled):
    """What a model may answer to a finding; which commit fixed it is for code to say."""

    RULES: ClassVar[tuple[Rule, ...]] = (
        Rule(Code.SCHEMA_DISPOSITION, when={"action": ("refuted", "false_positive")}, needs=("evidence",)),
    )

    finding_id: Identifier
    action: DispositionAction
    justification: Prose
    evidence: Annotated[Many[Citation], Field(max_length=50)] = ()


class Disposition(DispositionDraft):
    """One answer to one finding."""

    RULES: ClassVar[tuple[Rule, ...]] = (
        *DispositionDraft.RULES,
        Rule(Code.SCHEMA_DISPOSITION, when={"action": ("fixed",)}, needs=("commit_sha",)),
    )

    commit_sha: CommitSha | None = None


class Ruling(Model):
    """An advisor's word on one disputed finding."""

    finding_id: Identifier
    ruling: Annotated[
        Literal["upheld", "dismissed", "amended"],
        Field(
            description="upheld: the finding is right; dismissed: it closes; amended: it stays open in part."
        ),
    ]
    justification: Prose
    evidence: Annotated[Many[Citation], Field(min_length=1, max_length=50)]


class Challenge(Model):
    """A critic's doubt about the review itself."""

    problem: Literal["praise_without_evidence", "misses_the_code"]
    quote: Prose
    justification: Prose
