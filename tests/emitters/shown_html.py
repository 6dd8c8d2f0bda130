"""What GitHub would do with a body: everything in it that acts rather than shows."""

import re
from collections.abc import Iterator
from typing import Final, cast
from xml.etree import ElementTree as ET

import cmarkgfm
import html5lib

from tests.emitters.samples import REPOSITORY_URL

# In comments GitHub breaks the line where the text does.
_OPTIONS: Final = (
    cmarkgfm.Options.CMARK_OPT_UNSAFE
    | cmarkgfm.Options.CMARK_OPT_FOOTNOTES
    | cmarkgfm.Options.CMARK_OPT_HARDBREAKS
)
_PLAIN: Final = frozenset(
    {"h2", "h3", "h4", "p", "ul", "ol", "li", "code", "pre", "strong", "em", "a", "hr", "br", "blockquote"}
)
_ACTING: Final = (
    # html-pipeline's mention and reference filters look at text between tags, outside of code and links.
    ("mention", re.compile(r"(?<![\w/])@[A-Za-z0-9]")),
    ("reference", re.compile(r"#[0-9]")),
    ("reference", re.compile(r"(?i)\bgh-[0-9]")),
    ("address", re.compile(r"(?i)(?:https?|ftp)://|\bwww\.|mailto:")),
    ("picture", re.compile(r":[a-z0-9_+-]+:")),
)
_COMMAND: Final = re.compile(r"^\s*::", re.MULTILINE)
# A zero-width space is ours: it is what breaks a mention in code.
_INVISIBLE: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u034f\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\u2800\u3164\ufeff\U000e0000-\U000e01ef]"
)


def rendered(body: str) -> str:
    """Return a body as GitHub's renderer makes HTML of it."""
    return cmarkgfm.github_flavored_markdown_to_html(body, _OPTIONS)


def acts(body: str) -> list[str]:
    """Return everything in a body that would notify, link, load, hide or command; empty if it only shows."""
    html: ET.Element = html5lib.parse(rendered(body), treebuilder="etree", namespaceHTMLElements=False)  # pyright: ignore[reportUnknownMemberType]
    root = cast("ET.Element", html.find("body"))
    return [*_raw(body), *_elements(root), *_texts(root)]


def commands(text: str) -> bool:
    """Tell whether the Actions runner would obey a line of a text."""
    return bool(_COMMAND.search(text)) or "##[" in text


def _raw(body: str) -> Iterator[str]:
    if commands(body):
        yield "workflow command"
    if invisible := _INVISIBLE.search(body):
        yield f"invisible character {invisible[0]!r}"


def _elements(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        if element is root or not _is_element(element):
            continue
        if element.tag not in _PLAIN:
            yield f"element {element.tag}"
        if element.tag == "a" and not "".join(element.itertext()).strip():
            yield "link that nobody sees"
        if element.tag == "a" and not str(element.get("href")).startswith(f"{REPOSITORY_URL}/"):
            yield f"link to {element.get('href')}"
        if "suggestion" in element.get("lang", "") or "suggestion" in element.get("class", ""):
            yield "suggestion"


def _texts(element: ET.Element) -> Iterator[str]:
    """Yield what acts in the text outside of code and links."""
    for text in _outside(element):
        yield from (f"{name}: {found[0]!r}" for name, pattern in _ACTING if (found := pattern.search(text)))


def _outside(element: ET.Element) -> Iterator[str]:
    inert = element.tag in {"code", "pre", "a"} or not _is_element(element)
    if not inert and element.text:
        yield element.text
    for child in element:
        if not inert:
            yield from _outside(child)
        if not inert and child.tail:
            yield child.tail


def _is_element(node: ET.Element) -> bool:
    """Tell an element from a comment, whose tag is a function."""
    return not callable(node.tag)
