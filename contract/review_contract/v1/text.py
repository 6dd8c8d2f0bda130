r"""The strings of v1: what each may hold, as the model's type and as its JSON Schema.

Patterns use only what Rust's regex, ECMA-262, RE2 and Python's re read alike: no lookaround, no
`\d` or `\s`, whose reach differs by language.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from review_contract.codes import Code

_CONTROL: Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"


def _real_moment(value: str) -> str:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError(Code.SCHEMA_TIMESTAMP.value, "no such day in the calendar") from None
    return value


# Python's re, which some schema validators use, lets `$` match before a final line feed.
_ONE_LINE: Final[Mapping[str, object]] = {"not": {"pattern": "\n"}}
_NOT_BLANK: Final[Mapping[str, object]] = {"allOf": [{"pattern": r"[^ \t\r\n]"}]}


def _string(
    name: str, pattern: str, longest: int, meaning: str, **also: object
) -> tuple[StringConstraints, WithJsonSchema]:
    """Return what a string may hold: `pattern` as a whole, at most `longest` code points.

    `name` is what the published schemas call the definition.
    """
    schema = {
        "$anchor": name,
        "description": meaning,
        "type": "string",
        "pattern": pattern,
        "maxLength": longest,
    }
    return StringConstraints(pattern=pattern, max_length=longest), WithJsonSchema({**schema, **also})


def _said(
    name: str, allowed: str, longest: int, meaning: str, **also: object
) -> tuple[StringConstraints, WithJsonSchema]:
    """Return what text for people may hold: characters of `allowed`, not all of them blank.

    The model checks both with one regular expression, in Rust: a check in Python would be most of the
    time that a document takes to read.
    """
    _, schema = _string(name, f"^{allowed}*$", longest, meaning, **also, **_NOT_BLANK)
    solid = f"[^ \\t\\r\\n{allowed[2:]}"
    pattern = f"^{allowed}*{solid}{allowed}*$"
    return StringConstraints(pattern=pattern, max_length=longest), schema


def is_blank(value: object, pattern: str) -> bool:
    """Tell whether a string that missed `pattern` missed it because it is blank text for people."""
    return isinstance(value, str) and not value.strip(" \t\r\n") and "[^ " in pattern


def _token(name: str, pattern: str, longest: int, meaning: str) -> tuple[StringConstraints, WithJsonSchema]:
    """Return what a string of one line may hold."""
    return _string(name, pattern, longest, meaning, **_ONE_LINE)


Prose: TypeAlias = Annotated[
    str,
    *_said(
        "Prose",
        rf"[^{_CONTROL}]",
        20_000,
        "Markdown for people, not blank; no control characters but tab and line ends.",
    ),
]
Line: TypeAlias = Annotated[
    str,
    *_said(
        "Line",
        rf"[^\t\n\r{_CONTROL}]",
        500,
        "One line for people, not blank; no control characters.",
        **_ONE_LINE,
    ),
]
SourceText: TypeAlias = Annotated[
    str,
    *_string("SourceText", rf"^[^{_CONTROL}]*$", 20_000, "Source text as it stands in a file; may be empty."),
]

Name: TypeAlias = Annotated[
    str, *_token("Name", r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", 64, "Lower-case words joined by hyphens.")
]
Label: TypeAlias = Annotated[
    str,
    *_token(
        "Label", r"^[A-Za-z0-9][A-Za-z0-9 ._/-]*$", 64, "A short label: letters, digits, space and ._/-."
    ),
]
Severity: TypeAlias = Annotated[
    str, *_token("Severity", r"^[A-Za-z0-9][A-Za-z0-9_-]*$", 32, "A name on the document's severity scale.")
]
Identifier: TypeAlias = Annotated[
    str,
    *_token(
        "Identifier",
        r"^[A-Za-z0-9][A-Za-z0-9._:/#-]*$",
        128,
        "An identifier, compared as a whole and by case.",
    ),
]
CommitSha: TypeAlias = Annotated[
    str,
    *_token(
        "CommitSha", r"^([0-9a-f]{40}|[0-9a-f]{64})$", 64, "A commit's full SHA-1 or SHA-256, lower case."
    ),
]
Digest: TypeAlias = Annotated[
    str, *_token("Digest", r"^sha256:[0-9a-f]{64}$", 71, "SHA-256, lower-case hexadecimal.")
]
FullName: TypeAlias = Annotated[
    str,
    *_token(
        "FullName",
        r"^[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+$",
        140,
        "owner/name as GitHub spells it, for people; the id is what counts.",
    ),
]
RefName: TypeAlias = Annotated[
    str, *_token("RefName", r"^[^\x00-\x20\x7f~^:?*\[\\]+$", 255, "A branch's name without refs/heads/.")
]
Url: TypeAlias = Annotated[
    str, *_token("Url", r"^https?://[!-;=?-~]+$", 2000, "An absolute http or https URL.")
]
Path: TypeAlias = Annotated[
    str,
    *_token(
        "Path",
        # A segment is not empty, not "." and not "..".
        r"^([^/.\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*|\.[^/.\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*|\.\.[^/\\\x00-\x1f\x7f]+)"
        r"(/([^/.\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*|\.[^/.\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*|\.\.[^/\\\x00-\x1f\x7f]+))*$",
        1000,
        "A file's path from the repository's root: forward slashes, no empty, . or .. segment.",
    ),
]
FingerprintName: TypeAlias = Annotated[
    str,
    *_token(
        "FingerprintName",
        r"^[a-z][a-z0-9-]*/v[1-9][0-9]?$",
        40,
        "How a fingerprint was computed, with its version.",
    ),
]
FingerprintValue: TypeAlias = Annotated[
    str, *_token("FingerprintValue", r"^[0-9a-f]{64}$", 64, "SHA-256, lower-case hexadecimal.")
]
ExtensionName: TypeAlias = Annotated[
    str,
    *_token(
        "ExtensionName", r"^[a-z][a-z0-9.-]*$", 64, "Whose data it is, for example a reversed domain name."
    ),
]

_TIMESTAMP: Final = (
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?Z$"
)
Timestamp: TypeAlias = Annotated[
    str,
    *_token("Timestamp", _TIMESTAMP, 27, "RFC 3339 in UTC with a capital T and Z, to the second or finer."),
    AfterValidator(_real_moment),
]


def moment(timestamp: str) -> datetime:
    """Return a timestamp of the contract as a time-zone-aware datetime."""
    return datetime.fromisoformat(timestamp)
