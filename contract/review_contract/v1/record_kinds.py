"""The kinds that keep the record: outcome, notice, breaker and decision. None carries a verdict."""

# pyright: reportIncompatibleVariableOverride=false
# Each kind narrows `kind`. Models are frozen, so it is sound, but pyright does not see how pydantic says it.

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from review_contract.v1.base import Count, Many, Model, Rule, required_when_completed
from review_contract.v1.envelope import DocumentIds, Envelope, Round
from review_contract.v1.finding import Location
from review_contract.v1.text import Label, Line, Name, Prose, Timestamp, Url

Conclusion: TypeAlias = Literal["pass", "fail", "error", "pending"]


class Target(Model):
    """What a run worked towards, such as a dependency's new version."""

    name: Line
    version: Label | None = None


class Step(Model):
    """One step of a run."""

    name: Line
    status: Literal["completed", "failed", "skipped"]
    turns: Count | None = None
    duration_ms: Count | None = None


class Deliverable(Model):
    """What a run left behind."""

    type: Literal["none", "wip_pull_request", "pull_request", "branch", "comment"]
    url: Url | None = None


ExitReason: TypeAlias = Literal[
    "completed",
    "converged",
    "held",
    "cap_reached",
    "stuck",
    "max_turns",
    "max_budget",
    "permission_denied",
    "invalid_output",
    "model_error",
    "api_error",
    "timeout",
    "cancelled",
    "never_ran",
    "skipped",
    "error",
]


class Outcome(Envelope):
    """How a run of a stage ended; it carries no verdict."""

    RULES: ClassVar[tuple[Rule, ...]] = (*Envelope.RULES, required_when_completed("exit_reason"))

    kind: Literal["outcome"]
    exit_reason: ExitReason | None = None
    exit_detail: Prose | None = None
    steps: Annotated[Many[Step], Field(max_length=200)] = ()
    highest_step: Line | None = None
    turns: Count | None = None
    attempt_type: Name | None = None
    target: Target | None = None
    deliverable: Deliverable | None = None


class Notice(Envelope):
    """Something a person should see."""

    kind: Literal["notice"]
    reason: Literal["guard", "cap_reached", "needs_human", "conflict_attempted"]
    message: Prose
    refers_to: DocumentIds = ()


class Failure(Model):
    """One failed run, as the breaker remembers it."""

    exit_reason: ExitReason
    at: Timestamp
    summary: Prose
    url: Url | None = None


class Breaker(Envelope):
    """The state of a circuit breaker for one target."""

    kind: Literal["breaker"]
    target: Target
    state: Literal["closed", "open", "half_open"]
    failures: Annotated[Many[Failure], Field(max_length=50)] = ()


class Reason(Model):
    """One node of a decision's explanation."""

    code: Name
    conclusion: Conclusion
    sentence: Prose
    remedy: Prose | None = None
    counts: dict[Name, Count] = Field(default_factory=dict)
    location: Location | None = None
    url: Url | None = None
    reasons: Many["Reason"] = ()


class Candidate(Model):
    """A carrier that the gate looked at, and what became of it."""

    carrier: Literal["comment", "review", "review_comment", "artifact", "step_output", "deleted_comment"]
    author: Line
    stage: Name | None = None
    url: Url | None = None
    standing: Literal["counted", "blocks_only", "rejected", "error"]
    code: Name
    sentence: Prose


class NextStage(Model):
    """Which stage has to run next."""

    stage: Name
    round: Round
    reason: Name


class Decision(Envelope):
    """What the gate concluded and why."""

    RULES: ClassVar[tuple[Rule, ...]] = (*Envelope.RULES, required_when_completed("conclusion", "reasons"))

    kind: Literal["decision"]
    conclusion: Conclusion | None = None
    reason: Annotated[Name | None, Field(description="The code of the worst reason.")] = None
    summary: Prose | None = None
    reasons: Many[Reason] = ()
    candidates: Many[Candidate] = ()
    next: NextStage | None = None
    counts: dict[Name, Count] = Field(default_factory=dict)
