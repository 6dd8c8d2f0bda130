"""Text to document: strict JSON, then the header, then the class of that version and kind."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar, cast

from pydantic import ValidationError

from review_contract import v0_9
from review_contract.codes import Code
from review_contract.problems import ContractError, Problem, excerpt
from review_contract.schema_problems import schema_problem
from review_contract.strict_json import MAX_BYTES, JsonObject, loads
from review_contract.v1.base import Model
from review_contract.v1.envelope import SCHEMA_VERSION, Pointer
from review_contract.v1.kinds import KINDS, Document

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=Model)
Upcast: TypeAlias = Callable[[JsonObject], JsonObject]

UPCASTS: Final[Mapping[str, tuple[str, Upcast]]] = {"0.9": ("1.0", v0_9.upcast)}
"""For each older version the next one, and the function that gets there."""

MAX_PROBLEMS: Final = 20
"""How many problems of one document are told: a hostile one has thousands."""

_VERSION: Final = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}")


def parse(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> Document | Pointer:
    """Return the document that a JSON text holds, or the pointer to its artifact.

    Raises:
        ContractError: with every problem found, at most 20, and of a list those of its first bad item.
    """
    value = json_object(data, max_bytes=max_bytes)
    current = _at_current_version(value)
    model = _model_of(current)
    if "artifact" in current:
        return validate(Pointer, current)
    return validate(model, current)


def json_object(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> JsonObject:
    """Return the JSON object that a text holds.

    Raises:
        ContractError: with one problem.
    """
    value = loads(data, max_bytes=max_bytes)
    if not isinstance(value, dict):
        raise ContractError(Problem(Code.SCHEMA_TYPE, "", f"expected a JSON object; got {excerpt(value)}"))
    return cast("JsonObject", value)


def validate(model: type[M], value: object) -> M:
    """Return `value`, parsed from JSON, as an instance of the model.

    Raises:
        ContractError: with every problem found, at most 20, and of a list those of its first bad item.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False)[:MAX_PROBLEMS]
    raise ContractError(*(schema_problem(model, one) for one in found if not _is_echo(one, found)))


def _is_echo(error: "ErrorDetails", errors: Sequence["ErrorDetails"]) -> bool:
    """Tell whether a list is only too short because its bad items were not counted."""
    place = error["loc"]
    below = (one for one in errors if len(one["loc"]) > len(place))
    return error["type"] == "too_short" and any(one["loc"][: len(place)] == place for one in below)


def _at_current_version(document: JsonObject) -> JsonObject:
    """Read the version before anything else, and lift an older document step by step."""
    version = _text_field(document, "schema_version")
    if not _VERSION.fullmatch(version):
        message = f'a version is two numbers with a point, such as "{SCHEMA_VERSION}"; got {excerpt(version)}'
        raise ContractError(Problem(Code.SCHEMA_FORMAT, "/schema_version", message))
    while version != SCHEMA_VERSION:
        if version not in UPCASTS:
            known = ", ".join([*UPCASTS, SCHEMA_VERSION])
            message = f"this release reads {known}, not {version}; upgrade it, or emit {SCHEMA_VERSION}"
            raise ContractError(Problem(Code.UNSUPPORTED_VERSION, "/schema_version", message))
        version, upcast = UPCASTS[version]
        document = upcast(document)
    return document


def _model_of(document: JsonObject) -> type[Document]:
    kind = _text_field(document, "kind")
    if kind not in KINDS:
        message = f"this release knows {', '.join(KINDS)}; got {excerpt(kind)}"
        raise ContractError(Problem(Code.UNSUPPORTED_KIND, "/kind", message))
    return KINDS[kind]


def _text_field(document: JsonObject, name: str) -> str:
    if name not in document:
        raise ContractError(Problem(Code.SCHEMA_MISSING, f"/{name}", "every document says it"))
    value = document[name]
    if not isinstance(value, str):
        raise ContractError(Problem(Code.SCHEMA_TYPE, f"/{name}", f"expected a string; got {excerpt(value)}"))
    return value
