"""Writing what `review-contract init` composed: all of the files, or none."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from review_gate.setup import SetupCode, SetupError

_NEW: Final = ".review-contract-new"
_OLD: Final = ".review-contract-old"


def refuse_existing(root: Path, paths: Iterable[str]) -> None:
    """Refuse to overwrite: what is there may have been changed by hand.

    Raises:
        SetupError: a file, or a link to one, is there.
    """
    there = [path for path in paths if os.path.lexists(root / path)]
    if there:
        raise SetupError(SetupCode.EXISTS, f"{', '.join(there)} would be overwritten; say --force if it may")


def write_all(root: Path, files: Mapping[str, str], *, force: bool) -> None:
    """Write the files below a folder: beside their places first, and into them once all of them are there.

    Half of them would be a gate without rules, or rules that nobody reads.

    Raises:
        SetupError: one is there already, or the disk refuses; then everything is as it was.
    """
    if not force:
        refuse_existing(root, files)
    targets = {root / path: text for path, text in files.items()}
    folders: list[Path] = []
    moved: list[tuple[Path, Path]] = []
    try:
        for target, text in targets.items():
            folders += _made(target.parent)
            _beside(target, _NEW).write_text(text, "utf-8", newline="\n")
        for target in targets:
            _place(target, moved)
    except BaseException as error:
        _undo(targets, folders, moved)
        if isinstance(error, OSError):
            problem = f"can't write {error.filename or root}: {error.strerror or error}; all is as it was"
            raise SetupError(SetupCode.NOT_WRITTEN, problem) from None
        raise
    _remove(targets, _OLD)


def _undo(targets: Iterable[Path], folders: list[Path], moved: list[tuple[Path, Path]]) -> None:
    """Put everything back, the last first; what can't be put back must not keep the rest from it."""
    for origin, place in reversed(moved):
        with suppress(OSError):
            place.replace(origin)
    _remove(targets, _NEW)
    for folder in reversed(folders):
        with suppress(OSError):
            folder.rmdir()


def _remove(targets: Iterable[Path], ending: str) -> None:
    for target in targets:
        with suppress(OSError):
            _beside(target, ending).unlink(missing_ok=True)


def _made(folder: Path) -> list[Path]:
    """Make a folder with those above it, and return the ones that were not there, the outermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _place(target: Path, moved: list[tuple[Path, Path]]) -> None:
    """Move a new file into its place, and what was there aside."""
    steps = [(_beside(target, _NEW), target)]
    if os.path.lexists(target):
        if target.is_dir():
            raise IsADirectoryError(None, "it is a folder", str(target))
        steps.insert(0, (target, _beside(target, _OLD)))
    for origin, place in steps:
        origin.replace(place)
        moved.append((origin, place))


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f".{target.name}{ending}")
