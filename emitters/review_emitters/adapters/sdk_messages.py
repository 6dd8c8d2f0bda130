"""The messages that Claude Code's SDK writes about a run, as far as a report needs them.

The format is somebody else's, and three generations of it are in use: every field may be missing, and one
that is not what it should be counts as missing. What may be concluded from that, `execution_file` says.
"""

from typing import Annotated, Final, TypeAlias, TypeVar, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from review_contract.codes import Code
from review_contract.problems import ContractError
from review_contract.v1.base import Count
from review_contract.v1.envelope import Cost
from review_contract.v1.text import Label
from review_emitters.adapters.foreign_json import loads

T = TypeVar("T")


def _or_none(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    try:
        return handler(value)
    except ValidationError:
        return None


def _listed(value: object) -> object:
    """Return what is no list as a list of itself: what can't be read is there nevertheless."""
    if value is None or isinstance(value, list):
        return cast("list[object] | None", value)
    return [value]


Lenient: TypeAlias = Annotated[T | None, WrapValidator(_or_none)]
"""A value that counts as missing where it is not what it should be."""
Listed: TypeAlias = Annotated[list[Lenient[T]] | None, BeforeValidator(_listed)]
"""A list that counts what can't be read, as None: nothing in it is ever taken for nothing."""
ToolName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$")]


class _Foreign(BaseModel):
    """An object of which only some members matter."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class Tokens(_Foreign):
    """Tokens as the model's API counts them."""

    input_tokens: Lenient[Count] = None
    output_tokens: Lenient[Count] = None
    cache_read_input_tokens: Lenient[Count] = None
    cache_creation_input_tokens: Lenient[Count] = None


class ModelTokens(Tokens):
    """The same of one model of `modelUsage`, whose members are written in camel case."""

    input_tokens: Lenient[Count] = Field(default=None, validation_alias="inputTokens")
    output_tokens: Lenient[Count] = Field(default=None, validation_alias="outputTokens")
    cache_read_input_tokens: Lenient[Count] = Field(default=None, validation_alias="cacheReadInputTokens")
    cache_creation_input_tokens: Lenient[Count] = Field(
        default=None, validation_alias="cacheCreationInputTokens"
    )
    canonical_model: Lenient[Label] = Field(default=None, validation_alias="canonicalModel")


class ApiMessage(_Foreign):
    """A message of the model's API inside a message of the SDK."""

    id: Lenient[str] = None
    """The same on every block of one answer, each with the usage of the whole."""
    model: Lenient[Label] = None
    usage: Lenient[Tokens] = None


class Denial(_Foreign):
    """A tool call that was not allowed."""

    tool_name: Lenient[ToolName] = None


class Message(_Foreign):
    """One message of the log."""

    type: Lenient[str] = None
    subtype: Lenient[str] = None
    model: Lenient[Label] = None
    message: Lenient[ApiMessage] = None


class Result(Message):
    """The message in which a run says how it ended."""

    is_error: Lenient[bool] = False
    terminal_reason: Lenient[str] = None
    result: Lenient[str] = None
    structured_output: object = None
    errors: Listed[str] = None
    num_turns: Lenient[Count] = None
    duration_ms: Lenient[Count] = None
    total_cost_usd: Lenient[Cost] = None
    cost_usd: Lenient[Cost] = None
    """What older releases called it."""
    usage: Lenient[Tokens] = None
    model_usage: Lenient[dict[str, Lenient[ModelTokens]]] = Field(default=None, validation_alias="modelUsage")
    permission_denials: Listed[Denial] = None


_GOES_ON: Final = frozenset({"assistant", "user"})


def read_messages(data: bytes) -> tuple[Message, ...]:
    """Return the messages of a log: a list, one object, or JSON lines; what is no object says nothing.

    Raises:
        ContractError: the log is not JSON.
    """
    value = _value(data)
    found = cast("list[object]", value) if isinstance(value, list) else [value]
    return tuple(_message(cast("dict[str, object]", one) if isinstance(one, dict) else {}) for one in found)


def last_result(messages: tuple[Message, ...]) -> Result | None:
    """Return the result in which the log ends; None if it holds none, or if the run went on after it."""
    for message in reversed(messages):
        if isinstance(message, Result):
            return message
        if message.type in _GOES_ON or message.subtype == "init":
            return None
    return None


def _value(data: bytes) -> object:
    try:
        return loads(data)
    except ContractError as error:
        if Code(error.code) != Code.JSON_TRAILING:
            raise
    return [loads(line) for line in data.split(b"\n") if line.strip()]


def _message(value: dict[str, object]) -> Message:
    return (Result if value.get("type") == "result" else Message).model_validate(value)
