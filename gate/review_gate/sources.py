"""Where evidence comes from: the one place that reads its files and standard input."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from review_contract import ContractError, Problem
from review_contract.problems import excerpt
from review_gate.evidence import MAX_EVIDENCE, Evidence, parse_evidence
from review_gate.github_answers import CONTENTS, FILE_NAMES, evidence_from_answers
from review_gate.reasons import GateCode

RECORDED: Final = "recorded.json"
"""The recorded conversation of a folder that holds one."""
MAX_CONTENTS: Final = 10_000
"""Most files of artifacts that are read from one folder."""


def read_evidence(path: Path, now: datetime) -> Evidence:
    """Return the evidence that a path names.

    That is a recorded conversation (a file, `-` for standard input, or a folder that holds
    `recorded.json`), or a folder of raw GitHub answers, taken to be read at `now`.

    Raises:
        ContractError: where there is no evidence.
    """
    if str(path) == "-":
        return parse_evidence(sys.stdin.buffer.read(MAX_EVIDENCE + 1))
    if not path.is_dir():
        return parse_evidence(_recording(path))
    if (path / RECORDED).is_file():
        return parse_evidence(_recording(path / RECORDED))
    return _answers(path, now)


def _answers(folder: Path, now: datetime) -> Evidence:
    """Return the evidence in a folder of raw GitHub answers."""
    answers: dict[str, bytes | None] = {}
    room = MAX_EVIDENCE
    for name, file in _files(folder):
        answers[name] = _data(file, room)
        room -= len(answers[name] or b"")
    return evidence_from_answers(answers, now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Return the files of a folder that may hold answers, by the names that they have there."""
    for name in FILE_NAMES:
        if (folder / name).exists() or (folder / name).is_symlink():
            yield name, folder / name
    contents = folder / CONTENTS
    if not contents.is_dir():
        return
    try:
        found = sorted(contents.iterdir())
    except OSError as error:
        raise _unreadable(contents, str(error.strerror)) from None
    if len(found) > MAX_CONTENTS:
        raise _unreadable(contents, f"{len(found):,} files; the limit is {MAX_CONTENTS:,}")
    for file in found:
        yield f"{CONTENTS}{file.name}", file


def _data(file: Path, room: int) -> bytes | None:
    """Return a file of answers; None where it can't be read, is a link out of the folder, or is too large."""
    if file.is_symlink() or not file.is_file():
        return None
    try:
        with file.open("rb") as opened:
            data = opened.read(room + 1)
    except OSError:
        return None
    return data if len(data) <= room else None


def _recording(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(MAX_EVIDENCE + 1)
    except OSError as error:
        raise _unreadable(path, str(error.strerror)) from None


def _unreadable(path: Path, reason: str) -> ContractError:
    message = f"can't read {excerpt(str(path))}: {reason}"
    return ContractError(Problem(GateCode.EVIDENCE_INCOMPLETE, "", message))
