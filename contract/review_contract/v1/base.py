"""What every object of v1 has in common: frozen, strict, closed, and rules that are data.

A rule says which fields another field's value asks for. The same table is checked by the model and
published as `if`/`then` in the JSON Schema, so the two can't drift apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Self, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from review_contract.codes import Code

T = TypeVar("T")

# Documents are parsed from JSON, where every array is a list: only the container is lax, never its items.
# Of a list only the first bad item is told: thousands of them cost a hundred times what good ones do.
Many: TypeAlias = Annotated[tuple[T, ...], Field(strict=False, fail_fast=True)]

Number: TypeAlias = Annotated[int, Field(ge=1, le=2**53 - 1)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=2**53 - 1)]


class Model(BaseModel):
    """A closed, immutable object whose values are never converted."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold where every field of `when` has one of the values named."""

    code: Code
    when: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...] = ()
    """Fields that must be there and not empty."""
    forbids: tuple[str, ...] = ()
    """Fields that must be absent."""
    equals: Mapping[str, str] = field(default_factory=dict[str, str])
    """Fields that must have exactly this value."""

    def applies(self, model: BaseModel) -> bool:
        """Tell whether the model's values fulfil the condition."""
        return all(getattr(model, name) in values for name, values in self.when.items())

    def broken_by(self, model: BaseModel) -> tuple[str, str] | None:
        """Return the first field that breaks the rule and what it should be, or None."""
        for name in self.needs:
            if getattr(model, name) in (None, ()):
                return name, "must be given"
        for name in self.forbids:
            if getattr(model, name) is not None:
                return name, "must be left out"
        for name, value in self.equals.items():
            if getattr(model, name) != value:
                return name, f"must be {value!r}"
        return None

    def condition(self) -> str:
        """Return the condition in words."""
        return " and ".join(
            f"{name} is {' or '.join(map(repr, values))}" for name, values in self.when.items()
        )

    def schema(self) -> dict[str, Any]:
        """Return the rule as JSON Schema."""
        then: dict[str, Any] = {}
        demands: dict[str, Any] = {name: {"not": {"enum": [None, []]}} for name in self.needs}
        demands |= {name: {"type": "null"} for name in self.forbids}
        demands |= {name: {"const": value} for name, value in self.equals.items()}
        if required := [*self.needs, *self.equals]:
            then["required"] = required
        then["properties"] = demands
        when = {name: {"enum": [*values]} for name, values in self.when.items()}
        return {"if": {"properties": when, "required": list(when)}, "then": then}


def required_when_completed(*fields: str) -> Rule:
    """Return the rule that a completed document says these fields; another status may not know them."""
    return Rule(Code.SCHEMA_INCOMPLETE, when={"status": ("completed",)}, needs=fields)


def refuse(code: Code, where: str, message: str) -> PydanticCustomError:
    """Return the error of a model rule: `where` is the JSON Pointer below the model that breaks it."""
    context = {"message": message, "where": where}
    return PydanticCustomError(code, "{message}", context)  # pyright: ignore[reportArgumentType] - one of a few


class Ruled(Model):
    """An object with rules between its fields."""

    RULES: ClassVar[tuple[Rule, ...]] = ()

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:  # noqa: ANN401
        """Publish the rules beside the fields."""
        schema: dict[str, Any] = handler.resolve_ref_schema(handler(core_schema))
        if cls.RULES:
            schema["allOf"] = [rule.schema() for rule in cls.RULES]
        return schema

    @model_validator(mode="after")
    def _keep_rules(self) -> Self:
        for rule in self.RULES:
            if rule.applies(self) and (broken := rule.broken_by(self)):
                name, demand = broken
                raise refuse(rule.code, f"/{name}", f"{name} {demand} where {rule.condition()}")
        return self
