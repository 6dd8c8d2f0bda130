"""GitHub's answers as JSON: pages however gh wrote them, and typed access that names what is not there."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypeAlias, TypeVar, cast

from review_contract import ContractError
from review_contract.problems import excerpt
from review_contract.strict_json import loads
from review_gate.evidence import MAX_EVIDENCE, FetchProblem

T = TypeVar("T")
V = TypeVar("V", bound=str | int)

Note: TypeAlias = Callable[[str], None]
"""What takes down a problem of one file."""

TOLD: Final = 10
"""Problems told of one file; the rest are counted."""

_FINDER: Final = json.JSONDecoder()
_SHA: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_SPACE: Final = " \t\r\n"
_NAMES: Final[Mapping[type, str]] = {str: "a string", int: "an integer", bool: "true or false"}


class ShapeError(Exception):
    """An answer does not have the shape that GitHub documents; the message says where."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What could not be read, as it is found."""

    found: list[FetchProblem] = field(default_factory=list[FetchProblem])

    def add(self, resource: str, message: str) -> None:
        """Note a problem."""
        self.found.append(FetchProblem(resource=_line(resource), message=_line(message)))

    def told(self) -> tuple[FetchProblem, ...]:
        """Return the problems in order; of each file the first few, and how many more there are."""
        kept: list[FetchProblem] = []
        seen: dict[str, int] = {}
        for problem in self.found:
            seen[problem.resource] = seen.get(problem.resource, 0) + 1
            if seen[problem.resource] <= TOLD:
                kept.append(problem)
        more = {name: count - TOLD for name, count in seen.items() if count > TOLD}
        kept += [
            FetchProblem(resource=name, message=f"{count:,} more problems") for name, count in more.items()
        ]
        return tuple(kept)


@dataclass(frozen=True, slots=True)
class Fields:
    """One of GitHub's objects; every method raises ShapeError where the value is not what is documented."""

    value: Mapping[str, object]
    place: str = ""
    """Where the object stands in its file."""

    def get(self, key: str, kind: type[V]) -> V:
        """Return a value that is always there."""
        value = self._there(key)
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        raise ShapeError(f"{self.place}/{key} should be {_NAMES[kind]}; it is {_shown(value)}")

    def maybe(self, key: str, kind: type[V]) -> V | None:
        """Return a value that may be null, but is always there."""
        return None if self._there(key) is None else self.get(key, kind)

    def among(self, key: str, allowed: tuple[str, ...]) -> str:
        """Return a value that is one of a few words."""
        value = self.get(key, str)
        if value not in allowed:
            raise ShapeError(
                f"{self.place}/{key} should be one of {', '.join(allowed)}; it is {_shown(value)}"
            )
        return value

    def sha(self, key: str) -> str:
        """Return a commit's full SHA."""
        value = self.get(key, str)
        if _SHA.fullmatch(value):
            return value
        raise ShapeError(f"{self.place}/{key} is no commit's full SHA: {_shown(value)}")

    def time(self, key: str) -> str:
        """Return an instant as the contract writes it."""
        value = self.get(key, str)
        try:
            return timestamp(value)
        except ValueError:
            raise ShapeError(f"{self.place}/{key} is no instant: {_shown(value)}") from None

    def child(self, key: str) -> "Fields":
        """Return an object that is always there."""
        return fields(self._there(key), f"{self.place}/{key}")

    def maybe_child(self, key: str) -> "Fields | None":
        """Return an object that may be null, but is always there."""
        return None if self._there(key) is None else self.child(key)

    def children(self, key: str) -> "list[Fields]":
        """Return a list of objects that is always there."""
        value = self._there(key)
        if not isinstance(value, list):
            raise ShapeError(f"{self.place}/{key} should be an array; it is {_shown(value)}")
        items = cast("list[object]", value)
        return [fields(item, f"{self.place}/{key}/{index}") for index, item in enumerate(items)]

    def _there(self, key: str) -> object:
        if key not in self.value:
            raise ShapeError(f"{self.place}/{key} is missing")
        return self.value[key]


def fields(value: object, place: str = "") -> Fields:
    """Return typed access to an object."""
    if not isinstance(value, dict):
        raise ShapeError(f"{place or 'the answer'} should be an object; it is {_shown(value)}")
    return Fields(cast("Mapping[str, object]", value), place)


def answer(value: object) -> Fields:
    """Return typed access to an answer as a whole, unless GitHub refused it."""
    if complaint := error_in(value):
        raise ShapeError(complaint)
    return fields(value)


def timestamp(text: str) -> str:
    """Return an instant as the contract writes it: UTC, with a Z.

    Raises:
        ValueError: where the text is no instant, or does not say its offset.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    try:
        return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        raise ValueError(text) from None


def values(data: bytes) -> list[object]:
    """Return the JSON values that stand one after the other, as `gh api --paginate` writes its pages.

    Raises:
        ShapeError: where one of them is not JSON, or nothing is there.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ShapeError(f"byte {error.start} is not UTF-8") from None
    if not text.strip(_SPACE):
        raise ShapeError("the file is empty; the request probably failed")
    if text.lstrip(_SPACE).startswith("<"):
        raise ShapeError("a page of HTML, not JSON; GitHub or a proxy answered with an error page")
    try:
        return [loads(part, max_bytes=MAX_EVIDENCE) for part in _parts(text)]
    except ContractError as error:
        raise ShapeError(error.problems[0].message) from None


def error_in(value: object) -> str | None:
    """Return what GitHub said where it answered with an error object."""
    if isinstance(value, dict):
        answer = cast("Mapping[str, object]", value)
        message = answer.get("message")
        if isinstance(message, str) and not answer.keys() & {"id", "sha", "data", "url"}:
            return f"GitHub answered {excerpt(message)}"
    return None


def objects(found: list[object]) -> Iterator[object]:
    """Return the items of pages: an array for each, one array, or (`--slurp`) an array of arrays."""
    if len(found) == 1 and isinstance(found[0], list):
        only = cast("list[object]", found[0])
        if only and any(isinstance(page, list) for page in only):
            found = only
    for page in found:
        if not isinstance(page, list):
            raise ShapeError(error_in(page) or f"a page should be an array; it is {_shown(page)}")
        yield from cast("list[object]", page)


def built(build: Callable[[Fields], T], value: object, place: str) -> T:
    """Return what `build` makes of an object.

    Raises:
        ShapeError: where the object, or what was made of it, is not as documented.
    """
    try:
        return build(fields(value, place))
    except ContractError as error:
        problem = error.problems[0]
        raise ShapeError(f"{place}{problem.path}: {problem.message}") from None


def _parts(text: str) -> Iterator[str]:
    """Return the text of each value; where one can't be found, the rest, for the strict reader to refuse."""
    start = _after_space(text, 0)
    while start < len(text):
        try:
            _, end = _FINDER.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = len(text)
        yield text[start:end]
        start = _after_space(text, end)


def _after_space(text: str, start: int) -> int:
    while start < len(text) and text[start] in _SPACE:
        start += 1
    return start


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else excerpt(value)


def _line(text: str) -> str:
    """Return a text as one printable line of the length that a fetch problem may have."""
    shown = text if text.isprintable() else ascii(text)[1:-1]
    return shown[:400] or "unknown"
