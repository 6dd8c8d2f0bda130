"""JSON without surprises: what ten common readers accept in silence is refused here by name.

RFC 8259 leaves duplicate keys, huge numbers and lone surrogates to the reader, so two readers of
one text may see two verdicts. A document must mean one thing to everybody; no model sees a text
that this module has not passed.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NoReturn, TypeAlias, cast

from review_contract.codes import Code
from review_contract.problems import ContractError, Problem, excerpt

JsonObject: TypeAlias = Mapping[str, object]

MAX_BYTES: Final = 1_048_576
"""Largest document, in bytes of UTF-8: what an artifact may hold."""
MAX_DEPTH: Final = 16
"""Deepest nesting of arrays and objects; the deepest document of v1 needs 9."""
MAX_NUMBER: Final = 20
"""Longest number, in characters; 64-bit integers with sign fit."""


def loads(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> object:
    """Return the one JSON value that `data` holds.

    Raises:
        ContractError: with one problem whose code starts with `json-`.
    """
    text = _decode(data, max_bytes)
    try:
        value: object = _DECODER.decode(text)
    except RecursionError:
        _refuse(Code.JSON_DEPTH, f"arrays and objects nest deeper than {MAX_DEPTH}")
    except json.JSONDecodeError as error:
        _refuse_syntax(error)
    if _too_deep(value, MAX_DEPTH):
        _refuse(Code.JSON_DEPTH, f"arrays and objects nest deeper than {MAX_DEPTH}")
    if "\\ud" in text or "\\uD" in text:
        _refuse_surrogates(value)
    return value


def _decode(data: bytes | str, max_bytes: int) -> str:
    if len(data) > max_bytes:
        _refuse(Code.JSON_SIZE, f"{len(data):,} bytes; the limit is {max_bytes:,}")
    if isinstance(data, str) and data.isascii():
        return data
    try:
        raw = data.encode() if isinstance(data, str) else data
        text = raw.decode()
    except UnicodeEncodeError:
        _refuse(Code.JSON_SURROGATE, "the text holds half of a UTF-16 surrogate pair")
    except UnicodeDecodeError as error:
        _refuse(Code.JSON_ENCODING, f"byte {error.start} is not UTF-8; documents are UTF-8")
    if len(raw) > max_bytes:
        _refuse(Code.JSON_SIZE, f"{len(raw):,} bytes; the limit is {max_bytes:,}")
    if text.startswith("\ufeff"):
        _refuse(Code.JSON_BOM, "the text starts with a byte order mark; write UTF-8 without it")
    return text


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object, refusing a key that stands twice (RFC 8259 §4 leaves the winner open)."""
    built = dict(pairs)
    if len(built) != len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        _refuse(Code.JSON_DUPLICATE_KEY, f"the key {excerpt(twice)} stands twice in one object")
    return built


def _integer(literal: str) -> int:
    if len(literal) > MAX_NUMBER or literal == "-0":
        _refuse_number(literal)
    return int(literal)


def _decimal(literal: str) -> float:
    if len(literal) > MAX_NUMBER:
        _refuse_number(literal)
    value = float(literal)
    if value in _INFINITE:
        _refuse(Code.JSON_NONFINITE, f"{literal} is beyond what a double holds")
    if value.is_integer() or len(repr(value)) > MAX_NUMBER:
        # JSON Schema takes 1.0 for an integer, strict models do not: only one spelling may pass. And
        # what is read here is written again by repr, which may need more characters.
        _refuse_number(literal)
    return value


def _constant(literal: str) -> NoReturn:
    _refuse(Code.JSON_NONFINITE, f"{literal} is not JSON")


def _refuse_number(literal: str) -> NoReturn:
    _refuse(
        Code.JSON_NUMBER,
        f"the number {excerpt(literal)}; allowed are at most {MAX_NUMBER} characters, integers without "
        "fraction or exponent, and no -0",
    )


_INFINITE: Final = frozenset({float("inf"), float("-inf")})
_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_decimal, parse_constant=_constant
)


def _refuse_syntax(error: json.JSONDecodeError) -> NoReturn:
    if error.msg == "Extra data":
        _refuse(Code.JSON_TRAILING, f"something follows the value at character {error.pos}")
    where = f"line {error.lineno}, column {error.colno}"
    _refuse(Code.JSON_SYNTAX, f"not JSON at {where}: {error.msg[:1].lower()}{error.msg[1:]}")


def _too_deep(value: object, room: int) -> bool:
    """Tell whether containers nest deeper than `room`; recursion is bounded by `room` itself."""
    children: Iterable[object]
    if type(value) is dict:
        children = cast("dict[str, object]", value).values()
    elif type(value) is list:
        children = cast("list[object]", value)
    else:
        return False
    if room == 0:
        return True
    room -= 1
    for child in children:
        kind = type(child)
        if (kind is dict or kind is list) and _too_deep(child, room):
            return True
    return False


def _refuse_surrogates(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        _refuse(Code.JSON_SURROGATE, "a string holds half of a UTF-16 surrogate pair")


def _refuse(code: Code, message: str) -> NoReturn:
    raise ContractError(Problem(code, "", message)) from None
