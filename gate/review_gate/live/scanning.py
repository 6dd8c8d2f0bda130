"""Scanning: one page of a conversation at a time, of which only what may matter is kept.

A page is let go as soon as it was looked through, so ten thousand comments need no more memory than a
few pages. Dropping is safe: what nobody of the policy wrote can change no decision; it is told to people
only, and only if it looks like a block. Nothing but the standard library is needed, and little of that.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

Json: TypeAlias = Any

PER_PAGE: Final = 100
TOLD: Final = 100
"""Most posts of strangers that are kept to be told to people."""


class Filter(NamedTuple):
    """What is kept of a page."""

    ids: frozenset[int] | None
    """Accounts all of whose posts are kept; None stands for everybody's."""
    sentinel: str
    """What makes somebody else's post worth telling of."""


class Page(NamedTuple):
    """A page as it came."""

    text: str
    complaint: str = ""
    """Why it is none; empty where it is."""
    more: bool = False
    """Whether GitHub says that another one follows."""


class Scanned(NamedTuple):
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


class Listed(NamedTuple):
    """All pages of a list together."""

    own: tuple[Json, ...]
    strange: tuple[Json, ...]
    total: int
    """How many different items there were."""


def scanned(page: Page, kept: Filter) -> Scanned:
    """Return what is kept of a page of comments or reviews."""
    more = page.more
    if page.complaint:
        return Scanned((), (), (), page.complaint, more)
    items: list[Json] = json.loads(page.text)
    if type(items) is not list:
        return Scanned((), (), (), "a list was asked for, and none came", more)
    try:
        own, strange = _parted(items, kept)
        ids = tuple(item["id"] for item in items)
    except (TypeError, KeyError, AttributeError):
        return Scanned((), (), (), "the list holds something else than comments and reviews", more)
    return Scanned(tuple(own), tuple(strange), ids, more=more)


def _parted(items: Iterable[Json], kept: Filter) -> tuple[list[Json], list[Json]]:
    ids, sentinel = kept.ids, kept.sentinel
    own: list[Json] = []
    strange: list[Json] = []
    for item in items:
        user = item["user"]
        if ids is None or (user is not None and user["id"] in ids):
            own.append(item)
        elif sentinel in (item["body"] or ""):
            strange.append(item)
    return own, strange


def listed(pages: Sequence[Scanned]) -> Listed:
    """Return the pages as one list; what stands on several of them is kept as often as it stands there."""
    return Listed(
        own=tuple(item for page in pages for item in page.own),
        strange=tuple(item for page in pages for item in page.strange)[:TOLD],
        total=len({id_ for page in pages for id_ in page.ids}),
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
