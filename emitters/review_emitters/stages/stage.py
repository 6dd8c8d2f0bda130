"""A stage as data: what it is called, which draft a model fills in, where it speaks, what it may say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from review_contract.v1.base import Model
from review_contract.v1.envelope import Kind, SubjectType
from review_contract.v1.record_kinds import ExitReason
from review_emitters.context import Context
from review_emitters.emission import Surface

Fields: TypeAlias = dict[str, object]

DEFAULT_SCALE: Final = ("critical", "high", "medium", "low", "info")


@dataclass(frozen=True, slots=True)
class Question:
    """One declared check: a review that does not answer it is incomplete."""

    name: str
    """Lower-case words joined by hyphens."""
    question: str


@dataclass(frozen=True, slots=True)
class Stamped:
    """A draft with its stamps: the fields of the document's body, and what they are worth."""

    fields: Fields
    gaps: tuple[str, ...] = ()
    """Why the document is only partial: sentences without a full stop."""
    exit_reason: ExitReason = "completed"
    failure: str | None = None
    """Why the run failed although the model answered."""
    outcome: Fields = field(default_factory=dict[str, object])
    """What the outcome document says besides."""


Stamp: TypeAlias = Callable[["Stage", Any, Context], Stamped]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a bot."""

    name: str
    title: str
    """The heading of what it posts."""
    about: str
    """What it does, in one sentence."""
    kind: Kind
    draft: type[Model]
    """What a model may say."""
    stamp: Stamp
    surface: Surface = Surface.COMMENT
    speaks_as: str = ""
    """The stage that its documents name; empty: its own name."""
    subjects: tuple[SubjectType, ...] = ("pull_request",)
    scale: tuple[str, ...] = DEFAULT_SCALE
    """Severities, worst first; stamped into every document that has findings."""
    categories: tuple[str, ...] = ()
    """The only categories that a finding may have; empty: any."""
    by_category: bool = False
    """Whether people see the findings by category rather than by severity."""
    numbering: Literal["stable", "loop"] = "stable"
    """How findings are named: after the code they are about, or loop by loop."""
    checks: tuple[Question, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """The only values of further fields of the draft, by their path without indexes."""
    example: Fields = field(default_factory=dict[str, object])
    """What the model says in an example; whatever it leaves out is null."""

    @property
    def voice(self) -> str:
        """The name that its documents carry."""
        return self.speaks_as or self.name

    @property
    def allowed(self) -> Mapping[str, tuple[str, ...]]:
        """The only values that fields of the draft may have, by their path without indexes."""
        found = dict(self.choices)
        for findings in {"findings", "missed_findings"} & self.draft.model_fields.keys():
            found[f"{findings}.severity"] = self.scale
            if self.categories:
                found[f"{findings}.category"] = self.categories
        if self.checks and "checks" in self.draft.model_fields:
            found["checks.name"] = tuple(check.name for check in self.checks)
        return found
