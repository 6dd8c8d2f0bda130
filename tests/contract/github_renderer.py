"""What GitHub makes of a body: cmark-gfm with its extensions, then two parsers of HTML. The truth for tests.

Four views: with and without the tag filter, each read by html5lib and by lexbor. Where they differ, nothing
is plain, and nothing may be relied upon.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast
from xml.etree import ElementTree as ET

import cmarkgfm
import html5lib
from selectolax.lexbor import LexborHTMLParser, LexborNode

_OPTIONS = (
    cmarkgfm.Options.CMARK_OPT_UNSAFE
    | cmarkgfm.Options.CMARK_OPT_FOOTNOTES
    | cmarkgfm.Options.CMARK_OPT_SOURCEPOS
)
_EXTENSIONS = ("table", "strikethrough", "autolink", "tasklist")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TEXTS = _HEADINGS | {"p", "td", "th"}
_NAMES = {"blockquote": ("quote",), "li": ("list",), "table": ("table",), "p": ("inline",)}
_PLACED = _HEADINGS | _NAMES.keys() | {"ul", "ol", "tr", "td", "th", "pre", "hr"}
_MARKER = r"[ \t]*(?:>|(?:[-*+]|[0-9]+[.)])(?=[ \t\n]))"
_CONTAINER = re.compile(f"^{_MARKER}", re.MULTILINE)
# A definition in a container empties it before it ends, and what was lazy stays; before a table it is a text;
# a deep line after it is one (cmark-gfm alone).
_DEFINITION = re.compile(r"\[[^^\]][^\]]*\]:")
# A lazy line may be indented as deep as it likes (markdown-it-py calls it code).
_DEEP_LINE = re.compile(r"[^\n]\n[ >]*(?: {4}|\t)")
# A lone tag on a lazy line begins raw HTML (cmark-gfm alone).
_LAZY_TAG = re.compile(f"^{_MARKER}[^\n]*\n(?:[^\n]+\n)*?[ ]?[ ]?[ ]?</?[a-z]", re.MULTILINE)
# A footnote ends at a line that is blank but not empty, in a container always (cmark-gfm alone); it stands at
# the document's end, where anything may have been left open.
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]:")
_BLANK = re.compile(r"^[ \t>]+$", re.MULTILINE)
# A table's header may be a paragraph's last line, however deep it is indented (cmark-gfm alone).
_DEEP_HEADER = re.compile(r"^[ >]*(?: {4}|\t).*\n[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\||$)", re.MULTILINE)
# What follows in the same paragraph stands in none.
_THROWN_OUT = re.compile(r"[^\n]</p>")
# A tag that a blank line cuts swallows the next one, whose end tag then closes something else.
_CUT_TAG = re.compile(r"<[A-Za-z][^<>]*\n[ \t]*\n")
# These make a parser of HTML follow rules of their own.
_STRANGE = ("<math", "<svg", "<select")
_BLOCK_TAGS = frozenset({"details", "summary", "div", "p", "pre", "ul", "li", "table"})
_SILENT = frozenset({"thead", "tbody", "tr", "td", "th", "em", "strong", "del", "sup", "input"})


@dataclass(frozen=True)
class Element:
    """An ancestor: its tag, and where its Markdown begins (`line:column`), unless it is raw HTML."""

    tag: str
    source: str | None = None
    footnotes: bool = False
    garbled: bool = False
    """Whether its tag was left open and swallowed the next one."""


@dataclass(frozen=True)
class Sight:
    """One place where the DOM holds the needle."""

    how: str
    """`comment`, `text` or `attribute`."""
    value: str
    """Without the white space around it, which lexbor does not tell of comments."""
    path: tuple[Element, ...]
    """Outermost first; for an attribute, its own element is the last."""


def hidden_at_top(body: str, data: str, needle: str) -> bool:
    """Tell whether every view shows the needle in exactly one place: a top-level comment that is `data`."""
    return all(
        [(sight.how, sight.value, sight.path) for sight in view] == [("comment", data.strip(), ())]
        for view in views(body, needle)
    )


def plain_context(body: str, needle: str, sentinel: str) -> tuple[str, ...] | None:
    """Return what the needle stands inside of, or None where the views differ or show it not exactly once."""
    contexts = {_context(view, body, sentinel) for view in views(body, needle)}
    return contexts.pop() if len(contexts) == 1 else None


def views(body: str, needle: str) -> Iterator[tuple[Sight, ...]]:
    """Yield what each of the four views shows of the needle."""
    for extensions in (_EXTENSIONS, (*_EXTENSIONS, "tagfilter")):
        html = cmarkgfm.markdown_to_html_with_extensions(_encodable(body), _OPTIONS, extensions)
        yield tuple(_lexbor_sights(html, needle))
        yield tuple(_html5lib_sights(html, needle))


def _encodable(body: str) -> str:
    """A lone surrogate never reaches GitHub: JSON in UTF-8 can't hold it."""
    return body.encode("utf-8", "replace").decode()


def _lexbor_sights(html: str, needle: str) -> Iterator[Sight]:
    root = LexborHTMLParser(html, is_fragment=True).root
    stack: list[tuple[LexborNode | None, tuple[Element, ...]]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        if node is None:
            continue
        stack.append((node.next, path))
        if node.is_comment_node:
            yield from _sight("comment", node.comment_content or "", path, needle)
        elif node.is_text_node:
            yield from _sight("text", node.text_content or "", path, needle)
        else:
            attributes = node.attributes
            inner = (*path, _element(node.tag or "", attributes))
            for value in attributes.values():
                yield from _sight("attribute", value or "", inner, needle)
            stack.append((node.first_child, inner))


def _html5lib_sights(html: str, needle: str) -> Iterator[Sight]:
    root = cast("ET.Element", html5lib.parseFragment(html, namespaceHTMLElements=False))  # pyright: ignore[reportUnknownMemberType]
    yield from _etree_sights(root, (), needle)


def _etree_sights(node: ET.Element, path: tuple[Element, ...], needle: str) -> Iterator[Sight]:
    yield from _sight("text", node.text or "", path, needle)
    for child in node:
        if callable(child.tag):
            yield from _sight("comment", child.text or "", path, needle)
        else:
            attributes = {str(name): value for name, value in child.attrib.items()}
            inner = (*path, _element(child.tag, attributes))
            for value in attributes.values():
                yield from _sight("attribute", value, inner, needle)
            yield from _etree_sights(child, inner, needle)
        yield from _sight("text", child.tail or "", path, needle)


def _element(tag: str, attributes: dict[str, str | None] | dict[str, str]) -> Element:
    source = attributes.get("data-sourcepos")
    garbled = any("<" in name or "data-sourcepos" in (value or "") for name, value in attributes.items())
    garbled = garbled or (source is not None and tag not in _PLACED)
    return Element(tag, source, attributes.get("class") == "footnotes", garbled)


def _sight(how: str, value: str, path: tuple[Element, ...], needle: str) -> Iterator[Sight]:
    if needle in value:
        yield Sight(how, value.strip(), path)


def _context(view: tuple[Sight, ...], body: str, sentinel: str) -> tuple[str, ...] | None:
    """Return the context that one view shows; None where it is not plain."""
    if len(view) != 1 or _is_unclear(view[0], body):
        return None
    sight = view[0]
    leaf = _leaf(sight, body, sentinel)
    path = sight.path[:-1] if leaf in {"link", "attribute"} else sight.path
    names = [*_around(path, body), *filter(None, [leaf])]
    if names[-2:] == ["link", "link"]:
        names.pop()
    names = [
        name for name, inner in zip(names, [*names[1:], ""], strict=False) if name != "inline" or not inner
    ]
    return None if "unclear" in names else tuple(names) or ("later",)


def _is_unclear(sight: Sight, body: str) -> bool:
    """Tell whether the DOM can't say what it shows, or a parser is known to stand alone."""
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    links = any(one.tag == "a" for one in sight.path)
    return (
        any(one.garbled for one in sight.path)
        or any(tag in body for tag in _STRANGE)
        or (links and ("<a" in body or "]:" in body))
        or ("](" in body and ("[^" in body or "]:" in body))  # a reference is a link, and links don't nest
        or _found(_THROWN_OUT, body)
        or _found(_CUT_TAG, body)
        or (
            _found(_FOOTNOTE, body) and (_found(_BLANK, body) or not any(one.footnotes for one in sight.path))
        )
        or (
            _found(_DEFINITION, body)
            and ("|" in body or _found(_CONTAINER, body) or _found(_DEEP_LINE, body))
        )
        or (_found(_CONTAINER, body) and _found(_DEEP_LINE, body))
        or _found(_LAZY_TAG, body)
        or _found(_DEEP_HEADER, body)
    )


def _found(pattern: re.Pattern[str], body: str) -> bool:
    return pattern.search(body) is not None


def _leaf(sight: Sight, body: str, sentinel: str) -> str:
    """Return what the needle stands in by itself; empty for a text or its own comment."""
    if sight.how == "comment":
        return "" if sight.value.startswith(sentinel.removeprefix("<!-- ")) else "comment"
    if sight.how == "text" or sight.path[-1].source:
        return ""
    if "]:" in body:
        return "unclear"  # perhaps of a link whose title is defined elsewhere
    if sight.path[-1].tag not in {"a", "img"}:
        return "unclear" if "](" in body else "attribute"
    thrown_out = not any(one.source and one.tag in _TEXTS | {"li"} for one in sight.path)
    return "unclear" if thrown_out or "<a" in body or "<img" in body else "link"


def _around(path: tuple[Element, ...], body: str) -> list[str]:
    """Return the names of the ancestors: footnotes stand alone, raw elements within each other are one."""
    names = [name for depth, element in enumerate(path) for name in _name(element, path[:depth], body)]
    if "footnote" in names:
        del names[: names.index("footnote")]
    return [
        name
        for name, outer in zip(names, ["", *names], strict=False)
        if name != outer or name not in {"html", "link"}
    ]


def _name(element: Element, outer: tuple[Element, ...], body: str) -> tuple[str, ...]:
    """Return what one ancestor is called: nothing for those that belong to another one."""
    if element.footnotes:
        return ("footnote",)
    if element.source is None:
        return _name_of_unplaced(element, outer)
    if element.tag == "pre":
        return _code(element.source, body)
    if element.tag in _HEADINGS:
        return ("heading",)
    return _NAMES.get(element.tag, ())


def _name_of_unplaced(element: Element, outer: tuple[Element, ...]) -> tuple[str, ...]:
    """Name what has no place in the source: raw HTML, or what Markdown makes within a text."""
    if element.tag in _SILENT or (element.tag in {"ol", "li"} and any(one.footnotes for one in outer)):
        return ()
    if any(one.tag == "pre" and one.source for one in outer):
        return ()
    in_text = any((one.source and one.tag in _TEXTS) or one.tag == "a" for one in outer)
    if element.tag in {"code", "a"}:
        inner = "code_span" if element.tag == "code" else "link"
        # Out of its paragraph, where a raw block element of the same paragraph threw it.
        return (inner,) if in_text or (outer and outer[-1].source) else ("unclear",)
    if not in_text and outer[-1:] and outer[-1].tag == "li" and element.tag not in _BLOCK_TAGS:
        return ("unclear",)  # on a line of its own, or in a tight item's text
    return () if in_text else ("html",)


def _code(source: str, body: str) -> tuple[str, ...]:
    """Tell from its first line what kind of code block it is; what is indented and fenced is unclear."""
    line, column = (int(part) for part in source.partition("-")[0].split(":"))
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    raw = lines[line - 1].encode("utf-8", "replace")
    if not raw[column - 1 :].lstrip(b" ").startswith((b"```", b"~~~")):
        return ("indented_code",)
    return ("unclear",) if raw[: column - 1].endswith((b"    ", b"\t")) else ("fence",)
