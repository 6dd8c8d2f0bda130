"""What a body's raw HTML leaves open: elements, a comment, a tag. For people, not for deciding.

GitHub's renderer passes raw HTML on, and the browser's parser reads it again by other rules, so a comment
that is top-level for Markdown may lie inside an element or an attribute that was opened pages before. The
rules are those of the HTML Living Standard §13.2 that differ from "every tag nests".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

Inside: TypeAlias = Literal["text", "comment", "bogus comment", "tag", "'", '"']
Charge: TypeAlias = Callable[[int], None]

MARKDOWN: Final = "#"
"""What the name of an element that Markdown opened begins with."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What is open at one place of a body."""

    elements: tuple[str, ...] = ()
    """Outermost first; a Markdown container's name begins with `#`."""
    inside: Inside = "text"
    tag: str = ""
    """The tag that is being read, with its slash: its element opens or closes where the tag ends."""


NOTHING: Final = Opened()
MAX_OPEN: Final = 100
"""Deepest nesting of elements and containers that is followed."""


class TooComplex(Exception):  # noqa: N818 - not an error: an answer that people get
    """The body needs more work than people should wait for."""


_TOKEN: Final = re.compile(r"<(?:!--|[!?]|/?[A-Za-z]|/)")
_NAME: Final = re.compile(r"[A-Za-z][^\s/>]*")
_ENDS: Final = {
    "comment": re.compile(r"--!?>"),
    "bogus comment": re.compile(r">"),
    "tag": re.compile(r">|=[ \t\n\f]*[\"']"),
    "'": re.compile(r"'"),
    '"': re.compile(r'"'),
}
_TICKS: Final = re.compile(r"\\[\\`<]|`+")
# CommonMark 0.31 §6.6: what is not spelt like this is text.
_INLINE_TAG: Final = re.compile(
    r"</[A-Za-z][A-Za-z0-9-]*\s*>|<[A-Za-z][A-Za-z0-9-]*"
    r"(?:\s+[A-Za-z_:][A-Za-z0-9_.:-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*\s*/?>"
)

_UNFINISHED: Final = frozenset({"tag", "bogus comment"})


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


_VOID: Final = _set("area base br col embed hr img image input link meta source track wbr")
_IGNORED: Final = _set("html head body frame frameset")
_TABLE_PARTS: Final = _set("caption colgroup tbody td tfoot th thead tr")
# HTML Living Standard §13.2.4.2: end tags within these close nothing outside.
_SCOPES: Final = _set("applet caption marquee object table td template th")
FORMATTING: Final = _set("a b big code em font i nobr s small strike strong tt u")
# HTML Living Standard §13.2.6.4.7: what the start of a paragraph closes, and the start tags that close a p.
_BROKEN: Final = _set("p svg math")
_BLOCKS: Final = _set(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search"
    " section summary table ul xmp"
)


def after_html(opened: Opened, html: str, charge: Charge) -> Opened:
    """Return what is open after a piece of raw HTML; `charge` is told of every tag."""
    position = 0
    while position < len(html):
        charge(3)
        if opened.inside == "text":
            opened, position = _next_token(opened, html, position)
        elif end := _ENDS[opened.inside].search(html, position):
            opened, position = _after_end(opened, end[0]), end.end()
        else:
            break
    return opened


def after_inline(opened: Opened, text: str, charge: Charge) -> Opened:
    """Return what is open after a paragraph's text: only block and formatting elements outlive it."""
    if opened.inside == "comment":
        begins = text.find("<!--")
        return replace(opened, inside="text") if 0 <= begins < text.find("-->", begins + 2) else opened
    if "<" not in text or opened.inside != "text":
        return opened
    for tag in _INLINE_TAG.finditer(_without_code(text, charge)):
        charge(1)
        name = _NAME.search(tag[0])
        if name and (name[0].lower() in _BLOCKS or name[0].lower() in FORMATTING):
            opened = _after_tag(opened, tag[0][1 : name.end()].lower())
    return opened


def _without_code(text: str, charge: Charge) -> str:
    """Leave out code spans (CommonMark 0.31 §6.1) and escapes, in time linear in the text."""
    marks = [(mark[0], *mark.span()) for mark in _TICKS.finditer(text)]
    closers: dict[str, list[int]] = {}
    for index in range(len(marks) - 1, -1, -1):
        closers.setdefault(marks[index][0], []).append(index)
    kept, position, index = "", 0, 0
    while index < len(marks):
        charge(1)
        ticks, start, end = marks[index]
        same = closers[ticks]
        while same[-1] < index:
            same.pop()
        close = index if ticks.startswith("\\") or len(same) == 1 else same[-2]
        if close > index or ticks.startswith("\\"):
            kept += text[position:start]
            position = marks[close][2] if close > index else end
        index = close + 1
    return kept + text[position:]


def after_block(opened: Opened) -> Opened:
    """Return what is open after Markdown wrote a block's tag; one that raw HTML left open swallows it."""
    if opened.inside in _UNFINISHED:
        return _after_end(opened, ">")
    return replace(opened, elements=_broken(opened.elements)) if opened.inside == "text" else opened


def _broken(elements: tuple[str, ...]) -> tuple[str, ...]:
    """Return the elements that the start of a block leaves open: a p ends, and so does SVG and MathML."""
    for index in range(len(elements) - 1, -1, -1):
        if elements[index].startswith(MARKDOWN):
            break
        if elements[index] in _BROKEN:
            return _broken(elements[:index] + _formatting(elements[index:]))
    return elements


def _formatting(elements: tuple[str, ...]) -> tuple[str, ...]:
    """Return the elements that the parser opens again after what they stood in was closed (§13.2.4.3)."""
    return tuple(name for name in elements if name in FORMATTING)


def entered(opened: Opened, container: str) -> Opened:
    """Return what is open inside a container that Markdown opens."""
    before, opened = opened.inside, after_block(opened)
    return _with(opened, container) if before == "text" else opened


def left(opened: Opened, container: str) -> Opened:
    """Return what is open after a container of Markdown: its end tag closes all that is inside."""
    before, opened = opened.inside, after_block(opened)
    return _closed(opened, container) if before == "text" else opened


def _next_token(opened: Opened, html: str, position: int) -> tuple[Opened, int]:
    token = _TOKEN.search(html, position)
    if not token:
        return opened, len(html)
    start, end = token.span()
    if token[0] == "<!--":
        # <!--> and <!---> are whole comments (§13.2.5.43 and 44).
        short = 1 if html.startswith(">", end) else 2 if html.startswith("->", end) else 0
        return replace(opened, inside="text" if short else "comment"), end + short
    if name := _NAME.match(html, end - 1):
        tag = html[start + 1 : name.end()].lower()
        elements = _broken(opened.elements) if tag in _BLOCKS else opened.elements
        return Opened(elements, "tag", tag), name.end()
    return replace(opened, inside="bogus comment"), end


def _after_end(opened: Opened, end: str) -> Opened:
    """Return what is open after the end of a comment, a tag or a value, or the start of a value."""
    if opened.inside in {"'", '"'}:
        return replace(opened, inside="tag")
    if opened.inside != "tag":
        return replace(opened, inside="text")
    if end == ">":
        return _after_tag(replace(opened, inside="text"), opened.tag)
    return replace(opened, inside="'" if end.endswith("'") else '"')


def _after_tag(opened: Opened, tag: str) -> Opened:
    if tag.startswith("/"):
        return _closed(opened, tag[1:])
    if tag in _BLOCKS:
        opened = replace(opened, elements=_broken(opened.elements))
    ignored = tag in _VOID or tag in _IGNORED or (tag in _TABLE_PARTS and "table" not in opened.elements)
    return opened if ignored else _with(opened, tag)


def _with(opened: Opened, name: str) -> Opened:
    if len(opened.elements) >= MAX_OPEN:
        raise TooComplex
    return replace(opened, elements=(*opened.elements, name))


def _closed(opened: Opened, name: str) -> Opened:
    """Close the innermost element of this name; raw HTML closes no container of Markdown."""
    for index in range(len(opened.elements) - 1, -1, -1):
        if opened.elements[index] == name:
            kept = () if name == "#table" else _formatting(opened.elements[index + 1 :])
            return replace(opened, elements=opened.elements[:index] + kept)
        if opened.elements[index] in _SCOPES:
            break
        if opened.elements[index].startswith(MARKDOWN) and not name.startswith(MARKDOWN):
            break
    return opened
