"""Accounts: one display spelling for the names that GitHub's interfaces spell in three ways.

A bot is `x[bot]` over REST, `x` with the type Bot over GraphQL, and `app/x` in gh; a person may be called
`x` as well. So a login identifies nobody: only the type and the numeric id do.
"""

from typing import Final

from review_contract.parsing import validate
from review_gate.evidence import Account

_APP: Final = "app/"
_BOT: Final = "[bot]"


def display_login(login: str, *, bot: bool) -> str:
    """Return a login as people should read it: `x[bot]` for a bot, unchanged for everybody else.

    Neither `/` nor `[` can stand in a person's login, so what REST or gh marks is a bot.
    """
    if not (bot or login.startswith(_APP) or login.endswith(_BOT)):
        return login
    return f"{login.removeprefix(_APP).removesuffix(_BOT)}{_BOT}"


def account(login: str, kind: str, number: int | None) -> Account:
    """Return the account of this login, type and numeric id.

    Raises:
        ContractError: where GitHub has no such type, or no such id.
    """
    shown = display_login(login, bot=kind == "Bot")
    return validate(Account, {"id": number, "login": shown, "type": kind})


def same(one: Account, other: Account) -> bool:
    """Tell whether two accounts are surely one: an id that is not known equals nothing."""
    return one.id is not None and (one.type, one.id) == (other.type, other.id)
