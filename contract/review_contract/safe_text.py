"""Untrusted text made harmless: for terminals and logs, for Markdown, for workflow commands.

Titles, logins, paths and model output are attacker text wherever they are shown. Everything that the
project prints passes through here, so that no escape sequence moves a cursor, no bidirectional control
reorders a line, no line is obeyed by the Actions runner, and nobody is mentioned.
"""

import re
import unicodedata
from typing import Final

_KEPT_FORMATS: Final = frozenset("\u200d\ufe0f")
"""Joiners inside emoji; they move nothing."""

_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0e\uffa0\U000e0100-\U000e01ef]"
)
"""Letters, marks and symbols by category that show nothing: text can be hidden in them."""

_MARKDOWN: Final = str.maketrans(
    {character: f"\\{character}" for character in "\\`*_{}[]()+-.=!|~$"}
    # Mentions and references are found after rendering, so only a character in between breaks them.
    | {"@": "@&#8203;", "#": "#&#8203;", "&": "&amp;", "<": "&lt;", ">": "&gt;", ":": "&#58;"}
)
_GH_REFERENCE: Final = re.compile(r"(?i)(gh)\\-(?=[0-9])")
"""GitHub links GH-1 as it links #1."""


def one_line(text: str) -> str:
    """Return text on one line with every invisible or controlling character spelt out."""
    return spelt_out(" ".join(text.split()))


def spelt_out(text: str) -> str:
    """Return text with every invisible or controlling character, line ends included, spelt out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _harmless(character) else _spelt(character) for character in text)


def for_log(text: str) -> str:
    """Return one line that the Actions runner takes for text, wherever a line may be broken between words.

    The runner obeys `::command::` at a line's start, after white space, and `##[command]` anywhere in
    a line (actions/runner, ActionCommand.cs).
    """
    words = one_line(text).replace("##[", "## [").split(" ")
    return " ".join(f"\\{word}" if word.startswith("::") else word for word in words)


def for_log_lines(text: str) -> str:
    """Return text of several lines, none of which the Actions runner obeys; its words stay as they are."""
    lines = (spelt_out(line.replace("\t", "    ")) for line in text.replace("\r\n", "\n").split("\n"))
    safe = (line.replace("##[", "##\u200b[") for line in lines)
    return "\n".join(f"\u200b{line}" if line.lstrip().startswith("::") else line for line in safe)


def for_markdown(text: str) -> str:
    """Return one line that GitHub's Markdown shows as it stands: no markup, HTML, link or mention."""
    return _GH_REFERENCE.sub(r"\1&#8203;\\-", one_line(text).translate(_MARKDOWN))


def for_command(text: str, *, in_property: bool = False) -> str:
    """Return text as the data, or a property's value, of a workflow command (GitHub: workflow commands)."""
    escaped = one_line(text).replace("##[", "## [").replace("%", "%25")
    return escaped.replace(":", "%3A").replace(",", "%2C") if in_property else escaped


def _harmless(character: str) -> bool:
    category = unicodedata.category(character)
    seen = category[0] != "C" and category not in {"Zl", "Zp"} and not _UNSEEN.match(character)
    return seen or character in _KEPT_FORMATS


def _spelt(character: str) -> str:
    return f"\\u{{{ord(character):x}}}"
