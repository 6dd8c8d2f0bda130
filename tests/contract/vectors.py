"""The conformance vectors as test parameters: read from `schemas/vectors/` as another language would."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import pytest
from _pytest.mark import ParameterSet

from review_contract import ContractError, Problem

Json: TypeAlias = Any
"""A value parsed from JSON: tests look into it, and fail where it is not what they expect."""


def members(value: Json) -> dict[str, Json]:
    """Return an object's members; none if the value is no object."""
    return cast("dict[str, Json]", value) if isinstance(value, dict) else {}


def items(value: Json) -> list[Json]:
    """Return a list's items; none if the value is no list."""
    return [*value] if isinstance(value, list) else []


def children(value: Json) -> list[tuple[str | int, Json]]:
    """Return what an object or a list holds, by name or index."""
    return [*members(value).items(), *enumerate(items(value))]


SCHEMAS: Final = Path(__file__).parents[2] / "schemas"
FOLDER: Final = SCHEMAS / "vectors"


@dataclass(frozen=True)
class Vector:
    """One vector, with its file's texts at hand."""

    file: str
    reads: str
    name: str
    input: Json
    expected: Mapping[str, Json]
    neighbour: str | None
    rule: bool
    draft: str
    texts: Mapping[str, str]

    def value(self) -> Json:
        """Return the patched base document of `input`."""
        return patched(self.input)

    def data(self) -> bytes:
        """Return the bytes of a document: a text as it stands, a value as JSON."""
        if self.reads == "text":
            return b"".join(map(self._part, [self.input] if isinstance(self.input, str) else self.input))
        return json.dumps(self.value()).encode()

    def body(self) -> str:
        """Return the body of a comment."""
        return b"".join(map(self._part, [self.input] if isinstance(self.input, str) else self.input)).decode()

    def _part(self, part: Json) -> bytes:
        match part:
            case str():
                return part.encode()
            case {"hex": digits}:
                return bytes.fromhex(str(digits))
            case {"repeat": text, "times": times}:
                return str(text).encode() * int(times)
            case {"text": name, "replace": [old, new]}:
                assert self.texts[str(name)].count(old) == 1, f"{self.name}: {old!r} must occur once"
                return self.texts[str(name)].replace(old, new).encode()
            case {"text": name}:
                return self.texts[str(name)].encode()
            case _:
                raise AssertionError(part)


def patched(source: Mapping[str, Json]) -> Json:
    """Return a base document with an RFC 6902 patch of add, remove and replace applied."""
    document = copy.deepcopy(BASES[source["base"]])
    for step in source.get("patch", ()):
        *parents, last = (part.replace("~1", "/").replace("~0", "~") for part in step["path"].split("/")[1:])
        target = document
        for part in parents:
            target = target[int(part) if isinstance(target, list) else part]
        key = int(last) if isinstance(target, list) else last
        if step["op"] != "add":
            del target[key]
        if step["op"] != "remove":
            _insert(target, key, step["value"])
    return document


def _insert(target: Json, key: Json, value: Json) -> None:
    if isinstance(target, dict):
        target[key] = value
    else:
        target.insert(key, value)


def _load(path: Path) -> Iterator[Vector]:
    content = json.loads(path.read_text(encoding="utf-8"))
    for one in content["vectors"]:
        yield Vector(
            path.stem,
            content["reads"],
            one["name"],
            one["input"],
            one["expected"],
            one.get("neighbour"),
            one.get("rule", False),
            one.get("draft", ""),
            content.get("texts", {}),
        )


BASES: Final[Mapping[str, Json]] = json.loads((FOLDER / "bases.json").read_text(encoding="utf-8"))["bases"]
FILES: Final = tuple(
    sorted(set(FOLDER.glob("*.json")) - {FOLDER / "bases.json", FOLDER / "vector.schema.json"})
)
VECTORS: Final = tuple(vector for path in FILES for vector in _load(path))


def refusal(read: Callable[[], object]) -> tuple[Problem, ...]:
    """Return why the contract refuses what `read` reads; empty where it does not."""
    try:
        read()
    except ContractError as error:
        return error.problems
    return ()


def parameters(*reads: str, having: str = "input") -> list[ParameterSet]:
    """Return the vectors of these readings that have a key, as named parameters of a test."""
    return [
        pytest.param(one, id=f"{one.file}:{one.name}")
        for one in VECTORS
        if one.reads in reads and (having in one.expected or getattr(one, having, None))
    ]
