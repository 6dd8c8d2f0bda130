"""The session: the one place where requests go out, through PyGithub, and where its errors become ours."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

from github import Auth, Github, GithubException
from github.Requester import Requester
from pydantic import ValidationError
from requests import RequestException
from requests.utils import parse_header_links

from review_emitters.publishing.answers import A, ViewerAnswer
from review_emitters.publishing.errors import UNKNOWN, GitHubError, PublishCode, PublishError
from review_emitters.publishing.requests import GRAPHQL, Request, get, viewer
from review_emitters.publishing.retries import Sleep, retrying

TIMEOUT: Final = 15
"""Seconds that an answer may take."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who speaks to GitHub, and how it waits."""

    requester: Requester
    own_id: int
    """The numeric user id of the account that the token speaks for."""
    sleep: Sleep


def connect(
    token: str,
    api_url: str,
    own_id: int | None = None,
    *,
    sleep: Sleep = time.sleep,
    timeout: int = TIMEOUT,
) -> Session:
    """Return a session; without `own_id`, GitHub is asked whose token it is.

    Raises:
        PublishError: there is no token, or GitHub did not say.
    """
    if not token:
        raise PublishError(PublishCode.UNAUTHORIZED, "the token", "it is empty")
    # Waiting and trying again is ours: PyGithub would do both unseen.
    github = Github(
        auth=Auth.Token(token),
        base_url=api_url,
        timeout=timeout,
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=None,
        lazy=True,
    )
    requester = github.requester
    if own_id is None:
        nobody = Session(requester, 0, sleep)
        answer = retrying(sleep, lambda: send(nobody, viewer(), ViewerAnswer))
        own_id = answer.data.viewer.database_id
    return Session(requester, own_id, sleep)


def read(session: Session, path: str, model: type[A]) -> A:
    """Return what GitHub says at a path.

    Raises:
        GitHubError: it says nothing that can be used, also when asked again.
    """
    return retrying(session.sleep, lambda: send(session, get(path), model))


def read_all(session: Session, path: str, model: type[A]) -> list[A]:
    """Return every item of a list, all pages of it.

    Raises:
        GitHubError: a page could not be had; a list that is not whole is none.
    """
    items: list[A] = []
    following: str | None = f"{path}?per_page=100"
    while following is not None:
        page, following = retrying(session.sleep, partial(_page, session, get(following), model))
        items += page
    return items


def write(
    session: Session, request: Request, model: type[A], worked: Callable[[], bool] = lambda: False
) -> None:
    """Send a request that writes; `worked` looks, before it is sent again, whether it has worked after all.

    Raises:
        GitHubError: it did not work.
    """

    def attempt() -> bool:
        send(session, request, model)
        return True

    retrying(session.sleep, attempt, lambda: worked() or None)


def send(session: Session, request: Request, model: type[A]) -> A:
    """Send a request once.

    Raises:
        GitHubError: it was not answered as it should be.
    """
    return _parsed(request, model, _answer(session.requester, request)[1])


def _page(session: Session, request: Request, model: type[A]) -> tuple[list[A], str | None]:
    headers, data = _answer(session.requester, request)
    if not isinstance(data, list):
        raise GitHubError(str(request), UNKNOWN, "a list was asked for, and none came")
    items = [_parsed(request, model, item) for item in cast("list[object]", data)]
    links = parse_header_links(headers.get("link") or "")
    return items, next((link["url"] for link in links if link.get("rel") == "next"), None)


def _answer(requester: Requester, request: Request) -> tuple[dict[str, Any], object]:
    try:
        if request.path == GRAPHQL:
            body = cast("dict[str, Any]", request.body)
            return requester.graphql_query(body["query"], body["variables"])
        return requester.requestJsonAndCheck(request.method, request.path, input=request.body)
    except GithubException as error:
        raise GitHubError(str(request), error.status, _said(error.data), _retry_after(error)) from error
    # PyGithub lets through what requests and json raise, and stumbles over JSON that is no object.
    except (RequestException, ValueError, AttributeError, RuntimeError, AssertionError) as error:
        raise GitHubError(str(request), UNKNOWN, f"{type(error).__name__}: {error}") from error


def _parsed(request: Request, model: type[A], data: object) -> A:
    try:
        return model.model_validate({} if data is None else data)
    except ValidationError as error:
        first = error.errors()[0]
        place = "/".join(map(str, first["loc"]))
        raise GitHubError(str(request), UNKNOWN, f"the answer's /{place}: {first['msg']}") from error


def _said(data: object) -> str:
    """Return what an error answer says: its message, and GitHub's list of what was wrong."""
    if not isinstance(data, dict):
        return str(data)
    fields = cast("dict[str, object]", data)
    errors = fields.get("errors")
    details = cast("list[object]", errors) if isinstance(errors, list) else []
    parts = (fields.get("message"), fields.get("data"), *(_detail(one) for one in details))
    return ": ".join(str(part) for part in parts if part)


def _detail(error: object) -> str:
    """Return one of GitHub's errors: a sentence, or what was wrong with a field."""
    if not isinstance(error, dict):
        return str(error)
    fields = cast("dict[str, object]", error)
    return str(fields.get("message") or f"{fields.get('field')} {fields.get('code')}")


def _retry_after(error: GithubException) -> float | None:
    seconds = (error.headers or {}).get("retry-after", "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() else None
