"""What GitHub answers about a repository's settings, accounts and Apps: as tests have set them."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from tests.github.accounts import IDS, bare, rest_app, rest_login, rest_user
from tests.github.comment_rules import user
from tests.github.emulated import Github
from tests.github.exchange import Answer, Ask, Json, refusal
from tests.github.pages import listed

_NOT_FOR_APPS: Final = "Resource not accessible by integration"
_ROLES: Final[Mapping[str, str]] = {"maintain": "write", "triage": "read"}
_RIGHTS: Final = ("pull", "triage", "push", "maintain", "admin")
_RANKS: Final = {"read": 1, "triage": 2, "write": 3, "maintain": 4, "admin": 5}


def viewer(github: Github, ask: Ask, _: re.Match[str]) -> Answer:
    """Answer with whose token it is, which REST does not tell an App."""
    login = github.state.voice(ask.token).login
    if login in github.state.bots:
        return refusal(403, _NOT_FOR_APPS)
    return Answer(200, _full(github, login))


def account(github: Github, _: Ask, match: re.Match[str]) -> Answer:
    """Answer with an account; a bot is found by the login with the suffix alone."""
    login = bare(match[1])
    if login not in IDS or login in github.state.gone or rest_login(login, github.state.bots) != match[1]:
        return refusal(404, "Not Found")
    return Answer(200, _full(github, login))


def numbered(github: Github, _: Ask, match: re.Match[str]) -> Answer:
    """Answer with the account of a number."""
    login = next((login for login, number in IDS.items() if number == int(match[1])), None)
    if login is None or login in github.state.gone:
        return refusal(404, "Not Found")
    return Answer(200, _full(github, login))


def app(github: Github, _: Ask, match: re.Match[str]) -> Answer:
    """Answer with an App."""
    bots = github.state.bots
    login = next((login for login, app in bots.items() if app.slug == match[1]), "")
    found = rest_app(login, bots, github.url)
    return Answer(200, found) if found else refusal(404, "Not Found")


def permission(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Answer with what somebody may do, for which one needs to be a writer oneself."""
    repository, login = match[1], bare(match[2])
    if not github.state.may_write(github.state.voice(ask.token).login, repository):
        return refusal(403, "Must have push access to view collaborator permission.")
    if login not in IDS:
        return refusal(404, f"{match[2]} is not a user")
    role = github.state.permission(login, repository)
    rights = {name: _RANKS[role] > index for index, name in enumerate(_RIGHTS)}
    person = {**user(github, login), "permissions": rights, "role_name": role}
    return Answer(200, {"permission": _ROLES.get(role, role), "role_name": role, "user": person})


def setting(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Answer with what a test has set there: a list in pages, anything else whole."""
    found: Json = github.state.settings.get(f"{match[1]}{match[2]}")
    if isinstance(found, Answer):
        return found
    if found is None:
        found = _unset(match[2])
    if isinstance(found, list):
        last = re.split(r"[-/]", match[2])[-1]
        within = last if last in {"secrets", "variables"} else None
        return listed(github.url, ask, cast("Sequence[Json]", found), lambda row: row, within)
    return refusal(404, "Not Found") if found is None else Answer(200, found)


def repository(github: Github, ask: Ask, _: re.Match[str]) -> Answer:
    """Answer with a repository; the emulator leaves out what GitHub always tells."""
    found = github.ahead(ask)
    if found.status != 200:
        return found
    return Answer(200, {**found.body, "network_count": 0, "subscribers_count": 0})


def fork(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Fork a repository, and remember of which."""
    made = github.ahead(ask)
    if made.status == 202:
        github.state.parents[made.body["full_name"]] = match[1]
    return made


def _unset(path: str) -> Json:
    """Return what an untouched repository says."""
    if path == "/actions/permissions/workflow":
        return {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": False}
    return None if path.endswith("/protection") or re.search(r"/rulesets/\d+$", path) else []


def _full(github: Github, login: str) -> Json:
    counted = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
    told = dict.fromkeys(("name", "company", "blog", "location", "email", "hireable", "bio"), None)
    times = dict.fromkeys(("created_at", "updated_at"), "2020-01-01T00:00:00Z")
    return {**rest_user(login, github.state.bots, github.url), **told, **counted, **times}
