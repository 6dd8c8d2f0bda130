"""Anchors: the lines of the diff on which GitHub takes a comment about a finding.

GitHub refuses a whole review for one comment on a line that the diff does not show, so an anchor is given
only where the diff is sure to show it. A finding is never moved to a line that it does not name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from review_contract.v1.finding import Finding, Location
from review_emitters.diff import Diff, DiffFile, Side


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a review comment stands, in the words of GitHub's REST API."""

    path: str
    """The file's name in the head, on side LEFT too; of a removed file, its name in the base."""
    line: int
    """The last line that the comment is about."""
    side: Side
    start_line: int | None = None
    """The first line, only where it is before `line`; both stand in the same hunk."""


_Index: TypeAlias = Mapping[tuple[Side, str], DiffFile | None]


def anchor_of(location: Location, diff: Diff) -> Anchor | None:
    """Return the anchor of a place, or None where no line of the diff can carry it.

    A range that leaves the hunk in which it begins is cut to its lines in that hunk.
    """
    return _anchor(location, _by_side_and_name(diff))


def split_by_anchor(
    findings: Iterable[Finding], diff: Diff | None
) -> tuple[tuple[tuple[Finding, Anchor], ...], tuple[Finding, ...]]:
    """Return the findings that the diff can carry, each with its anchor, and all others; in their order."""
    index = _by_side_and_name(diff or Diff(()))
    both = [(one, _anchor(one.location, index) if one.location else None) for one in findings]
    anchored = tuple((finding, anchor) for finding, anchor in both if anchor)
    return anchored, tuple(finding for finding, anchor in both if not anchor)


def _anchor(location: Location, files: _Index) -> Anchor | None:
    side: Side = location.side or "RIGHT"
    file = files.get((side, location.path))
    first = location.start_line
    if file is None or first is None:
        return None
    hunk = next((hunk for hunk in file.hunks if first in hunk.lines(side)), None)
    if hunk is None:
        return None
    last = min(location.end_line or first, hunk.lines(side)[-1])
    return Anchor(file.path, last, side, first if first < last else None)


def _by_side_and_name(diff: Diff) -> _Index:
    """Index the files by the names that a finding may use; a name that two files share is None.

    Side LEFT is the base, where a renamed file has its old name; the new one is understood there too.
    """
    index: dict[tuple[Side, str], DiffFile | None] = {}
    for file in diff.files:
        _add(index, ("RIGHT", file.path), file)
        if file.status != "added":
            _add(index, ("LEFT", _base_name(file)), file)
    for file in diff.files:
        index.setdefault(("LEFT", file.path), file)
    return index


def _base_name(file: DiffFile) -> str:
    """Return the file's name in the base; a copy has none of its own there."""
    renamed = file.status == "renamed" and file.previous_path
    return renamed or file.path


def _add(index: dict[tuple[Side, str], DiffFile | None], name: tuple[Side, str], file: DiffFile) -> None:
    index[name] = None if name in index else file
