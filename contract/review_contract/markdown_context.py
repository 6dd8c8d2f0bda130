"""Where something stands in a Markdown body, as GitHub's renderer places it. For people, not for deciding.

Whoever needs an answer imports this when the question comes up: markdown-it-py costs more to import than
most answers. All bounds are counts, so the same body gets the same answer on every machine.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from review_contract.html_context import (
    FORMATTING,
    MARKDOWN,
    NOTHING,
    Charge,
    Opened,
    TooComplex,
    after_block,
    after_html,
    after_inline,
    entered,
    left,
)
from review_contract.markdown_blocks import Parser

MAX_STEPS: Final = 50_000
"""65,536 characters of prose need about 6,000, of list items of one line each about 48,000."""
MAX_PREFIX: Final = 65_536
"""Characters that may stand before the place: GitHub's limit for a whole body."""
MAX_LINES: Final = 16_384
TAIL: Final = 4_096
"""Characters after the place that are read too: where a code span, a link or a table ends."""
MAX_INLINE: Final = 4_096
"""Characters of one paragraph, before the place, that are read for code spans, links and tags."""

_MARK: Final = "\0"
"""Put at the place; CommonMark 0.31 §2.3 replaces every other NUL."""
_CONTAINERS: Final = {
    "blockquote": "quote",
    "list_item": "list",
    "footnote": "footnote",
    "heading": "heading",
    "table": "table",
}
_HEADING: Final = (MARKDOWN + "heading",)
_TABLE: Final = (MARKDOWN + "table",)
_LEAVES: Final = {"fence": "fence", "code_block": "indented_code", "definition": "link"}
_CELL_ENDS: Final = re.compile(r"(?<!\\)\|")
# What Python's \s takes for white space and CommonMark 0.31 §2.1 does not: no rule may see it as such.
_NO_SPACE: Final = re.compile("[\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands."""

    line: int
    """1-based."""
    context: tuple[str, ...]
    """What it stands inside of, outermost first; empty at the top level."""


def place_of(body: str, offset: int, opener: str, charge: Charge | None = None) -> Place:
    """Return where the character at `offset` stands, which follows upon `opener`.

    `charge` is told of every step; by default it allows MAX_STEPS.

    Raises:
        TooComplex: beyond the bounds above.
    """
    text = _marked(body, offset)
    line = text.count("\n", 0, text.index(_MARK)) + 1
    if offset > MAX_PREFIX or line > MAX_LINES:
        raise TooComplex
    charge = charge or _budget()
    parser = Parser(charge)
    try:
        context = _context(parser.parse(text), parser, opener, charge)
    except RecursionError:
        raise TooComplex from None
    if context is None:
        raise TooComplex  # nested deeper than MAX_NESTING: the parser leaves such text out
    return Place(line, context)


def _marked(body: str, offset: int) -> str:
    """Return the part of the body that matters, with its line ends as LF and the mark at the offset."""
    before, after = (_normal(part) for part in (body[:offset], body[offset : offset + TAIL]))
    return before.removeprefix("\ufeff") + _MARK + after


def _normal(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return _NO_SPACE.sub("\ufffd", text)


def _budget() -> Charge:
    """Return a function that takes steps, and raises when too many were taken."""
    spent = 0

    def charge(steps: int) -> None:
        nonlocal spent
        spent += steps
        if spent > MAX_STEPS:
            raise TooComplex

    return charge


def _context(
    tokens: Sequence[Token], parser: MarkdownIt, opener: str, charge: Charge
) -> tuple[str, ...] | None:
    opened = NOTHING
    for token in tokens:
        charge(1)
        if any(_MARK in text for text in (token.content, token.info, *map(str, token.meta.values()))):
            return _context_in(opened, token, parser, opener, charge)
        opened = _after(opened, token, charge)
    return None


def _after(opened: Opened, token: Token, charge: Charge) -> Opened:
    """Return what is open after a token of the block parser."""
    if token.type == "html_block":
        return after_html(opened, token.content, charge)
    if token.type == "inline":
        return after_inline(opened, token.content, charge)
    container = _CONTAINERS.get(token.type.rpartition("_")[0])
    if container and token.nesting:
        return (entered if token.nesting > 0 else left)(opened, MARKDOWN + container)
    return after_block(opened)


def _context_in(
    opened: Opened, leaf: Token, parser: MarkdownIt, opener: str, charge: Charge
) -> tuple[str, ...]:
    """Return what the mark is inside of, given the token that holds it and what was opened before."""
    if leaf.type == "html_block":
        return _names(after_html(opened, _before(leaf, opener), charge))
    opened = after_block(opened)
    if opened.inside == "comment" and leaf.type == "inline":
        opened = after_inline(opened, leaf.content[: leaf.content.index(_MARK)], charge)
    if opened.inside != "text":
        return _names(opened)
    if leaf.type in _LEAVES:
        return (*_names(opened), _LEAVES[leaf.type])
    if opened.elements[-1:] in {_TABLE, _HEADING}:
        return (
            *_names(opened),
            *_inner(
                _cell(leaf.content) if opened.elements[-1:] == _TABLE else leaf.content,
                parser,
                opener,
                charge,
            ),
        )
    if inner := _inner(leaf.content, parser, opener, charge):
        return (*_names(opened), *inner)
    before = leaf.content[: leaf.content.index(_MARK)]
    around = after_inline(opened, before, charge)
    gained = set(around.elements[len(opened.elements) :])
    thrown_out = not gained <= FORMATTING or "</p>" in before
    return _names(around) if thrown_out else (*_names(opened), "inline")


def _before(token: Token, opener: str) -> str:
    return token.content[: token.content.index(_MARK)].removesuffix(opener)


def _cell(row: str) -> str:
    """Return the cell of a table's row that holds the mark: rows are cut before anything else is read."""
    return next(cell for cell in _CELL_ENDS.split(row) if _MARK in cell)


def _names(opened: Opened) -> tuple[str, ...]:
    """Return the names of what is open: footnotes stand alone, raw elements within each other are one."""
    names = [name.removeprefix(MARKDOWN) if name.startswith(MARKDOWN) else "html" for name in opened.elements]
    if "footnote" in names:
        del names[: len(names) - 1 - names[::-1].index("footnote")]
    merged = (name for name, outer in zip(names, ["", *names], strict=False) if not name == outer == "html")
    if opened.inside == "text":
        return tuple(merged)
    return (*merged, "comment" if opened.inside.endswith("comment") else "attribute")


def _inner(text: str, parser: MarkdownIt, opener: str, charge: Charge) -> tuple[str, ...]:
    """Return what the mark is inside of within one text; empty where it is text or its own comment."""
    tokens: list[Token] = []
    if text.index(_MARK) <= MAX_INLINE:
        parser.inline.parse(text, parser, {}, tokens)
    links = 0
    for token in tokens:
        links += token.nesting if token.type in {"link_open", "link_close"} else 0
        if _MARK in token.content or any(_MARK in str(value) for value in token.attrs.values()):
            leaf = _inline_leaf(token, opener, charge)
            return ("link", *leaf) if links and leaf != ("link",) else leaf
    return ()


def _inline_leaf(token: Token, opener: str, charge: Charge) -> tuple[str, ...]:
    if token.type == "code_inline":
        return ("code_span",)
    if token.type == "html_inline":
        return _names(after_html(NOTHING, _before(token, opener), charge))
    return ("link",) if token.type in {"image", "link_open"} else ()
