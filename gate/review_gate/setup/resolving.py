"""Resolving: the numbers and names that GitHub knows behind what was chosen; nothing is guessed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from review_contract.problems import excerpt
from review_gate.live.asking import Answer, Asking, Json, Request, one, whole
from review_gate.setup.choices import Choices, workflow_name_of
from review_gate.setup.refusal import SetupCode, SetupError

ACTIONS: Final = "github-actions"
_NOT_FOUND: Final = 404
_LARGEST: Final = 2**53


@dataclass(frozen=True, slots=True)
class Bot:
    """An App by its numbers."""

    user_id: int
    """Of the account under which it speaks."""
    app_id: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """What GitHub says about the choices."""

    bots: Mapping[str, Bot] = field(default_factory=dict[str, Bot])
    """By the App's slug."""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """The workflows' names, by path, as far as they are known."""
    warnings: tuple[str, ...] = ()
    """What could not be looked at, and why."""


def resolve(asking: Asking, choices: Choices, *, has_token: bool, own_server: bool = False) -> Resolved:
    """Return what GitHub says about the bots and workflows that were chosen.

    Without a token the workflows are not looked at: what a stranger does not see may be there all the same.
    On a server of one's own, workflows speak under other numbers, so they are asked for too.

    Raises:
        SetupError: a bot or a workflow is not there, or GitHub did not say.
    """
    slugs = [speaker.slug for speaker in choices.apps]
    if own_server and choices.workflows:
        slugs.append(ACTIONS)
    bots = {slug: _bot(asking, slug) for slug in slugs}
    if not choices.workflows:
        return Resolved(bots)
    if not has_token:
        paths = ", ".join(speaker.path for speaker in choices.workflows)
        return Resolved(bots, warnings=(f"without a token nobody looked whether {paths} is on GitHub",))
    names: dict[str, str] = {}
    warnings: list[str] = []
    for speaker in choices.workflows:
        name, warning = _workflow(asking, choices.repository, speaker.path)
        names |= {speaker.path: name} if name else {}
        warnings += [warning] if warning else []
    return Resolved(bots, names, tuple(warnings))


def _bot(asking: Asking, slug: str) -> Bot:
    """Return an App's numbers; each answer must be about exactly this App."""
    account, app = asking(
        [
            Request(f"account {slug}[bot]", "GET", f"/users/{slug}%5Bbot%5D"),
            Request(f"App {slug}", "GET", f"/apps/{slug}"),
        ],
        whole,
    )
    if account.status == _NOT_FOUND:
        raise SetupError(SetupCode.NO_BOT, _without_account(asking, slug))
    said = _object(account)
    if said.get("type") != "Bot" or _folded(said.get("login")) != f"{slug}[bot]":
        whose = f"{excerpt(said.get('login'))} of type {excerpt(said.get('type'))}"
        raise SetupError(
            SetupCode.NO_BOT, f"{slug}[bot] is no App's account: GitHub answers with {whose}; {_OF_AN_APP}"
        )
    return Bot(_number(account, said), _app(app, slug))


_OF_AN_APP: Final = "take the login from a comment of the bot, as in https://github.com/apps/NAME"


def _without_account(asking: Asking, slug: str) -> str:
    """Say what there is instead of an App's account: a person of this name is nobody's bot."""
    other = one(asking, Request(f"account {slug}", "GET", f"/users/{slug}"))
    if other.complaint:
        return f"GitHub has no App's account {slug}[bot]; {_OF_AN_APP}"
    kind = excerpt(_object(other).get("type"))
    return f"{slug} is an account of type {kind}, and there is no App's account {slug}[bot]; {_OF_AN_APP}"


def _app(answer: Answer, slug: str) -> int:
    if answer.status == _NOT_FOUND:
        raise SetupError(
            SetupCode.NO_APP,
            f"GitHub shows no App {slug}; a private one is shown to its owner: set GITHUB_TOKEN to a token "
            "of theirs",
        )
    said = _object(answer)
    if _folded(said.get("slug")) != slug:
        found = excerpt(said.get("slug"))
        raise SetupError(SetupCode.NO_APP, f"asked for the App {slug}, GitHub answers with {found}")
    return _number(answer, said)


def _workflow(asking: Asking, repository: str, path: str) -> tuple[str, str]:
    """Return a workflow's name, empty where it is not told, and what is to be warned of."""
    file, described = asking(
        [
            Request(f"{path} on the default branch", "GET", f"/repos/{repository}/contents/{path}"),
            Request(
                f"workflow {path}",
                "GET",
                f"/repos/{repository}/actions/workflows/{path.rpartition('/')[2]}",
            ),
        ],
        whole,
    )
    if file.status == _NOT_FOUND:
        raise SetupError(
            SetupCode.NO_WORKFLOW,
            f"the default branch of {repository} has no {path} that this token can see; merge it first, or "
            "correct --workflow",
        )
    if _object(file).get("type") != "file":
        raise SetupError(SetupCode.NO_WORKFLOW, f"{path} on the default branch of {repository} is no file")
    if described.complaint:
        return "", f"the name of {path} was not read: {described.complaint}"
    said = _object(described)
    if said.get("path") != path or not isinstance(said.get("name"), str):
        return "", f"the name of {path} was not read: GitHub describes another workflow"
    state = said.get("state")
    warning = "" if state == "active" else f"{path} is not active: GitHub calls it {excerpt(state)}"
    return workflow_name_of(said["name"]), warning


def _object(answer: Answer) -> Json:
    if answer.complaint:
        raise SetupError(SetupCode.NO_ANSWER, f"{answer.request.name}: {answer.complaint}")
    said = json.loads(answer.text)
    if not isinstance(said, dict):
        raise SetupError(SetupCode.NO_ANSWER, f"{answer.request.name}: an object was asked for, none came")
    return cast("Json", said)


def _number(answer: Answer, said: Json) -> int:
    number = said.get("id")
    if isinstance(number, int) and not isinstance(number, bool) and 0 < number < _LARGEST:
        return number
    raise SetupError(SetupCode.NO_ANSWER, f"{answer.request.name}: its id is {excerpt(number)}, no number")


def _folded(value: object) -> str:
    return value.lower() if isinstance(value, str) else ""
