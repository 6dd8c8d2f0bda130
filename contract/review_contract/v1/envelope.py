"""The envelope: what every document of v1 says of itself, whatever its kind."""

# pyright: reportIncompatibleVariableOverride=false
# Each kind narrows `kind`. Models are frozen, so it is sound, but pyright does not see how pydantic says it.

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar, Final, Literal, Self, TypeAlias, get_args

from pydantic import AfterValidator, Field, JsonValue, model_validator

from review_contract.codes import Code
from review_contract.v1.base import Count, Many, Model, Number, Rule, Ruled, refuse
from review_contract.v1.text import (
    CommitSha,
    Digest,
    ExtensionName,
    FullName,
    Identifier,
    Label,
    Line,
    Name,
    RefName,
    Severity,
    Timestamp,
    Url,
)

SCHEMA_VERSION: Final = "1.0"

Status: TypeAlias = Literal["started", "completed", "partial", "failed", "skipped"]
Kind: TypeAlias = Literal[
    "triage",
    "research",
    "review",
    "critique",
    "response",
    "advice",
    "change",
    "closure",
    "ci_failure",
    "outcome",
    "notice",
    "breaker",
    "decision",
]
SubjectType: TypeAlias = Literal["pull_request", "issue", "ref"]
Round: TypeAlias = Annotated[int, Field(ge=1, le=10_000)]


class Repository(Model):
    """A repository; the id is what counts, names change hands."""

    id: Number
    full_name: FullName


class Subject(Ruled):
    """What a document is about."""

    RULES: ClassVar[tuple[Rule, ...]] = (
        Rule(Code.SCHEMA_SUBJECT, when={"type": ("pull_request",)}, needs=("number", "head_sha", "base_ref")),
        Rule(
            Code.SCHEMA_SUBJECT,
            when={"type": ("issue",)},
            needs=("number",),
            forbids=("head_sha", "base_ref", "merge_base_sha"),
        ),
        Rule(Code.SCHEMA_SUBJECT, when={"type": ("ref",)}, needs=("head_sha",), forbids=("number",)),
    )

    repository: Repository
    type: SubjectType
    number: Annotated[Number | None, Field(description="Of the pull request or issue; absent for a ref.")] = (
        None
    )
    head_sha: Annotated[CommitSha | None, Field(description="Absent only for issues.")] = None
    base_ref: RefName | None = None
    merge_base_sha: Annotated[
        CommitSha | None,
        Field(description="Where the reviewed diff starts; without it a document can block but not pass."),
    ] = None


class Producer(Model):
    """Which program made the document. For people: trust never rests on it."""

    name: Label
    version: Label | None = None
    model: Label | None = None
    prompt_digest: Digest | None = None


class Run(Model):
    """The workflow run that made the document."""

    id: Number
    attempt: Number
    url: Url | None = None
    started_at: Timestamp | None = None
    completed_at: Timestamp | None = None


def _six_decimals(value: float) -> float:
    return round(value, 6)


Cost: TypeAlias = Annotated[float, Field(ge=0, le=1_000_000), AfterValidator(_six_decimals)]


class Usage(Model):
    """What the run cost: tokens as the model's API counts them, US dollars, milliseconds."""

    turns: Count | None = None
    duration_ms: Count | None = None
    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cache_read_input_tokens: Count | None = None
    cache_creation_input_tokens: Count | None = None
    cost_usd: Cost | None = None
    permission_denials: Count | None = None


def _distinct_severities(scale: tuple[str, ...]) -> tuple[str, ...]:
    if len({name.casefold() for name in scale}) != len(scale):
        raise refuse(
            Code.SCHEMA_DUPLICATE, "", "a severity stands twice on the scale, or differs only in case"
        )
    return scale


def _distinct(ids: tuple[str, ...]) -> tuple[str, ...]:
    if twice := repeated(ids):
        raise refuse(Code.SCHEMA_DUPLICATE, "", f"{twice!r} stands twice")
    return ids


SeverityScale: TypeAlias = Annotated[
    Many[Severity],
    Field(min_length=1, max_length=16, description="Names of severities, worst first."),
    AfterValidator(_distinct_severities),
]
DocumentIds: TypeAlias = Annotated[Many[Identifier], Field(max_length=100), AfterValidator(_distinct)]
Counts: TypeAlias = Annotated[dict[Severity, Count], Field(max_length=16)]


class Envelope(Ruled):
    """The fields that all kinds share."""

    RULES: ClassVar[tuple[Rule, ...]] = (
        Rule(Code.SCHEMA_EXPIRES_AT, when={"status": ("started",)}, needs=("expires_at",)),
        Rule(
            Code.SCHEMA_STATUS_REASON,
            when={"status": ("partial", "failed", "skipped")},
            needs=("status_reason",),
        ),
    )

    schema_version: Literal["1.0"]
    kind: str
    stage: Name
    id: Identifier
    in_reply_to: Identifier | None = None
    subject: Subject
    producer: Producer
    run: Run | None = None
    round: Round
    status: Status
    status_reason: Line | None = None
    expires_at: Timestamp | None = None
    supersedes: Annotated[
        DocumentIds, Field(description="Ids of the documents of this stage that this one replaces.")
    ] = ()
    severity_scale: SeverityScale | None = None
    usage: Usage | None = None
    extensions: Annotated[dict[ExtensionName, JsonValue], Field(max_length=32)] | None = None

    @model_validator(mode="after")
    def _not_its_own_successor(self) -> Self:
        if self.id in self.supersedes:
            raise refuse(Code.SCHEMA_DUPLICATE, "/supersedes", "a document can't supersede itself")
        return self


APPROVE: Final = Rule(
    Code.SCHEMA_APPROVE_STATUS, when={"verdict": ("approve",)}, equals={"status": "completed"}
)
ALIGNED: Final = Rule(
    Code.SCHEMA_APPROVE_STATUS, when={"alignment": ("approve",)}, equals={"status": "completed"}
)


def _only_of(field: str, *kinds: str) -> Rule:
    others = tuple(kind for kind in get_args(Kind) if kind not in kinds)
    return Rule(Code.SCHEMA_UNKNOWN_FIELD, when={"kind": others}, forbids=(field,))


class Artifact(Model):
    """Where the whole document lies when it is too large for a comment."""

    name: Line
    digest: Digest
    size: Annotated[Number, Field(description="Bytes.")]


class Pointer(Envelope):
    """A document whose body went to an artifact: the envelope, the outcome and the artifact's digest.

    It says what the document is; only the artifact says what it found. What its kind has no field for, it
    can't say either.
    """

    RULES: ClassVar[tuple[Rule, ...]] = (
        *Envelope.RULES,
        APPROVE,
        ALIGNED,
        _only_of("verdict", "review", "response", "advice"),
        _only_of("alignment", "critique"),
        _only_of("counts", "review"),
    )

    kind: Kind
    artifact: Artifact
    verdict: Literal["approve", "request_changes", "comment", "abstain"] | None = None
    alignment: Literal["approve", "changes", "not_aligned"] | None = None
    counts: Counts | None = None

    @model_validator(mode="after")
    def _counts_by_severity(self) -> Self:
        if self.counts is not None and {*self.counts} != {*(self.severity_scale or ())}:
            raise refuse(
                Code.SCHEMA_COUNTS, "/counts", "counts name every severity of the scale, and no other"
            )
        return self


def repeated(values: Iterable[str]) -> str | None:
    """Return the first value that stands more than once, or None."""
    return next((value for value, times in Counter(values).items() if times > 1), None)


def refuse_repeats(field: str, ids: Iterable[str]) -> None:
    """Refuse a list in which one id stands more than once."""
    if twice := repeated(ids):
        raise refuse(Code.SCHEMA_DUPLICATE, f"/{field}", f"{twice!r} stands twice; say it once")


def check_counts(scale: tuple[str, ...], severities: Iterable[str], counts: Mapping[str, int] | None) -> None:
    """Refuse counts that are not exactly how often each severity of the scale occurs."""
    found = Counter(severities)
    if counts is not None and dict(counts) != {name: found[name] for name in scale}:
        expected = ", ".join(f"{name} {found[name]}" for name in scale)
        raise refuse(
            Code.SCHEMA_COUNTS, "/counts", f"the counts differ from the findings, which are: {expected}"
        )


def check_severities(scale: tuple[str, ...], severities: Iterable[str], field: str) -> None:
    """Refuse a severity that the scale does not name: it is never taken for the lowest."""
    for index, severity in enumerate(severities):
        if severity not in scale:
            allowed = ", ".join(scale)
            raise refuse(
                Code.SCHEMA_SEVERITY,
                f"/{field}/{index}/severity",
                f"{severity!r} is not on the scale: {allowed}",
            )
