"""Drafts: the part of a document that a model may write, and the schema that its API is given.

Structured-output APIs want a closed schema without references in which every property is required and
nullable. So null and "nothing to say" are one thing in a draft, and a property that is not there at all
is a mistake. What only code may say can't be said here.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Final, TypeAlias, TypeVar, cast

from review_contract.codes import Code
from review_contract.parsing import MAX_PROBLEMS, json_object, validate
from review_contract.problems import ContractError, Problem, pointer
from review_contract.v1.base import Model
from review_contract.v1.envelope import SCHEMA_VERSION
from review_contract.v1.finding import FindingStamp
from review_contract.v1.kinds import DRAFTS, KINDS

M = TypeVar("M", bound=Model)
JsonSchema: TypeAlias = dict[str, object]

_STAMPS: Final = frozenset(
    {
        name
        for kind, draft in DRAFTS.items()
        for name in KINDS[kind].model_fields.keys() - draft.model_fields.keys()
    }
    | {*FindingStamp.model_fields, "commit_sha", "caps_at"}
)

# Structured-output APIs refuse these or ignore them; the draft's model checks them afterwards.
_UNSUPPORTED: Final = frozenset(
    {"$anchor", "default", "title", "maxLength", "minLength", "minItems", "maxItems", "minimum", "maximum"}
    | {"allOf", "not"}
)


def parse_draft(kind: str, data: bytes | str) -> Model:
    """Return the draft of a kind that a JSON text holds, null properties taken as not said.

    Raises:
        KeyError: the kind has no draft: no model writes it.
        ContractError: with every problem found, at most 20.
    """
    return parse_draft_as(DRAFTS[kind], data)


def parse_draft_as(model: type[M], data: bytes | str) -> M:
    """Return the draft that a JSON text holds; `model` is a kind's draft, or a stage's narrower one.

    Raises:
        ContractError: with every problem found, at most 20.
    """
    value = json_object(data)
    if problems := [*islice(_misfits(_expected(model), value, ()), MAX_PROBLEMS)]:
        raise ContractError(*problems)
    return validate(model, _without_nulls(value))


def draft_schema(kind: str) -> JsonSchema:
    """Return the draft's JSON Schema as structured-output APIs take it."""
    flat = schema_of_draft(DRAFTS[kind])
    description = (
        f"Draft of a document of kind {kind}, review-contract {SCHEMA_VERSION}. {flat['description']}"
    )
    return flat | {"description": description}


def schema_of_draft(model: type[Model]) -> JsonSchema:
    """Return the JSON Schema of a draft's model: closed, without references, every property nullable."""
    schema = cast("JsonSchema", model.model_json_schema())
    definitions = cast("Mapping[str, JsonSchema]", schema.pop("$defs", {}))
    return _flatten(schema, definitions)


# An answer may hold many drafts of one model. Nobody but `_misfits` is handed this one dictionary.
_expected: Final = lru_cache(maxsize=64)(schema_of_draft)


def _flatten(schema: JsonSchema, definitions: Mapping[str, JsonSchema]) -> JsonSchema:
    """Inline references, and require every property while letting it be null."""
    if "$ref" in schema:
        name = cast("str", schema["$ref"]).rsplit("/", 1)[1]
        return _flatten(definitions[name] | {k: v for k, v in schema.items() if k != "$ref"}, definitions)
    flat = {name: value for name, value in schema.items() if name not in _UNSUPPORTED}
    if "anyOf" in flat:
        flat["anyOf"] = [_flatten(option, definitions) for option in cast("list[JsonSchema]", flat["anyOf"])]
    if "items" in flat:
        flat["items"] = _flatten(cast("JsonSchema", flat["items"]), definitions)
    if "properties" in flat:
        properties = cast("dict[str, JsonSchema]", flat["properties"])
        flat["properties"] = {name: _nullable(_flatten(one, definitions)) for name, one in properties.items()}
        flat["required"] = list(properties)
    return flat


def _nullable(schema: JsonSchema) -> JsonSchema:
    options = cast("list[JsonSchema]", schema.get("anyOf", []))
    if {"type": "null"} in options:
        return schema
    if isinstance(schema.get("type"), str) and not {"enum", "const"} & schema.keys():
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _misfits(schema: JsonSchema, value: object, path: tuple[int | str, ...]) -> Iterator[Problem]:
    """Tell properties that are too many or not there, null or not; the rest is the draft model's to judge."""
    for option in cast("list[JsonSchema]", schema.get("anyOf", [])):
        yield from _misfits(option, value, path)
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(cast("list[object]", value)):
            yield from _misfits(cast("JsonSchema", schema["items"]), item, (*path, index))
    if isinstance(value, dict) and "properties" in schema:
        members = cast("dict[str, object]", value)
        properties = cast("dict[str, JsonSchema]", schema["properties"])
        yield from (_stranger(path, name) for name in members if name not in properties)
        for name, expected in properties.items():
            if name not in members:
                yield Problem(Code.SCHEMA_MISSING, pointer((*path, name)), "say it, or say null")
            else:
                yield from _misfits(expected, members[name], (*path, name))


def _stranger(path: tuple[int | str, ...], name: str) -> Problem:
    if name in _STAMPS:
        return Problem(
            Code.SCHEMA_STAMP_FIELD, pointer((*path, name)), "only code may say this; leave it out"
        )
    return Problem(
        Code.SCHEMA_UNKNOWN_FIELD, pointer((*path, name)), "a draft has no such field; leave it out"
    )


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return {name: _without_nulls(item) for name, item in members.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in cast("list[object]", value)]
    return value
