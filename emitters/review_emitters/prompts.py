"""The section of a stage's prompt that tells a model what to answer: generated, so that it can't drift."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from review_contract.drafts import JsonSchema
from review_emitters.stages.allowed import stage_schema
from review_emitters.stages.stage import Fields, Stage

_REFUSED: Final = (
    "properties that the schema does not name, or that are missing: say null where you say nothing",
    "ids, commits, rounds, counts, coverage and fingerprints: code says them",
    "text of white space alone, and control characters",
    "a severity, category, check or flag that is not listed: nothing is taken for the lowest",
    "anything before or after the JSON object",
)


def contract_section(stage: Stage) -> str:
    """Return the section for a stage's prompt: the schema, its fields, an example, what is refused."""
    schema = stage_schema(stage)
    checks = [f"- `{check.name}`: {check.question}" for check in stage.checks]
    parts = [
        f"## What to answer ({stage.name})",
        f"{stage.about} Answer with one JSON object that follows this schema, and nothing else:",
        _fenced(json.dumps(schema, ensure_ascii=False, separators=(",", ":"))),
        "What the fields mean:",
        "\n".join(_meanings(schema)),
        *(("Answer each of these checks:", "\n".join(checks)) if checks else ()),
        "For example:",
        _fenced(json.dumps(json.loads(example_draft(stage)), ensure_ascii=False, indent=2)),
        "What gets refused:",
        "\n".join(f"- {one}" for one in _REFUSED),
    ]
    return "\n\n".join(parts) + "\n"


def example_draft(stage: Stage) -> str:
    """Return the stage's example as JSON that its draft accepts: null wherever it says nothing."""
    said = stage.example
    if stage.checks:
        said = said | {"checks": [{"name": check.name, "answer": "pass"} for check in stage.checks]}
    for field, allowed in stage.allowed.items():
        said = cast("Fields", _allowed(said, field.split("."), allowed))
    return json.dumps(_filled(stage_schema(stage), said), ensure_ascii=False)


def updated_guide(guide: str, stage: Stage) -> str:
    """Return a guide, such as CLAUDE.md, with the stage's section in it: replaced, or added at the end.

    Raises:
        ValueError: the guide holds one of the section's two marks without the other, or twice.
    """
    begin, end = _marks(stage)
    section = f"{begin}\n{contract_section(stage)}{end}"
    if guide.count(begin) == guide.count(end) == 0:
        return f"{guide.rstrip()}\n\n{section}\n".lstrip("\n")
    if guide.count(begin) != 1 or guide.count(end) != 1 or guide.index(begin) > guide.index(end):
        raise ValueError(f"the guide must hold {begin} and {end} once each, in this order, or neither")
    pattern = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    return pattern.sub(lambda _: section, guide)


def _marks(stage: Stage) -> tuple[str, str]:
    return f"<!-- begin contract of {stage.name} -->", f"<!-- end contract of {stage.name} -->"


def _fenced(text: str) -> str:
    return f"```json\n{text}\n```"


def _meanings(schema: JsonSchema) -> list[str]:
    """Return an item for each property that has something to be said; what is built alike is told once."""
    found: list[str] = []
    told: dict[str, str] = {}
    waiting = [("", schema)]
    while waiting:
        path, one = waiting.pop(0)
        properties = cast("Mapping[str, JsonSchema]", _object(one).get("properties", {}))
        same = told.setdefault(json.dumps(properties), path)
        if properties and same != path:
            found.append(f"- `{path}`: the fields of `{same}`.")
            continue
        for name, property_ in properties.items():
            here = f"{path}.{name}" if path else name
            if said := _meaning(property_):
                found.append(f"- `{here}`: {said}")
            waiting.append((here, property_))
    return found


def _meaning(schema: JsonSchema) -> str:
    words = cast("str", schema.get("description", ""))
    values = [value for option in _options(schema) for value in cast("list[str]", option.get("enum", []))]
    return " ".join(filter(None, (words, f"One of: {', '.join(values)}." if values else "")))


def _options(schema: JsonSchema) -> list[JsonSchema]:
    return [schema, *cast("list[JsonSchema]", schema.get("anyOf", []))]


def _object(schema: JsonSchema) -> JsonSchema:
    """Return the schema of the object that a property holds, inside a list or beside null."""
    for option in _options(schema):
        if "properties" in option:
            return option
        if "items" in option:
            return _object(cast("JsonSchema", option["items"]))
    return {}


def _allowed(value: object, names: Sequence[str], allowed: Sequence[str]) -> object:
    """Return an example in which what the stage does not allow is the first that it does."""
    if isinstance(value, list):
        return [_allowed(item, names, allowed) for item in cast("list[object]", value)]
    if not names:
        return value if value is None or value in allowed else allowed[0]
    if not isinstance(value, dict):
        return value
    said = cast("Fields", value)
    inner = {names[0]: _allowed(said[names[0]], names[1:], allowed)} if names[0] in said else {}
    return said | inner


def _filled(schema: JsonSchema, value: object) -> object:
    if isinstance(value, list):
        return [_filled(schema, item) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    said = cast("Mapping[str, object]", value)
    properties = cast("Mapping[str, JsonSchema]", _object(schema)["properties"])
    return {name: _filled(one, said.get(name)) for name, one in properties.items()}
