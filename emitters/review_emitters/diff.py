"""A unified diff as what an emission needs of it: which files it names, and which lines can carry a comment."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Side: TypeAlias = Literal["LEFT", "RIGHT"]
FileStatus: TypeAlias = Literal["added", "modified", "removed", "renamed"]


@dataclass(frozen=True, slots=True)
class Hunk:
    """One hunk: the lines of the old and of the new file that it shows, context included."""

    left: range
    right: range

    def shows(self, side: Side, first: int, last: int) -> bool:
        """Tell whether the lines from `first` to `last`, 1-based and inclusive, all stand in this hunk."""
        lines = self.left if side == "LEFT" else self.right
        return first in lines and last in lines


@dataclass(frozen=True, slots=True)
class DiffFile:
    """One file of a diff."""

    path: str
    """In the new tree; of a removed file, in the old one."""
    previous_path: str | None = None
    status: FileStatus = "modified"
    binary: bool = False
    hunks: tuple[Hunk, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """The diff that was really supplied to the stage."""

    files: tuple[DiffFile, ...]
    truncated: bool = False
    """Whether the text ended in the middle of a hunk, or was declared cut."""
