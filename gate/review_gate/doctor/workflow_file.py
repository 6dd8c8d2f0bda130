"""A workflow's file as a value: YAML composed under a budget, nothing in it constructed or resolved by name.

The nodes are turned into text, truth, lists and mappings here: so no tag makes an object, no alias makes a
small file huge, and the key `on` stays a word also where YAML 1.1 would take it for true.
"""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from review_contract.problems import excerpt
from review_gate.live.asking import Json

LARGEST: Final = 262_144
"""Characters of a workflow's file that are read; GitHub's own bound is 512 KiB."""
_MOST_NODES: Final = 20_000
_DEEPEST: Final = 40
_TRUE: Final = frozenset({"true", "yes", "on"})
_LOCAL: Final = re.compile(r"(?:\./|\$/)(?P<path>\.github/workflows/[^/@]+)")


class _Refused(ValueError):  # noqa: N818 - never leaves this module
    """Something in the file that is not taken."""


@dataclass(frozen=True, slots=True)
class Invalid:
    """A workflow's file that can't be understood, and why."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow's file."""

    path: str
    said: Mapping[str, Json]

    @property
    def name(self) -> str:
        """What `workflow_run` calls it."""
        name = self.said.get("name")
        return name if isinstance(name, str) and name else self.path

    @property
    def triggers(self) -> Mapping[str, Mapping[str, Json]]:
        """The events that start it, each with its filters."""
        given = self.said.get("on")
        if isinstance(given, str):
            return {given: {}}
        if isinstance(given, list):
            return {one: {} for one in strings(given)}
        return {name: mapping(filters) for name, filters in mapping(given).items()}

    @property
    def jobs(self) -> Mapping[str, Mapping[str, Json]]:
        """Its jobs by id."""
        return {name: mapping(job) for name, job in mapping(self.said.get("jobs")).items()}


def steps(job: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    """Return the steps of a job."""
    return [mapping(step) for step in sequence(job.get("steps"))]


def called(job: Mapping[str, Json]) -> str:
    """Return the path of the repository's own workflow that a job calls; empty if it calls none."""
    uses = job.get("uses")
    found = _LOCAL.fullmatch(uses) if isinstance(uses, str) else None
    return found["path"] if found else ""


def mapping(value: Json) -> Mapping[str, Json]:
    """Return a value as a mapping; empty if it is none."""
    return cast("Mapping[str, Json]", value) if isinstance(value, dict) else {}


def sequence(value: Json) -> list[Json]:
    """Return a value as a list; empty if it is none."""
    return cast("list[object]", value) if isinstance(value, list) else []


def strings(value: Json) -> tuple[str, ...]:
    """Return a text or a list of texts as texts, without what is none."""
    items = sequence(value) if isinstance(value, list) else [value]
    return tuple(item for item in items if isinstance(item, str))


def texts(value: Json) -> Iterator[str]:
    """Yield every text in a value, keys apart; the budget of nodes bounds it."""
    if isinstance(value, str):
        yield value
    for item in cast("Mapping[str, Json]", value).values() if isinstance(value, dict) else ():
        yield from texts(item)
    for item in sequence(value):
        yield from texts(item)


def parse_workflow(path: str, source: str) -> Workflow | Invalid:
    """Return the workflow that a file holds, or why it is none."""
    if len(source) > LARGEST:
        return Invalid(path, f"it is longer than {LARGEST:,} characters")
    try:
        said = _Plain().value(_composed(source), 0)
    except _Refused as error:
        return Invalid(path, str(error))
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        return Invalid(path, f"it is no YAML: {_named(error)}")
    except RecursionError:
        return Invalid(path, "it is nested too deeply")
    if not isinstance(said, dict):
        return Invalid(path, "it holds no mapping")
    return Workflow(path, cast("Mapping[str, Json]", said))


def _composed(source: str) -> Json:
    """Return the file's graph of nodes."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml: Json = YAML(typ="safe", pure=True)
    try:
        with warnings.catch_warnings():
            # They would show the file's own text, raw, on standard error.
            warnings.simplefilter("ignore")
            return yaml.compose(source)
    except YAMLError as error:
        raise _Refused(f"it is no YAML: {_named(error)}") from None


def _named(error: Exception) -> str:
    """Return what a parser complains of, and where, without the lines of the file that it quotes."""
    problem, mark = getattr(error, "problem", None), getattr(error, "problem_mark", None)
    line = getattr(mark, "line", None)
    where = f" in line {line + 1}" if isinstance(line, int) else ""
    return f"{excerpt(str(problem)) if problem else type(error).__name__}{where}"


class _Plain:
    """Nodes as plain values, a bounded number of them: each use of an alias counts anew."""

    def __init__(self) -> None:
        self._left = _MOST_NODES

    def value(self, node: Json, depth: int) -> Json:
        """Return a node's value."""
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            raise _Refused("its aliases or its nesting make it too large")
        given = getattr(node, "value", None)
        if isinstance(given, str):
            return _scalar(str(node.tag), given)
        if not isinstance(given, list):
            return None
        items = sequence(given)
        if node.id == "mapping":
            return self._mapping(items, depth)
        return [self.value(item, depth + 1) for item in items]

    def _mapping(self, pairs: list[Json], depth: int) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for key, item in pairs:
            name: object = key.value
            if not isinstance(name, str):
                raise _Refused("a key in it is no word")
            if name in found:
                raise _Refused(f"the key {excerpt(name)} stands twice in one mapping")
            found[name] = self.value(item, depth + 1)
        return found


def _scalar(tag: str, given: str) -> str | bool | None:
    """Return a scalar: numbers and dates stay text, for nothing here counts with them."""
    if tag.endswith(":bool"):
        return given.lower() in _TRUE
    return None if tag.endswith(":null") else given
