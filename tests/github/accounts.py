"""Who speaks on the test GitHub: people and Apps, as REST and as GraphQL name them.

The emulator knows users only. Which of them are an App's bot is told to `State.bots`; the numbers are ours,
because some have to be GitHub's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any

FIRST: Final = "review-bot"
"""For whom a token speaks that names nobody."""
IDS: Final[Mapping[str, int]] = {
    FIRST: 51_000_001,
    "author": 51_000_002,
    "stranger": 51_000_003,
    "maintainer": 51_000_004,
    "github-actions": 41_898_282,
    "reviewer-app": 151_000_001,
    "critic-app": 151_000_002,
}
"""Every account, and its number in REST and GraphQL."""


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App."""

    id: int
    slug: str


BOTS: Final[Mapping[str, App]] = {
    "github-actions": App(15_368, "github-actions"),
    "reviewer-app": App(200_001, "reviewer-app"),
    "critic-app": App(200_002, "critic-app"),
}
"""The Apps that there are unless a test says otherwise."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who acts, and through which App: of a bot its own, of a person mostly none."""

    login: str
    through: str | None = None
    """An account of `State.bots`."""


def voice_of(token: str, bots: Mapping[str, App]) -> Voice:
    """Return for whom a token speaks: `author`, or `author+reviewer-app` for the author acting through it."""
    name, _, app = token.partition("+")
    login = name if name in IDS else FIRST
    return Voice(login, login if login in bots else app or None)


def rest_login(login: str, bots: Mapping[str, App]) -> str:
    """Return what REST calls an account: a bot has a suffix that no user's name can have."""
    return f"{login}[bot]" if login in bots else login


def bare(login: str) -> str:
    """Return the name without the suffix."""
    return login.removesuffix("[bot]")


def rest_user(login: str, bots: Mapping[str, App], url: str) -> Json:
    """Return an account as REST shows it beside what it wrote."""
    name, api = rest_login(login, bots), f"{url}/users/{login}"
    return {
        "login": name,
        "id": IDS[login],
        "node_id": node_id(login, bots),
        "avatar_url": f"{url}/avatars/u/{login}",
        "gravatar_id": "",
        "url": api,
        "html_url": f"{url}/apps/{login}" if login in bots else f"{url}/{login}",
        "followers_url": f"{api}/followers",
        "following_url": f"{api}/following{{/other_user}}",
        "gists_url": f"{api}/gists{{/gist_id}}",
        "starred_url": f"{api}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{api}/subscriptions",
        "organizations_url": f"{api}/orgs",
        "repos_url": f"{api}/repos",
        "events_url": f"{api}/events{{/privacy}}",
        "received_events_url": f"{api}/received_events",
        "type": "Bot" if login in bots else "User",
        "site_admin": False,
        "user_view_type": "public",
    }


def graphql_actor(login: str, bots: Mapping[str, App], url: str) -> Json:
    """Return an account as GraphQL shows it: a bot is told by its type alone."""
    return {
        "__typename": "Bot" if login in bots else "User",
        "id": node_id(login, bots),
        "databaseId": IDS[login],
        "login": login,
        "url": f"{url}/{login}",
        "resourcePath": f"/{login}",
        "avatarUrl": f"{url}/avatars/u/{login}",
    }


def rest_app(login: str, bots: Mapping[str, App], url: str) -> Json:
    """Return the App of a bot as REST shows it beside what it did; None for whoever has none."""
    if login not in bots:
        return None
    app = bots[login]
    return {
        "id": app.id,
        "slug": app.slug,
        "node_id": f"A_{app.id}",
        "owner": rest_user("maintainer", bots, url),
        "name": app.slug.replace("-", " ").title(),
        "description": "",
        "external_url": f"{url}/apps/{app.slug}",
        "html_url": f"{url}/apps/{app.slug}",
        "created_at": "2024-01-01T00:00:00Z",
        "updated_at": "2024-01-01T00:00:00Z",
        "permissions": {"checks": "write", "contents": "read", "pull_requests": "write"},
        "events": [],
    }


def node_id(login: str, bots: Mapping[str, App]) -> str:
    """Return an account's id in GraphQL."""
    return f"{'BOT' if login in bots else 'U'}_{IDS[login]}"
