"""ABNF (RFC 5234, RFC 7405) as regular expressions, as far as the format's grammar needs it."""

import re
from collections.abc import Mapping
from typing import Final

_CORE: Final = {"SP": " ", "LF": "\n", "DIGIT": "[0-9]", "ALPHA": "[A-Za-z]"}
_TOKEN: Final = re.compile(
    r'(?:%s)?"[^"]*"|%x[0-9A-F]+(?:-[0-9A-F]+)?|[0-9]*\*[0-9]*|[0-9]+|[A-Za-z][A-Za-z0-9]*|[/()\[\]]'
)


def expressions(grammar: str) -> dict[str, re.Pattern[str]]:
    """Return the regular expression of each rule; a rule is one line, and no rule contains itself."""
    rules = dict(line.split("=", 1) for line in grammar.splitlines() if line)
    named = {name.strip(): rule for name, rule in rules.items()}
    return {name: re.compile(_expression(rule, named), re.DOTALL) for name, rule in named.items()}


def _expression(rule: str, rules: Mapping[str, str]) -> str:
    """Translate one rule; how often something is repeated stands before it in ABNF, and behind it here."""
    out = ""
    times = ""
    behind: list[str] = []
    for token in _TOKEN.findall(rule):
        if token[0].isdigit() or token[0] == "*":
            times = _times(token)
        elif token in {"(", "["}:
            behind.append(")?" if token == "[" else ")" + times)
            out, times = out + "(?:", ""
        elif token in {")", "]"}:
            out += behind.pop()
        elif token == "/":
            out += "|"
        else:
            out, times = f"{out}(?:{_element(token, rules)}){times}", ""
    return out


def _times(token: str) -> str:
    low, many, high = token.partition("*")
    return f"{{{low or 0},{high}}}" if many else f"{{{low}}}"


def _element(token: str, rules: Mapping[str, str]) -> str:
    if token.endswith('"'):
        return re.escape(token.split('"')[1])
    if token.startswith("%x"):
        low, _, high = token[2:].partition("-")
        return f"[{_character(low)}-{_character(high or low)}]"
    return _CORE.get(token) or _expression(rules[token], rules)


def _character(digits: str) -> str:
    return f"\\U{int(digits, 16):08x}"
