"""The chain of a stage: its documents about one head, round by round, and the one that speaks.

Only the tip speaks, and nothing speaks where the chain does not hold together: two documents that
nothing links, a round that is missing, a link to a document that is not there. Order of time and of
ids is never evidence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from review_contract import Pointer
from review_contract.v1.kinds import Document
from review_gate.policy import RECORD_KINDS
from review_gate.reasons import GateCode
from review_gate.selection.candidate import Candidate, Fault

_AFTER_SUPERSEDING: Final = frozenset({GateCode.MINIMISED, GateCode.MINIMISED_UNKNOWN, GateCode.DISMISSED})
"""What publishers do to a document that another one has replaced; it takes nothing from what was said."""


@dataclass(frozen=True, slots=True)
class Link:
    """One document of a chain, whatever number of identical copies carry it."""

    document: Document | Pointer
    faults: tuple[Fault, ...]
    url: str | None

    @property
    def unspoilt(self) -> bool:
        """Whether what it said may be believed although it was replaced and hidden."""
        return all(fault.code in _AFTER_SUPERSEDING for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Chain:
    """What one stage said about this head."""

    stage: str
    links: tuple[Link, ...]
    """In order of rounds."""
    tip: Link | None
    """The document that speaks; None where none does or more than one would."""
    faults: tuple[Fault, ...]

    def sound(self) -> tuple[Link, ...]:
        """Return the links whose word is beyond doubt: a clean tip, and what it replaced unspoilt."""
        return tuple(link for link in self.links if (not link.faults if link is self.tip else link.unspoilt))


def chain_of(stage: str, found: Sequence[Candidate]) -> Chain:
    """Return the chain of a stage about this head."""
    own = [candidate for candidate in found if candidate.stage == stage and _speaks(candidate)]
    links = _merged([candidate for candidate in own if candidate.stands])
    earlier = {
        candidate.document.id
        for candidate in own
        if candidate.history and candidate.document and _vouched(candidate.faults)
    }
    replaced = {id_ for link in links for id_ in link.document.supersedes}
    tips = [link for link in links if link.document.id not in replaced]
    faults = tuple(_faults(links, tips, earlier))
    return Chain(stage, links, tips[0] if len(tips) == 1 and not faults else None, faults)


def _speaks(candidate: Candidate) -> bool:
    return candidate.document is not None and candidate.document.kind not in RECORD_KINDS


def _merged(standing: Sequence[Candidate]) -> tuple[Link, ...]:
    """Make identical copies one; what is wrong with one copy is wrong with the document."""
    links: list[Link] = []
    for candidate in standing:
        document = candidate.document
        if document is None:
            continue
        # A comment may point to the artifact that carries the whole: two digests, one document.
        known = next((link for link in links if link.document == document), None)
        if known is None:
            links.append(Link(document, tuple(dict.fromkeys(candidate.faults)), candidate.url))
            continue
        faults = tuple(dict.fromkeys((*known.faults, *candidate.faults)))
        links[links.index(known)] = replace(known, faults=faults, url=known.url or candidate.url)
    return tuple(sorted(links, key=lambda link: (link.document.round, link.document.id)))


def _vouched(faults: Sequence[Fault]) -> bool:
    """Tell whether a producer surely wrote it: what the pull request itself may have made fills no gap."""
    return all(fault.code is not GateCode.WORKFLOW_UNTRUSTED for fault in faults)


def _faults(links: Sequence[Link], tips: Sequence[Link], earlier: set[str]) -> Iterator[Fault]:
    ids = [link.document.id for link in links]
    if len(set(ids)) != len(ids):
        yield Fault("error", GateCode.CHAIN_AMBIGUOUS, "two different documents have the same id")
    rounds = sorted({link.document.round for link in links if _vouched(link.faults)})
    if rounds != [*range(1, len(rounds) + 1)]:
        said = ", ".join(map(str, rounds))
        yield Fault("error", GateCode.CHAIN_GAP, f"rounds run from 1 without a gap; there are only: {said}")
    yield from _broken_links(links, earlier)
    if len(tips) > 1:
        named = ", ".join(f"{tip.document.id} (round {tip.document.round})" for tip in tips)
        sentence = f"{len(tips)} documents speak and none supersedes the other: {named}"
        yield Fault("error", GateCode.CHAIN_AMBIGUOUS, sentence)
    if links and not tips:
        yield Fault("error", GateCode.CHAIN_BROKEN, "every document supersedes another, in a circle")


def _broken_links(links: Sequence[Link], earlier: set[str]) -> Iterator[Fault]:
    rounds = {link.document.id: link.document.round for link in links if _vouched(link.faults)}
    for link in links:
        for id_ in link.document.supersedes:
            if id_ not in rounds and id_ not in earlier:
                sentence = f"{link.document.id} supersedes {id_}, which is not there"
                yield Fault("error", GateCode.CHAIN_BROKEN, sentence)
            elif rounds.get(id_, 0) > link.document.round:
                sentence = f"{link.document.id} supersedes {id_} of a later round"
                yield Fault("error", GateCode.CHAIN_BROKEN, sentence)
