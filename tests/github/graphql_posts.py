"""Comments, reviews and events as GraphQL shows them: with edits, and whether they are hidden."""

from collections.abc import Mapping
from typing import Final

from tests.github.accounts import graphql_actor
from tests.github.connection import connection, lazy
from tests.github.emulated import Github
from tests.github.exchange import Json
from tests.github.history import visible_reviews
from tests.github.store import Comment, Edit, Event, Review, Thread, rank

_KINDS: Final[Mapping[str, str]] = {
    "COMMENT_DELETED_EVENT": "CommentDeletedEvent",
    "HEAD_REF_FORCE_PUSHED_EVENT": "HeadRefForcePushedEvent",
    "BASE_REF_CHANGED_EVENT": "BaseRefChangedEvent",
    "REVIEW_DISMISSED_EVENT": "ReviewDismissedEvent",
}


def conversation(github: Github, where: Thread, viewer: str) -> Json:
    """Return the lists that issues and pull requests have in common."""
    thread = github.state.threads[where]
    return {
        "comments": lazy(
            lambda args: connection("comments", thread.comments, rank, lambda one: post(github, one), args)
        ),
        "reviews": lazy(
            lambda args: connection(
                "reviews", _reviews(github, where, viewer, args), rank, lambda one: post(github, one), args
            )
        ),
        "timelineItems": lazy(lambda args: _timeline(github, where, args)),
    }


def actor(github: Github, login: str) -> Json:
    """Return who did something; null where the account was deleted."""
    return None if login in github.state.gone else graphql_actor(login, github.state.bots, github.url)


def post(github: Github, one: Comment) -> Json:
    """Return a comment or review."""
    repository, number = one.where
    anchor = "pullrequestreview-" if isinstance(one, Review) else "issuecomment-"
    page = f"{github.url}/{repository}/pull/{number}#{anchor}{one.id}"
    newest = one.edits[::-1]
    shown: dict[str, Json] = {
        "__typename": "IssueComment",
        "id": one.node_id,
        "fullDatabaseId": str(one.id),
        "databaseId": None,
        "author": lazy(lambda _: actor(github, one.voice.login)),
        "body": one.body,
        "createdAt": one.created_at,
        "updatedAt": one.updated_at,
        "publishedAt": one.created_at,
        "createdViaEmail": one.by_email,
        "isMinimized": one.hidden is not None,
        "minimizedReason": one.hidden,
        "includesCreatedEdit": bool(one.edits),
        "lastEditedAt": one.edits[-1].at if one.edits else None,
        "editor": lazy(lambda _: actor(github, one.edits[-1].editor) if one.edits else None),
        "url": page,
        "userContentEdits": lazy(
            lambda args: connection(
                "userContentEdits", newest, newest.index, lambda edit: _edit(github, edit), args
            )
        ),
    }
    if isinstance(one, Review):
        commit = {"__typename": "Commit", "oid": one.commit_id}
        shown |= {"__typename": "PullRequestReview", "state": one.state, "commit": commit}
        shown |= {"submittedAt": None if one.state == "PENDING" else one.created_at}
    return shown


def _reviews(github: Github, where: Thread, viewer: str, args: Mapping[str, Json]) -> list[Review]:
    seen, wanted = visible_reviews(github.state, where, viewer), args.get("states")
    return seen if wanted is None else [one for one in seen if one.state in wanted]


def _edit(github: Github, edit: Edit) -> Json:
    """Return a revision: `diff` is its whole text, and gone once somebody deleted it."""
    return {
        "__typename": "UserContentEdit",
        "editedAt": edit.at,
        "createdAt": edit.at,
        "updatedAt": edit.deleted_at or edit.at,
        "deletedAt": edit.deleted_at,
        "diff": edit.body,
        "editor": lazy(lambda _: actor(github, edit.editor)),
    }


def _timeline(github: Github, where: Thread, args: Mapping[str, Json]) -> Json:
    """Return what happened, of the kinds that the front remembers."""
    wanted = args.get("itemTypes")
    kinds = None if wanted is None else {_KINDS.get(kind) for kind in wanted}
    events = [one for one in github.state.threads[where].events if kinds is None or one.kind in kinds]
    found = connection("timelineItems", events, rank, lambda one: _event(github, one), args)
    return {**found, "filteredCount": len(events), "updatedAt": github.state.clock.now()}


def _event(github: Github, event: Event) -> Json:
    about = event.about
    shown: dict[str, Json] = {
        "__typename": event.kind,
        "id": f"EV_{event.id}",
        "createdAt": event.at,
        "actor": lazy(lambda _: actor(github, event.actor)),
    }
    if event.kind == "CommentDeletedEvent":
        return shown | {"deletedCommentAuthor": actor(github, about["deletedCommentAuthor"])}
    if event.kind == "HeadRefForcePushedEvent":
        commits = {key: {"__typename": "Commit", "oid": about[key]} for key in ("before", "after")}
        return shown | {"beforeCommit": commits["before"], "afterCommit": commits["after"]}
    return {**shown, **about}
