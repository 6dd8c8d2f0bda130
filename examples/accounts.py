"""The bots and Apps of the stories, and how people are made up."""

from typing import Final

from review_gate.evidence import Account, App


def person(login: str, number: int) -> Account:
    """Return somebody's account."""
    return Account(id=number, login=login, type="User")


def bot(slug: str, number: int) -> Account:
    """Return an App's bot account."""
    return Account(id=number, login=f"{slug}[bot]", type="Bot")


ACTIONS: Final = bot("github-actions", 41898282)
"""Every workflow that posts with its own token posts as this one."""
CODECOV: Final = bot("codecov", 22429695)
DEPENDABOT: Final = bot("dependabot", 49699333)
RENOVATE: Final = bot("renovate", 29139614)
VERCEL: Final = bot("vercel", 35613825)

APPS: Final = {
    ACTIONS.login: App(id=15368, slug="github-actions"),
    CODECOV.login: App(id=254, slug="codecov"),
    DEPENDABOT.login: App(id=29110, slug="dependabot"),
    RENOVATE.login: App(id=2740, slug="renovate"),
    VERCEL.login: App(id=8329, slug="vercel"),
}
"""The App behind each bot, as the API names it on issue comments."""
