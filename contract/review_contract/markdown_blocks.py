"""The blocks of a Markdown body, read by markdown-it-py within a budget. For people, not for deciding.

With `markdown_context`, the only module that imports markdown-it-py. The parser is super-linear on hostile
bodies, so every rule that looks at a line is charged: the same body costs the same steps on every machine.
"""

import re
from collections.abc import Callable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_OPEN_CLOSE_TAG_STR
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_inline import StateInline, html_inline

from review_contract.html_context import Charge

MAX_NESTING: Final = 100

_INLINES: Final = (
    "autolink",
    "backticks",
    "entity",
    "escape",
    "html_inline",
    "image",
    "link",
    "newline",
    "text",
)
_SILENTLY: Final = (True,)
_WIDE: Final = 64
"""Characters of a line that cost one step."""
_DELIMITER_ROW: Final = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?")
_NO_DECLARATION: Final = re.compile(r"<![a-z]")
_NO_INLINE_DECLARATION: Final = re.compile(r"<!(?![A-Z]+[ \t\n\v\f]|--|\[CDATA\[)")
_LONE_TAG: Final = re.compile(HTML_OPEN_CLOSE_TAG_STR)
_FOOTNOTE: Final = re.compile(r"\[\^[^] \t\r\n]+\]:[ \t]*")


class Parser(MarkdownIt):
    """Reads blocks only, within a budget."""

    def __init__(self, charge: Charge) -> None:
        super().__init__("commonmark", {"maxNesting": MAX_NESTING, "inline_definitions": True})
        self.core.ruler.enableOnly(["block"])
        self.block = _BlockParser(charge)
        self.inline = _InlineParser(charge)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it-py's name
        """Leave it: nobody follows it, and percent-encoding costs."""
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it-py's names
        """Take every link for one, as GitHub's renderer does before it sanitises."""
        return True


class _BlockParser(ParserBlock):
    """CommonMark's blocks, footnotes, and tables that don't win over fences as markdown-it-py's own do."""

    def __init__(self, charge: Charge) -> None:
        super().__init__()
        self._charge = charge
        self.ruler.disable("table")
        interrupts = ["paragraph", "reference", "blockquote", "list"]
        self.ruler.before("reference", "footnote", _footnote, {"alt": interrupts})
        self.ruler.at("html_block", _html, {"alt": interrupts[:3]})
        self.ruler.before("lheading", "rows", _tables(charge), {"alt": ["paragraph", "reference"]})
        self.ruler.before("table", "budget", _counting(charge), {"alt": interrupts})

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        """Charge for a container, and for what a quote read of its lines: the counting rule sees neither."""
        self._charge(4 + state.level // 8)
        if state.parentType == "blockquote":
            size = state.eMarks[endLine - 1] - state.bMarks[startLine]
            self._charge((endLine - startLine) // 2 + size // _WIDE)
        super().tokenize(state, startLine, endLine)


class _InlineParser(ParserInline):
    """CommonMark's inlines; links and images look ahead over everything that is left."""

    def __init__(self, charge: Charge) -> None:
        super().__init__()
        self._charge = charge
        self.ruler.enableOnly(_INLINES)
        self.ruler.at("html_inline", _inline_html)

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - markdown-it-py's name
        """Charge for one look."""
        self._charge(2)
        super().skipToken(state)


def _counting(charge: Charge) -> Callable[[StateBlock, int, int, bool], bool]:
    """Return a rule that matches nothing and is asked first: about every block, and every look ahead."""

    def count(state: StateBlock, line: int, _end: int, silent: bool) -> bool:  # noqa: FBT001
        steps = 2 if silent else 4
        if state.src.startswith("<", state.bMarks[line] + state.tShift[line]):
            steps += 3  # seven regular expressions
        if state.parentType == "reference":
            steps += 8  # copies what it read so far
        charge(steps + (state.eMarks[line] - state.bMarks[line]) // _WIDE)
        return False

    return count


def _html(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Read raw HTML; for GitHub a declaration is upper case (CommonMark 0.29 §4.6)."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<", begin) or _NO_DECLARATION.match(state.src, begin):
        return False
    return html_block(state, start, end, silent)


def _inline_html(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Read a raw tag; for GitHub a declaration is upper case and has white space (CommonMark 0.29 §6.10)."""
    return not _NO_INLINE_DECLARATION.match(state.src, state.pos) and html_inline(state, silent)


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Read a footnote's definition: a container, like a list item that is indented by four."""
    begin = state.bMarks[start] + state.tShift[start]
    match = _FOOTNOTE.match(state.src, begin, state.eMarks[start])
    if silent or not match or state.is_code_block(start):
        return match is not None and not state.is_code_block(start)
    saved = (state.tShift[start], state.sCount[start], state.parentType)
    state.push("footnote_open", "", 1)
    state.tShift[start] = match.end() - state.bMarks[start]
    state.blkIndent += 4
    state.sCount[start] = state.blkIndent
    state.parentType = "footnote"
    if state.isEmpty(start) and state.isEmpty(start + 1):
        state.line = start + 1  # a blank line ends what has not begun, as in a list item
    else:
        state.md.block.tokenize(state, start, end)
    state.blkIndent -= 4
    state.tShift[start], state.sCount[start], state.parentType = saved
    state.push("footnote_close", "", -1)
    return True


def _tables(charge: Charge) -> Callable[[StateBlock, int, int, bool], bool]:
    """Return the rule for tables (GFM §4.10); `charge` is told of every row."""

    def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
        heads = _heads_table(state, start, end)
        if silent or not heads:
            return heads
        state.push("table_open", "", 1)
        line = start
        while line < start + 2 or not _ends_table(state, line, end):
            charge(4)
            state.push("inline", "", 0).content = _line(state, line)
            line += 1
        state.push("table_close", "", -1)
        state.line = line
        return True

    return table


def _ends_table(state: StateBlock, line: int, end: int) -> bool:
    """Tell whether a line is no row: blank, or outside the table's container, or another block's start."""
    if line >= end or state.isEmpty(line) or not _continues(state, line):
        return True
    ends = state.md.block.ruler.getRules("blockquote")
    return any(rule(state, line, end, *_SILENTLY) for rule in ends) or _is_tag(state, line)


def _is_tag(state: StateBlock, line: int) -> bool:
    """Tell whether a line is one tag alone: a start of raw HTML that ends a table, but no paragraph."""
    return _LONE_TAG.fullmatch(_line(state, line)) is not None


def _heads_table(state: StateBlock, start: int, end: int) -> bool:
    row = _line(state, start + 1) if start + 1 < end else ""
    if not row.startswith(("|", ":", "-")):
        return False
    if not row.strip("-") or not _DELIMITER_ROW.fullmatch(row) or _cells(row) != _cells(_line(state, start)):
        return False
    return _continues(state, start) and _continues(state, start + 1)


def _continues(state: StateBlock, line: int) -> bool:
    """Tell whether a line belongs to its container by itself, not as a lazy line, and is no indented code."""
    return state.sCount[line] >= state.blkIndent and not state.is_code_block(line)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip(" \t")


def _cells(row: str) -> int:
    return row.removeprefix("|").removesuffix("|").replace("\\|", "").count("|") + 1
