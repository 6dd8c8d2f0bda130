"""The chain of a stage: its documents about one head, round by round, and the one that speaks.

Only the tip speaks, and nothing speaks where the chain does not hold together: two documents that
nothing links, a round that is missing, a link to a document that is not there. What may be somebody
else's text links nothing and fills no gap. Order of time and of ids is never evidence.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from review_contract import Pointer
from review_contract.v1.kinds import RECORD_KINDS, Document
from review_gate.reasons import GateCode
from review_gate.selection.candidate import Candidate, Fault

AFTER_SUPERSEDING: Final = frozenset(
    {GateCode.EDITED, GateCode.MINIMISED, GateCode.MINIMISED_UNKNOWN, GateCode.DISMISSED}
)
"""What may happen to a document that another one has replaced without taking anything from what it said."""


@dataclass(frozen=True, slots=True)
class Link:
    """One document of a chain, whatever number of identical copies carry it."""

    document: Document | Pointer
    content: str | None
    """The digest of its payload."""
    faults: tuple[Fault, ...]
    url: str | None
    vouched: bool
    """Whether a producer surely wrote it."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What one stage said about this head."""

    stage: str
    links: tuple[Link, ...]
    """In order of rounds, and within a round as they supersede each other."""
    tip: Link | None
    """The document that speaks; None where none does or more than one would."""
    sound: tuple[Link, ...]
    """The links whose word is beyond doubt: a clean tip, and what was replaced and is not spoilt."""
    unvouched: tuple[Link, ...]
    """What may be somebody else's text, and no document of the stage has replaced."""
    faults: tuple[Fault, ...]


def chain_of(stage: str, own: Sequence[Candidate]) -> Chain:
    """Return the chain of a stage about this head; `own` holds the stage's candidates."""
    speaking = [candidate for candidate in own if _speaks(candidate)]
    links = _in_order(_merged([candidate for candidate in speaking if candidate.stands]))
    vouched = [link for link in links if link.vouched]
    earlier = {one.document.id for one in speaking if one.history and one.vouched and one.document}
    replaced = {id_ for link in vouched for id_ in link.document.supersedes}
    # An edited text links nothing and fills no gap, but it may be what does not fit.
    claimed = [link for link in links if not _of_the_pull_request(link.faults)]
    faults = tuple(dict.fromkeys((*_faults(vouched, earlier), *_faults(claimed, earlier))))
    tips = _tips(vouched)
    tip = tips[0] if len(tips) == 1 and not faults else None
    sound = [link for link in vouched if _is_sound(link, is_tip=link is tip)]
    unvouched = [link for link in links if not link.vouched and link.document.id not in replaced]
    return Chain(stage, links, tip, tuple(sound), tuple(unvouched), faults)


def _speaks(candidate: Candidate) -> bool:
    return candidate.document is not None and candidate.document.kind not in RECORD_KINDS


def _is_sound(link: Link, *, is_tip: bool) -> bool:
    return not link.faults or (not is_tip and all(fault.code in AFTER_SUPERSEDING for fault in link.faults))


def _merged(standing: Sequence[Candidate]) -> list[Link]:
    """Make identical copies one; what is wrong with one of a producer's copies is wrong with the document."""
    copies: dict[str | None, list[Candidate]] = {}
    for candidate in standing:
        copies.setdefault(candidate.content, []).append(candidate)
    return [_link(same) for same in copies.values()]


def _link(copies: Sequence[Candidate]) -> Link:
    vouched = any(candidate.vouched for candidate in copies)
    # A copy that a pull request's own run made says nothing about a document that a producer vouches for.
    counted = [one for one in copies if not (vouched and _of_the_pull_request(one.faults))]
    faults = tuple(dict.fromkeys(fault for candidate in counted for fault in candidate.faults))
    url = next((candidate.url for candidate in counted if candidate.url), None)
    # A pointer only claims to be the document whose digest it names: its own words are the last resort.
    sure = sorted(counted, key=lambda one: (not one.vouched, isinstance(one.document, Pointer)))
    document = next(candidate.document for candidate in sure if candidate.document)
    return Link(document, counted[0].content, faults, url, vouched)


def _of_the_pull_request(faults: Iterable[Fault]) -> bool:
    return any(fault.code == GateCode.WORKFLOW_UNTRUSTED for fault in faults)


def _tips(links: Sequence[Link]) -> list[Link]:
    replaced = {id_ for link in links for id_ in link.document.supersedes}
    return [link for link in links if link.document.id not in replaced]


def _in_order(links: Iterable[Link]) -> tuple[Link, ...]:
    by_round = sorted(links, key=lambda link: (link.document.round, link.document.id))
    rounds = groupby(by_round, key=lambda link: link.document.round)
    return tuple(link for _, same in rounds for link in _as_superseded([*same]))


def _as_superseded(links: list[Link]) -> Iterator[Link]:
    """Yield the documents of one round, each after those that it supersedes; a circle in any order."""
    waiting = {link.document.id for link in links}
    while links:
        ready = [link for link in links if not waiting & {*link.document.supersedes}] or links
        yield from ready
        waiting -= {link.document.id for link in ready}
        links = [link for link in links if link.document.id in waiting]


def _faults(links: Sequence[Link], earlier: set[str]) -> Iterator[Fault]:
    tips = _tips(links)
    ids = [link.document.id for link in links]
    if len(set(ids)) != len(ids):
        yield Fault("error", GateCode.CHAIN_AMBIGUOUS, "two different documents have the same id")
    rounds = sorted({link.document.round for link in links})
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
    rounds = {link.document.id: link.document.round for link in links}
    for link in links:
        for id_ in link.document.supersedes:
            if id_ not in rounds and id_ not in earlier:
                sentence = f"{link.document.id} supersedes {id_}, which is not there"
                yield Fault("error", GateCode.CHAIN_BROKEN, sentence)
            elif rounds.get(id_, 0) > link.document.round:
                sentence = f"{link.document.id} supersedes {id_} of a later round"
                yield Fault("error", GateCode.CHAIN_BROKEN, sentence)
