"""What is wrong with a text: data for machines, one clear line for people."""

from dataclasses import dataclass
from enum import StrEnum

_EXCERPT = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a text is refused."""

    code: StrEnum
    """Stable name of the reason: a `Code`, or a code of the package that refuses."""
    path: str
    """JSON Pointer (RFC 6901) to the value; empty for the whole text."""
    message: str
    """One line for a person: what was found, what is allowed, what to do."""

    def __str__(self) -> str:
        """Return the line that a person reads."""
        # A path may hold keys that a stranger chose: line feeds, a terminal's escapes, workflow commands.
        where = self.path if self.path.isascii() and self.path.isprintable() else excerpt(self.path)
        return f"{self.code} at {where or '/'}: {self.message}"


class ContractError(ValueError):
    """A text is not a document of the contract; `problems` says why, worst first, never empty."""

    def __init__(self, *problems: Problem) -> None:
        """Keep the problems; the message is the first of them."""
        super().__init__(str(problems[0]))
        self.problems = problems

    @property
    def code(self) -> StrEnum:
        """The first problem's code."""
        return self.problems[0].code


def excerpt(value: object) -> str:
    """Return an untrusted value as a short printable ASCII literal, safe in any log line."""
    shown = ascii(value[:_EXCERPT] if isinstance(value, str) else value)
    return shown if len(shown) <= _EXCERPT else shown[:_EXCERPT] + "…"


def pointer(parts: tuple[int | str, ...]) -> str:
    """Return the JSON Pointer (RFC 6901) of a path of keys and indexes."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
