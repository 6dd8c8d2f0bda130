"""What a stage allows in fields that its kind leaves open: one table narrows the schema and the draft."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from review_contract import Code, ContractError, Problem
from review_contract.drafts import JsonSchema, schema_of_draft
from review_contract.problems import excerpt, pointer
from review_contract.v1.base import Model
from review_emitters.stages.stage import Stage


def check_allowed(stage: Stage, draft: Model) -> None:
    """Refuse a draft that says what the stage does not know, such as a severity off its scale.

    Raises:
        ContractError: with every problem, at most 20.
    """
    problems = [
        Problem(Code.SCHEMA_VALUE, pointer(path), f"{excerpt(value)} is not one of: {', '.join(allowed)}")
        for field, allowed in stage.allowed.items()
        for path, value in _values(draft, field.split("."), ())
        if value not in allowed
    ]
    if problems:
        raise ContractError(*problems[:20])


def stage_schema(stage: Stage) -> JsonSchema:
    """Return the JSON Schema of the stage's draft, as structured-output APIs take it."""
    schema = schema_of_draft(stage.draft)
    for field, allowed in stage.allowed.items():
        schema = _narrowed(schema, field.split("."), allowed)
    return schema | {"description": f"Draft of the stage {stage.name}. {stage.about}"}


def _values(
    value: object, names: Sequence[str], path: tuple[int | str, ...]
) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Yield the strings at a path of fields, through every list on the way, each with where it stands."""
    if isinstance(value, tuple):
        for index, item in enumerate(cast("tuple[object, ...]", value)):
            yield from _values(item, names, (*path, index))
    elif not names and isinstance(value, str):
        yield path, value
    elif names and isinstance(value, Model):
        yield from _values(getattr(value, names[0]), names[1:], (*path, names[0]))


def _narrowed(schema: JsonSchema, names: Sequence[str], allowed: Sequence[str]) -> JsonSchema:
    """Return the schema with an enumeration at a path of fields, null still being possible."""
    if not names:
        return _enumeration(schema, allowed)
    if "items" in schema:
        return schema | {"items": _narrowed(cast("JsonSchema", schema["items"]), names, allowed)}
    if "anyOf" in schema:
        options = cast("list[JsonSchema]", schema["anyOf"])
        return schema | {"anyOf": [_narrowed(option, names, allowed) for option in options]}
    if "properties" not in schema:
        return schema
    properties = cast("Mapping[str, JsonSchema]", schema["properties"])
    inner = {names[0]: _narrowed(properties[names[0]], names[1:], allowed)}
    return schema | {"properties": {**properties, **inner}}


def _enumeration(schema: JsonSchema, allowed: Sequence[str]) -> JsonSchema:
    words = {name: schema[name] for name in ("description",) if name in schema}
    return {**words, "anyOf": [{"type": "string", "enum": [*allowed]}, {"type": "null"}]}
