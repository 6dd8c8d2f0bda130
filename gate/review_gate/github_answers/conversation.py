"""Comments and reviews from REST, each with the history that only GraphQL tells."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from review_gate import accounts
from review_gate.evidence import Account, Comment, Post, Review, ReviewComment
from review_gate.github_answers.folder import GRAPHQL, Folder, once
from review_gate.github_answers.graphql import History
from review_gate.github_answers.shape import Fields, Note

PostT = TypeVar("PostT", Comment, Review, ReviewComment)
CarrierT = TypeVar("CarrierT", Comment, Review)


def posts(folder: Folder, name: str, build: Callable[[Fields, Note], PostT]) -> list[PostT] | None:
    """Return posts in the order of their ids, whatever GitHub's was; None where they can't be read."""
    note = folder.note(name)
    found = folder.items(name, lambda item: build(item, note))
    return None if found is None else sorted(once(found, note), key=lambda post: post.id)


def with_histories(
    folder: Folder, found: list[CarrierT] | None, histories: Mapping[int, History] | None
) -> tuple[CarrierT, ...]:
    """Return posts with their edits; of one without a history, both stay unknown."""
    if histories is None or found is None:
        return tuple(found or ())
    for number in sorted(histories.keys() - {post.id for post in found}):
        folder.notes.add(GRAPHQL, f"{number} is not among what REST listed")
    return tuple(_with_history(folder, post, histories.get(post.id)) for post in found)


def _with_history(folder: Folder, post: CarrierT, history: History | None) -> CarrierT:
    if history is None:
        folder.notes.add(GRAPHQL, f"it holds no edit history of {post.id}")
        return post
    for difference in _differences(post, history):
        folder.notes.add(
            GRAPHQL, f"{post.id} has another {difference} than over REST: it changed while it was read"
        )
    edits = history.edits if history.body == post.body else None
    return post.model_copy(
        update={"edits": edits, "minimised": history.minimised, "by_email": history.by_email}
    )


def _differences(post: Post, history: History) -> Iterator[str]:
    if post.body != history.body:
        yield "text"
    if isinstance(post, Review) and post.state != history.state:
        yield "state"
    if _differ(post.author, history.author):
        yield "author"


def _differ(one: Account | None, other: Account | None) -> bool:
    """Tell whether two accounts are surely not one; REST shows a stand-in where GraphQL says null."""
    if one is None or other is None or one.id is None or other.id is None:
        return False
    return not accounts.same(one, other)
