"""The description of a pull request: written anew by a stage, with what people wrote kept as it is."""

import re
from collections.abc import Iterator
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

_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*")
_LINKING: Final = re.compile(
    r"(?i)\s*(?:[-*]\s+)?(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?|references|part of|related to)"
    r":?\s+(?:[\w.-]+/[\w.-]+)?#[0-9]+.*"
)
"""A line that links an issue (GitHub: linking a pull request to an issue)."""


def described(document: Document, shown: str, stage: Stage, context: Context) -> str:
    """Return the text below the block: of a description, the draft's words and what people wrote by hand."""
    if stage.surface is not Surface.PULL_REQUEST_BODY or not isinstance(document, Change):
        return shown
    if document.status != "completed" or document.summary is None:
        return shown
    kept = "\n".join(hand_written(context.pull_request.description)).strip("\n")
    return "\n\n".join(filter(None, (prose(document.summary), kept))) + "\n"


def hand_written(description: str) -> Iterator[str]:
    """Yield the lines of the kept sections and those that link issues, verbatim and in their order."""
    kept_level = 0
    fenced = False
    before = ""
    for line in _without_block(description).split("\n"):
        heading = None if fenced else _HEADING.fullmatch(line.rstrip("\r"))
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if heading and (not kept_level or len(heading[1]) <= kept_level):
            kept_level = len(heading[1]) if heading[2].strip(" :").lower() in KEPT_SECTIONS else 0
            if kept_level and before.strip():
                yield ""
        if kept_level or (not fenced and _LINKING.fullmatch(line)):
            yield line
            before = line


def _without_block(description: str) -> str:
    if not description.startswith(SENTINEL):
        return description
    _, closed, rest = description.partition(f"\n{CLOSER}")
    return rest if closed else ""
