"""What only GitHub's GraphQL says: every edit and its editor, what is hidden, what was deleted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

from review_contract.parsing import validate
from review_contract.problems import excerpt
from review_gate import accounts
from review_gate.evidence import Account, Deletion, Edit
from review_gate.github_answers.shape import Fields, Note, ShapeError, answer, built, fields

T = TypeVar("T")
Json: TypeAlias = Any
PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class History:
    """What GraphQL says of one comment or review."""

    id: int
    author: Account | None
    body: str
    edits: tuple[Edit, ...] | None
    minimised: bool
    by_email: bool
    state: str | None


@dataclass(frozen=True, slots=True)
class ForcePush:
    """A force push of the head."""

    commits: tuple[str, ...]
    """What it left and what it reached, as far as GitHub still knows."""


@dataclass(frozen=True, slots=True)
class GraphqlAnswer:
    """What the answers to the query hold."""

    comments: Mapping[int, History]
    reviews: Mapping[int, History]
    deletions: tuple[Deletion, ...]
    forced_heads: tuple[str, ...]
    """Commits that a force push left or reached."""


def graphql_answer(pages: list[object], number: int, head_sha: str | None, note: Note) -> GraphqlAnswer:
    """Return what the query's answers hold about this subject."""
    subjects = [subject for page in pages if (subject := _subject(page, number, head_sha, note))]
    events = _connection(subjects, "timelineItems", _event, note)
    return GraphqlAnswer(
        comments=_histories(subjects, "comments", note),
        reviews=_histories(subjects, "reviews", note) if head_sha else {},
        deletions=tuple(event for event in events if isinstance(event, Deletion)),
        forced_heads=tuple(oid for event in events if isinstance(event, ForcePush) for oid in event.commits),
    )


def graphql_nodes(histories: Iterable[Json], events: Iterable[Json], note: Note) -> GraphqlAnswer:
    """Return the same from single nodes: posts that were asked for by id, and events of the timeline."""
    posts = [fields(node) for node in histories if node]
    comments = [post for post in posts if post.value.get("__typename") == "IssueComment"]
    reviews = [post for post in posts if post.value.get("__typename") == "PullRequestReview"]
    found = _all_built(_event, [fields(event) for event in events if event], note)
    return GraphqlAnswer(
        comments={one.id: one for one in _all_built(_history, comments, note)},
        reviews={one.id: one for one in _all_built(_history, reviews, note)},
        deletions=tuple(event for event in found if isinstance(event, Deletion)),
        forced_heads=tuple(oid for event in found if isinstance(event, ForcePush) for oid in event.commits),
    )


def _subject(page: object, number: int, head_sha: str | None, note: Note) -> Fields | None:
    """Return the issue or pull request of one answer; None, noted, where it is about something else."""
    try:
        top = answer(page)
        _note_errors(top, note)
        subject = top.child("data").child("repository").child("issueOrPullRequest")
        about = subject.get("number", int)
        head = None if head_sha is None else subject.sha("headRefOid")
    except ShapeError as error:
        note(str(error))
        return None
    if about != number:
        note(f"it is about #{about}, not #{number}")
    elif head != head_sha:
        note(f"its head is {head}: the head moved while it was read")
    else:
        return subject
    return None


def _note_errors(top: Fields, note: Note) -> None:
    """Note what GitHub says beside the data: partial failure comes with status 200."""
    if top.value.get("errors"):
        errors = top.children("errors")
        note(f"GitHub reported {len(errors)} errors, the first: {excerpt(errors[0].value.get('message'))}")


@dataclass(frozen=True, slots=True)
class _Page:
    nodes: list[Fields]
    more: bool
    total: int | None
    """How many the list holds; GitHub does not count a timeline by the kinds that were asked for."""


def _connection(subjects: list[Fields], key: str, build: Callable[[Fields], T], note: Note) -> list[T]:
    """Return what `build` makes of the nodes of all pages of a list, noting whether it is whole."""
    pages: list[_Page] = []
    for subject in subjects:
        if key in subject.value:
            try:
                pages.append(_page(subject, key))
            except ShapeError as error:
                note(str(error))
    for fault in _page_faults(pages, key):
        note(fault)
    return _all_built(build, [node for page in pages for node in page.nodes], note)


def _page(subject: Fields, key: str) -> _Page:
    connection = subject.child(key)
    return _Page(
        nodes=connection.children("nodes"),
        more=connection.child("pageInfo").get("hasNextPage", bool),
        total=None if key == "timelineItems" else connection.get("totalCount", int),
    )


def _page_faults(pages: list[_Page], key: str) -> Iterator[str]:
    if not pages:
        yield f"the answers hold no {key}: run the query with {_SWITCHES[key]}=true"
        return
    ends = sum(not page.more for page in pages)
    if ends != 1:
        yield f"{key} has {ends} last pages instead of one: pages are missing, or stand there twice"
    if any(page.more and len(page.nodes) != PAGE for page in pages):
        yield f"a page of {key} holds less than {PAGE}, although more follow"
    read = sum(len(page.nodes) for page in pages)
    for total in {page.total for page in pages} - {None, read}:
        yield f"read {read:,} of {total:,} {key}"


_SWITCHES: Final = {"comments": "comments", "reviews": "reviews", "timelineItems": "timeline"}


def _all_built(build: Callable[[Fields], T], items: list[Fields], note: Note) -> list[T]:
    found: list[T] = []
    for item in items:
        try:
            found.append(built(build, item.value, item.place))
        except ShapeError as error:
            note(str(error))
    return found


def _histories(subjects: list[Fields], key: str, note: Note) -> Mapping[int, History]:
    histories: dict[int, History] = {}
    for one in _connection(subjects, key, _history, note):
        if histories.setdefault(one.id, one) != one:
            note(f"{key} {one.id} stands there twice, and differs")
    return histories


def _history(node: Fields) -> History:
    number = node.get("fullDatabaseId", str)  # a BigInt is a string of digits
    if not (number.isascii() and number.isdigit()):
        raise ShapeError(f"{node.place}/fullDatabaseId is no number: {excerpt(number)}")
    return History(
        id=int(number[:20]),
        author=_account(node, "author"),
        body=node.get("body", str),
        edits=_edits(node),
        minimised=node.get("isMinimized", bool),
        by_email=node.get("createdViaEmail", bool),
        state=node.get("state", str) if "state" in node.value else None,
    )


def _edits(node: Fields) -> tuple[Edit, ...] | None:
    """Return every revision, oldest first; None where some were not read.

    That is no fetch problem: anybody may edit a comment of theirs a hundred times, and the gate asks for
    the history of producers' posts only, where None is an error.
    """
    edited_at = node.maybe("lastEditedAt", str)
    connection = node.maybe_child("userContentEdits")
    if connection is None and edited_at is None:
        return ()
    items = connection.children("nodes") if connection else []
    total = connection.get("totalCount", int) if connection else 0
    if len(items) != total or (edited_at is not None and not items):
        return None
    edits = [_edit(item) for item in items]
    return tuple(sorted(edits, key=lambda edit: edit.at or ""))


def _edit(item: Fields) -> Edit:
    """Return a revision; GitHub calls its text `diff`, and keeps when and who where it was deleted."""
    body = item.maybe("diff", str)
    deleted = item.maybe("deletedAt", str) is not None
    known = {"at": item.time("editedAt"), "editor": _account(item, "editor")}
    return validate(Edit, {**known, "body": None if deleted else body})


def _account(item: Fields, key: str) -> Account | None:
    """Return an actor; None where the account was deleted, and an unknown id where GraphQL has none."""
    actor = item.maybe_child(key)
    if actor is None:
        return None
    kind = actor.get("__typename", str)
    number = None if kind == "EnterpriseUserAccount" else actor.maybe("databaseId", int)
    return accounts.account(actor.get("login", str), kind, number)


def _event(event: Fields) -> Deletion | ForcePush:
    """Return an event; one of a kind that was not asked for is refused, for it may be one that was."""
    if event.among("__typename", ("CommentDeletedEvent", "HeadRefForcePushedEvent")) == "CommentDeletedEvent":
        return _deletion(event)
    ends = [event.maybe_child(key) for key in ("beforeCommit", "afterCommit")]
    return ForcePush(tuple(end.sha("oid") for end in ends if end))


def _deletion(event: Fields) -> Deletion:
    return validate(
        Deletion,
        {
            "at": event.time("createdAt"),
            "author": _account(event, "deletedCommentAuthor"),
            "actor": _account(event, "actor"),
        },
    )
