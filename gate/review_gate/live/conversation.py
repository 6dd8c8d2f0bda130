"""The conversation as it is read live: pages of comments and reviews side by side, then their histories."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, cast

from review_gate.live.asking import Answer, Asking, Json, Request, graphql, page, pages, whole
from review_gate.live.queries import HISTORIES
from review_gate.live.scanning import PER_PAGE, Filter, Listed, Page, Scanned, holes, listed, scanned

MOST_PAGES: Final = 1_000
"""Pages of one list that are followed beyond its own total: nobody writes faster than they are read."""


@dataclass(frozen=True, slots=True)
class List:
    """A list that is read: what it is called, where it stands, and how long GitHub says that it is."""

    name: str
    path: str
    total: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was read of comments and reviews."""

    lists: tuple[Listed, ...]
    histories: tuple[Json, ...]
    """What GraphQL says of each kept post of the policy's accounts."""
    problems: tuple[str, ...]


def requests_of(lists: Sequence[List]) -> list[Request]:
    """Return the requests for every page that GitHub's totals promise."""
    return [request for one in lists for request in pages(one.name, one.path, one.total)]


def read_lists(
    asking: Asking, lists: Sequence[List], kept: Filter, beside: Sequence[Request] = ()
) -> tuple[Conversation, list[Answer]]:
    """Return what the lists hold, with the histories of what is kept.

    `beside` are requests that need not wait for any of it: they go out in the same wave, and their answers
    are returned.
    """
    paths = {one.path for one in lists}

    def take(answer: Answer) -> Scanned | Answer:
        return _scanned(answer, kept) if answer.request.path in paths else answer

    answers = asking([*requests_of(lists), *beside], take)
    found = iter([one for one in answers if isinstance(one, Scanned)])
    read: list[Listed] = []
    problems: list[str] = []
    for one in lists:
        known = [next(found) for _ in pages(one.name, one.path, one.total)]
        known += _grown(asking, one, known, kept)
        read.append(listed(known))
        problems += [*holes(one.name, known), *_short(one, known, read[-1])]
    posts = [post for one in read for post in one.own]
    conversation = Conversation(tuple(read), *_histories(asking, posts, problems))
    return conversation, [one for one in answers if isinstance(one, Answer)]


def _scanned(answer: Answer, kept: Filter) -> Scanned:
    return scanned(Page(answer.text, answer.complaint, answer.more), kept)


def _grown(asking: Asking, one: List, known: Sequence[Scanned], kept: Filter) -> Iterator[Scanned]:
    """Yield the pages that came to be while the list was read."""
    last = known[-1] if known else None
    for number in range(len(known) + 1, MOST_PAGES):
        if last is None or not last.more:
            return
        (last,) = asking([page(one.name, one.path, number)], partial(_scanned, kept=kept))
        yield last


def _short(one: List, known: Sequence[Scanned], read: Listed) -> Iterator[str]:
    if read.total < one.total and not any(page.complaint for page in known):
        yield f"{one.name}: read {read.total:,} of {one.total:,}"


def _histories(
    asking: Asking, posts: Iterable[Json], problems: list[str]
) -> tuple[tuple[Json, ...], tuple[str, ...]]:
    ids = list(dict.fromkeys(str(post.get("node_id")) for post in posts))
    asked = [
        graphql(f"histories part {start // PER_PAGE + 1}", HISTORIES, ids=ids[start : start + PER_PAGE])
        for start in range(0, len(ids), PER_PAGE)
    ]
    nodes: list[Json] = []
    for answer in asking(asked, whole) if asked else []:
        given = nodes_of(answer)
        nodes += [node for node in given if node]
        if answer.complaint:
            problems.append(f"{answer.request.name}: {answer.complaint}")
        elif None in given:
            problems.append(f"{answer.request.name}: {given.count(None)} posts were gone when it was asked")
    return tuple(nodes), tuple(problems)


def nodes_of(answer: Answer) -> list[Json]:
    """Return the nodes of an answer to `nodes(ids:)`, None for each that is gone; none where it failed."""
    try:
        nodes = json.loads(answer.text)["data"]["nodes"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return []
    return list(cast("list[object]", nodes)) if isinstance(nodes, list) else []
