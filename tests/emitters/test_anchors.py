"""An anchor is a line that GitHub shows; a finding without one is kept apart, never moved and never lost."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_contract.v1.finding import Finding, Location
from review_emitters.anchors import Anchor, anchor_of, split_by_anchor
from review_emitters.diff import Diff, DiffFile, Hunk, Side, parse_diff

TOUR: Final = (Path(__file__).parent / "diffs" / "tour.diff").read_bytes().decode("utf-8", "replace")
DIFF: Final = parse_diff(TOUR)
SIDES: Final[tuple[Side, ...]] = ("LEFT", "RIGHT")


def at(path: str, first: int | None = None, last: int | None = None, side: Side | None = None) -> Location:
    return Location(path=path, start_line=first, end_line=last, side=side)


def finding(location: Location | None, name: str = "f") -> Finding:
    return Finding(id=name, severity="high", title="t", body="b", location=location)


# ------------------------------------------------------------------------------- where a comment can stand


@pytest.mark.parametrize(
    ("location", "anchor"),
    [
        (at("text.py", 4), Anchor("text.py", 4, "RIGHT")),
        (at("text.py", 25), Anchor("text.py", 25, "RIGHT")),
        (at("text.py", 4, side="LEFT"), Anchor("text.py", 4, "LEFT")),
        (at("text.py", 1, 6), Anchor("text.py", 6, "RIGHT", 1)),
        (at("text.py", 2, 2), Anchor("text.py", 2, "RIGHT")),
        (at("deleted", 1, 2, "LEFT"), Anchor("deleted", 2, "LEFT", 1)),
        (at("added", 4), Anchor("added", 4, "RIGHT")),
        (at("sub", 1), Anchor("sub", 1, "RIGHT")),
    ],
)
def test_lines_that_a_hunk_shows_have_an_anchor(location: Location, anchor: Anchor) -> None:
    assert anchor_of(location, DIFF) == anchor


@pytest.mark.parametrize(
    "location",
    [
        at("text.py"),
        at("text.py", 7),
        at("text.py", 21),
        at("text.py", 8, side="LEFT"),
        at("other.py", 1),
        at("added", 5),
        at("added", 1, side="LEFT"),
        at("deleted", 1),
        at("deleted", 1, side="RIGHT"),
        at("binary", 1),
        at("mode", 1),
        at("moved c", 1),
        at("type", 1),
        at("type", 1, side="LEFT"),
    ],
)
def test_what_no_hunk_shows_has_no_anchor(location: Location) -> None:
    assert anchor_of(location, DIFF) is None


@pytest.mark.parametrize("name", ["moved a b/a", "moved b/a b/a"])
def test_the_old_side_of_a_renamed_file_is_addressed_by_its_new_name(name: str) -> None:
    assert anchor_of(at(name, 33, side="LEFT"), DIFF) == Anchor("moved b/a b/a", 33, "LEFT")


def test_the_new_side_of_a_renamed_file_has_no_old_name() -> None:
    assert anchor_of(at("moved a b/a", 33), DIFF) is None


def test_files_that_swapped_their_names_are_told_apart_by_the_side() -> None:
    one, two = (Hunk(range(1, 2), range(1, 2)),), (Hunk(range(5, 6), range(5, 6)),)
    diff = Diff((DiffFile("b", "a", "renamed", hunks=one), DiffFile("a", "b", "renamed", hunks=two)))
    assert anchor_of(at("a", 1, side="LEFT"), diff) == Anchor("b", 1, "LEFT")
    assert anchor_of(at("a", 5), diff) == Anchor("a", 5, "RIGHT")
    assert anchor_of(at("a", 5, side="LEFT"), diff) is None


def test_the_base_has_the_renamed_file_where_the_head_has_a_new_one() -> None:
    hunks = (Hunk(range(1, 2), range(1, 2)),)
    new = DiffFile("a", status="added", hunks=(Hunk(range(0), range(1, 2)),))
    diff = Diff((new, DiffFile("b", "a", "renamed", hunks=hunks)))
    assert anchor_of(at("a", 1, side="LEFT"), diff) == Anchor("b", 1, "LEFT")
    assert anchor_of(at("a", 1), diff) == Anchor("a", 1, "RIGHT")


def test_a_name_that_two_files_share_anchors_nothing() -> None:
    hunks = (Hunk(range(1, 2), range(1, 2)),)
    assert anchor_of(at("x", 1), Diff((DiffFile("x", hunks=hunks), DiffFile("x", hunks=hunks)))) is None


def test_a_range_that_leaves_its_hunk_is_cut_to_lines_that_it_names() -> None:
    assert anchor_of(at("text.py", 2, 500), DIFF) == Anchor("text.py", 6, "RIGHT", 2)
    assert anchor_of(at("text.py", 6, 24), DIFF) == Anchor("text.py", 6, "RIGHT")


def test_a_range_that_begins_outside_of_every_hunk_is_not_moved_into_one() -> None:
    assert anchor_of(at("text.py", 10, 25), DIFF) is None


# ------------------------------------------------------------ against the text of the hunks, read another way


def _commentable() -> Iterator[tuple[str, Side, int, int]]:
    """Yield path, side, line and hunk of all that GitHub's documentation lets a comment stand on.

    Side LEFT is for deletions, RIGHT for additions; unchanged lines stand on both sides of a split view.
    """
    path, hunk = "", 0
    numbers: dict[Side, int] = {}
    for text in TOUR.split("\n"):
        if name := re.match(r'(?:--- "?a/|\+\+\+ "?b/)([^"\t]*)', text):
            path = name[1]
        elif start := re.match(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@", text):
            hunk += 1
            numbers = {"LEFT": int(start[1]), "RIGHT": int(start[2])}
        elif text[:1] in {" ", "-", "+"} and not text.startswith(("--- ", "+++ ")):
            for side in SIDES:
                if text[0] != {"LEFT": "+", "RIGHT": "-"}[side]:
                    yield path, side, numbers[side], hunk
                    numbers[side] += 1


COMMENTABLE: Final[Mapping[tuple[str, Side, int], int]] = {
    (path, side, line): hunk for path, side, line, hunk in _commentable()
}


@st.composite
def locations(draw: st.DrawFn) -> Location:
    paths = [file.path for file in DIFF.files if "\t" not in file.path]
    first = draw(st.none() | st.integers(1, 40))
    last = first + draw(st.integers(0, 30)) if first and draw(st.booleans()) else None
    side: Side | None = draw(st.none() | st.sampled_from(SIDES))
    return at(draw(st.sampled_from([*paths, "none", "moved a b/a"])), first, last, side)


@settings(deadline=None, max_examples=500)
@given(location=locations())
def test_every_anchor_stands_where_githubs_documentation_allows_a_comment(location: Location) -> None:
    anchor = anchor_of(location, DIFF)
    if anchor is None:
        return
    first = anchor.start_line or anchor.line
    hunk = COMMENTABLE[anchor.path, anchor.side, anchor.line]
    assert COMMENTABLE[anchor.path, anchor.side, first] == hunk
    assert anchor.start_line is None or anchor.start_line < anchor.line
    assert anchor.side == (location.side or "RIGHT")
    assert location.start_line == first
    assert anchor.line <= (location.end_line or first)


def test_every_line_of_the_diff_that_takes_a_comment_has_its_anchor() -> None:
    # Left out: a type change, because what GitHub makes of it is not documented, and a name with a tab,
    # which no finding can say.
    lines = [place for place in COMMENTABLE if place[0] != "type" and "\\" not in place[0]]
    assert len(lines) > 40
    for path, side, line in lines:
        assert anchor_of(at(path, line, side=side), DIFF) == Anchor(path, line, side)


# ----------------------------------------------------------------------------------------- nothing is dropped


@settings(deadline=None)
@given(places=st.lists(st.none() | locations(), max_size=12), supplied=st.booleans())
def test_every_finding_is_in_exactly_one_of_both_in_order(
    places: list[Location | None],
    supplied: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    findings = [finding(place, f"f{number}") for number, place in enumerate(places)]
    anchored, unanchored = split_by_anchor(findings, DIFF if supplied else None)
    here = {one.id for one, _ in anchored}
    assert [one for one, _ in anchored] == [one for one in findings if one.id in here]
    assert [*unanchored] == [one for one in findings if one.id not in here]
    for one, anchor in anchored:
        assert one.location is not None
        assert anchor_of(one.location, DIFF) == anchor


def test_without_a_diff_nothing_is_anchored() -> None:
    assert split_by_anchor([finding(at("text.py", 4))], None) == ((), (finding(at("text.py", 4)),))
