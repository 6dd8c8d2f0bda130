"""What a run's log says it cost, and which model it was."""

from collections.abc import Iterable
from typing import Final

from pydantic import TypeAdapter

from review_contract.v1.envelope import Usage
from review_contract.v1.text import Label
from review_emitters.adapters.sdk_messages import Lenient, Message, Result, Tokens

_NOTHING: Final = Result()
_LABEL: Final = TypeAdapter[str | None](Lenient[Label])


def usage_of(messages: tuple[Message, ...], result: Result | None) -> Usage | None:
    """Return what the run cost as far as the log says it; None if it says nothing."""
    result = result or _NOTHING
    denials = result.permission_denials
    usage = Usage(
        turns=result.num_turns,
        duration_ms=result.duration_ms,
        cost_usd=result.cost_usd if result.total_cost_usd is None else result.total_cost_usd,
        permission_denials=None if denials is None else len(denials),
        **_tokens(messages, result).model_dump(include={*Tokens.model_fields}),
    )
    return usage if usage != Usage() else None


def model_of(messages: tuple[Message, ...], result: Result | None) -> str | None:
    """Return the model's name: as the run began with it, answered with it or was billed for it alone."""
    began = (message.model for message in messages if message.subtype == "init")
    answered = (message.message.model for message in messages if message.message)
    billed = _billed(result or _NOTHING)
    return next((name for names in (began, answered, billed) for name in names if name), None)


def _billed(result: Result) -> tuple[str | None, ...]:
    if result.model_usage is None or len(result.model_usage) != 1:
        return ()
    [(name, tokens)] = result.model_usage.items()
    return tokens.canonical_model if tokens else None, _LABEL.validate_python(name)


def _tokens(messages: tuple[Message, ...], result: Result) -> Tokens:
    """Return the run's own sum, or else the sum over its models, or else over its answers."""
    by_model = (result.model_usage or {}).values()
    candidates = (
        result.usage,
        _total(one for one in by_model if one),
        _total(_answers(messages)),
    )
    return next((one for one in candidates if one and one != Tokens()), Tokens())


def _answers(messages: tuple[Message, ...]) -> Iterable[Tokens]:
    """Return the tokens of every answer once: its blocks are logged apart, each with the usage of all."""
    latest = {
        message.message.id or index: message.message.usage
        for index, message in enumerate(messages)
        if message.message and message.message.usage
    }
    return latest.values()


def _total(parts: Iterable[Tokens]) -> Tokens:
    """Return the sums of what is known; a sum beyond what a count may be is not known."""
    dumped = [part.model_dump(exclude_none=True) for part in parts]
    return Tokens.model_validate(
        {
            name: sum(one[name] for one in dumped if name in one)
            for name in Tokens.model_fields
            if any(name in one for one in dumped)
        }
    )
