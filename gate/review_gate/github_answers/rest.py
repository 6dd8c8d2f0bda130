"""GitHub's REST objects as parts of the evidence: one function for each, from the fields that are documented.

Keys that GitHub adds are ignored; keys that it documents as always there must be there.
"""

from typing import Final

from review_contract import ContractError
from review_contract.parsing import validate
from review_contract.v1.envelope import Repository
from review_gate import accounts
from review_gate.evidence import (
    Account,
    App,
    Artifact,
    ChangedFile,
    Comment,
    Review,
    ReviewComment,
    WorkflowRun,
)
from review_gate.github_answers.shape import Fields, Note, ShapeError

REVIEW_STATES: Final = ("APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING")


def author(item: Fields, note: Note, key: str = "user") -> Account | None:
    """Return who wrote something; None where the account was deleted, or, noted, can't be told."""
    try:
        user = item.maybe_child(key)
        if user is None:
            return None
        return accounts.account(user.get("login", str), user.get("type", str), user.get("id", int))
    except ShapeError as error:
        note(str(error))
    except ContractError as error:
        problem = error.problems[0]
        note(f"{item.place}/{key}{problem.path}: {problem.message}")
    return None


def comment(item: Fields, note: Note) -> Comment:
    """Return an issue comment; its edits and whether it is hidden REST does not say."""
    return validate(Comment, {**_post(item, note), "app": _app(item)})


def review(item: Fields, note: Note) -> Review:
    """Return a review; a review without a body has the empty one."""
    said = {
        "id": item.get("id", int),
        "url": _url(item, note),
        "author": author(item, note),
        "body": item.maybe("body", str) or "",
        "edits": None,
        "minimised": None,
        "state": item.among("state", REVIEW_STATES),
        "commit_id": item.maybe("commit_id", str),
    }
    # A review that was not submitted yet has no instant; it never counts, so any will do.
    pending = said["state"] == "PENDING" and item.value.get("submitted_at") is None
    return validate(Review, {**said, "created_at": _EPOCH if pending else item.time("submitted_at")})


def review_comment(item: Fields, note: Note) -> ReviewComment:
    """Return a comment on a line of the diff."""
    where = {"path": item.get("path", str), "commit_id": item.maybe("commit_id", str)}
    return validate(ReviewComment, {**_post(item, note), **where})


def changed_file(item: Fields) -> ChangedFile:
    """Return a changed file; `previous_filename` stands only at renames and copies."""
    return validate(
        ChangedFile,
        {
            "path": item.get("filename", str),
            "previous_path": item.get("previous_filename", str)
            if "previous_filename" in item.value
            else None,
            "status": item.get("status", str),
        },
    )


def repository(item: Fields) -> tuple[Repository, str]:
    """Return a repository and its default branch."""
    named = {"id": item.get("id", int), "full_name": item.get("full_name", str)}
    return validate(Repository, named), item.get("default_branch", str)


def workflow_run(item: Fields) -> WorkflowRun:
    """Return a workflow run."""
    head = item.maybe_child("head_repository")
    return validate(
        WorkflowRun,
        {
            "id": item.get("id", int),
            "attempt": item.get("run_attempt", int),
            "path": item.get("path", str),
            "event": item.get("event", str),
            "repository_id": item.child("repository").get("id", int),
            "head_repository_id": head.get("id", int) if head else None,
            "head_branch": item.maybe("head_branch", str),
            "head_sha": item.get("head_sha", str),
            "created_at": item.time("created_at"),
            "url": item.get("html_url", str),
        },
    )


def artifact(item: Fields, content: str | None) -> Artifact:
    """Return an artifact with what was downloaded of it."""
    expired = item.get("expired", bool)
    return validate(
        Artifact,
        {
            "name": item.get("name", str),
            "run_id": item.child("workflow_run").get("id", int),
            "expired": expired,
            "content": None if expired else content,
        },
    )


_EPOCH: Final = "1970-01-01T00:00:00Z"


def _post(item: Fields, note: Note) -> dict[str, object]:
    return {
        "id": item.get("id", int),
        "url": _url(item, note),
        "author": author(item, note),
        "body": item.get("body", str),
        "created_at": item.time("created_at"),
        "edits": None,
        "minimised": None,
    }


def _url(item: Fields, note: Note) -> str | None:
    """Return where people find it; answers of 2012 do not say."""
    try:
        return item.get("html_url", str)
    except ShapeError as error:
        note(str(error))
        return None


def _app(item: Fields) -> App | None:
    """Return the App that GitHub names; older answers do not have the key, which names none."""
    app = item.maybe_child("performed_via_github_app") if "performed_via_github_app" in item.value else None
    return validate(App, {"id": app.get("id", int), "slug": app.value.get("slug")}) if app else None
