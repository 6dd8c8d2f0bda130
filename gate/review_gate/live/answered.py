"""Looking into answers: what stands at a path, whatever of it is null."""

import json
from collections.abc import Mapping
from typing import cast

from review_gate.live.scanning import Json


def value_at(value: Json, *names: str) -> Json:
    """Return what stands at a path of objects; None where something on the way is no object."""
    for name in names:
        value = cast("Mapping[str, Json]", value).get(name) if isinstance(value, dict) else None
    return value


def part(value: Json, *names: str) -> Json:
    """Return the object at a path, an empty one where there is none."""
    found = value_at(value, *names)
    return cast("dict[str, Json]", found) if isinstance(found, dict) else dict[str, Json]()


def items(value: Json, *names: str) -> list[Json]:
    """Return the items of the list at a path that are not null; none where there is no list."""
    found = value_at(value, *names)
    listed = cast("list[object]", found) if isinstance(found, list) else []
    return [item for item in listed if item is not None]


def loaded(text: str) -> Json:
    """Return the value of a JSON text, None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
