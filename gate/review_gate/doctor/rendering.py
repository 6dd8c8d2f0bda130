"""The findings as text, Markdown and JSON; all that others wrote is made harmless here."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from review_contract.safe_text import for_log, for_markdown, one_line
from review_gate.doctor.checkup import conclusion
from review_gate.doctor.finding import SEVERITIES, Conclusion, Finding, Severity
from review_gate.doctor.setup import Setup

_MARKS: Final[dict[Severity, str]] = {"broken": "✗", "unread": "?", "warning": "!", "fine": "✓"}
_TITLES: Final[dict[Severity, str]] = {
    "broken": "Broken: a merge may pass without evidence, or nothing can ever pass",
    "unread": "Not read",
    "warning": "Worth a look",
    "fine": "In order",
}
_HEADLINES: Final[dict[Conclusion, str]] = {
    "broken": "the set-up is broken",
    "unread": "not all of the set-up could be read",
    "sound": "the set-up is sound",
}
_LONGEST: Final = 1000
_VERSION: Final = 1
"""Of the JSON; fields may be added to it."""


def plain(setup: Setup, findings: Sequence[Finding], width: int = 100) -> str:
    """Return the findings as lines of at most `width` columns, words never cut."""
    lines = [_headline(setup, findings)]
    for severity in SEVERITIES:
        mine = [finding for finding in findings if finding.severity == severity]
        lines += ["", _TITLES[severity]] if mine else []
        for finding in mine:
            lines += _wrapped(f"  {_MARKS[severity]} ", f"{finding.sentence} [{finding.code}]", width)
            lines += _wrapped("      → ", finding.remedy, width) if finding.remedy else []
            lines += [f"          {_line(line)}" for line in finding.lines]
    return "\n".join(lines) + "\n"


def markdown(setup: Setup, findings: Sequence[Finding]) -> str:
    """Return the findings as GitHub-flavoured Markdown."""
    parts = [f"## {for_markdown(_headline(setup, findings))}"]
    for severity in SEVERITIES:
        mine = [finding for finding in findings if finding.severity == severity]
        if mine:
            parts.append(f"### {_TITLES[severity]}\n\n" + "\n".join(map(_item, mine)))
    return "\n\n".join(parts) + "\n"


def as_json(setup: Setup, findings: Sequence[Finding]) -> str:
    """Return the findings as indented ASCII JSON, safe in a log that the Actions runner reads."""
    said = {
        "version": _VERSION,
        "repository": setup.repository,
        "check": setup.check,
        "conclusion": conclusion(findings),
        "findings": [
            {
                "code": finding.code.value,
                "severity": finding.severity,
                "sentence": _cut(one_line(finding.sentence)),
                "remedy": _cut(one_line(finding.remedy)),
                "lines": [_line(line) for line in finding.lines],
            }
            for finding in findings
        ],
    }
    return json.dumps(said, indent=2).replace("##[", "#\\u0023[") + "\n"


def _headline(setup: Setup, findings: Sequence[Finding]) -> str:
    return _cut(for_log(f"{setup.repository}: {_HEADLINES[conclusion(findings)]}"))


def _wrapped(start: str, said: str, width: int) -> Iterator[str]:
    yield from textwrap.wrap(
        _cut(for_log(said)),
        width,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _item(finding: Finding) -> str:
    remedy = f"\\\n  {for_markdown(_cut(finding.remedy))}" if finding.remedy else ""
    # Only a line of nothing but backticks ends the block, and each of these begins with a word of ours.
    code = "".join(f"  {_line(line)}\n" for line in finding.lines)
    lines = f"\n\n  ```yaml\n{code}  ```" if code else ""
    return f"- **{finding.code}** {for_markdown(_cut(finding.sentence))}{remedy}{lines}"


def _line(line: str) -> str:
    """Return a line of YAML with its indentation, and nothing in it that a log or Markdown obeys."""
    said = line.lstrip(" ")
    return " " * (len(line) - len(said)) + _cut(for_log(said))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
