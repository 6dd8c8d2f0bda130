"""What a step of a workflow leaves for others: its outputs, and its part of the job's summary."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from review_gate.cli.shell import end

_SUMMARY_LIMIT: Final = 1_000_000
"""GitHub refuses a step's summary above 1 MiB."""


def set_outputs(outputs: Mapping[str, str]) -> None:
    """Set step outputs, where a step runs; no value can end its own or begin another one."""
    lines: list[str] = []
    for name, value in outputs.items():
        # GitHub: multiline strings. Whoever knew the delimiter could end the value.
        delimiter = f"end-{secrets.token_hex(16)}"
        lines.append(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")
    _append("GITHUB_OUTPUT", "".join(lines))


def add_to_summary(markdown: str) -> None:
    """Add Markdown to the job's summary, where a step runs."""
    data = markdown.encode("utf-8", "replace")[:_SUMMARY_LIMIT]
    _append("GITHUB_STEP_SUMMARY", data.decode("utf-8", "ignore") + "\n")


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        end(f"can't write the file that {variable} names: {error.strerror or error}")
