"""The emulator as the front asks it: in the name of an account, and with what it says put right."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Lock
from typing import Final, TypeAlias, cast
from urllib.parse import quote, urlencode

import urllib3

from tests.github.accounts import IDS, bare, rest_user
from tests.github.exchange import Answer, Ask, Json
from tests.github.store import State

_TOKENS: Final = 64
_PER_TOKEN: Final = 4_500
"""The emulator counts requests by token, and refuses those above 5,000 in an hour."""
SEED: Final = {
    "tokens": {f"{one}.{n}": {"login": one, "scopes": ["repo"]} for one in IDS for n in range(_TOKENS)},
    "github": {"users": [{"login": login} for login in IDS], "repos": []},
}
_FRACTION: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z")

Ahead: TypeAlias = Callable[[Ask], Answer]


class Emulated:
    """A connection to the emulator."""

    def __init__(self) -> None:
        self.url = ""
        self._pool = urllib3.PoolManager(maxsize=32, retries=False)
        self._number = count()
        self._counting = Lock()

    def ask(self, state: State, ask: Ask, url: str) -> Answer:
        """Return its answer, in which the front's URL stands and accounts are what the state says."""
        with self._counting:
            number = next(self._number) // _PER_TOKEN % _TOKENS
        token = f"{state.voice(ask.token).login}.{number}"
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        target = f"{self.url}{quote(ask.path)}?{urlencode(ask.query)}"
        said = None if ask.body is None else json.dumps(ask.body)
        answer = self._pool.request(ask.method, target, body=said, headers=headers)
        # The emulator takes the URLs of further pages from the request, not from the URL that it is given.
        link = answer.headers.get("link", "").replace(self.url, url)
        body = put_right(state, url, json.loads(answer.data)) if answer.data else None
        return Answer(answer.status, body, {"Link": link} if link else {})


def put_right(state: State, url: str, value: object) -> Json:
    """Return a body with our accounts in it, and times in whole seconds, as GitHub tells them."""
    if isinstance(value, list):
        return [put_right(state, url, one) for one in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    fields = cast("dict[str, object]", value)
    login = fields.get("login")
    if isinstance(login, str) and "gravatar_id" in fields and bare(login) in IDS:
        return None if bare(login) in state.gone else rest_user(bare(login), state.bots, url)
    return {key: _time(key, one) or put_right(state, url, one) for key, one in fields.items()}


def _time(key: str, value: object) -> str | None:
    if isinstance(value, str) and (key.endswith("_at") or key == "date"):
        return _FRACTION.sub(r"\1Z", value)
    return None


@dataclass(frozen=True, slots=True)
class Github:
    """What a rule works with: the front's store, and the emulator behind it."""

    state: State
    ahead: Ahead
    url: str
    seen: dict[object, Answer] | None = field(default=None)
    """Answers within one GraphQL query, which asks for one thing more than once."""

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        """Return what the emulator has there."""
        ask = Ask("GET", path, query or {}, None, "author")
        if self.seen is None:
            return self.ahead(ask)
        key = (path, *(query or {}).items())
        found = self.seen.get(key) or self.ahead(ask)
        if found.status == 200:
            self.seen[key] = found
        return found

    def own(self, method: str, repository: str, path: str, body: Json) -> Json:
        """Let the repository's owner do something below it, and return what comes of it."""
        ask = Ask(method, f"/repos/{repository}{path}", {}, body, repository.split("/", maxsplit=1)[0])
        answer = self.ahead(ask)
        assert answer.status < 300, (ask, answer)
        return answer.body

    def remembering(self) -> "Github":
        """Return the same, asking for nothing twice."""
        return replace(self, seen={})
