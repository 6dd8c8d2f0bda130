"""The published JSON Schemas: draft 2020-12, one file per kind and per draft, frozen with their version."""

import json
from collections.abc import Mapping
from typing import Final, cast

from review_contract.drafts import JsonSchema, draft_schema
from review_contract.v1.base import Model
from review_contract.v1.envelope import SCHEMA_VERSION, Pointer
from review_contract.v1.kinds import DRAFTS, KINDS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_READING_ORDER: Final = [
    "$schema",
    "$id",
    "$ref",
    "description",
    "type",
    "const",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "properties",
    "required",
    "additionalProperties",
    "allOf",
    "$defs",
]
_NAMED: Final = frozenset({"properties", "$defs"})
"""Keywords whose members are named by the document, not by JSON Schema."""


def published() -> Mapping[str, JsonSchema]:
    """Return every published schema by its file name below `schemas/`."""
    documents: dict[str, type[Model]] = {**KINDS, "pointer": Pointer}
    files = {
        f"v{SCHEMA_VERSION}/{name}.json": document_schema(name, model) for name, model in documents.items()
    }
    files |= {f"v{SCHEMA_VERSION}/drafts/{kind}.json": draft_schema(kind) for kind in DRAFTS}
    return files


def document_schema(name: str, model: type[Model]) -> JsonSchema:
    """Return the schema of one kind of document, or of the pointer."""
    schema = cast("JsonSchema", model.model_json_schema())
    definitions: dict[str, JsonSchema] = {}
    for title, one in cast("dict[str, JsonSchema]", schema.pop("$defs")).items():
        definitions[title] = _tidy(one, definitions)
    head: JsonSchema = {"$schema": DIALECT, "$id": f"urn:review-contract:v{SCHEMA_VERSION}:{name}"}
    return head | _tidy(schema, definitions) | {"$defs": dict(sorted(definitions.items()))}


def render(schema: JsonSchema) -> str:
    """Return a schema as its published file spells it."""
    return json.dumps(_in_reading_order(schema), indent=2) + "\n"


def _tidy(schema: JsonSchema, definitions: dict[str, JsonSchema]) -> JsonSchema:
    """Leave out what repeats a property's name or absence, and name each kind of string once."""
    if "patternProperties" in schema:
        schema = _closed_map(schema)
    tidy: JsonSchema = {}
    for key, value in schema.items():
        if key in _NAMED:
            named = cast("Mapping[str, JsonSchema]", value)
            tidy[key] = {name: _tidy(one, definitions) for name, one in named.items()}
        elif key not in {"title", "default"}:
            tidy[key] = _tidy_value(value, definitions)
    if "$anchor" not in tidy:
        return tidy
    name = cast("str", tidy.pop("$anchor"))
    definitions[name] = tidy
    return {"$ref": f"#/$defs/{name}"}


def _tidy_value(value: object, definitions: dict[str, JsonSchema]) -> object:
    if isinstance(value, dict):
        return _tidy(cast("JsonSchema", value), definitions)
    if isinstance(value, list):
        return [_tidy_value(one, definitions) for one in cast("list[object]", value)]
    return value


def _closed_map(schema: JsonSchema) -> JsonSchema:
    """Say of a map what its model says: a key that does not fit the pattern is refused, not ignored."""
    rest = dict(schema)
    ((pattern, values),) = cast("Mapping[str, JsonSchema]", rest.pop("patternProperties")).items()
    names = cast("JsonSchema", rest.pop("propertyNames")) | {"type": "string", "pattern": pattern}
    return rest | {"propertyNames": names, "additionalProperties": values}


def _in_reading_order(schema: object) -> object:
    """Put a schema's keywords in the order in which a person asks; what the document names keeps its own."""
    if isinstance(schema, list):
        return [_in_reading_order(one) for one in cast("list[object]", schema)]
    if not isinstance(schema, dict):
        return schema
    ordered: JsonSchema = {}
    for key, value in sorted(cast("JsonSchema", schema).items(), key=_place):
        named = cast("JsonSchema", value) if key in _NAMED else {}
        ordered[key] = {name: _in_reading_order(one) for name, one in named.items()} or _in_reading_order(
            value
        )
    return ordered


def _place(keyword: tuple[str, object]) -> int:
    """Return where a keyword stands; those not listed come before what may be long."""
    name = keyword[0]
    return _READING_ORDER.index(name) if name in _READING_ORDER else _READING_ORDER.index("properties")
