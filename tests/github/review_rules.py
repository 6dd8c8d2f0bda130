"""What GitHub does about reviews and their comments, and the emulator does not: its rules and its words.

The errors are worded as GitHub words them, taken from what people were answered and reported.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final, TypeAlias

from tests.github.exchange import Answer, Ask, Json, refusal, unprocessable
from tests.github.openapi import request_problems

Forward: TypeAlias = Callable[[Ask], Answer]
Rule: TypeAlias = Callable[["State", Forward, Ask, re.Match[str]], Answer]

LONGEST_BODY: Final = 65_536
_ONE_PENDING: Final = "User can only have one pending review per pull request"
_REPLY_BESIDE_PENDING: Final = {
    "resource": "PullRequestReview",
    "code": "custom",
    "field": "user_id",
    "message": "user_id can only have one pending review per pull request",
}
_TOO_LONG: Final = {"code": "custom", "message": "body is too long (maximum is 65536 characters)"}


@dataclass(slots=True)
class State:
    """What the front remembers beside the emulator."""

    lines: Mapping[str, range] = field(default_factory=dict[str, range])
    """For each file of the diff, the lines that may carry a comment."""
    comments: list[Json] = field(default_factory=list[Json])
    """Comments on lines, replies among them."""
    deleted: set[int] = field(default_factory=set[int])
    """Reviews that were deleted while they were pending."""
    hidden: list[str] = field(default_factory=list[str])
    """Node ids of what was minimised, in order."""
    numbers: Iterator[int] = field(default_factory=lambda: count(9_001))
    """Ids of comments on lines."""


def problems(ask: Ask) -> list[str]:
    """Return why a request is none that GitHub documents."""
    if ask.path == "/graphql":
        return [] if {*ask.body} == {"query", "variables"} else [f"{ask}: a query and its variables"]
    return request_problems(ask.method, ask.path, ask.query, ask.body)


def answer(state: State, forward: Forward, ask: Ask) -> Answer:
    """Return what GitHub answers."""
    said: dict[str, Json] = ask.body or {}
    if len(said.get("body") or "") > LONGEST_BODY:
        return refusal(422, "Validation Failed", _TOO_LONG)
    for method, pattern, rule in _RULES:
        if method == ask.method and (match := re.fullmatch(pattern, ask.path)):
            return rule(state, forward, ask, match)
    return forward(ask)


def _graphql(state: State, forward: Forward, ask: Ask, _: re.Match[str]) -> Answer:
    query, variables = ask.body["query"], ask.body["variables"]
    if "viewer" in query:
        account = _account(forward, ask)
        return Answer(200, {"data": {"viewer": {"databaseId": account["id"], "login": account["login"]}}})
    assert "minimizeComment(input: {subjectId: $id, classifier: OUTDATED})" in query
    state.hidden.append(variables["id"])
    return Answer(200, {"data": {"minimizeComment": {"minimizedComment": {"isMinimized": True}}}})


def _pull(_: State, forward: Forward, ask: Ask, match: re.Match[str]) -> Answer:
    """Let the pull request's head follow its branch."""
    found = forward(ask)
    if found.status == 200:
        path = f"{match[1]}/git/ref/heads/{found.body['head']['ref']}"
        found.body["head"]["sha"] = forward(replace(ask, path=path)).body["object"]["sha"]
    return found


def _reviews(state: State, forward: Forward, ask: Ask, _: re.Match[str]) -> Answer:
    """Show pending reviews to their author only."""
    found, viewer = forward(ask), _account(forward, ask)
    shown = [
        review
        for review in found.body
        if review["id"] not in state.deleted
        and (review["state"] != "PENDING" or review["user"]["id"] == viewer["id"])
    ]
    return replace(found, body=[_without_date(review) for review in shown])


def _create(state: State, forward: Forward, ask: Ask, _: re.Match[str]) -> Answer:
    """Refuse the whole review for a second pending one, or for one bad anchor."""
    if _has_pending(state, forward, ask, ask.path):
        return unprocessable(_ONE_PENDING)
    comments = ask.body.get("comments", [])
    for comment in comments:
        if comment["path"] not in state.lines:
            return unprocessable("Path could not be resolved")
        lines = state.lines[comment["path"]]
        if not {comment["line"], comment.get("start_line", comment["line"])} <= {*lines}:
            return unprocessable("Line could not be resolved")
    row = {name: value for name, value in ask.body.items() if name != "comments"}
    made = forward(replace(ask, body=row))
    for comment in comments:
        _add_comment(state, made.body, comment)
    return Answer(200, _without_date(made.body))


def _submit(state: State, forward: Forward, ask: Ask, match: re.Match[str]) -> Answer:
    if int(match[2]) in state.deleted:
        return refusal(404, "Not Found")
    pull = forward(Ask("GET", match[1], {}, None, ask.token)).body
    event = ask.body["event"]
    if event != "COMMENT" and pull["user"]["id"] == _account(forward, ask)["id"]:
        verb = "approve" if event == "APPROVE" else "request changes on"
        return unprocessable(f"Can not {verb} your own pull request")
    return forward(ask)


def _one(state: State, forward: Forward, ask: Ask, match: re.Match[str]) -> Answer:
    if int(match[2]) in state.deleted:
        return refusal(404, "Not Found")
    found = forward(ask)
    return replace(found, body=_without_date(found.body))


def _delete(state: State, forward: Forward, ask: Ask, match: re.Match[str]) -> Answer:
    review = forward(replace(ask, method="GET"))
    if review.status == 404 or int(match[2]) in state.deleted:
        return refusal(404, "Not Found")
    if review.body["state"] != "PENDING":
        return unprocessable("Can not delete a non-pending pull request review")
    state.deleted.add(review.body["id"])
    state.comments = [c for c in state.comments if c["pull_request_review_id"] != review.body["id"]]
    return Answer(200, _without_date(review.body))


def _dismiss(_: State, forward: Forward, ask: Ask, __: re.Match[str]) -> Answer:
    """Dismiss what can be dismissed; the emulator would put the message in the body's place."""
    path = ask.path.removesuffix("/dismissals")
    review = forward(Ask("GET", path, {}, None, ask.token))
    if review.status == 200 and review.body["state"] not in {"APPROVED", "CHANGES_REQUESTED"}:
        return unprocessable(f"Can not dismiss a {review.body['state'].lower()} pull request review")
    return forward(replace(ask, body={}))


def _comments(state: State, forward: Forward, ask: Ask, match: re.Match[str]) -> Answer:
    """List the comments of a review, or those of all submitted reviews and the replies."""
    of_review = int(match[2]) if match.lastindex == 2 else None
    here = [c for c in state.comments if c["pull_request_url"].endswith(match[1])]
    if of_review is not None:
        return Answer(200, [c for c in here if c["pull_request_review_id"] == of_review])
    reviews = forward(Ask("GET", f"{match[1]}/reviews", {"per_page": "100"}, None, ask.token)).body
    pending = {review["id"] for review in reviews if review["state"] == "PENDING"}
    return Answer(200, [c for c in here if c["pull_request_review_id"] not in pending])


def _reply(state: State, forward: Forward, ask: Ask, match: re.Match[str]) -> Answer:
    if _has_pending(state, forward, ask, f"{match[1]}/reviews"):
        return refusal(422, "Validation Failed", _REPLY_BESIDE_PENDING)
    parent = next((c for c in state.comments if c["id"] == int(match[2])), None)
    if parent is None:
        return refusal(404, "Not Found")
    review = {
        "id": parent["pull_request_review_id"],
        "user": _account(forward, ask),
        "pull_request_url": parent["pull_request_url"],
        "commit_id": parent["commit_id"],
    }
    said = {"path": parent["path"], "body": ask.body["body"], "line": parent["line"], "side": parent["side"]}
    return Answer(201, _add_comment(state, review, said, in_reply_to_id=parent["id"]))


def _without_date(review: Json) -> Json:
    """Leave out when a review was submitted that was not."""
    return {name: value for name, value in review.items() if name != "submitted_at" or value is not None}


def _has_pending(state: State, forward: Forward, ask: Ask, reviews_path: str) -> bool:
    me = _account(forward, ask)["id"]
    reviews = forward(Ask("GET", reviews_path, {"per_page": "100"}, None, ask.token)).body
    mine = (one for one in reviews if one["user"]["id"] == me and one["id"] not in state.deleted)
    return any(review["state"] == "PENDING" for review in mine)


def _account(forward: Forward, ask: Ask) -> Json:
    return forward(Ask("GET", "/user", {}, None, ask.token)).body


def _add_comment(state: State, review: Json, said: Json, **also: Json) -> Json:
    number = next(state.numbers)
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
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "author_association": "MEMBER",
        "_links": {"self": {"href": page}, "html": {"href": page}, "pull_request": {"href": pull}},
        **also,
    }
    state.comments.append(comment)
    return comment


_REPO: Final = r"(/repos/[^/]+/[^/]+)"
_PULL: Final = r"(/repos/[^/]+/[^/]+/pulls/\d+)"
_RULES: Final[tuple[tuple[str, str, Rule], ...]] = (
    ("POST", "/graphql", _graphql),
    ("GET", rf"{_REPO}/pulls/\d+", _pull),
    ("GET", rf"{_PULL}/reviews", _reviews),
    ("POST", rf"{_PULL}/reviews", _create),
    ("GET", rf"{_PULL}/reviews/(\d+)", _one),
    ("DELETE", rf"{_PULL}/reviews/(\d+)", _delete),
    ("POST", rf"{_PULL}/reviews/(\d+)/events", _submit),
    ("PUT", rf"{_PULL}/reviews/(\d+)/dismissals", _dismiss),
    ("GET", rf"{_PULL}/reviews/(\d+)/comments", _comments),
    ("GET", rf"{_PULL}/comments", _comments),
    ("POST", rf"{_PULL}/comments/(\d+)/replies", _reply),
)
