"""The session: the one place of the gate where requests go out, through PyGithub, several side by side.

What PyGithub would do unseen is switched off: its pause of a quarter of a second before each request, its
pages of thirty, and trying again. A failure is an answer like any other; nothing is raised.
"""

import random
import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import requests
from github import Auth, Github
from github.Requester import Requester

from review_contract.problems import excerpt
from review_gate.live.asking import GRAPHQL, Answer, Request, complaint_of

T = TypeVar("T")

TIMEOUT: Final = 15
"""Seconds that an answer may take."""
SIDE_BY_SIDE: Final = 6
"""Requests under way at once: GitHub asks for few (best practices), and each may hold a page of 6 MB."""
BACK_OFF: Final = (1.0, 4.0, 16.0)
"""Seconds before each further try."""
LONGEST_WAIT: Final = 60.0
"""Most seconds that GitHub is waited for when it asks to slow down; who asks for more is not asked again."""
LARGEST_FILE: Final = 16_777_216
"""Bytes of an artifact's archive that are read."""

_NO_ANSWER: Final = 0
_TOO_MANY: Final = 429
_FORBIDDEN: Final = 403
_SERVER_ERROR: Final = 500
_REDIRECTS: Final = range(301, 309)
_HOPELESS: Final = re.compile(r'"type"\s*:\s*"(NOT_FOUND|FORBIDDEN|INSUFFICIENT_SCOPES)"')


class Session:
    """A token's view of one GitHub server."""

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        timeout: int = TIMEOUT,
    ) -> None:
        """Prepare a session; nothing is asked yet.

        `api_url` is the root of the REST API, such as https://api.github.com or, on GitHub Enterprise
        Server, https://HOST/api/v3; GraphQL is found beside it.
        """
        self.asked: list[Request] = []
        """Every request that went out, tries included, in the order in which they were begun."""
        self._token, self._api_url = token, api_url
        self._sleep, self._timeout = sleep, timeout
        self._local = threading.local()

    def __call__(self, asked: Sequence[Request], take: Callable[[Answer], T]) -> list[T]:
        """Return what `take` makes of each answer, in the order of the requests."""

        def answered(request: Request) -> T:
            return take(self._answer(request))

        if len(asked) <= 1:
            return [answered(request) for request in asked]
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            return list(pool.map(answered, asked))

    def file(self, request: Request) -> bytes | str:
        """Return a file of at most 16 MiB that lies elsewhere, or in words why it can't be had."""
        answer = self._answer(request, redirected=True)
        if answer.status not in _REDIRECTS:
            return answer.complaint or "GitHub did not say where the file is"
        try:
            # The place is signed by itself; the token is nothing to it.
            with requests.get(
                answer.headers.get("location", ""), timeout=self._timeout, stream=True, auth=_nobody
            ) as given:
                given.raise_for_status()
                data = given.raw.read(LARGEST_FILE + 1, decode_content=True)
        except (requests.RequestException, OSError, ValueError) as error:
            return f"the file did not come: {type(error).__name__}"
        return data if len(data) <= LARGEST_FILE else f"the file is larger than {LARGEST_FILE:,} bytes"

    def _answer(self, request: Request, *, redirected: bool = False) -> Answer:
        """Return GitHub's last word on a request."""
        answer = self._once(request, redirected=redirected)
        for pause in BACK_OFF:
            wait = _wait(answer)
            if wait is None or wait > LONGEST_WAIT:
                break
            spread = random.uniform(0.8, 1.2)  # noqa: S311 - so that not all come back at once
            self._sleep(max(wait, pause * spread))
            answer = self._once(request, redirected=redirected)
        return answer

    def _once(self, request: Request, *, redirected: bool) -> Answer:
        self.asked.append(request)
        try:
            path = self._requester().graphql_url if request.path == GRAPHQL else request.path
            status, headers, text = self._requester().requestJson(
                request.method, path, parameters=dict(request.query), input=request.body
            )
        # PyGithub lets through what requests raises, and asserts where a server names another host.
        except (requests.RequestException, OSError, ValueError, RuntimeError, AssertionError) as error:
            return Answer(request, _NO_ANSWER, complaint=f"no answer: {_named(error)}")
        if redirected and status in _REDIRECTS:
            return Answer(request, status, "", headers)
        return Answer(request, status, text, headers, complaint_of(request, status, text))

    def _requester(self) -> Requester:
        """Return this thread's own connection."""
        if not hasattr(self._local, "requester"):
            self._local.requester = Github(
                auth=Auth.Token(self._token) if self._token else None,
                base_url=self._api_url,
                timeout=self._timeout,
                retry=None,
                per_page=100,
                seconds_between_requests=None,
                seconds_between_writes=None,
                lazy=True,
            ).requester
        requester: Requester = self._local.requester
        return requester


def _wait(answer: Answer) -> float | None:
    """Return the least seconds after which the same request may work; None where it will not.

    A write that was not answered may have been carried out, so only who wrote it can tell what to do; what
    GitHub refused for its limits was not.
    """
    if not answer.complaint:
        return None
    asked = answer.headers.get("retry-after", "")
    limited = "secondary rate limit" in answer.text.lower() or bool(asked)
    if answer.status == _TOO_MANY or (answer.status == _FORBIDDEN and limited):
        return float(asked) if asked.isascii() and asked.isdigit() else LONGEST_WAIT
    if answer.request.method == "POST" and answer.request.writes:
        return None
    away = answer.status == _NO_ANSWER or answer.status >= _SERVER_ERROR
    garbled = answer.status < 300 and not _HOPELESS.search(answer.text)  # noqa: PLR2004 - an answer, but half
    return 0.0 if away or garbled else None


def _named(error: Exception) -> str:
    return excerpt(f"{type(error).__name__}: {error}"[:200])


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Add no password, not even one that lies in a .netrc."""
    return request
