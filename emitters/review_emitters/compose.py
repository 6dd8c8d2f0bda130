"""Composing a body: the block first, then the text for people, cut where GitHub's limit asks for it.

What was composed is read back with the real reader before anybody posts it.
"""

from typing import Final

from review_contract import INLINE_LIMIT, Block, Document, Pointer, embed, payload, read, sha256
from review_contract.header import SENTINEL

BODY_LIMIT: Final = 65_536
"""GitHub's limit for a comment's body, in characters."""

_CUT: Final = "\n\n*The rest was cut: it would not fit into a comment. The document above is whole.*\n"
_FENCES: Final = ("```", "~~~")


class CompositionError(ValueError):
    """A body could not be made that the reader accepts; nothing may be posted."""


def compose(
    document: Document | Pointer, prose: str, *, inline_limit: int = INLINE_LIMIT, kept: str = ""
) -> str:
    """Return a body that begins with the document's block and goes on with prose for people.

    Sentinels in the text are neutralised; prose that does not fit is cut at a heading, then at a paragraph.
    What is `kept` stands at the end and is never cut.

    Raises:
        CompositionError: the reader would not find exactly this document in the body, or `kept` does not fit.
    """
    block = embed(document, inline_limit=inline_limit)
    if len(block) > BODY_LIMIT:
        raise CompositionError(f"the block alone is {len(block):,} characters; lower the inline limit")
    end = f"\n{_neutral(kept)}" if kept else ""
    room = BODY_LIMIT - len(block) - 1 - len(end)
    if room < 0:
        raise CompositionError("the hand-written text does not fit beside the document, and is never cut")
    body = f"{block}\n{fitting(_neutral(prose), room)}{end}"
    reading = read(body)
    if not isinstance(reading, Block):
        raise CompositionError(f"the composed body would not be read: {reading.code}, {reading.message}")
    if not _is_about(reading.document, document):
        raise CompositionError("the composed body would be read as another document")
    return body


def fitting(prose: str, room: int, note: str = _CUT) -> str:
    """Return prose of at most `room` characters: whole, or cut with a note where a part of it ends."""
    if len(prose) <= room:
        return prose
    if len(note) > room:
        return ""
    return prose[: _last_end(prose, room - len(note))].rstrip() + note


def _last_end(prose: str, room: int) -> int:
    """Return where to cut: at the last heading that fits, or the last blank line; never inside a fence."""
    heading = paragraph = offset = 0
    fence = ""
    for line in prose[:room].splitlines(keepends=True):
        mark = line.strip()
        if fence:
            fence = "" if mark.strip(fence[0]) == "" and len(mark) >= len(fence) else fence
        elif mark.startswith(_FENCES):
            fence = mark[: len(mark) - len(mark.lstrip(mark[0]))]
        elif line.startswith("#"):
            heading = offset
        elif not mark:
            paragraph = offset
        offset += len(line)
    return heading if heading > room // 2 else max(heading, paragraph)


def _neutral(prose: str) -> str:
    """Show a quoted sentinel as text: an exact one after the block would make the body ambiguous."""
    return prose.replace("\r\n", "\n").replace(SENTINEL, SENTINEL.replace("<", "&lt;"))


def _is_about(carried: Document | Pointer, document: Document | Pointer) -> bool:
    """Tell whether a block carries the document, or points to exactly its bytes."""
    if isinstance(carried, Pointer) and not isinstance(document, Pointer):
        return carried.artifact.digest == sha256(payload(document))
    return payload(carried) == payload(document)
