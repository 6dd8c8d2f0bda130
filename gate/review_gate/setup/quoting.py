r"""Quoting: text as a string of TOML and of YAML, out of which nothing breaks.

Both read a string in double quotes alike, as long as only the escapes that they share are used:
`\"`, `\\`, `\uXXXX` and `\UXXXXXXXX`.
"""

import re
from collections.abc import Iterable
from typing import Final

_SMALL: Final = 0xFFFF
_GLOB: Final = re.compile(r"[\\*?+!\[\]]")


def quoted(text: str) -> str:
    """Return text as a string in double quotes, on one line, with everything invisible escaped."""
    return f'"{"".join(map(_escaped, text))}"'


def listed(items: Iterable[str]) -> str:
    """Return texts as a list on one line."""
    return f"[{', '.join(map(quoted, items))}]"


def literal(name: str) -> str:
    """Return a workflow's name as the glob that matches it alone.

    GitHub takes the names under `workflow_run` for globs, and a workflow with one that is none, such as
    `C++`, does not start at all (github/docs#37022).
    """
    return _GLOB.sub(lambda special: f"\\{special[0]}", name)


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code <= _SMALL else f"\\U{code:08X}"
