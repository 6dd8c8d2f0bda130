"""What is read, and through whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from review_gate.live.asking import Asking, Request

POLICY_PATH: Final = ".github/review-contract.toml"

Mode: TypeAlias = Literal["check", "status"]
File: TypeAlias = Callable[[Request], bytes | str]
"""What fetches a file; a string says why it could not."""


@dataclass(frozen=True, slots=True)
class About:
    """What is to be read."""

    repository: str
    """owner/name."""
    number: int
    is_pull: bool = True
    policy_path: str = POLICY_PATH
    check: str = "review-contract"
    """The name of the check that the gate publishes."""
    mode: Mode | None = None
    """How it is published; None: not at all, so nothing is asked about it."""

    @property
    def path(self) -> str:
        """The path of the repository."""
        return f"/repos/{self.repository}"

    @property
    def top_path(self) -> str:
        """The path of the pull request or issue itself."""
        return f"{self.path}/{'pulls' if self.is_pull else 'issues'}/{self.number}"

    def variables(self) -> dict[str, object]:
        """Return what every query takes."""
        owner, _, name = self.repository.partition("/")
        return {"owner": owner, "name": name, "number": self.number}

    def standing(self, mode: Mode) -> dict[str, object]:
        """Return what every query for what is published takes."""
        owner, _, name = self.repository.partition("/")
        own = {"check": self.check, "checks": mode == "check", "statuses": mode == "status"}
        return {"owner": owner, "name": name, **own}


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read, and who carries the requests."""

    asking: Asking
    file: File
    about: About
