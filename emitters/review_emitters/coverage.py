"""Coverage: which files of the diff a review may claim, stamped from the diff that was really supplied."""

from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter, ValidationError

from review_contract.problems import Problem, excerpt
from review_contract.v1.review_kinds import Coverage, UncoveredFile
from review_contract.v1.text import Path
from review_emitters.diff import Diff, DiffCode

_MOST_NAMES: Final = 3000
"""Most paths that either list of a coverage may hold."""

_PATH: Final[TypeAdapter[str]] = TypeAdapter(Path)


def coverage_of(
    diff: Diff, not_reviewed: Sequence[UncoveredFile], changed_files: int | None
) -> tuple[Coverage, tuple[Problem, ...]]:
    """Return the coverage of a diff, and what the model left out that the diff does not name.

    The model's `not_reviewed` only shrinks it. `changed_files` is how many files GitHub counts: more than
    the diff has means that the diff was cut; fewer proves nothing, since the files were supplied.
    Files that can't be named, or of which part is missing, count in the total and make it truncated.
    """
    left_out, problems = _left_out(diff, not_reviewed)
    excluded = [UncoveredFile(path=path, reason=reason) for path, reason in left_out.items()][:_MOST_NAMES]
    whole = dict.fromkeys(file.path for file in diff.files if not file.cut and _nameable(file.path))
    reviewed = [path for path in whole if path not in left_out][:_MOST_NAMES]
    total = max(len(diff.files), changed_files or 0)
    truncated = diff.truncated or len(reviewed) + len(excluded) < total
    coverage = Coverage(
        files_total=total, reviewed=tuple(reviewed), excluded=tuple(excluded), truncated=truncated
    )
    return coverage, problems


def _left_out(
    diff: Diff, not_reviewed: Sequence[UncoveredFile]
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return the reasons by the diff's own paths, and a problem for each path that it does not name."""
    known = _names(diff)
    reasons: dict[str, str] = {}
    problems: list[Problem] = []
    for index, file in enumerate(not_reviewed):
        if path := known.get(file.path):
            reasons.setdefault(path, file.reason)
        else:
            problems.append(_stranger(index, file.path, diff))
    return reasons, tuple(problems)


def _names(diff: Diff) -> dict[str, str]:
    """Map every name that stands in the diff to the file's path; a rename's old name means the new one."""
    files = [file for file in diff.files if _nameable(file.path)]
    renamed = [file for file in files if file.status == "renamed"]
    old = {file.previous_path: file.path for file in renamed if file.previous_path}
    return old | {file.path: file.path for file in files}


def _nameable(path: str) -> bool:
    try:
        _PATH.validate_python(path, strict=True)
    except ValidationError:
        return False
    return True


def _stranger(index: int, path: str, diff: Diff) -> Problem:
    known = f"the diff's {len(diff.files)} files"
    message = f"{excerpt(path)} is none of {known}, so nothing was left out; give a path as the diff names it"
    return Problem(DiffCode.NOT_IN_DIFF, f"/not_reviewed/{index}/path", message)
