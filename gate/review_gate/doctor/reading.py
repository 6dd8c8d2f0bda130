"""Reading GitHub's answers: a value of the shape that GitHub documents, or in words why there is none."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar, cast

from review_gate.live.asking import Answer, Asking, Json, Request, page, whole
from review_gate.live.scanning import PER_PAGE

T = TypeVar("T")

NOT_FOUND: Final = 404
_MOST_PAGES: Final = 20
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that could not be read, why not, and what a token would need to read it."""

    what: str
    why: str
    permission: str


Read: TypeAlias = T | Unread


class ShapeError(ValueError):
    """An answer has not the shape that GitHub documents."""


def taken(answer: Answer, permission: str, parse: Callable[[Json], T]) -> Read[T]:
    """Return what `parse` makes of an answer."""
    if answer.complaint:
        return Unread(answer.request.name, answer.complaint, permission)
    try:
        return parse(json.loads(answer.text))
    except (ValueError, RecursionError):
        return Unread(answer.request.name, "GitHub's answer is not what it documents", permission)


def listed(
    asking: Asking, name: str, path: str, permission: str, parse: Callable[[Json], Sequence[T]]
) -> Read[tuple[T, ...]]:
    """Return a list, all pages of it: a list that was cut would make present things look absent."""
    found: list[T] = []
    for number in range(1, _MOST_PAGES + 1):
        part = taken(asking([page(name, path, number)], whole)[0], permission, parse)
        if isinstance(part, Unread):
            return Unread(name, part.why, part.permission)
        found += part
        if len(part) < PER_PAGE:
            return tuple(found)
    return Unread(name, f"it has more than {_MOST_PAGES * PER_PAGE} entries", permission)


def get(name: str, path: str) -> Request:
    """Return the request for one thing."""
    return Request(name, "GET", path)


def says(answer: Answer, *words: str) -> bool:
    """Tell whether a refusal holds one of these phrases, by which GitHub tells apart what shares a status."""
    return any(word in answer.complaint for word in words)


def quoted(text: str, *, kept: str = "") -> str:
    """Return text as a part of a URL's path, every character but letters, digits and `kept` encoded."""
    return "".join(
        one if one in _UNRESERVED or one in kept else "".join(f"%{byte:02X}" for byte in one.encode())
        for one in text
    )


def table(value: Json) -> Mapping[str, Json]:
    """Return an object.

    Raises:
        ShapeError: it is none.
    """
    if not isinstance(value, dict):
        raise ShapeError
    return cast("Mapping[str, Json]", value)


def tables(value: Json) -> list[Mapping[str, Json]]:
    """Return a list of objects.

    Raises:
        ShapeError: it is none.
    """
    if not isinstance(value, list):
        raise ShapeError
    return [table(item) for item in cast("list[object]", value)]


def text(value: Json) -> str:
    """Return a text.

    Raises:
        ShapeError: it is none.
    """
    if not isinstance(value, str):
        raise ShapeError
    return value


def integer(value: Json) -> int:
    """Return a whole number.

    Raises:
        ShapeError: it is none.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise ShapeError
    return value


def truth(value: Json) -> bool:
    """Return a boolean.

    Raises:
        ShapeError: it is none.
    """
    if not isinstance(value, bool):
        raise ShapeError
    return value
