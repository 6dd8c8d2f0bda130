"""Scanning: one page of a conversation at a time, of which only what may matter is kept.

A page is let go as soon as it was looked through, so ten thousand comments need no more memory than a
few pages. Dropping is safe: what nobody of the policy wrote can change no decision; it is told to people
only, and only if it looks like a block.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from review_contract.header import SENTINEL
from review_gate.live.asking import PER_PAGE, Answer, Json

TOLD: Final = 100
"""Most posts of strangers that are kept to be told to people."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Whose posts are kept; None stands for everybody's."""

    ids: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one page held."""

    own: tuple[Json, ...]
    """What the policy's accounts wrote, as GitHub described it."""
    strange: tuple[Json, ...]
    """What others wrote that holds a sentinel."""
    ids: tuple[int, ...]
    """Everything that the page listed."""
    complaint: str = ""
    more: bool = False
    """Whether GitHub says that another page follows."""


@dataclass(frozen=True, slots=True)
class Listed:
    """All pages of a list together."""

    own: tuple[Json, ...]
    strange: tuple[Json, ...]
    count: int
    """How many different items there were."""


def scanned(answer: Answer, accounts: Accounts) -> Scanned:
    """Return what is kept of a page of comments or reviews."""
    more = 'rel="next"' in answer.headers.get("link", "")
    if answer.complaint:
        return Scanned((), (), (), answer.complaint, more)
    items = json.loads(answer.text)
    if not isinstance(items, list):
        return Scanned((), (), (), "a list was asked for, and none came", more)
    try:
        own, strange = _parted(items, accounts.ids)
        ids = tuple(item["id"] for item in items)
    except (TypeError, KeyError, AttributeError):
        return Scanned((), (), (), "the list holds something else than comments and reviews", more)
    return Scanned(tuple(own), tuple(strange), ids, more=more)


def _parted(items: Iterable[Json], ids: Collection[int] | None) -> tuple[list[Json], list[Json]]:
    own: list[Json] = []
    strange: list[Json] = []
    for item in items:
        user = item["user"]
        if ids is None or (user is not None and user["id"] in ids):
            own.append(item)
        elif SENTINEL in (item["body"] or ""):
            strange.append(item)
    return own, strange


def listed(pages: Sequence[Scanned]) -> Listed:
    """Return the pages as one list; what stands on several of them is kept as often as it stands there."""
    return Listed(
        own=tuple(item for page in pages for item in page.own),
        strange=tuple(item for page in pages for item in page.strange)[:TOLD],
        count=len({id_ for page in pages for id_ in page.ids}),
    )


def holes(name: str, pages: Sequence[Scanned]) -> list[str]:
    """Return why the pages are no whole list: one that failed, or one that is short although more follow."""
    found = [
        f"{name} page {number}: {page.complaint}" for number, page in enumerate(pages, 1) if page.complaint
    ]
    for number, page in enumerate(pages, 1):
        followed = page.more or number < len(pages)
        if not page.complaint and followed and len(page.ids) != PER_PAGE:
            found.append(f"{name} page {number} holds {len(page.ids)} of {PER_PAGE}, although more follow")
    return found
