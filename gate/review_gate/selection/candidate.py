"""What selection works with: a candidate, what is wrong with it, and the scope it is judged in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from review_contract import Pointer
from review_contract.v1.kinds import Document
from review_contract.v1.text import moment
from review_gate.evidence import Account, CarrierKind, Evidence, WorkflowRun
from review_gate.policy import Policy, Producer
from review_gate.reasons import GateCode

Effect: TypeAlias = Literal["reject", "doubt", "error"]
Standing: TypeAlias = Literal["counted", "blocks_only", "rejected", "error"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a candidate."""

    effect: Effect
    """reject: it is not about this; doubt: it can block but not pass; error: somebody must look."""
    code: GateCode
    sentence: str


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks, and what is doubtful about it."""

    producer: Producer
    faults: tuple[Fault, ...] = ()


_AUTHOR_IN_DOUBT: Final = frozenset(
    {
        GateCode.APP_UNVERIFIED,
        GateCode.WORKFLOW_UNTRUSTED,
        GateCode.RUN_MISMATCH,
        GateCode.BY_EMAIL,
        GateCode.EDIT_UNVERIFIED,
        GateCode.EDITED_IN,
        GateCode.EDITED_AWAY,
    }
)
"""Faults with which a document may be anybody's text."""


Proven: TypeAlias = Mapping[tuple[str, str], Voice]
"""By payload digest and producer's name, the workflow whose run has the artifact."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One carrier, what it holds, and what is wrong with it."""

    carrier: CarrierKind | Literal["deleted_comment"]
    author: str
    url: str | None
    digest: str | None = None
    """Of the payload that the carrier holds."""
    content: str | None = None
    """Of the document's whole payload, which a pointer's carrier does not hold: what copies share."""
    document: Document | Pointer | None = None
    stage: str | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether a producer's document about this head is in it."""
        return self.document is not None and not any(fault.effect == "reject" for fault in self.faults)

    @property
    def vouched(self) -> bool:
        """Whether a producer surely wrote it, whatever happened to it since."""
        return not any(fault.code in _AUTHOR_IN_DOUBT for fault in self.faults)

    @property
    def history(self) -> bool:
        """Whether it is a producer's document about an earlier head of the same subject."""
        rejections = [fault.code for fault in self.faults if fault.effect == "reject"]
        return self.document is not None and rejections == [GateCode.STALE_HEAD]

    @property
    def standing(self) -> Standing:
        """What it is worth."""
        effects = {fault.effect for fault in self.faults}
        if "error" in effects:
            return "error"
        if "reject" in effects:
            return "rejected"
        return "blocks_only" if "doubt" in effects else "counted"


@dataclass(frozen=True, slots=True)
class Scope:
    """What judging one candidate needs to know of all the others."""

    policy: Policy
    evidence: Evidence
    runs: Mapping[int, WorkflowRun]
    proven: Proven
    contents: Mapping[str, str]
    earlier_heads: frozenset[str]


def before_this_head(evidence: Evidence, at: str | None) -> bool:
    """Tell whether something surely happened before this head appeared, and so can't be about it."""
    seen = evidence.subject.head_seen_at
    return at is not None and seen is not None and moment(at) < moment(seen)


def with_faults(candidate: Candidate, *faults: Fault) -> Candidate:
    """Return a candidate without a document, for these reasons."""
    return replace(candidate, document=None, faults=faults)


def name_of(account: Account | None) -> str:
    """Return an account's name for people."""
    return account.login if account else "a deleted account"


def stale(head: str | None) -> str:
    """Return the sentence that says which earlier head something is about."""
    return f"it is about {head[:7] if head else 'no commit'}, an earlier head"
