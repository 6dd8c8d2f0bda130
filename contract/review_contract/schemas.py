"""The published JSON Schemas: draft 2020-12, one file per kind and per draft, frozen with their version."""

from collections.abc import Mapping
from typing import Final, cast

from review_contract.drafts import JsonSchema, draft_schema
from review_contract.v1.base import Model
from review_contract.v1.envelope import SCHEMA_VERSION, Pointer
from review_contract.v1.kinds import DRAFTS, KINDS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def published() -> Mapping[str, JsonSchema]:
    """Return every published schema by its file name below `schemas/`."""
    documents: dict[str, type[Model]] = {**KINDS, "pointer": Pointer}
    files = {f"v{SCHEMA_VERSION}/{name}.json": document_schema(name, model) for name, model in documents.items()}
    files |= {f"v{SCHEMA_VERSION}/drafts/{kind}.json": draft_schema(kind) for kind in DRAFTS}
    return files


def document_schema(name: str, model: type[Model]) -> JsonSchema:
    """Return the schema of one kind of document, or of the pointer."""
    schema = cast("JsonSchema", model.model_json_schema())
    if "$ref" in schema:
        # A recursive root is published as a reference; the root's own words stand beside it.
        schema = {name: value for name, value in schema.items()}
    head = {"$schema": DIALECT, "$id": f"urn:review-contract:v{SCHEMA_VERSION}:{name}"}
    return head | _without_titles(schema)


def _without_titles(schema: JsonSchema) -> JsonSchema:
    """Leave out pydantic's titles, which only repeat the property's name."""
    kept: JsonSchema = {}
    for key, value in schema.items():
        if key == "title" and isinstance(value, str):
            continue
        if key in {"properties", "$defs", "patternProperties"}:
            named = cast("dict[str, JsonSchema]", value)
            kept[key] = {name: _without_titles(one) for name, one in named.items()}
        elif isinstance(value, dict):
            kept[key] = _without_titles(cast("JsonSchema", value))
        elif isinstance(value, list):
            items = cast("list[object]", value)
            kept[key] = [_without_titles(cast("JsonSchema", one)) if isinstance(one, dict) else one for one in items]
        else:
            kept[key] = value
    return kept
