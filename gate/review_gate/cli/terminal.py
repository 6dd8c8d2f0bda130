"""The explanation in colour, where standard output is a terminal."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from review_contract.v1.record_kinds import Conclusion
from review_gate.explanation.outline import MARKS, Section
from review_gate.explanation.text import plain

_STYLES: Final[dict[Conclusion, str]] = {
    "pass": "green",
    "fail": "red",
    "error": "magenta",
    "pending": "yellow",
}


def show(conclusion: Conclusion, headline: str, sections: Sequence[Section]) -> None:
    """Print the plain explanation with the headline, the sections' titles and the marks in colour."""
    console = Console(highlight=False)
    first, *lines = plain(headline, sections, min(console.width, 120)).splitlines()
    titles = {section.title for section in sections}
    console.print(Text(first, style=f"bold {_STYLES[conclusion]}"), soft_wrap=True)
    for line in lines:
        text = Text(line, style="bold" if line in titles else "")
        for one, mark in MARKS.items():
            if line.lstrip().startswith(f"{mark} "):
                position = line.index(mark)
                text.stylize(_STYLES[one], position, position + 1)
        console.print(text, soft_wrap=True)
