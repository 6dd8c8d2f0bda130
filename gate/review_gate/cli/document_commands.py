"""`review-contract validate` and `extract`: one body or document at a time, trust aside."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from review_contract import Block, ContractError, Diagnosis, Document, Pointer, parse, payload, read
from review_contract.safe_text import for_log, one_line
from review_gate.cli.shell import INVALID, end, read_bytes, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from review_contract import Problem

_LIMIT: Final = 1_048_576

Input = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="A comment's body, a document or an artifact; - is standard input."),
]


def validate(
    file: Input = Path("-"),
    draft: Annotated[
        str | None, typer.Option(metavar="KIND", help="Take the text for a model's draft of this kind.")
    ] = None,
) -> None:
    """Say whether a text is what the contract asks for, and if not, what is wrong, where, and what to do.

    Exits with 0 if it is valid, 11 if not. Who wrote it, and about which commit, is the gate's question.
    """
    if draft is not None:
        _validate_draft(draft, file)
        return
    document = _document(file)
    subject = document.subject
    about = f"#{subject.number}" if subject.number else "a ref"
    head = f" at {subject.head_sha[:7]}" if subject.head_sha else ""
    carried = " (a pointer: the whole document lies in an artifact)" if isinstance(document, Pointer) else ""
    say(f"valid: {document.kind} by {document.stage} about {about}{head}, round {document.round}{carried}")


def extract(file: Input = Path("-")) -> None:
    """Print the document that a body or artifact holds, as one line of JSON.

    Exits with 11 if there is none. It says nothing about who wrote it: trust is the gate's question.
    """
    say(payload(_document(file)).decode("ascii"))


def _document(file: Path) -> Document | Pointer:
    """Return the document in a file: a body if it starts with anything but a brace."""
    data = read_bytes(file, _LIMIT)
    if data.lstrip(b" \t\r\n")[:1] in {b"{", b"["}:
        try:
            return parse(data)
        except ContractError as error:
            _refuse(error.problems)
    reading = read(_decoded(file, data))
    return reading.document if isinstance(reading, Block) else _refuse_body(reading, data)


def _decoded(file: Path, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        end(f"{file} is neither a body nor a document: byte {error.start} is not UTF-8")


def _refuse_body(reading: Diagnosis, data: bytes) -> NoReturn:
    if reading.problems:
        _refuse(reading.problems)
    from review_contract.diagnose import diagnose

    diagnosis = diagnose(data.decode())
    end(f"invalid: {diagnosis.code}: {diagnosis.message}")


def _validate_draft(kind: str, file: Path) -> None:
    from review_contract.drafts import parse_draft
    from review_contract.v1.kinds import DRAFTS

    if kind not in DRAFTS:
        raise typer.BadParameter(f"no model writes {one_line(kind)!r}; drafts are: {', '.join(DRAFTS)}")
    try:
        parse_draft(kind, read_bytes(file, _LIMIT))
    except ContractError as error:
        _refuse(error.problems)
    say(f"valid: a draft of kind {kind}")


def _refuse(problems: "Iterable[Problem]") -> NoReturn:
    for problem in problems:
        typer.echo(for_log(f"invalid: {problem}"), err=True)
    raise typer.Exit(INVALID)
