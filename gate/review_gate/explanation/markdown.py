"""The explanation as GitHub-flavoured Markdown, for a job summary or a comment."""

from collections.abc import Sequence
from typing import Final

from review_contract.safe_text import for_markdown
from review_gate.explanation.document import link
from review_gate.explanation.outline import Row, Section

LIMIT: Final = 60_000
"""Characters: fits a check run's summary (65,535) and any job summary (1 MiB)."""
_FOLDED: Final = frozenset({"What was read", "What the producers' word rests on"})
_CUT: Final = "\n*The rest was cut: it would not fit. `--format text` prints all of it.*\n"


def markdown(headline: str, sections: Sequence[Section]) -> str:
    """Return the explanation as Markdown of at most 60,000 characters, cut at a line's end."""
    parts = [f"## {for_markdown(headline)}"]
    parts += [_section(section) for section in sections]
    text = "\n\n".join(parts) + "\n"
    if len(text) <= LIMIT:
        return text
    kept = text[: LIMIT - len(_CUT)]
    # A cut inside a folded section would swallow the note, so the section is closed as well.
    opened = kept.count("<details>") - kept.count("</details>")
    return kept[: kept.rfind("\n")] + "\n" + "\n</details>\n" * opened + _CUT


def _section(section: Section) -> str:
    rows = "\n".join(_row(row) for row in section.rows)
    if section.title in _FOLDED:
        return f"<details><summary>{section.title}</summary>\n\n{rows}\n\n</details>"
    return f"### {section.title}\n\n{rows}"


def _row(row: Row) -> str:
    mark = f"{row.mark} " if row.mark and row.mark != "→" else ""
    where = f" ([link]({url}))" if (url := link(row.url)) and ")" not in url else ""
    return f"{'  ' * row.depth}- {mark}{for_markdown(row.text)}{where}"
