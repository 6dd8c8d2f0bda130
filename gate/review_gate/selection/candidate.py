"""What selection works with: a candidate, what is wrong with it, and the scope it is judged in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from review_contract import Pointer
from review_contract.v1.kinds import Document
from review_contract.v1.text import moment
from review_gate.evidence import Account, CarrierKind, Evidence
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """One carrier, what it holds, and what is wrong with it."""

    carrier: CarrierKind | Literal["deleted_comment"]
    author: str
    url: str | None
    digest: str | None = None
    document: Document | Pointer | None = None
    stage: str | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether a producer's document about this head is in it."""
        return self.document is not None and not any(fault.effect == "reject" for fault in self.faults)

    @property
    def clean(self) -> bool:
        """Whether nothing at all is wrong with it."""
        return self.document is not None and not self.faults

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
    proven: Mapping[str, Voice]
    contents: Mapping[str, str]
    earlier_heads: frozenset[str]


def before_this_head(evidence: Evidence, at: str | None) -> bool:
    """Tell whether something surely happened before this head appeared, and so can't be about it."""
    seen = evidence.subject.head_seen_at
    return at is not None and seen is not None and moment(at) < moment(seen)


def with_faults(candidate: Candidate, *faults: Fault) -> Candidate:
    """Return a candidate without a document, for these reasons."""
    return Candidate(
        candidate.carrier, candidate.author, candidate.url, candidate.digest, None, candidate.stage, faults
    )


def name_of(account: Account | None) -> str:
    """Return an account's name for people."""
    return account.login if account else "a deleted account"


def stale(head: str | None) -> str:
    """Return the sentence that says which earlier head something is about."""
    return f"it is about {head[:7] if head else 'no commit'}, an earlier head"
