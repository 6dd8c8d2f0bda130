"""JSON that other people's programs wrote: lenient where that is harmless, never where it has two meanings.

The log of a run nests deeper, and holds longer numbers, than a document of the contract may; so
`strict_json` would refuse honest ones. What two readers would take differently is refused here too.
"""

import json
import math
from typing import Final, NoReturn

from review_contract.codes import Code
from review_contract.problems import ContractError, Problem, excerpt

MAX_BYTES: Final = 67_108_864
"""Largest text that is read: a run of hundreds of turns that read many files stays below."""
_MAX_DIGITS: Final = 20


def loads(data: bytes | str) -> object:
    """Return the one JSON value that `data` holds.

    Raises:
        ContractError: with one problem whose code starts with `json-`.
    """
    if len(data) > MAX_BYTES:
        _refuse(Code.JSON_SIZE, f"{len(data):,} bytes; the limit is {MAX_BYTES:,}")
    try:
        # PowerShell writes a byte order mark, which is no reason to lose the log of a run.
        value: object = _DECODER.decode(data if isinstance(data, str) else data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        _refuse(Code.JSON_ENCODING, f"byte {error.start} is not UTF-8")
    except RecursionError:
        _refuse_depth()
    except json.JSONDecodeError as error:
        _refuse_syntax(error)
    return value


def dumps(value: object) -> str:
    """Return a value from `loads` as JSON in ASCII.

    Raises:
        ContractError: the value nests too deep to be written.
    """
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":"))
    except RecursionError:
        _refuse_depth()


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object, refusing a key that stands twice (RFC 8259 §4 leaves the winner open)."""
    built: dict[str, object] = {}
    for key, value in pairs:
        if key in built:
            _refuse(Code.JSON_DUPLICATE_KEY, f"the key {excerpt(key)} stands twice in one object")
        built[key] = value
    return built


def _integer(literal: str) -> int | float:
    return int(literal) if len(literal) <= _MAX_DIGITS else _decimal(literal)


def _decimal(literal: str) -> float:
    value = float(literal)
    if not math.isfinite(value):
        _refuse(Code.JSON_NONFINITE, f"{excerpt(literal)} is beyond what a double holds")
    return value


def _constant(literal: str) -> NoReturn:
    _refuse(Code.JSON_NONFINITE, f"{literal} is not JSON")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_decimal, parse_constant=_constant
)


def _refuse_syntax(error: json.JSONDecodeError) -> NoReturn:
    if error.msg == "Extra data":
        _refuse(Code.JSON_TRAILING, f"something follows the value at character {error.pos}")
    where = f"line {error.lineno}, column {error.colno}"
    _refuse(Code.JSON_SYNTAX, f"not JSON at {where}: {error.msg[:1].lower()}{error.msg[1:]}")


def _refuse_depth() -> NoReturn:
    _refuse(Code.JSON_DEPTH, "arrays and objects nest too deep to be read")


def _refuse(code: Code, message: str) -> NoReturn:
    raise ContractError(Problem(code, "", message)) from None
