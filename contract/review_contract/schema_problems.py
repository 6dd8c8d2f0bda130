"""pydantic's errors as problems of the contract: a stable code, a JSON Pointer, what is allowed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeAlias, get_args

from review_contract.codes import Code
from review_contract.problems import Problem, excerpt, pointer
from review_contract.v1.base import Model
from review_contract.v1.text import is_blank

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_Path: TypeAlias = tuple[int | str, ...]

_CODES: Final[Mapping[str, Code]] = {code.value: code for code in Code} | {
    "missing": Code.SCHEMA_MISSING,
    "extra_forbidden": Code.SCHEMA_UNKNOWN_FIELD,
    "literal_error": Code.SCHEMA_VALUE,
    "union_tag_invalid": Code.SCHEMA_VALUE,
    "union_tag_not_found": Code.SCHEMA_MISSING,
    "string_pattern_mismatch": Code.SCHEMA_FORMAT,
    "string_too_long": Code.SCHEMA_LENGTH,
    "too_long": Code.SCHEMA_LENGTH,
    "too_short": Code.SCHEMA_LENGTH,
    "greater_than_equal": Code.SCHEMA_RANGE,
    "less_than_equal": Code.SCHEMA_RANGE,
}
_WORDS: Final[Mapping[str, str]] = {
    "model_type": "expected an object",
    "model_attributes_type": "expected an object",
    "dict_type": "expected an object",
    "tuple_type": "expected an array",
    "string_type": "expected a string",
    "int_type": "expected an integer",
    "bool_type": "expected true or false",
    "float_type": "expected a number",
}
"""What pydantic says in Python's words, in JSON's."""


def schema_problem(model: type[Model], error: "ErrorDetails") -> Problem:
    """Translate one error of the model; a type that is not listed is a value of the wrong type."""
    kind = error["type"]
    # A map's key that is refused stands in `loc` with a last part of pydantic's own.
    parts = error["loc"][:-1] if error["loc"][-1:] == ("[key]",) else error["loc"]
    place, models = _walk(model, parts)
    path = pointer(place) + str(error.get("ctx", {}).get("where", ""))
    if kind == "string_pattern_mismatch" and is_blank(error["input"], error.get("ctx", {})["pattern"]):
        message = "only white space; say something or leave the field out"
        return Problem(Code.SCHEMA_BLANK, path, message)
    code = _CODES.get(kind, Code.SCHEMA_TYPE)
    if kind == "extra_forbidden":
        allowed = dict.fromkeys(name for one in models for name in one.model_fields)
        return Problem(code, path, f"no such field here; allowed are {', '.join(allowed)}")
    if kind == "missing":
        return Problem(code, path, "this field is required")
    message = _WORDS.get(kind) or error["msg"][:1].lower() + error["msg"][1:]
    return Problem(code, path, message if kind in _OWN else f"{message}; got {excerpt(error['input'])}")


_OWN: Final = frozenset(code.value for code in Code)


def _walk(model: type[Model], location: _Path) -> tuple[_Path, list[type[Model]]]:
    """Return the path of a location in the data, and the models that the last object on it may be of.

    pydantic's location also holds the tags by which a union's members are told apart; the data does not.
    """
    models, place = [model], list[int | str]()
    for part in location:
        fields = [
            one.model_fields[part] for one in models if isinstance(part, str) and part in one.model_fields
        ]
        if isinstance(part, str) and not fields and len(models) > 1:
            models = [one for one in models if _is_tagged(one, part)]
            continue
        place.append(part)
        if fields:
            models = [found for field in fields for found in _models_in(field.annotation)]
    return tuple(place), models


def _is_tagged(model: type[Model], tag: str) -> bool:
    return any(tag in get_args(field.annotation) for field in model.model_fields.values())


def _models_in(annotation: object) -> list[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [found for inner in get_args(annotation) for found in _models_in(inner)]
