"""The code that a finding is about, where the diff shows enough of it to name the finding by its code."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from review_contract.identity import NEIGHBOURS
from review_contract.v1.finding import Location
from review_emitters.diff import Diff, DiffFile, Hunk


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some lines of a file, and the place that a finding has among them."""

    lines: Sequence[str]
    location: Location


def excerpt_of(diff: Diff | None, location: Location | None) -> Excerpt | None:
    """Return the hunk that shows a finding's lines; None where a name made from it would not last.

    A fingerprint hashes the finding's lines and their neighbours. A hunk that does not show all of these
    would give the same code another fingerprint than the next diff does.
    """
    if diff is None or location is None or location.start_line is None or location.side == "LEFT":
        return None
    first, last = location.start_line, location.end_line or location.start_line
    file = next((file for file in diff.files if file.path == location.path), None)
    hunks = file.hunks if file else ()
    hunk = next((one for one in hunks if first in one.right and last in one.right), None)
    if file is None or hunk is None or not _shows_neighbours(file, hunk, first, last):
        return None
    before = hunk.right.start - 1
    moved = {"start_line": first - before, "end_line": last - before}
    return Excerpt(hunk.text, location.model_copy(update=moved))


def _shows_neighbours(file: DiffFile, hunk: Hunk, first: int, last: int) -> bool:
    """Tell whether the hunk shows what stands next to the lines, or that nothing does."""
    before = hunk.text[: first - hunk.right.start]
    after = hunk.text[last + 1 - hunk.right.start :]
    whole = file.status == "added"
    return (whole or hunk.right.start == 1 or _enough(before)) and (whole or _enough(after))


def _enough(lines: Sequence[str]) -> bool:
    inked = (line for line in lines if line.strip())
    return sum(1 for _ in islice(inked, NEIGHBOURS)) == NEIGHBOURS
