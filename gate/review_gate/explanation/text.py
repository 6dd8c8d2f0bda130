"""The explanation as plain text."""

import textwrap
from collections.abc import Iterator, Sequence

from review_contract.safe_text import for_log
from review_gate.explanation.document import link
from review_gate.explanation.outline import Row, Section

INDENT = "    "


def plain(headline: str, sections: Sequence[Section], width: int = 100) -> str:
    """Return the explanation as lines of at most `width` columns; words and URLs are never cut."""
    lines = [for_log(headline)]
    for section in sections:
        lines += ["", section.title]
        for row in section.rows:
            lines += _row(row, width)
    return "\n".join(lines) + "\n"


def _row(row: Row, width: int) -> Iterator[str]:
    start = f"{INDENT * row.depth}  {row.mark + ' ' if row.mark else ''}"
    below = " " * len(start)
    yield from textwrap.wrap(
        for_log(row.text),
        width,
        initial_indent=start,
        subsequent_indent=below,
        break_long_words=False,
        break_on_hyphens=False,
    )
    if url := link(row.url):
        yield f"{below}{url}"
