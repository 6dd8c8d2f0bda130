"""Composing a body: the block first, then the text for people, cut where GitHub's limit asks for it.

What was composed is read back with the real reader before anybody posts it.
"""

from typing import Final

from review_contract import INLINE_LIMIT, Block, Document, Pointer, embed, read
from review_contract.header import SENTINEL

BODY_LIMIT: Final = 65_536
"""GitHub's limit for a comment's body, in characters."""

_CUT: Final = "\n\n*The rest was cut: it would not fit into a comment. The document above is whole.*\n"


class CompositionError(ValueError):
    """A body could not be made that the reader accepts; nothing may be posted."""


def compose(document: Document | Pointer, prose: str, *, inline_limit: int = INLINE_LIMIT) -> str:
    """Return a body that begins with the document's block and goes on with prose for people.

    Sentinels in the prose are neutralised; prose that does not fit is cut at a heading, then at a line.

    Raises:
        CompositionError: the reader would not find exactly this document in the body.
    """
    block = embed(document, inline_limit=inline_limit)
    body = f"{block}\n{_fitting(_neutral(prose), BODY_LIMIT - len(block) - 1)}"
    reading = read(body)
    if not isinstance(reading, Block):
        raise CompositionError(f"the composed body would not be read: {reading.code}, {reading.message}")
    if len(body) > BODY_LIMIT:
        raise CompositionError(f"the block alone is {len(block):,} characters; lower the inline limit")
    return body


def _neutral(prose: str) -> str:
    """Show a quoted sentinel as text: an exact one after the block would make the body ambiguous."""
    return prose.replace("\r\n", "\n").replace(SENTINEL, SENTINEL.replace("<", "&lt;"))


def _fitting(prose: str, room: int) -> str:
    if len(prose) <= room:
        return prose
    kept = prose[: max(0, room - len(_CUT))]
    heading, line = kept.rfind("\n#"), kept.rfind("\n")
    kept = kept[: heading if heading > len(kept) // 2 else max(0, line)]
    return kept + _CUT if len(_CUT) <= room else ""
