"""The table of kinds: for each its document and, where a model writes it, its draft."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from review_contract.v1.base import Model
from review_contract.v1.record_kinds import Breaker, Decision, Notice, Outcome
from review_contract.v1.review_kinds import (
    Advice,
    AdviceDraft,
    Critique,
    CritiqueDraft,
    Response,
    ResponseDraft,
    Review,
    ReviewDraft,
)
from review_contract.v1.work_kinds import (
    Change,
    ChangeDraft,
    CiFailure,
    CiFailureDraft,
    Closure,
    ClosureDraft,
    Research,
    ResearchDraft,
    Triage,
    TriageDraft,
)

Document: TypeAlias = (
    Triage
    | Research
    | Review
    | Critique
    | Response
    | Advice
    | Change
    | Closure
    | CiFailure
    | Outcome
    | Notice
    | Breaker
    | Decision
)

KINDS: Final[Mapping[str, type[Document]]] = {
    "triage": Triage,
    "research": Research,
    "review": Review,
    "critique": Critique,
    "response": Response,
    "advice": Advice,
    "change": Change,
    "closure": Closure,
    "ci_failure": CiFailure,
    "outcome": Outcome,
    "notice": Notice,
    "breaker": Breaker,
    "decision": Decision,
}

RECORD_KINDS: Final[frozenset[str]] = frozenset({"outcome", "notice", "breaker", "decision"})
"""What every stage may leave behind; none of it is a verdict, and none stands in a stage's chain."""

DRAFTS: Final[Mapping[str, type[Model]]] = {
    "triage": TriageDraft,
    "research": ResearchDraft,
    "review": ReviewDraft,
    "critique": CritiqueDraft,
    "response": ResponseDraft,
    "advice": AdviceDraft,
    "change": ChangeDraft,
    "closure": ClosureDraft,
    "ci_failure": CiFailureDraft,
}
