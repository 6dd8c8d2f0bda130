"""Coverage comes from the diff that was supplied; the model can only make it smaller."""

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_contract.v1.review_kinds import Coverage, UncoveredFile
from review_emitters.coverage import coverage_of
from review_emitters.diff import Diff, DiffCode, DiffFile, parse_diff

TOUR: Final = parse_diff((Path(__file__).parent / "diffs" / "tour.diff").read_bytes())


def of(*paths: str, truncated: bool = False) -> Diff:
    return Diff(tuple(DiffFile(path) for path in paths), truncated)


def left_out(*paths: str) -> list[UncoveredFile]:
    return [UncoveredFile(path=path, reason="generated") for path in paths]


def test_every_file_of_the_diff_is_reviewed_unless_it_was_left_out() -> None:
    coverage, problems = coverage_of(of("a", "b"), left_out("b"), 2)
    assert coverage == Coverage(
        files_total=2, reviewed=("a",), excluded=tuple(left_out("b")), truncated=False
    )
    assert problems == ()


def test_an_empty_diff_has_nothing_to_review() -> None:
    coverage, _ = coverage_of(of(), [], 0)
    assert coverage == Coverage(files_total=0, reviewed=(), truncated=False)


def test_a_path_that_the_diff_does_not_name_is_told_and_not_obeyed() -> None:
    coverage, (problem,) = coverage_of(of("a"), left_out("A", "a", "a"), 1)
    assert coverage.reviewed == ()
    assert coverage.excluded == tuple(left_out("a"))
    assert (problem.code, problem.path) == (DiffCode.NOT_IN_DIFF, "/not_reviewed/0/path")
    assert "'A' is none of the diff's 1 files" in problem.message


def test_a_path_is_told_without_what_a_terminal_would_obey() -> None:
    _, (problem,) = coverage_of(of("a"), left_out("\u202e\u009b31m ##[error] x"), 1)
    assert str(problem).isprintable()


def test_more_files_than_the_diff_names_mean_that_it_was_cut() -> None:
    coverage, _ = coverage_of(of("a"), [], 5)
    assert (coverage.files_total, coverage.truncated) == (5, True)


@pytest.mark.parametrize("changed_files", [None, 0, 1])
def test_fewer_files_than_the_diff_names_take_nothing_away(changed_files: int | None) -> None:
    coverage, _ = coverage_of(of("a", "b"), [], changed_files)
    assert coverage == Coverage(files_total=2, reviewed=("a", "b"), truncated=False)


def test_a_cut_diff_is_truncated_and_its_cut_file_is_not_reviewed() -> None:
    diff = Diff((DiffFile("a"), DiffFile("b", cut=True)), truncated=True)
    coverage, _ = coverage_of(diff, [], 2)
    assert coverage == Coverage(files_total=2, reviewed=("a",), truncated=True)
    assert coverage_of(of("a", truncated=True), [], 1)[0].truncated


def test_a_rename_counts_once_under_its_new_path_and_is_left_out_under_either() -> None:
    diff = Diff((DiffFile("new", "old", "renamed"),))
    assert coverage_of(diff, [], 1)[0].reviewed == ("new",)
    for name in ("new", "old"):
        coverage, problems = coverage_of(diff, left_out(name), 1)
        assert coverage.excluded == tuple(left_out("new"))
        assert problems == ()


def test_what_was_copied_from_is_no_file_of_the_diff() -> None:
    _, problems = coverage_of(Diff((DiffFile("copy", "source", "copied"),)), left_out("source"), 1)
    assert [problem.code for problem in problems] == [DiffCode.NOT_IN_DIFF]


@pytest.mark.parametrize("path", ["a\nb", "a/../b", "", "/a", "a\\b", "a\x7f", "x" * 1001])
def test_a_path_that_a_document_can_not_name_counts_and_makes_it_truncated(path: str) -> None:
    coverage, _ = coverage_of(of("a", path), [], 2)
    assert coverage == Coverage(files_total=2, reviewed=("a",), truncated=True)


def test_two_files_of_one_name_are_named_once() -> None:
    coverage, _ = coverage_of(of("a\ufffd", "a\ufffd"), [], 2)
    assert coverage == Coverage(files_total=2, reviewed=("a\ufffd",), truncated=True)


def test_more_files_than_a_document_can_name_make_it_truncated() -> None:
    coverage, _ = coverage_of(of(*map(str, range(20_000))), [], 20_000)
    assert (coverage.files_total, len(coverage.reviewed), coverage.truncated) == (20_000, 3000, True)


_PATHS: Final = st.sampled_from(["a", "b", "c/d", "old", "new", "..", "x\n"])
_FILES: Final = st.builds(DiffFile, _PATHS, st.none() | _PATHS, st.just("renamed"), cut=st.booleans())


@settings(deadline=None, max_examples=300)
@given(
    files=st.lists(_FILES, max_size=5),
    said=st.lists(st.sampled_from(["a", "b", "c/d", "old", "new", "none"]), max_size=4),
    counted=st.none() | st.integers(0, 8),
)
def test_what_the_model_says_never_widens_the_coverage(
    files: list[DiffFile], said: list[str], counted: int | None
) -> None:
    diff = Diff(tuple(files), truncated=any(file.cut for file in files))
    silent, _ = coverage_of(diff, [], counted)
    coverage, problems = coverage_of(diff, left_out(*said), counted)
    assert {*coverage.reviewed} <= {*silent.reviewed} <= {file.path for file in files}
    assert coverage.files_total == silent.files_total >= len(files)
    assert coverage.truncated or not silent.truncated or coverage.excluded
    assert len(problems) == sum(1 for path in said if path not in _names(files))


def _names(files: list[DiffFile]) -> set[str | None]:
    named = [file for file in files if file.path not in {"..", "x\n"}]
    return {file.path for file in named} | {file.previous_path for file in named}


def test_a_real_diff_is_covered_whole_but_for_the_name_that_holds_a_tab() -> None:
    coverage, _ = coverage_of(TOUR, [], len(TOUR.files))
    assert coverage.truncated
    assert {file.path for file in TOUR.files} - {*coverage.reviewed} == {"näme\t.txt"}
