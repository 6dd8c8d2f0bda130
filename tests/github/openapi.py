"""What GitHub itself says of its REST API: whether a request is one that it documents, and an answer too."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast

import openapi_schema_validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

Json: TypeAlias = Any
Operation: TypeAlias = Mapping[str, Any]

_FILE: Final = Path(__file__).with_name("openapi.json")
_URI: Final = "urn:github"
_SLASHES: Final = ("ref", "path", "basehead")
"""Parameters that may hold slashes, although the description does not say so."""


def request_problems(method: str, path: str, query: Mapping[str, str], body: Json) -> list[str]:
    """Return why a request is none that GitHub documents."""
    operation = _operation(method, path)
    if operation is None:
        return [f"{method} {path}: no such operation in openapi.json"]
    found = [*_query_problems(operation, query), *_body_problems(operation, body)]
    return [f"{method} {path}: {problem}" for problem in found]


def answer_problems(method: str, path: str, status: int, body: Json) -> list[str]:
    """Return why an answer is none that GitHub documents."""
    operation = _operation(method, path)
    if operation is None:
        return [f"{method} {path}: no such operation in openapi.json"]
    if str(status) not in operation["responses"]:
        return [f"{method} {path}: status {status} is not documented"]
    schema = _schema(_whole(operation["responses"][str(status)]))
    if schema is None:
        return [] if body is None else [f"{method} {path}: {status} has no body"]
    return [f"{method} {path}: {problem}" for problem in _misfits("OAS30ReadValidator", schema, body)]


def _query_problems(operation: Operation, query: Mapping[str, str]) -> Iterator[str]:
    parameters = [_whole(parameter) for parameter in operation.get("parameters", ())]
    known = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
    yield from (f"query parameter {name} is not documented" for name in query if name not in known)


def _body_problems(operation: Operation, body: Json) -> Iterator[str]:
    content = _whole(operation.get("requestBody", {}))
    schema = _schema(content)
    if schema is None or body is None:
        if body is not None:
            yield "a body is not documented"
        if content.get("required"):
            yield "the body is missing"
        return
    yield from _misfits("OAS30WriteValidator", schema, body)
    known = _whole(schema).get("properties", {})
    yield from (f"field {name} is not documented" for name in body if name not in known)


def _misfits(
    validator: Literal["OAS30ReadValidator", "OAS30WriteValidator"], schema: Json, value: Json
) -> list[str]:
    check: Any = getattr(openapi_schema_validator, validator)
    errors = check(_absolute(schema), registry=_registry()).iter_errors(value)
    return [
        f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in errors
        if not _is_fault_of_the_description(error)
    ]


def _is_fault_of_the_description(error: Json) -> bool:
    """Tell whether GitHub's own answers fail so too.

    It forgets null among the values of enumerations that may be null, and lists alternatives as exclusive
    that overlap: a file is a directory's entry as well.
    """
    if error.validator == "enum":
        return error.instance is None and bool(error.schema.get("nullable"))
    return error.validator == "oneOf" and not error.context


def _schema(content: Mapping[str, Any]) -> Json:
    return content.get("content", {}).get("application/json", {}).get("schema")


@cache
def _description() -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(_FILE.read_text(encoding="utf-8")))


@cache
def _registry() -> Json:
    registry: Registry[Json] = Registry()
    return registry.with_resource(_URI, DRAFT4.create_resource(_description()))


@cache
def _routes() -> list[tuple[re.Pattern[str], Mapping[str, Operation]]]:
    """Return every path as a pattern, the one with the fewest parameters first."""
    paths = sorted(_description()["paths"].items(), key=lambda item: (item[0].count("{"), -len(item[0])))
    return [(re.compile(_pattern(path)), operations) for path, operations in paths]


def _pattern(path: str) -> str:
    parts = re.split(r"\{(\w+)\}", path)
    names = (".+" if name in _SLASHES else "[^/]+" for name in parts[1::2])
    return "".join(re.escape(text) + next(names, "") for text in parts[::2])


def _operation(method: str, path: str) -> Operation | None:
    matching = (item for pattern, item in _routes() if pattern.fullmatch(path) and method.lower() in item)
    return next((item[method.lower()] for item in matching), None)


def _whole(value: Json) -> Json:
    """Follow a reference to the description's components."""
    while "$ref" in value:
        section, name = value["$ref"].split("/")[2:]
        value = _description()["components"][section][name]
    return value


def _absolute(value: object) -> Json:
    """Point references at the description, wherever the schema is used."""
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {key: f"{_URI}{one}" if key == "$ref" else _absolute(one) for key, one in items}
    if isinstance(value, list):
        return [_absolute(one) for one in cast("list[object]", value)]
    return value
