"""The block: a document inside a comment's body, hidden from people, readable without a Markdown parser.

A body that begins with the sentinel is for GitHub's renderer always one hidden top-level comment,
whatever follows. A block anywhere else may be shown, nested or swallowed, and every finder is wrong
about some of them; so only offset 0 counts. Nothing here parses Markdown or runs a regular
expression over the body. `diagnose` explains, for people, what `read` refuses.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from review_contract.codes import Code
from review_contract.digest import sha256
from review_contract.header import MAX_HEADER, OPENER, SENTINEL, Header, parse_header
from review_contract.lookalikes import looks_defaced
from review_contract.parsing import parse
from review_contract.problems import ContractError, Problem, excerpt
from review_contract.v1.envelope import Artifact, Envelope, Pointer
from review_contract.v1.kinds import Document

CLOSER: Final = "-->"

MAX_BODY: Final = 262_144
"""Largest body that is read, in bytes of UTF-8: GitHub stores up to 65,536 characters of four bytes."""
INLINE_LIMIT: Final = 49_152
"""Largest payload, in bytes, that is put into a body or read from one; a larger one goes to an artifact."""
INLINE_VALUES: Final = 4_096
"""Most commas and opening brackets of such a payload: parsing costs by the value, not by the byte."""

_ESCAPES: Final = (
    ("<", "\\u003c"),
    (">", "\\u003e"),
    ("&", "\\u0026"),
    ("--", "-\\u002d"),
    # The Actions runner obeys ##[command] anywhere in a line, and payloads are printed.
    ("##[", "#\\u0023["),
)
_FORBIDDEN: Final = ("<", ">", "&", "--")


@dataclass(frozen=True, slots=True)
class Block:
    """A block that was read: its document is what the bytes under the digest say."""

    header: Header
    document: Document | Pointer


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a body has no readable block."""

    code: Code
    message: str
    header: Header | None = None
    """Line 1, where it could be read although the rest could not."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the document, where the block itself is sound."""
    line: int | None = None
    """The body's line, 1-based, that the diagnosis speaks of."""
    context: tuple[str, ...] = ()
    """Only from `diagnose`: what the block stands inside of, outermost first."""


Reading: TypeAlias = Block | Diagnosis


def payload(document: Document | Pointer) -> bytes:
    """Return the document's bytes: one line of ASCII JSON, the same over every carrier.

    Keys stand in the schema's order, absent optionals are left out, and `<`, `>`, `&` and `--`
    can't occur, so nothing that a document says can end or forge a comment.
    """
    value = document.model_dump(exclude_defaults=True)
    text = json.dumps(_integers(value), ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for raw, escaped in _ESCAPES:
        text = text.replace(raw, escaped)
    return text.encode("ascii")


def embed(document: Document | Pointer, *, inline_limit: int = INLINE_LIMIT) -> str:
    """Return the block that carries the document, with its final line feed.

    A payload above `inline_limit` bytes, or above what is ever read from a body, is carried by a pointer:
    the caller uploads `payload(document)` as the artifact named `artifact_name(...)` of its digest.
    """
    data = payload(document)
    if (len(data) > inline_limit or not _fits(data.decode("ascii"))) and not isinstance(document, Pointer):
        document = pointer_to(document, data)
        data = payload(document)
    return f"{header_of(document, data).line()}\n{data.decode('ascii')}\n{CLOSER}\n"


def header_of(document: Envelope, data: bytes) -> Header:
    """Return the header of a document whose payload is `data`."""
    subject = document.subject
    return Header(
        document.kind, document.stage, subject.number, subject.head_sha, document.round, sha256(data)
    )


def artifact_name(digest: str) -> str:
    """Return the name of the artifact that holds the payload with this digest."""
    return f"review-contract-{digest.removeprefix('sha256:')}"


def pointer_to(document: Document, data: bytes) -> Pointer:
    """Return the pointer to a document whose payload `data` lies in an artifact."""
    digest = sha256(data)
    shared = {name: getattr(document, name) for name in Pointer.model_fields if hasattr(document, name)}
    shared |= {"usage": None, "extensions": None}
    if document.kind != "review":
        shared["counts"] = None  # a decision counts other things than severities
    return Pointer.model_construct(
        **shared, artifact=Artifact(name=artifact_name(digest), digest=digest, size=len(data))
    )


def read(body: str) -> Reading:
    """Return the block that a body begins with, or why there is none; never raises on a string."""
    if not body.startswith(SENTINEL):
        return _no_block(body)
    if len(body) > MAX_BODY or (len(body) * 4 > MAX_BODY and _size(body) > MAX_BODY):
        return Diagnosis(Code.OVERSIZE, f"the body is larger than {MAX_BODY:,} bytes", _header_line(body)[1])
    line, header = _header_line(body)
    if not body.startswith(OPENER):
        return _other_version(line)
    if header is None:
        return _no_header(line)
    return _read_payload(body, len(line) + 1, header)


def _read_payload(body: str, start: int, header: Header) -> Reading:
    end = body.find("\n", start)
    after = end + 1 + len(CLOSER)
    if end < 0 or not body.startswith(CLOSER, end + 1) or body[after : after + 1] not in {"", "\n"}:
        return _no_closer(body, start, header)
    if body.find(SENTINEL, after) >= 0:
        return Diagnosis(Code.AMBIGUOUS, "the body holds the sentinel again after its block", header)
    text = body[start:end]
    if fault := _payload_fault(text, header):
        return fault
    try:
        document = parse(text)
    except ContractError as error:
        return Diagnosis(Code(error.code), str(error), header, error.problems, line=2)
    if difference := _mismatch(header, document):
        return Diagnosis(Code.HEADER_MISMATCH, difference, header, line=1)
    return Block(header, document)


def _payload_fault(text: str, header: Header) -> Diagnosis | None:
    """Say what is wrong with a payload as bytes, before anything reads it."""
    if not _fits(text):
        limits = f"{INLINE_LIMIT:,} bytes or {INLINE_VALUES:,} values"
        message = f"the payload is larger than {limits}: its place is an artifact"
        return Diagnosis(Code.OVERSIZE, message, header, line=2)
    if fault := _illegal(text):
        return Diagnosis(Code.DEFACED, fault, header, line=2)
    if (actual := sha256(text.encode("ascii"))) != header.digest:
        message = f"line 1 says {header.digest}, the payload's digest is {actual}"
        return Diagnosis(Code.DIGEST_MISMATCH, message, header, line=2)
    return None


def _header_line(body: str) -> tuple[str, Header | None]:
    end = body.find("\n", 0, MAX_HEADER)
    line = body[: end if end >= 0 else MAX_HEADER]
    return line, parse_header(line) if end >= 0 else None


def _size(body: str) -> int:
    return len(body.encode("utf-8", "surrogatepass"))


def _no_block(body: str) -> Diagnosis:
    if (offset := body.find(SENTINEL)) >= 0:
        line = body.count("\n", 0, offset) + 1
        end = body.find("\n", offset, offset + MAX_HEADER)
        header = parse_header(body[offset:end]) if end >= 0 else None
        message = (
            f"the sentinel stands on line {line}; a block counts only from the body's first character on"
        )
        return Diagnosis(Code.MISPLACED, message, header, line=line)
    if looks_defaced(body):
        return Diagnosis(
            Code.DEFACED, "something like a sentinel stands in the body, but not the sentinel itself"
        )
    return Diagnosis(Code.MISSING, "the body holds no block")


def _no_header(line: str) -> Diagnosis:
    if line.endswith("\r"):
        message = (
            "line 1 ends with a carriage return, as after an edit in a browser; a block's lines end with LF"
        )
        return Diagnosis(Code.DEFACED, message, line=1)
    return Diagnosis(Code.DEFACED, f"line 1 is no header of a block: {excerpt(line)}", line=1)


def _other_version(line: str) -> Diagnosis:
    version = line[len(SENTINEL) :].split(" ", 1)[0]
    if version != "v1" and re.fullmatch(r"v[1-9][0-9]{0,3}", version):
        return Diagnosis(
            Code.UNSUPPORTED_VERSION, f"this release reads v1, not {version}; upgrade it", line=1
        )
    return _no_header(line)


def _no_closer(body: str, start: int, header: Header) -> Diagnosis:
    if body.find("\n" + CLOSER, start - 1) < 0:
        return Diagnosis(
            Code.UNTERMINATED, "no line --> closes the block: it was cut, and hides what follows", header
        )
    return Diagnosis(Code.DEFACED, "line 3 is not exactly -->: the payload is one line", header, line=3)


def _fits(text: str) -> bool:
    return len(text) <= INLINE_LIMIT and sum(map(text.count, ",[{")) <= INLINE_VALUES


def _illegal(text: str) -> str | None:
    """Say what a payload holds that the escaping makes impossible."""
    if not text.isascii() or not text.isprintable():
        return "the payload holds a character that is not printable ASCII (a carriage return, for example)"
    raw = next((token for token in _FORBIDDEN if token in text), None)
    return f"the payload holds {raw} unescaped" if raw else None


def _mismatch(header: Header, document: Document | Pointer) -> str | None:
    subject = document.subject
    pairs = (
        ("kind", header.kind, document.kind),
        ("stage", header.stage, document.stage),
        ("number", header.number, subject.number),
        ("head", header.head_sha, subject.head_sha),
        ("round", header.round, document.round),
    )
    return next((f"line 1 says {name} {a}, the document says {b}" for name, a, b in pairs if a != b), None)


def _integers(value: object) -> object:
    """Write 2 for 2.0: JSON has one number type, and readers differ over which of them is an integer."""
    if isinstance(value, dict):
        return {name: _integers(item) for name, item in cast("dict[str, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_integers(item) for item in cast("Sequence[object]", value)]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
