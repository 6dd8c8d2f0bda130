"""What GitHub answers about the comments of a conversation, and who may touch those of others."""

import re
from typing import Final

from tests.github import history
from tests.github.accounts import rest_app, rest_user
from tests.github.emulated import Github
from tests.github.exchange import Answer, Ask, Json, refusal
from tests.github.pages import listed
from tests.github.pull_rules import issue
from tests.github.store import Comment

_NOT_YOURS: Final = "Must have admin rights to Repository."


def comments(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List a conversation, oldest first."""
    where = match[1], int(match[2])
    if where not in github.state.threads and (missing := issue(github, *where)).status != 200:
        return missing
    found = github.state.threads[where].comments
    since = ask.query.get("since", "")
    chosen = [one for one in found if one.updated_at >= since] if since else found
    return listed(github.url, ask, chosen, lambda one: shown(github, one))


def create(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Add a comment."""
    where = match[1], int(match[2])
    missing = issue(github, *where)
    if missing.status != 200:
        return missing
    voice = github.state.voice(ask.token)
    return Answer(201, shown(github, history.add_comment(github.state, where, voice, ask.body["body"])))


def one(github: Github, _: Ask, match: re.Match[str]) -> Answer:
    """Answer with a comment."""
    comment = github.state.comment(match[1], int(match[2]))
    return Answer(200, shown(github, comment)) if comment else refusal(404, "Not Found")


def update(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Replace a comment's body; whoever may write may do it to anybody's."""
    comment, actor = github.state.comment(match[1], int(match[2])), github.state.voice(ask.token).login
    if comment is None:
        return refusal(404, "Not Found")
    if not _may_touch(github, comment, actor):
        return refusal(403, _NOT_YOURS)
    history.edit(github.state, comment, actor, ask.body["body"])
    return Answer(200, shown(github, comment))


def delete(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Take a comment away."""
    comment, actor = github.state.comment(match[1], int(match[2])), github.state.voice(ask.token).login
    if comment is None:
        return refusal(404, "Not Found")
    if not _may_touch(github, comment, actor):
        return refusal(403, _NOT_YOURS)
    history.delete_comment(github.state, comment, actor)
    return Answer(204)


def shown(github: Github, comment: Comment) -> Json:
    """Return a comment as REST shows it: nothing tells who edited it, or that it is hidden."""
    repository, number = comment.where
    api = f"{github.url}/repos/{repository}/issues"
    return {
        "url": f"{api}/comments/{comment.id}",
        "html_url": f"{github.url}/{repository}/pull/{number}#issuecomment-{comment.id}",
        "issue_url": f"{api}/{number}",
        "id": comment.id,
        "node_id": comment.node_id,
        "user": user(github, comment.voice.login),
        "created_at": comment.created_at,
        "updated_at": comment.updated_at,
        "author_association": association(github, comment.voice.login, repository),
        "body": comment.body,
        "performed_via_github_app": _app(github, comment),
    }


def user(github: Github, login: str) -> Json:
    """Return who wrote something; null where the account was deleted."""
    return None if login in github.state.gone else rest_user(login, github.state.bots, github.url)


def association(github: Github, login: str, repository: str) -> str:
    """Return what an account is to a repository."""
    if repository.split("/", maxsplit=1)[0] == login:
        return "OWNER"
    return "COLLABORATOR" if login in github.state.roles else "NONE"


def _app(github: Github, comment: Comment) -> Json:
    return rest_app(comment.voice.through or "", github.state.bots, github.url)


def _may_touch(github: Github, comment: Comment, actor: str) -> bool:
    return comment.voice.login == actor or github.state.may_write(actor, comment.where[0])
