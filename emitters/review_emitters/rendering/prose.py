"""A model's Markdown made harmless: what people need of it stays, nothing in it acts.

The text is read line by line and written anew in a small Markdown of our own: paragraphs, lists, quotes,
fenced code, code spans and strong words. Whatever else it holds is shown as it stands, so no HTML, link,
image, mention, issue reference, workflow command or heading of a model's ever reaches GitHub's renderer.
Nothing is parsed twice, and every step is linear in the text.
"""

import re
from collections.abc import Iterator
from typing import Final

from review_contract.safe_text import spelt_out

_ZERO_WIDTH: Final = "&#8203;"
_ZERO_WIDTH_SPACE: Final = "\u200b"
"""The same inside code, where entities are not read."""
_BROKEN_COMMAND: Final = f"##{_ZERO_WIDTH_SPACE}["

_ESCAPED: Final = str.maketrans(
    {character: f"\\{character}" for character in "\\`*_[]~|$"}
    # Mentions and references are found after rendering, so only a character in between breaks them.
    | {"@": f"@{_ZERO_WIDTH}", "#": f"#{_ZERO_WIDTH}", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
)
_GH_REFERENCE: Final = re.compile(r"(?i)(gh)-(?=[0-9])")
_AUTOLINK: Final = re.compile(r"(?i)(:(?=//|[a-z0-9_+\\-]{1,80}:)|www(?=\.)|(?:mailto|xmpp)(?=:))")
"""What begins an address, or the name of a picture such as :octocat:, which GitHub loads."""

_SPAN: Final = re.compile(r"(?i)`([^`\n]+)`|\*\*([^*\n]+)\*\*|((?:https?|ftp)://[^\s<>`]+|www\.[^\s<>`]+)")
_CODE: Final = re.compile(r"`([^`\n]+)`")
_URL_END: Final = ".,;:!?)]}'\"*_"

_FENCE: Final = re.compile(r"[ \t]*(`{3,}+|~{3,}+)([^`\n]*)")
_ITEM: Final = re.compile(r"([ \t]*)(?:[-*+]|([0-9]{1,9})[.)])[ \t]+(.*)")
_QUOTE: Final = re.compile(r"[ \t]*>[ \t]?(.*)")
_HEADING: Final = re.compile(r"[ \t]*#{1,6}[ \t]+(.*)")
_BREAK: Final = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}")

_LANGUAGE: Final = re.compile(r"[A-Za-z0-9+#-]{1,20}")
_ACTIVE_LANGUAGES: Final = frozenset({"suggestion", "mermaid", "math", "geojson", "topojson", "stl"})
"""Languages that GitHub does not show as code but acts upon or draws."""
_DEEPEST_LIST: Final = 3


def prose(text: str) -> str:
    """Return a model's text, several lines of Markdown, as Markdown that only shows it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown: list[str] = []
    for block in _blocks(iter(lines)):
        if block or (shown and shown[-1]):
            shown.append(block)
    return "\n".join(shown).strip("\n")


def inline(text: str) -> str:
    """Return a model's text on one line, in which only code spans are markup."""
    return _with_code(" ".join(text.split()))


def fenced(text: str, language: str = "") -> str:
    """Return text as a fenced code block that nothing in it can end."""
    longest = max(map(len, re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    shown = "\n".join(map(_code_line, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    return f"{fence}{_language(language)}\n{shown}\n{fence}"


def code(text: str) -> str:
    """Return one line as a code span that nothing in it can end; empty text stays empty."""
    folded = spelt_out(" ".join(text.split())).replace("##[", _BROKEN_COMMAND)
    if "`" not in folded:
        return f"`{folded}`" if folded else ""
    ticks = "`" * (max(map(len, re.findall("`+", folded))) + 1)
    return f"{ticks} {folded} {ticks}"


def _blocks(lines: Iterator[str]) -> Iterator[str]:
    """Yield the text's lines, each as what it is in a Markdown of ours."""
    deepest = 0  # An item is only below another item: what is indented without one would be code.
    for line in lines:
        item = _ITEM.fullmatch(line)
        level = min(_level(item[1]), deepest) if item else 0
        if line.strip():
            deepest = min(level + 1, _DEEPEST_LIST) if item else 0
        if fence := _FENCE.fullmatch(line):
            yield from ("", fenced(_until_closed(lines, fence[1]), fence[2].strip()), "")
        elif not line.strip() or _BREAK.fullmatch(line):
            yield ""
        elif heading := _HEADING.fullmatch(line):
            yield from ("", _strong(heading[1].rstrip(" #\t")), "")
        elif quote := _QUOTE.fullmatch(line):
            yield f"> {_at_line_start(quote[1])}".rstrip()
        elif item:
            mark = f"{item[2]}." if item[2] else "-"
            yield f"{'    ' * level}{mark} {_at_line_start(item[3])}".rstrip()
        else:
            yield _at_line_start(line)


def _until_closed(lines: Iterator[str], fence: str) -> str:
    """Return the lines of a fenced block, up to its end or to the text's."""
    held: list[str] = []
    for line in lines:
        end = line.strip(" \t")
        if len(end) >= len(fence) and not end.strip(fence[0]):
            break
        held.append(line)
    return "\n".join(held).rstrip("\n")


def _level(indentation: str) -> int:
    return len(indentation.expandtabs(4)) // 2


def _at_line_start(text: str) -> str:
    """Return one line whose beginning is no block's: no list, heading, underline or workflow command."""
    shown = _inline(text.strip())
    if shown[:1] in {"-", "+", "=", ":"}:
        return f"\\{shown}"
    if number := re.match(r"([0-9]{1,9})([.)])", shown):
        return f"{number[1]}\\{shown[number.end(1) :]}"
    return shown


def _strong(text: str) -> str:
    shown = _with_code(text.replace("**", ""))
    return f"**{shown}**" if shown.strip() else ""


def _inline(text: str) -> str:
    """Return one line with its code spans, strong words and addresses; all else escaped."""
    parts: list[str] = []
    end = 0
    for found in _SPAN.finditer(text):
        parts.append(_escaped(text[end : found.start()]))
        parts.append(_span(found))
        end = found.end()
    parts.append(_escaped(text[end:]))
    return _joined(parts)


def _span(found: re.Match[str]) -> str:
    if found[1]:
        return code(found[1])
    if found[2]:
        inner = found[2].strip()
        return f"**{_with_code(inner)}**" if inner else _escaped(found[0])
    address = found[3].rstrip(_URL_END)
    return code(address) + _escaped(found[3][len(address) :])


def _with_code(text: str) -> str:
    parts: list[str] = []
    end = 0
    for found in _CODE.finditer(text):
        parts += (_escaped(text[end : found.start()]), code(found[1]))
        end = found.end()
    return _joined([*parts, _escaped(text[end:])])


def _joined(parts: list[str]) -> str:
    """Join pieces so that the backticks of neighbours stay two delimiters."""
    joined = ""
    for part in filter(None, parts):
        joined += f" {part}" if joined.endswith("`") and part.startswith("`") else part
    return joined


def _escaped(text: str) -> str:
    shown = spelt_out(text.replace("\t", " ")).translate(_ESCAPED)
    return _AUTOLINK.sub(rf"\1{_ZERO_WIDTH}", _GH_REFERENCE.sub(rf"\1{_ZERO_WIDTH}-", shown))


def _code_line(line: str) -> str:
    """Return a line of code that the Actions runner takes for text (actions/runner, ActionCommand.cs)."""
    shown = spelt_out(line.replace("\t", "    ")).replace("##[", _BROKEN_COMMAND)
    return f"{_ZERO_WIDTH_SPACE}{shown}" if shown.lstrip().startswith("::") else shown


def _language(said: str) -> str:
    word = said.split(maxsplit=1)[0] if said.strip() else ""
    return word if _LANGUAGE.fullmatch(word) and word.lower() not in _ACTIVE_LANGUAGES else ""
