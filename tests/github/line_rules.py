"""What GitHub does about comments on lines: where they may stand, whose they are, and replies."""

import re
from collections.abc import Sequence
from typing import Final

from tests.github.comment_rules import association, user
from tests.github.emulated import Github
from tests.github.exchange import Answer, Ask, Json, refusal
from tests.github.pages import listed
from tests.github.store import State, Thread

_REPLY_BESIDE_PENDING: Final = {
    "resource": "PullRequestReview",
    "code": "custom",
    "field": "user_id",
    "message": "user_id can only have one pending review per pull request",
}


def anchored(state: State, comments: Sequence[Json]) -> str | None:
    """Return why comments can't stand where they should; None where they can."""
    for comment in comments:
        if comment["path"] not in state.lines:
            return "Path could not be resolved"
        lines = state.lines[comment["path"]]
        if not {comment["line"], comment.get("start_line", comment["line"])} <= {*lines}:
            return "Line could not be resolved"
    return None


def of_pull(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List the comments of all submitted reviews, and the replies."""
    thread = github.state.threads[match[1], int(match[2])]
    pending = {review.id for review in thread.reviews if review.state == "PENDING"}
    here = _below(github, match)
    shown = [c for c in here if c["pull_request_review_id"] not in pending]
    return listed(github.url, ask, shown, lambda comment: comment)


def of_review(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List the comments of one review."""
    here = [c for c in _below(github, match) if c["pull_request_review_id"] == int(match[3])]
    return listed(github.url, ask, here, lambda comment: comment)


def reply(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Answer a comment, which nobody may who has a review pending."""
    where: Thread = match[1], int(match[2])
    login = github.state.voice(ask.token).login
    pending = (one for one in github.state.threads[where].reviews if one.state == "PENDING")
    if any(one.voice.login == login for one in pending):
        return refusal(422, "Validation Failed", _REPLY_BESIDE_PENDING)
    parent = next((c for c in _below(github, match) if c["id"] == int(match[3])), None)
    if parent is None:
        return refusal(404, "Not Found")
    review = {
        "id": parent["pull_request_review_id"],
        "user": user(github, login),
        "author_association": association(github, login, match[1]),
        "pull_request_url": parent["pull_request_url"],
        "commit_id": parent["commit_id"],
    }
    said = {"path": parent["path"], "body": ask.body["body"], "line": parent["line"], "side": parent["side"]}
    return Answer(201, add_comment(github, review, said, in_reply_to_id=parent["id"]))


def add_comment(github: Github, review: Json, said: Json, **also: Json) -> Json:
    """Put a comment onto a line, and return it as REST shows it."""
    number, now = next(github.state.ids), github.state.clock.tick()
    pull = review["pull_request_url"]
    page = f"{pull}#discussion_r{number}"
    comment = {
        "id": number,
        "node_id": f"PRRC_{number}",
        "url": f"{pull}/comments/{number}",
        "html_url": page,
        "pull_request_url": pull,
        "pull_request_review_id": review["id"],
        "diff_hunk": "@@ -1 +1 @@",
        "path": said["path"],
        "line": said["line"],
        "side": said["side"],
        "position": 1,
        "original_position": 1,
        "commit_id": review["commit_id"],
        "original_commit_id": review["commit_id"],
        "user": review["user"],
        "body": said["body"].rstrip(),
        "created_at": now,
        "updated_at": now,
        "author_association": review["author_association"],
        "_links": {"self": {"href": page}, "html": {"href": page}, "pull_request": {"href": pull}},
        **also,
    }
    github.state.comments.append(comment)
    return comment


def _below(github: Github, match: re.Match[str]) -> list[Json]:
    pull = f"{github.url}/repos/{match[1]}/pulls/{match[2]}"
    return [c for c in github.state.comments if c["pull_request_url"] == pull]
