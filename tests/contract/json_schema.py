"""JSON Schema by python-jsonschema, behind a type that type checkers can follow."""

from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from jsonschema import Draft202012Validator

from tests.contract.vectors import Json

Accepts: TypeAlias = Callable[[Json], bool]


def validator(schema: Mapping[str, object]) -> Accepts:
    """Return what tells whether a schema, which is sound itself, accepts a value."""
    Draft202012Validator.check_schema(schema)
    accepts: Accepts = cast("Json", Draft202012Validator(schema)).is_valid
    return accepts
