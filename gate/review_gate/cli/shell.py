"""What commands share: reading what a path names, printing safely, and ending with one clear line."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Final, NoReturn

import typer
from typer.exceptions import TyperException

from review_contract.safe_text import for_log, one_line

INVALID: Final = 11
"""Exit code for input that can't be read or believed."""
USAGE: Final = 2
"""Exit code for wrong usage, as everywhere on the command line."""

MAX_INPUT: Final = 268_435_456


class Format(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    GITHUB = "github"


def read_bytes(path: Path, limit: int = MAX_INPUT) -> bytes:
    """Return what a file, or standard input for `-`, holds; ends the command if it can't be read."""
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(limit + 1)
        else:
            with path.open("rb") as file:
                data = file.read(limit + 1)
    except OSError as error:
        end(f"can't read {path}: {error.strerror or error}")
    if len(data) > limit:
        end(f"{path} is larger than {limit:,} bytes")
    return data


def read_text(path: Path, limit: int = MAX_INPUT) -> str:
    """Return the UTF-8 text that a path names; ends the command if it is none."""
    try:
        return read_bytes(path, limit).decode()
    except UnicodeDecodeError as error:
        end(f"{path} is not text: byte {error.start} is not UTF-8")


def say(text: str) -> None:
    """Print text that is already safe."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def end(message: str, code: int = INVALID) -> NoReturn:
    """End the command with one line on standard error."""
    sys.stderr.write(f"review-contract: {for_log(one_line(message))}\n")
    raise typer.Exit(code)


def width() -> int:
    """Return the columns of the terminal, or 100 where there is none."""
    if not sys.stdout.isatty():
        return 100
    return max(60, min(120, os.get_terminal_size().columns))


def complain(error: TyperException) -> int:
    """Say on standard error what is wrong with the arguments, and return the exit code.

    The arguments may be anybody's text; the help, which a bare command asks for, is ours.
    """
    message = error.format_message()
    if message.startswith("Usage: "):
        sys.stderr.write(f"{message}\n")
        return USAGE
    context = getattr(error, "ctx", None)
    usage = f"{context.get_usage()}\n" if context else ""
    sys.stderr.write(f"{usage}review-contract: {for_log(message)}\n")
    return USAGE


def warn(message: str) -> None:
    """Tell something on standard error, in one line, and go on."""
    sys.stderr.write(f"review-contract: {for_log(one_line(message))}\n")
