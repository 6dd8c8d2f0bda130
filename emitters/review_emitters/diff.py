"""A unified diff as what an emission needs of it: which files it names, and which lines can carry a comment.

`parse_diff` reads what `git diff` and GitHub's `application/vnd.github.diff` write. unidiff reads the hunks;
git's own header above them is read here, because unidiff guesses names from a line that is ambiguous.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from unidiff import patch
from unidiff.errors import UnidiffParseError

from review_contract.problems import ContractError, Problem, excerpt

Side: TypeAlias = Literal["LEFT", "RIGHT"]
FileStatus: TypeAlias = Literal["added", "modified", "removed", "renamed", "copied"]


class DiffCode(StrEnum):
    """What is wrong with a diff, or with what a draft says of it."""

    DIFF_SYNTAX = "diff-syntax"
    NOT_IN_DIFF = "not-in-diff"


@dataclass(frozen=True, slots=True)
class Hunk:
    """One hunk: the lines of the old and of the new file that it shows, context included."""

    left: range
    right: range
    text: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """The lines of the new file, without their line feeds."""

    def lines(self, side: Side) -> range:
        """Return the line numbers that this hunk shows of one side."""
        return self.left if side == "LEFT" else self.right


@dataclass(frozen=True, slots=True)
class DiffFile:
    """One file of a diff."""

    path: str
    """In the new tree; of a removed file, in the old one."""
    previous_path: str | None = None
    """Of a renamed file, or of a copy: where it was taken from."""
    status: FileStatus = "modified"
    binary: bool = False
    hunks: tuple[Hunk, ...] = ()
    cut: bool = False
    """Whether part of this file's change is missing: `hunks` are those that are whole."""


@dataclass(frozen=True, slots=True)
class Diff:
    """The diff that was really supplied to the stage."""

    files: tuple[DiffFile, ...]
    truncated: bool = False
    """Whether the text ended in the middle of a file, or was declared cut."""


# Inside a hunk every line begins with a space, a sign or a backslash, so this line is always a file's first.
_FILE: Final = re.compile(r"^(?=diff --git )", re.MULTILINE)

_HEADER: Final = re.compile(
    r"""
    diff\ --git\ (?P<names>.+)\n
    (?P<mode>old\ mode\ [0-7]+\nnew\ mode\ [0-7]+\n)?
    (?:(?P<made>new|deleted)\ file\ mode\ [0-7]+\n)?
    (?:(?:dis)?similarity\ index\ (?P<similar>[0-9]+)%\n)?
    (?:(?P<moved>rename|copy)\ from\ (?P<old>.+)\n(?P=moved)\ to\ (?P<new>.+)\n)?
    (?:index\ (?P<blobs>[0-9a-f]+\.\.[0-9a-f]+)(?:\ [0-7]+)?\n)?
    (?:
        ---\ .+\n\+\+\+\ .+\n
        |(?P<binary>Binary\ files\ .+\ differ\n
        |GIT\ binary\ patch\n(?:(?:literal|delta)\ [0-9]+\n(?:[A-Za-z]\S+\n)++\n){2})
    )?
    \n*
    """,
    re.VERBOSE,
)
_EMPTY_FILE: Final = re.compile(r"0+\.\.(e69de29|473a0f4)[0-9a-f]*|(e69de29|473a0f4)[0-9a-f]*\.\.0+")
"""A new or deleted file of no bytes, by git's blob hash (SHA-1 or SHA-256): the one kind that has no hunk."""

_STATUSES: Final[Mapping[str | None, FileStatus]] = {
    "new": "added",
    "deleted": "removed",
    "rename": "renamed",
    "copy": "copied",
}
_HUNK: Final = "\n@@ "
_CUT_HUNK: Final = "Hunk is shorter than expected"
"""What unidiff says where the text ends inside a hunk."""
_LINES: Final = 2**31
"""Above every line number: no file that git shows as text has more lines."""
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")

# git, quote.c: what a name in double quotes spells out.
_QUOTED: Final = re.compile('".*"')
_ESCAPED: Final = re.compile(rb'\\([abtnvfr"\\]|[0-3][0-7][0-7])')
_ESCAPES: Final = dict(zip(b'abtnvfr"\\', b'\a\b\t\n\v\f\r"\\', strict=True))


def parse_diff(text: str | bytes) -> Diff:
    """Return what a git diff says; what the end of a cut text leaves unfinished is marked, not guessed.

    Bytes that are not UTF-8 become U+FFFD.

    Raises:
        ContractError: the text is no git diff, or is damaged elsewhere than at its end.
    """
    before, *sections = _FILE.split(_decoded(text))
    if before.strip("\n"):
        raise _no_diff(before, "a git diff begins with `diff --git`")
    read = [*map(_file, sections[:-1]), *map(_last_file, sections[-1:])]
    files = tuple(_joined(file for file in read if file))
    return Diff(files, truncated=None in read or any(file.cut for file in files))


def _decoded(text: str | bytes) -> str:
    decoded = text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
    # One character for each stray byte, whether this code or the caller's decoded it.
    return _SURROGATE.sub("\ufffd", decoded)


def _last_file(section: str) -> DiffFile | None:
    """Return the file that the text ends with, as far as it is there; None if not even its header is."""
    with suppress(ContractError):
        return _file(section if section.endswith("\n") else section + "\n")
    # The last line may be a part of one.
    whole_lines = section[: section.rfind("\n") + 1]
    try:
        return replace(_file(whole_lines), cut=True)
    except ContractError:
        if _HUNK in whole_lines:
            raise
        return None


def _file(section: str) -> DiffFile:
    start = section.find(_HUNK) + 1 or len(section)
    header = _HEADER.fullmatch(section, 0, start)
    names = _names(header) if header else None
    if not header or not names:
        raise _no_diff(section, "the header of a file can't be read")
    path, previous_path = names
    hunks, cut = _hunks(section[start:])
    cut = cut or not (hunks or _complete_without_hunks(header))
    status: FileStatus = _STATUSES.get(header["made"] or header["moved"], "modified")
    return DiffFile(path, previous_path, status, header["binary"] is not None, hunks, cut)


def _complete_without_hunks(header: re.Match[str]) -> bool:
    if header["blobs"]:
        return header["binary"] is not None or _EMPTY_FILE.fullmatch(header["blobs"]) is not None
    return header["similar"] == "100" if header["moved"] else header["mode"] is not None


def _names(header: re.Match[str]) -> tuple[str, str | None] | None:
    """Return the path and where it was taken from; None if the header's two names differ without a word."""
    if header["moved"]:
        return _unquoted(header["new"]), _unquoted(header["old"])
    # A name may hold " b/": what divides the line in two is that both names are the same (git, apply.c).
    names = header["names"]
    middle = len(names) // 2
    left, right = _unquoted(names[:middle]), _unquoted(names[middle + 1 :])
    if left and left == right:  # diff.noprefix
        return left, None
    name = left.partition("/")[2]
    return (name, None) if name and name == right.partition("/")[2] else None


def _unquoted(name: str) -> str:
    if not _QUOTED.fullmatch(name):
        return name
    return _decoded(_ESCAPED.sub(_unescaped, name[1:-1].encode()))


def _unescaped(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    return bytes([_ESCAPES[escape[0]] if len(escape) == 1 else int(escape, 8)])


def _hunks(text: str) -> tuple[tuple[Hunk, ...], bool]:
    """Return the hunks that are whole, and whether a last one is cut."""
    try:
        file = patch.PatchSet(f"--- a\n+++ b\n{text}")[0]
    except (UnidiffParseError, ValueError) as error:
        if str(error) != _CUT_HUNK:
            raise _no_diff(text, f"a hunk can't be read ({excerpt(str(error))})") from None
        # Only the last hunk can be the cut one: the first line of another would be no line of its hunk.
        hunks, _ = _hunks(text[: text.rfind(_HUNK) + 1])
        return hunks, True
    if sum(1 + len(hunk) for hunk in file) != text.count("\n"):
        raise _no_diff(text, "a hunk holds other lines than its first line says")
    hunks = tuple(map(_hunk, file))
    if any(lines.stop > _LINES for hunk in hunks for lines in (hunk.left, hunk.right)):
        raise _no_diff(text, f"a hunk counts lines beyond {_LINES - 1}")
    return hunks, False


def _hunk(hunk: patch.Hunk) -> Hunk:
    return Hunk(
        range(hunk.source_start, hunk.source_start + hunk.source_length),
        range(hunk.target_start, hunk.target_start + hunk.target_length),
        tuple(line.value.removesuffix("\n") for line in hunk.target_lines()),
    )


def _joined(files: Iterable[DiffFile]) -> Iterator[DiffFile]:
    """Make one file of a removal and an addition at one path: git's way to say that a file's type changed."""
    pending: DiffFile | None = None
    for file in files:
        if pending and pending.status == "removed" and pending.path == file.path:
            # No hunks: whether GitHub takes comments on either half is not documented.
            pending = DiffFile(file.path, binary=pending.binary or file.binary, cut=pending.cut or file.cut)
            continue
        if pending:
            yield pending
        pending = file
    if pending:
        yield pending


def _no_diff(found: str, expected: str) -> ContractError:
    first = found.strip("\n").split("\n", 1)[0]
    message = f"{expected}; found {excerpt(first)}; give the output of `git diff`, unchanged"
    return ContractError(Problem(DiffCode.DIFF_SYNTAX, "", message))
