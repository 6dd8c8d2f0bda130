"""The place of a document: its round in its stage's chain, and the documents that it replaces there.

The gate reads a chain only if its rounds run from 1 without a gap and exactly one document is superseded
by none; so a new document replaces all that speak. It stands in their round only where none of them found
anything out: a run that died is healed by the next one, whatever was found stays a round of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from review_contract import Document, Pointer
from review_contract.v1.envelope import Subject
from review_contract.v1.finding import Finding
from review_contract.v1.kinds import RECORD_KINDS
from review_contract.v1.review_kinds import Critique, Review

ChainKey: TypeAlias = tuple[str, str | None, int, str, int | None, str | None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new document stands."""

    round: int
    supersedes: tuple[str, ...] = ()


def chain_key(stage: str, kind: str, subject: Subject) -> ChainKey:
    """Return what the documents of one chain have in common; names and base branches change, ids don't."""
    record = kind if kind in RECORD_KINDS else None
    return stage, record, subject.repository.id, subject.type, subject.number, subject.head_sha


def in_chain(document: Document | Pointer, key: ChainKey) -> bool:
    """Tell whether a document belongs to a chain."""
    return chain_key(document.stage, document.kind, document.subject) == key


def next_place(documents: Iterable[Document | Pointer], key: ChainKey) -> Place:
    """Return the place of the next document of a chain; `documents` may hold others too."""
    chain = [document for document in documents if in_chain(document, key)]
    if not chain:
        return Place(1)
    last = max(document.round for document in chain)
    tips = tips_of(chain)
    speaking = [tip for tip in tips if tip.round == last]
    healed = bool(speaking) and not any(found_anything(tip) for tip in speaking)
    return Place(last if healed else last + 1, tuple(sorted({tip.id for tip in tips})))


def tips_of(chain: Sequence[Document | Pointer]) -> list[Document | Pointer]:
    """Return the documents of a chain that none of it supersedes."""
    replaced = {id_ for document in chain for id_ in document.supersedes}
    return [document for document in chain if document.id not in replaced]


def replaced_by(document: Document | Pointer, documents: Iterable[Document | Pointer]) -> frozenset[str]:
    """Return the ids that a document supersedes, directly or through those that it supersedes."""
    links = {one.id: one.supersedes for one in documents}
    waiting, replaced = [*document.supersedes], set[str]()
    while waiting:
        id_ = waiting.pop()
        if id_ not in replaced:
            replaced.add(id_)
            waiting += links.get(id_, ())
    return frozenset(replaced)


def found_anything(document: Document | Pointer) -> bool:
    """Tell whether a document says something that a rerun in the same round would sweep away."""
    if document.status == "completed":
        return True
    if isinstance(document, Pointer):
        # A critique's pointer counts nothing: what can't be read may be findings.
        return document.counts is None or any(document.counts.values())
    return bool(findings_of(document))


def findings_of(document: Document | Pointer) -> tuple[Finding, ...]:
    """Return what a document claims of the code; a pointer only counts it."""
    if isinstance(document, Review):
        return document.findings
    return document.missed_findings if isinstance(document, Critique) else ()
