"""The lines of a file that a diff shows, where it shows enough of them to name a finding by its code."""

from collections.abc import Sequence
from itertools import islice

from review_contract.identity import NEIGHBOURS
from review_contract.v1.finding import Location
from review_emitters.diff import Diff, DiffFile, Hunk


def known_lines(diff: Diff | None, location: Location | None) -> Sequence[str] | None:
    """Return a file's lines, those that the diff does not show blank; None where that would change a name.

    A fingerprint hashes the finding's lines and their neighbours. A diff that does not show all of these
    would give the same code another fingerprint than the next diff does, so then there is none.
    """
    if diff is None or location is None or location.start_line is None or location.side == "LEFT":
        return None
    first, last = location.start_line, location.end_line or location.start_line
    file = next((file for file in diff.files if file.path == location.path), None)
    hunks = file.hunks if file else ()
    hunk = next((one for one in hunks if first in one.right and last in one.right), None)
    if file is None or hunk is None or not _shows_neighbours(file, hunk, first, last):
        return None
    return [*[""] * (hunk.right.start - 1), *hunk.text]


def _shows_neighbours(file: DiffFile, hunk: Hunk, first: int, last: int) -> bool:
    """Tell whether the hunk shows what stands next to the lines, or that nothing does."""
    before = hunk.text[: first - hunk.right.start]
    after = hunk.text[last + 1 - hunk.right.start :]
    whole = file.status == "added"
    return (whole or hunk.right.start == 1 or _enough(before)) and (whole or _enough(after))


def _enough(lines: Sequence[str]) -> bool:
    inked = (line for line in lines if line.strip())
    return sum(1 for _ in islice(inked, NEIGHBOURS)) == NEIGHBOURS
