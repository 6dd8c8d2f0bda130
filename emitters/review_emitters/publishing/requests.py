"""Every request to GitHub as a value: sent by the session, printed by a dry run, checked by tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from review_contract.v1.envelope import Subject
from review_emitters.emission import Emission, InlineComment, ReviewEvent, Surface
from review_emitters.publishing.receipt import Receipt, comment_of

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

GRAPHQL: Final = "/graphql"
"""The path that stands for the GraphQL endpoint, wherever the server has it."""

_VIEWER: Final = "query Viewer { viewer { databaseId login } }"
_MINIMISE: Final = """\
mutation Minimise($id: ID!) {
  minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } }
}"""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its method, its path below the API's root, and its JSON body."""

    method: Method
    path: str
    body: Mapping[str, object] | None = None

    def __str__(self) -> str:
        """Return what an error calls it."""
        return f"{self.method} {self.path}"


def repository_path(subject: Subject) -> str:
    """Return the path of the subject's repository."""
    return f"/repos/{subject.repository.full_name}"


def issue_path(subject: Subject) -> str:
    """Return the path of the subject as an issue: every pull request is one too."""
    return f"{repository_path(subject)}/issues/{subject.number}"


def pull_path(subject: Subject) -> str:
    """Return the path of the subject as a pull request."""
    return f"{repository_path(subject)}/pulls/{subject.number}"


def get(path: str) -> Request:
    """Return the request that reads what stands at a path, or at the URL of a further page."""
    return Request("GET", path)


def viewer() -> Request:
    """Return the request that asks whose token it is; REST does not tell an installation."""
    return Request("POST", GRAPHQL, {"query": _VIEWER, "variables": {}})


def create_comment(subject: Subject, body: str) -> Request:
    """Return the request that comments on the issue or pull request."""
    return Request("POST", f"{issue_path(subject)}/comments", {"body": body})


def update_comment(subject: Subject, comment_id: int, body: str) -> Request:
    """Return the request that replaces a comment's text: only a summary is ever kept up to date."""
    return Request("PATCH", f"{repository_path(subject)}/issues/comments/{comment_id}", {"body": body})


def delete_comment(subject: Subject, comment_id: int) -> Request:
    """Return the request that deletes a comment of the conversation."""
    return Request("DELETE", f"{repository_path(subject)}/issues/comments/{comment_id}")


def create_pending_review(subject: Subject, body: str, comments: tuple[InlineComment, ...]) -> Request:
    """Return the request that makes a review which nobody but its author sees yet."""
    said = {"commit_id": subject.head_sha, "body": body, "comments": [_line(one) for one in comments]}
    return Request("POST", f"{pull_path(subject)}/reviews", said)


def submit_review(subject: Subject, review_id: int | str, event: ReviewEvent) -> Request:
    """Return the request that shows a pending review to everybody."""
    return Request("POST", f"{pull_path(subject)}/reviews/{review_id}/events", {"event": event})


def delete_pending_review(subject: Subject, review_id: int) -> Request:
    """Return the request that takes a pending review back."""
    return Request("DELETE", f"{pull_path(subject)}/reviews/{review_id}")


def dismiss_review(subject: Subject, review_id: int, message: str) -> Request:
    """Return the request that takes a submitted review's approval, or its request for changes, away."""
    body = {"message": message, "event": "DISMISS"}
    return Request("PUT", f"{pull_path(subject)}/reviews/{review_id}/dismissals", body)


def reply_to_comment(subject: Subject, comment_id: int, body: str) -> Request:
    """Return the request that answers a review's comment on a line."""
    return Request("POST", f"{pull_path(subject)}/comments/{comment_id}/replies", {"body": body})


def minimise(node_id: str) -> Request:
    """Return the request that hides a comment or review as outdated; only GraphQL can."""
    return Request("POST", GRAPHQL, {"query": _MINIMISE, "variables": {"id": node_id}})


def patch_description(subject: Subject, body: str) -> Request:
    """Return the request that replaces the pull request's description."""
    return Request("PATCH", pull_path(subject), {"body": body})


def planned(emission: Emission, earlier: tuple[Receipt, ...] = ()) -> tuple[Request, ...]:
    """Return what publishing would send if nobody else spoke; what only GitHub knows stands in braces."""
    document = emission.document
    subject = document.subject
    if emission.surface is Surface.PULL_REQUEST_BODY:
        return (patch_description(subject, emission.body),)
    outdated = (minimise(f"{{node_id of {id_}}}") for id_ in document.supersedes)
    replies = (
        reply_to_comment(subject, comment, reply.body)
        for reply in emission.replies
        if (comment := comment_of(earlier, reply.finding_id))
    )
    return (*_carrying(emission), *outdated, *replies)


def _carrying(emission: Emission) -> tuple[Request, ...]:
    subject = emission.document.subject
    if emission.surface is Surface.COMMENT:
        return (create_comment(subject, emission.body),)
    return (
        create_pending_review(subject, emission.review_body, emission.inline_comments),
        submit_review(subject, "{id of the review}", emission.review_event),
    )


def _line(comment: InlineComment) -> dict[str, object]:
    place: dict[str, object] = {
        "path": comment.path,
        "body": comment.body,
        "line": comment.line,
        "side": comment.side,
    }
    if comment.start_line is None:
        return place
    return {**place, "start_line": comment.start_line, "start_side": comment.side}
