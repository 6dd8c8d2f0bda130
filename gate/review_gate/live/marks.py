"""Marks: by what is seen, before and after writing, that nothing moved since the evidence was read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from review_gate.evidence import Evidence
from review_gate.live.asking import Json
from review_gate.live.opening import Opening
from review_gate.live.scanning import PER_PAGE


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
    comments: int | None
    reviews: int | None
    """None where it could not be read: what was decided then is no pass, whatever moves."""
    posts: tuple[Mark, ...]
    """The newest hundred."""


def marks_of(evidence: Evidence, opening: Opening, histories: Iterable[Json]) -> Marks:
    """Return the marks of what was read."""
    newest = sorted(histories, key=lambda node: int(node.get("fullDatabaseId") or 0), reverse=True)
    return Marks(
        evidence.subject.head_sha,
        evidence.subject.base_ref,
        opening.total("comments") if opening.subject else None,
        opening.total("reviews") if opening.subject else None,
        tuple(_mark(node) for node in newest[:PER_PAGE]),
    )


def moved(marks: Marks, subject: Json, nodes: Iterable[Json]) -> str:
    """Return what moved since, in words; empty if nothing did."""
    return next(_moves(marks, subject, nodes), "")


def _moves(marks: Marks, subject: Json, nodes: Iterable[Json]) -> Iterator[str]:
    if subject.get("headRefOid") != marks.head_sha:
        yield f"the head moved from {(marks.head_sha or '')[:7]} to {str(subject.get('headRefOid'))[:7]}"
    if subject.get("baseRefName") != marks.base_ref:
        yield "the base branch was changed"
    for name, read in (("comments", marks.comments), ("reviews", marks.reviews)):
        now = (subject.get(name) or {}).get("totalCount")
        if read is not None and now != read:
            yield f"there are {now} {name}, no longer {read}"
    now_there = {node["id"]: _mark(node) for node in nodes if node}
    for post in marks.posts:
        if now_there.get(post.id) != post:
            yield "a post was edited, hidden, dismissed or deleted"


def _mark(node: Json) -> Mark:
    return Mark(
        str(node.get("id")), node.get("lastEditedAt"), bool(node.get("isMinimized")), node.get("state")
    )
