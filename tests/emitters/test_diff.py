"""A diff is read as git meant it: every file, every hunk, whatever the names and the lines hold."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_contract.problems import ContractError
from review_emitters.diff import Diff, DiffCode, DiffFile, Hunk, parse_diff
from tests.emitters.git_diffs import Blob, Tree, commit, diff, git, repository

LINES: Final = "".join(f"line {number}\n" for number in range(1, 31)).encode()
TOUR: Final = (Path(__file__).parent / "diffs" / "tour.diff").read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("repository"))


def shown(folder: Path, before: Tree, after: Tree, *options: str) -> Diff:
    """Return the parsed diff of two trees."""
    commit(folder, before, after)
    return parse_diff(diff(folder, *options))


def one_hunk(left: tuple[int, int], right: tuple[int, int]) -> tuple[Hunk, ...]:
    return (Hunk(range(left[0], left[1] + 1), range(right[0], right[1] + 1)),)


# ------------------------------------------------------------------------------------------ what git can say


def test_hunks_show_context_additions_and_deletions(folder: Path) -> None:
    changed = LINES.replace(b"line 5\n", b"").replace(b"line 20\n", b"line 20\nline 20a\n")
    assert shown(folder, {b"x": Blob(LINES)}, {b"x": Blob(changed)}).files == (
        DiffFile("x", hunks=(Hunk(range(2, 9), range(2, 8)), Hunk(range(18, 24), range(17, 24)))),
    )


def test_new_and_deleted_files_show_one_side_only(folder: Path) -> None:
    assert shown(folder, {b"old": Blob(LINES)}, {b"new": Blob(b"a\nb\n")}).files == (
        DiffFile("new", status="added", hunks=(Hunk(range(0), range(1, 3)),)),
        DiffFile("old", status="removed", hunks=(Hunk(range(1, 31), range(0)),)),
    )


def test_empty_files_are_whole_without_hunks(folder: Path) -> None:
    found = shown(folder, {b"old": Blob(b"")}, {b"new\xc3\xa4": Blob(b"")}, "--no-renames")
    assert found == Diff((DiffFile("newä", status="added"), DiffFile("old", status="removed")))


def test_a_rename_has_both_names_with_and_without_changes(folder: Path) -> None:
    before: Tree = {b"a/same": Blob(LINES), b"a/other": Blob(LINES + b"x\n" * 9)}
    after: Tree = {b"b/same": Blob(LINES), b"b/other b/x": Blob(LINES + b"x\n" * 8 + b"y\n")}
    assert shown(folder, before, after).files == (
        DiffFile("b/other b/x", "a/other", "renamed", hunks=one_hunk((36, 39), (36, 39))),
        DiffFile("b/same", "a/same", "renamed"),
    )


def test_a_copy_names_what_it_was_taken_from(folder: Path) -> None:
    before: Tree = {b"x": Blob(LINES)}
    after: Tree = {b"x": Blob(LINES), b"y": Blob(LINES), b"z": Blob(LINES + b"z\n")}
    assert shown(folder, before, after, "--find-copies-harder").files == (
        DiffFile("y", "x", "copied"),
        DiffFile("z", "x", "copied", hunks=one_hunk((28, 30), (28, 31))),
    )


def test_a_mode_change_alone_is_a_whole_file(folder: Path) -> None:
    found = shown(folder, {b"x": Blob(LINES)}, {b"x": Blob(LINES, "100755")})
    assert found == Diff((DiffFile("x"),))


@pytest.mark.parametrize("option", ["--binary", "--patch"])
def test_binary_files_have_no_lines(folder: Path, option: str) -> None:
    before: Tree = {b"x": Blob(b"\0" + LINES), b"z": Blob(LINES)}
    after: Tree = {b"x": Blob(b"\0\1"), b"y": Blob(b"\0"), b"z": Blob(LINES + b"z")}
    assert shown(folder, before, after, option).files == (
        DiffFile("x", binary=True),
        DiffFile("y", status="added", binary=True),
        DiffFile("z", hunks=one_hunk((28, 30), (28, 31))),
    )


def test_a_submodule_is_a_file_of_one_line(folder: Path) -> None:
    before: Tree = {b"lib": Blob(b"1" * 40, "160000")}
    after: Tree = {b"lib": Blob(b"2" * 40, "160000")}
    assert shown(folder, before, after).files == (DiffFile("lib", hunks=one_hunk((1, 1), (1, 1))),)


def test_a_file_whose_type_changed_is_one_file_without_hunks(folder: Path) -> None:
    before: Tree = {b"x": Blob(LINES), b"y": Blob(b"y")}
    after: Tree = {b"x": Blob(b"target", "120000"), b"y": Blob(b"")}
    assert shown(folder, before, after).files == (
        DiffFile("x"),
        DiffFile("y", hunks=(Hunk(range(1, 2), range(0)),)),
    )


@pytest.mark.parametrize("options", [["--no-prefix"], ["--src-prefix=i/", "--dst-prefix=w/"], ["-U0"]])
def test_prefixes_and_context_may_be_configured(folder: Path, options: list[str]) -> None:
    found = shown(folder, {b"a/x b/x": Blob(b"1\n")}, {b"a/x b/x": Blob(b"2\n")}, *options)
    assert found.files == (DiffFile("a/x b/x", hunks=one_hunk((1, 1), (1, 1))),)


def test_names_are_unquoted_and_stray_bytes_replaced(folder: Path) -> None:
    names = [b"\xc3\xa4.txt", b"\ttab", b'"quoted"', b"a b/a b/a", b" space ", b"back\\slash", b"\n", b"\xff"]
    for quotepath in ("core.quotepath=true", "core.quotepath=false"):
        commit(folder, {}, {name: Blob(b"x\n") for name in names})
        text = git(folder, "-c", quotepath, "diff", "before", "after", "--")
        found = {file.path for file in parse_diff(text).files}
        assert found == {name.decode("utf-8", "replace") for name in names}


CONTENTS: Final = (
    b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n",
    b"diff --git a/x b/x\nindex 1..2\n",
    b"\\ No newline at end of file\n",
    b"-- a/x\n++ b/x\n- x\n+ x\n",
    b"crlf\r\nlone\rcr\r\n",
    b"\x0cform feed\x0b\x1c\x85\n",
    "next\u0085line\u2028paragraph\u2029\n".encode(),
    b"\xff\xfe not UTF-8 \xed\xa0\x80\n",
    b"\n\n\n",
    b"no newline at the end",
)


@pytest.mark.parametrize("content", CONTENTS)
def test_only_a_line_feed_ends_a_line_and_no_line_is_taken_for_a_header(folder: Path, content: bytes) -> None:
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    found = shown(folder, {b"x": Blob(b"")}, {b"x": Blob(content), b"y": Blob(b"y\n")})
    assert found.files == (
        DiffFile("x", hunks=(Hunk(range(0), range(1, lines + 1)),)),
        DiffFile("y", status="added", hunks=(Hunk(range(0), range(1, 2)),)),
    )


# ----------------------------------------------------------------------------- against git and the two files

_SEGMENTS: Final = st.sampled_from(
    [b"a", b"b", b" b", b"x b/x", b"\xc3\xa4", b"\xff", b'"', b"\t", b"\\", b"\n", b"\x07", b"a.txt", b"-"]
)
_NAMES: Final = st.lists(_SEGMENTS, min_size=1, max_size=3).map(b"/".join)
_LINES: Final = st.sampled_from([b"x\n", b"y\n", b"\n", b"\r\n", b"--- a\n", *CONTENTS])
_BLOBS: Final = st.builds(
    Blob,
    st.lists(_LINES, max_size=30).map(b"".join) | st.just(b"\0binary"),
    st.sampled_from(["100644", "100755"]),
)


@st.composite
def edits(draw: st.DrawFn) -> tuple[Tree, Tree]:
    """Draw a tree, and the tree after some files were edited, moved, removed or added."""
    before = draw(st.dictionaries(_NAMES, _BLOBS, max_size=4))
    after = dict(before)
    for name in draw(st.lists(st.sampled_from(sorted(before)), max_size=3, unique=True)) if before else []:
        blob = after.pop(name)
        lines = blob.content.splitlines(keepends=True)
        at = draw(st.integers(0, len(lines)))
        new = b"".join(
            [*lines[:at], *draw(st.lists(_LINES, max_size=3)), *lines[at + draw(st.integers(0, 2)) :]]
        )
        after[draw(st.just(name) | _NAMES)] = Blob(new, blob.mode)
    after |= draw(st.dictionaries(_NAMES, _BLOBS, max_size=2))
    return _without_clashes(before), _without_clashes(after)


def _without_clashes(tree: Tree) -> Tree:
    """Drop what can't be in a tree: a file whose name is also that of a folder."""
    return {
        name: blob for name, blob in tree.items() if not any(other.startswith(name + b"/") for other in tree)
    }


def _readable(name: bytes) -> str:
    # One character for each stray byte, as `parse_diff` promises.
    text = name.decode("utf-8", "surrogateescape")
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)


def _by_git(folder: Path) -> Iterator[tuple[str, str | None, str]]:
    """Yield path, previous path and status as `git diff --name-status -z` has them."""
    words = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "C": "copied", "T": "modified"}
    fields = iter(diff(folder, "--find-copies-harder", "--name-status", "-z").split(b"\0")[:-1])
    for status in fields:
        letter = chr(status[0])
        previous = _readable(next(fields)) if letter in "RC" else None
        yield _readable(next(fields)), previous, words[letter]


def _outside(content: bytes, hunks: list[range]) -> list[list[bytes]]:
    """Return the lines of a file between its hunks."""
    lines = re.findall(rb"[^\n]*\n|[^\n]+", content)
    starts = [0, *(hunk.stop - 1 if hunk else hunk.stop for hunk in hunks)]
    ends = [*(hunk.start - 1 if hunk else hunk.start for hunk in hunks), len(lines)]
    return [lines[start:end] for start, end in zip(starts, ends, strict=True)]


@settings(max_examples=120, deadline=None)
@given(trees=edits())
def test_paths_statuses_and_line_ranges_are_those_of_git(folder: Path, trees: tuple[Tree, Tree]) -> None:
    before, after = trees
    found = shown(folder, before, after, "--find-copies-harder")
    assert not found.truncated
    assert [(file.path, file.previous_path, file.status) for file in found.files] == [*_by_git(folder)]
    old = {_readable(name): blob.content for name, blob in before.items()}
    new = {_readable(name): blob.content for name, blob in after.items()}
    for file in found.files:
        if file.binary:
            continue
        left = old.get(file.previous_path or file.path, b"") if file.status != "added" else b""
        right = new.get(file.path, b"") if file.status != "removed" else b""
        lines = _readable(right).split("\n")
        assert all([*hunk.text] == [lines[number - 1] for number in hunk.right] for hunk in file.hunks)
        # What no hunk shows is the same in both files, and every line number says so.
        assert _outside(left, [one.left for one in file.hunks]) == _outside(
            right, [one.right for one in file.hunks]
        )


# ------------------------------------------------------------------------------------------- cut and damaged


def test_an_empty_diff_has_no_files() -> None:
    assert parse_diff("") == parse_diff(b"\n") == Diff(())


def test_bytes_and_text_read_alike_and_a_missing_last_line_feed_is_no_cut() -> None:
    whole = parse_diff(TOUR)
    assert not whole.truncated
    assert parse_diff(TOUR.decode("utf-8", "surrogateescape")) == whole
    assert parse_diff(TOUR.removesuffix(b"\n")) == whole


def test_wherever_a_diff_is_cut_what_stands_before_is_whole() -> None:
    whole = parse_diff(TOUR).files
    for end in range(len(b"diff --git "), len(TOUR)):
        files = parse_diff(TOUR[:end]).files
        # The last one may be cut, or may look like a shorter change that git could have shown.
        assert files[:-1] == whole[: len(files[:-1])], end
        last, expected = files[-1:], whole[max(0, len(files) - 1)]
        shorter = [file.hunks == expected.hunks[: len(file.hunks)] for file in last]
        assert all(shorter) or _first_half_of_a_type_change(expected), end


def _first_half_of_a_type_change(file: DiffFile) -> bool:
    return file.path == "type"


def test_a_diff_cut_between_lines_says_so() -> None:
    lines = [line + b"\n" for line in TOUR.split(b"\n")[:-1]]
    for number in range(1, len(lines)):
        # What ends where git could have ended can't be told from a shorter diff.
        boundary = lines[number].startswith((b"diff --git ", b"@@ ", b"\\"))
        found = parse_diff(b"".join(lines[:number]))
        assert found.truncated or boundary or _could_end(lines[number - 1]), lines[number - 1 : number + 1]


def _could_end(line: bytes) -> bool:
    """Tell whether a file could end with this line: a changed mode."""
    return line.startswith(b"new mode")


@pytest.mark.parametrize(
    "end", ["@@ -9,2 +9,2 @@\n c\n", "@@ -9,2 +9,2 @@\n", "@@ -9,2 +9", "@@", "@", "\\ No new", "dif"]
)
def test_a_cut_hunk_is_left_out_and_its_file_marked(end: str) -> None:
    header = "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n"
    found = parse_diff(f"{header}@@ -1 +1 @@\n-a\n+b\n{end}")
    assert found == Diff((DiffFile("x", hunks=one_hunk((1, 1), (1, 1)), cut=True),), truncated=True)


BINARY: Final = (
    "diff --git a/x b/x\nindex 1..2 100644\nGIT binary patch\n"
    "delta 6\nNcmdPanV`+c0ssW70T=)P\n\ndelta 4\nLcmdPVo}di?0)PP%\n\n"
)
PICTURE: Final = bytes(number * number % 251 for number in range(5000))


def test_a_binary_patch_cut_between_lines_says_so_wherever_it_is_cut(folder: Path) -> None:
    commit(folder, {b"x": Blob(b"\0" + PICTURE)}, {b"x": Blob(b"\0" + PICTURE[::-1])})
    whole = diff(folder, "--binary")
    assert parse_diff(whole) == Diff((DiffFile("x", binary=True),))
    lines = whole.splitlines(keepends=True)
    assert lines.count(b"\n") == 2
    for number in range(1, len(lines)):
        assert parse_diff(b"".join(lines[:number])).truncated, lines[number - 1]


@pytest.mark.parametrize(
    "text",
    [
        BINARY.replace("delta 4\n", ""),
        BINARY.replace("\n\ndelta 4", "\ndelta 4"),
        BINARY.replace("delta 6", "deltas 6"),
        BINARY.replace("delta 4\nLcmdPVo}di?0)PP%\n\n", ""),
        BINARY.replace("delta 6", "zcmdPanV`"),
        BINARY + "a stray line\n",
    ],
)
def test_a_binary_patch_without_two_whole_halves_is_refused(text: str) -> None:
    assert parse_diff(BINARY + BINARY).files == (DiffFile("x", binary=True),) * 2
    with pytest.raises(ContractError) as raised:
        parse_diff(text + BINARY)
    assert raised.value.code == DiffCode.DIFF_SYNTAX


def test_a_binary_patch_of_twenty_thousand_lines_before_a_stray_one_is_read_once() -> None:
    text = "diff --git a/x b/x\nGIT binary patch\ndelta 6\n" + "zcmdPan\n" * 20_000 + "a stray line\n"
    assert parse_diff(text) == Diff((), truncated=True)


HUNK: Final = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -{} +{} @@\n-a\n+b\n"


@pytest.mark.parametrize("number", [2**31, 999_999_999_999, 2**64])
def test_a_line_number_that_no_file_reaches_is_refused(number: int) -> None:
    for text in (HUNK.format(number, 1), HUNK.format(1, number)):
        with pytest.raises(ContractError) as raised:
            parse_diff(text)
        assert raised.value.code == DiffCode.DIFF_SYNTAX
        assert str(number) in str(raised.value)


def test_a_line_number_that_a_file_may_reach_is_read() -> None:
    last = 2**31 - 1
    assert parse_diff(HUNK.format(last, last)).files[0].hunks == one_hunk((last, last), (last, last))


@pytest.mark.parametrize("length", ["0,0 +999999999999", "0,0 +1,999999999999", "1,999999999999 +1"])
def test_a_hunk_that_promises_more_lines_than_there_are_shows_none(length: str) -> None:
    found = parse_diff(f"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -{length} @@\n")
    assert found == Diff((DiffFile("x", cut=True),), truncated=True)


@pytest.mark.parametrize(
    "text",
    [
        "nothing of the kind",
        "\x1b[31m::error::x##[group]\u202e",
        "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n",
        "commit 1234\n\ndiff --git a/x b/x\nold mode 100644\nnew mode 100755\n",
        "diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n@@@ -1,1 -1,1 +1,1 @@@\n  a\n",
        "diff --git a/x b/y\n--- a/x\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n",
        "diff --git a/x b/x\r\n--- a/x\r\n+++ b/x\r\n@@ -1 +1 @@\r\n-a\r\n+b\r\n",
        "diff --git a/x b/x\nSubmodule x 1..2:\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n",
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n+c\n",
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\nSubmodule y 1..2:\n",
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n+++ b/y\n",
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n-b\n",
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\nHunk is shorter than expected\n",
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -" + "9" * 5000 + " +1 @@\n-a\n+b\n",
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ nonsense @@\n-a\n+b\n",
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n@@ -9 +9 @@\n-a\n+b\n",
    ],
)
def test_what_is_no_diff_is_refused_in_one_clear_line(text: str) -> None:
    with pytest.raises(ContractError) as raised:
        parse_diff(text)
    (problem,) = raised.value.problems
    assert problem.code == DiffCode.DIFF_SYNTAX
    assert str(problem).isprintable()
    assert "git diff" in problem.message


@settings(deadline=None)
@given(text=st.text() | st.binary() | st.lists(st.sampled_from(TOUR.split(b"\n"))).map(b"\n".join))
def test_any_text_is_a_diff_or_one_problem(text: str | bytes) -> None:
    with suppress(ContractError):
        assert isinstance(parse_diff(text), Diff)


def test_a_diff_of_twenty_thousand_files_is_read() -> None:
    one = "diff --git a/{0} b/{0}\nindex 1..2 100644\n--- a/{0}\n+++ b/{0}\n@@ -1 +1 @@\n-a\n+b\n"
    found = parse_diff("".join(one.format(number) for number in range(20_000)))
    assert len(found.files) == 20_000
    assert not found.truncated
