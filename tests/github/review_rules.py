"""What GitHub does about reviews: its rules and its words.

The errors are worded as GitHub words them, taken from what people were answered and reported.
"""

import re
from typing import Final

from tests.github import history, pulls
from tests.github.accounts import IDS
from tests.github.comment_rules import association, user
from tests.github.emulated import Github
from tests.github.exchange import Answer, Ask, Json, refusal, unprocessable
from tests.github.line_rules import add_comment, anchored
from tests.github.pages import listed
from tests.github.store import Review, Thread

_ONE_PENDING: Final = "User can only have one pending review per pull request"
_STATES: Final = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}


def reviews(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List reviews, pending ones to their author only."""
    where = match[1], int(match[2])
    if (missing := pulls.found(github, *where)).status != 200:
        return missing
    seen = history.visible_reviews(github.state, where, github.state.voice(ask.token).login)
    return listed(github.url, ask, seen, lambda one: shown(github, one))


def create(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Refuse the whole review for a second pending one, or for one bad anchor."""
    where, voice = (match[1], int(match[2])), github.state.voice(ask.token)
    pull = pulls.found(github, *where)
    if pull.status != 200:
        return pull
    event = ask.body.get("event")
    if has_pending(github, where, voice.login):
        return unprocessable(_ONE_PENDING)
    refused = anchored(github.state, ask.body.get("comments", [])) or _refused(pull.body, event, voice.login)
    if refused:
        return unprocessable(refused)
    now = github.state.clock.tick()
    review = Review(
        id=next(github.state.ids),
        where=where,
        voice=voice,
        body=ask.body.get("body") or "",
        created_at=now,
        updated_at=now,
        state=_STATES.get(event, "PENDING"),
        commit_id=ask.body.get("commit_id") or pull.body["head"]["sha"],
    )
    github.state.threads[where].reviews.append(review)
    github.state.nodes[review.node_id] = review
    if review.state != "PENDING":
        github.state.touched[where] = now
    for comment in ask.body.get("comments", []):
        add_comment(github, shown(github, review), comment)
    return Answer(200, shown(github, review))


def one(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Answer with a review."""
    review = _found(github, ask, match)
    return Answer(200, shown(github, review)) if review else refusal(404, "Not Found")


def update(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Replace a review's body, which its author may, and whoever may write."""
    review, actor = _found(github, ask, match), github.state.voice(ask.token).login
    if review is None:
        return refusal(404, "Not Found")
    if review.voice.login != actor and not github.state.may_write(actor, match[1]):
        return refusal(403, "Resource not accessible")
    if review.state == "PENDING":
        review.body = ask.body["body"]
    else:
        history.edit(github.state, review, actor, ask.body["body"])
    return Answer(200, shown(github, review))


def submit(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Show a pending review to everybody."""
    review = _found(github, ask, match)
    if review is None:
        return refusal(404, "Not Found")
    pull = pulls.found(github, *review.where).body
    event = ask.body["event"]
    if refused := _refused(pull, event, github.state.voice(ask.token).login):
        return unprocessable(refused)
    if review.state != "PENDING":
        return unprocessable("Could not submit review, it is not pending")
    review.state = _STATES[event]
    review.body = ask.body.get("body") or review.body
    review.created_at = review.updated_at = github.state.touched[review.where] = github.state.clock.tick()
    return Answer(200, shown(github, review))


def delete(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Take a pending review back, and its comments with it."""
    review = _found(github, ask, match)
    if review is None:
        return refusal(404, "Not Found")
    if review.state != "PENDING":
        return unprocessable("Can not delete a non-pending pull request review")
    github.state.threads[review.where].reviews.remove(review)
    del github.state.nodes[review.node_id]
    left = [c for c in github.state.comments if c["pull_request_review_id"] != review.id]
    github.state.comments[:] = left
    return Answer(200, shown(github, review))


def dismiss(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Dismiss what can be dismissed; its body stays."""
    review, actor = _found(github, ask, match), github.state.voice(ask.token).login
    if review is None:
        return refusal(404, "Not Found")
    if review.state not in {"APPROVED", "CHANGES_REQUESTED"}:
        return unprocessable(f"Can not dismiss a {review.state.lower()} pull request review")
    history.happened(
        github.state, review.where, "ReviewDismissedEvent", actor, {"message": ask.body["message"]}
    )
    review.state = "DISMISSED"
    return Answer(200, shown(github, review))


def has_pending(github: Github, where: Thread, login: str) -> bool:
    """Tell whether an account has begun a review that it did not submit."""
    reviews = github.state.threads[where].reviews
    return any(one.state == "PENDING" and one.voice.login == login for one in reviews)


def shown(github: Github, review: Review) -> Json:
    """Return a review as REST shows it: of an App, an edit or a time of change it says nothing."""
    repository, number = review.where
    pull = f"{github.url}/repos/{repository}/pulls/{number}"
    page = f"{github.url}/{repository}/pull/{number}#pullrequestreview-{review.id}"
    submitted = {} if review.state == "PENDING" else {"submitted_at": review.created_at}
    return {
        "id": review.id,
        "node_id": review.node_id,
        "user": user(github, review.voice.login),
        "body": review.body,
        "state": review.state,
        "html_url": page,
        "pull_request_url": pull,
        "_links": {"html": {"href": page}, "pull_request": {"href": pull}},
        "commit_id": review.commit_id,
        "author_association": association(github, review.voice.login, repository),
        **submitted,
    }


def _refused(pull: Json, event: str | None, login: str) -> str | None:
    if event in {"APPROVE", "REQUEST_CHANGES"} and pull["user"]["id"] == IDS[login]:
        verb = "approve" if event == "APPROVE" else "request changes on"
        return f"Can not {verb} your own pull request"
    return None


def _found(github: Github, ask: Ask, match: re.Match[str]) -> Review | None:
    """Return the review, if whoever asks sees it."""
    seen = history.visible_reviews(
        github.state, (match[1], int(match[2])), github.state.voice(ask.token).login
    )
    return next((review for review in seen if review.id == int(match[3])), None)
