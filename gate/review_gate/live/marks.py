"""Marks: by what is seen, before and after writing, that nothing moved since the evidence was read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from review_gate.evidence import Evidence
from review_gate.live.answered import value_at
from review_gate.live.asking import Json
from review_gate.live.opening import Opening
from review_gate.live.scanning import PER_PAGE

What: TypeAlias = Literal["head", "base", "conversation"]
NEW: int = 50
"""New posts that are looked at; of more it is taken that a producer's is among them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One post of the policy's accounts."""

    id: str
    edited_at: str | None
    hidden: bool
    state: str | None


@dataclass(frozen=True, slots=True)
class Marks:
    """What a decision rests on, in a form that one request can compare."""

    head_sha: str | None
    base_ref: str | None
    accounts: frozenset[int]
    """Whose new posts matter: what strangers add changes nothing."""
    known: frozenset[str]
    """Node ids of all posts of these accounts that were read."""
    totals: tuple[int | None, int | None]
    """How many comments and reviews there were; None where not all was read, so that it is no pass anyway."""
    deleted_at: str | None
    """When the last comment was deleted: whoever's it was, it may have moved others between two pages."""
    posts: tuple[Mark, ...]
    """The newest hundred of these accounts."""


@dataclass(frozen=True, slots=True)
class Move:
    """What moved, and in words."""

    what: What
    why: str


def marks_of(
    evidence: Evidence, opening: Opening, histories: Iterable[Json], accounts: frozenset[int]
) -> Marks:
    """Return the marks of what was read."""
    nodes = sorted(histories, key=lambda node: int(node.get("fullDatabaseId") or 0), reverse=True)
    whole = bool(opening.subject) and not evidence.problems
    return Marks(
        evidence.subject.head_sha,
        evidence.subject.base_ref,
        accounts,
        frozenset(str(node.get("id")) for node in nodes),
        (opening.total("comments"), opening.total("reviews")) if whole else (None, None),
        max((one["createdAt"] for one in opening.events if _is_deletion(one)), default=None),
        tuple(_mark(node) for node in nodes[:PER_PAGE]),
    )


def moved(marks: Marks, subject: Json, nodes: Iterable[Json]) -> Move | None:
    """Return what moved since; None if nothing did."""
    return next(_moves(marks, subject, nodes), None)


def _moves(marks: Marks, subject: Json, nodes: Iterable[Json]) -> Iterator[Move]:
    if subject.get("headRefOid") != marks.head_sha:
        now = str(subject.get("headRefOid"))[:7]
        yield Move("head", f"the head moved from {(marks.head_sha or '')[:7]} to {now}")
    if subject.get("baseRefName") != marks.base_ref:
        yield Move("base", "the base branch was changed")
    for name, read in zip(("comments", "reviews"), marks.totals, strict=True):
        if read is not None and _has_new(marks, subject[name], read):
            yield Move("conversation", f"there are {subject[name]['totalCount']} {name}, no longer {read}")
    last = [one["createdAt"] for one in subject["timelineItems"]["nodes"] if one]
    if marks.totals[0] is not None and last and last[-1] != marks.deleted_at:
        yield Move("conversation", "a comment was deleted")
    there = {node["id"]: _mark(node) for node in nodes if node}
    for post in marks.posts:
        if there.get(post.id) != post:
            yield Move("conversation", "a post was edited, hidden, dismissed or deleted")


def _has_new(marks: Marks, posts: Json, read: int) -> bool:
    """Tell whether a post of the policy's accounts is new, or may be, or one is gone."""
    grown = posts["totalCount"] - read
    unknown = (one for one in posts["nodes"] if one and one["id"] not in marks.known)
    own = any(value_at(one, "author", "databaseId") in marks.accounts for one in unknown)
    return grown < 0 or grown > NEW or own


def _is_deletion(event: Json) -> bool:
    return bool(event) and event.get("__typename") == "CommentDeletedEvent"


def _mark(node: Json) -> Mark:
    return Mark(
        str(node.get("id")), node.get("lastEditedAt"), bool(node.get("isMinimized")), node.get("state")
    )
