"""The description of a pull request: written anew by a stage, with what people wrote kept as it is."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from review_contract import Document
from review_contract.block import CLOSER
from review_contract.header import SENTINEL
from review_contract.v1.work_kinds import Change
from review_emitters.context import Context
from review_emitters.emission import Surface
from review_emitters.rendering.prose import prose
from review_emitters.stages.stage import Stage

KEPT_SECTIONS: Final = (
    "linked issues",
    "related issues",
    "screenshots",
    "test plan",
    "how to test",
    "risk assessment",
    "checklist",
)
"""Headings whose sections people write by hand, in any case and at any level."""

_ISSUE: Final = (
    r"(?:(?:[\w.-]{1,40}/[\w.-]{1,100})?#[0-9]|gh-[0-9]|https?://[^\s/]{1,100}/[^\s]{1,200}/[0-9])"
)
_LINKING: Final = re.compile(
    r"(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?|references|part of|related to|depends on)\b"
    rf"[:\s*_\[]{{1,8}}{_ISSUE}"
)
"""Words that link an issue (GitHub: linking a pull request to an issue), wherever they stand in a line."""
_ACTING_IN_CODE: Final = re.compile(
    r"(?i)((?<=@)(?=[a-z0-9])|(?<=#)(?=[0-9])|(?<=gh-)(?=[0-9])|(?<=:)(?=//))"
)
_FENCE: Final = re.compile(r" {0,3}(`{3,}+|~{3,}+)")
_DEEPEST_HEADING: Final = 6
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-+)[ \t]*")


def described(document: Document, shown: str, stage: Stage, context: Context) -> tuple[str, str]:
    """Return the text below the block and what is kept after it: of a description, what people wrote by hand.

    A squash merge makes a commit message of a description, and in that nothing is code: so nothing that the
    model wrote mentions or closes anything there either.
    """
    if stage.surface is not Surface.PULL_REQUEST_BODY or not isinstance(document, Change):
        return shown, ""
    if document.status != "completed" or document.summary is None:
        return shown, ""
    kept = "\n".join(hand_written(context.pull_request.description)).strip("\n")
    return _ACTING_IN_CODE.sub("\u200b", prose(document.summary)) + "\n", f"{kept}\n" if kept else ""


def hand_written(description: str) -> Iterator[str]:
    """Yield the lines of the kept sections and those that link issues, verbatim and in their order."""
    lines = _without_block(description).split("\n")
    kept_level = 0
    before = ""
    for line, in_code, heading in zip(lines, *_structure(lines), strict=True):
        if heading and (not kept_level or heading[0] <= kept_level):
            kept_level = heading[0] if heading[1] in KEPT_SECTIONS else 0
            if kept_level and before.strip():
                yield ""
        if kept_level or (not in_code and _LINKING.search(line)):
            yield line
            before = line


def _structure(lines: Sequence[str]) -> tuple[list[bool], list[tuple[int, str] | None]]:
    """Return for each line whether it is in a fenced block, and its level and title if it is a heading."""
    in_code: list[bool] = []
    headings: list[tuple[int, str] | None] = []
    fence = ""
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        found = _FENCE.match(line)
        in_code.append(bool(fence or found))
        headings.append(None if fence or found else _heading(line, below))
        if not fence:
            fence = found[1] if found else ""
        elif found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
    return in_code, headings


def _heading(line: str, below: str) -> tuple[int, str] | None:
    """Return a heading's level and title, as ATX or as underlined text (CommonMark, leaf blocks)."""
    text = line.strip()
    marks = len(text) - len(text.lstrip("#"))
    if 1 <= marks <= _DEEPEST_HEADING and text[marks : marks + 1] in {"", " ", "\t"}:
        return marks, text[marks:].strip().rstrip("#").strip(" \t:").lower()
    if text and (underline := _UNDERLINE.fullmatch(below.rstrip("\r"))):
        return (1 if underline[1][0] == "=" else 2), text.strip(":").lower()
    return None


def _without_block(description: str) -> str:
    if not description.startswith(SENTINEL):
        return description
    _, closed, rest = description.partition(f"\n{CLOSER}")
    return rest if closed else ""
