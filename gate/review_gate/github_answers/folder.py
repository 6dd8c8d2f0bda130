"""The folder: its files by name, their JSON values, and what was found wrong with them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, NoReturn, TypeAlias, TypeVar

from review_contract import ContractError, Problem
from review_gate.evidence import Comment, Review, ReviewComment, WorkflowRun
from review_gate.github_answers.shape import Fields, Note, Notes, ShapeError, answer, built, objects, values
from review_gate.reasons import GateCode

T = TypeVar("T")
D = TypeVar("D")
NumberedT = TypeVar("NumberedT", Comment, Review, ReviewComment, WorkflowRun)

Answers: TypeAlias = Mapping[str, bytes | None]
"""File names and what stands in the files; None where a file can't be read."""

PULL: Final = "pull.json"
ISSUE: Final = "issue.json"
REPOSITORY: Final = "repository.json"
COMMENTS: Final = "comments.json"
REVIEWS: Final = "reviews.json"
REVIEW_COMMENTS: Final = "review_comments.json"
FILES: Final = "files.json"
COMMITS: Final = "commits.json"
COMPARE: Final = "compare.json"
GRAPHQL: Final = "graphql.json"
RUNS: Final = "runs.json"
ARTIFACTS: Final = "artifacts.json"
FILE_NAMES: Final = (
    PULL,
    ISSUE,
    REPOSITORY,
    COMMENTS,
    REVIEWS,
    REVIEW_COMMENTS,
    FILES,
    COMMITS,
    COMPARE,
    GRAPHQL,
    RUNS,
    ARTIFACTS,
)
CONTENTS: Final = "artifacts/"
"""Where the artifacts' files lie, each named by its artifact, with `.json` behind."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The answers, and what was found wrong with them."""

    answers: Answers
    notes: Notes

    def note(self, name: str) -> Note:
        """Return what takes down a problem of one file."""
        return partial(self.notes.add, name)

    def values(self, name: str) -> list[object] | None:
        """Return the values of a file; None, noted, where it can't be read."""
        try:
            return self._values(name)
        except ShapeError as error:
            self.notes.add(name, str(error))
            return None

    def items(self, name: str, build: Callable[[Fields], T]) -> list[T] | None:
        """Return what `build` makes of the items of a list's pages; None, noted, where they can't be read."""
        try:
            found = list(objects(self._values(name)))
        except ShapeError as error:
            self.notes.add(name, str(error))
            return None
        return self.each(name, found, build)

    def each(self, name: str, found: list[object], build: Callable[[Fields], T]) -> list[T]:
        """Return what `build` makes of each object; what it refuses is noted."""
        made: list[T] = []
        for index, value in enumerate(found):
            try:
                made.append(built(build, value, f"/{index}"))
            except ShapeError as error:
                self.notes.add(name, str(error))
        return made

    def wholes(self, name: str, build: Callable[[Fields], T]) -> list[T]:
        """Return what `build` makes of the objects that stand alone in a file; what it refuses is noted."""
        try:
            return [built(build, answer(value).value, "") for value in self._values(name)]
        except ShapeError as error:
            self.notes.add(name, str(error))
            return []

    def only(self, name: str) -> Fields:
        """Return the one object of a file.

        Raises:
            ShapeError: where it holds something else.
        """
        found = self._values(name)
        if len(found) != 1:
            raise ShapeError(f"it should hold one object; it holds {len(found)}")
        return answer(found[0])

    def _values(self, name: str) -> list[object]:
        if name not in self.answers:
            raise ShapeError("the folder does not hold it")
        data = self.answers[name]
        if data is None:
            raise ShapeError("the file can't be read")
        return values(data)


@dataclass(frozen=True, slots=True)
class Top:
    """The answer about the pull request or issue itself; without it there is nothing to decide about."""

    name: str
    item: Fields

    @property
    def is_pull(self) -> bool:
        """Tell whether it is a pull request."""
        return self.name == PULL

    def need(self, find: Callable[[Fields], T]) -> T:
        """Return what the subject can't be without.

        Raises:
            ContractError: where the answer does not hold it.
        """
        try:
            return built(find, self.item.value, "")
        except ShapeError as error:
            refuse(f"{self.name}: {error}")

    def total(self, folder: Folder, key: str) -> int | None:
        """Return how many there are by GitHub's own count; None, noted, where it does not say."""
        return noted(folder.note(self.name), lambda: self.item.get(key, int), None)


def top_of(folder: Folder) -> Top:
    """Return the answer about the pull request, or else about the issue.

    Raises:
        ContractError: where there is none.
    """
    name = PULL if PULL in folder.answers else ISSUE
    if name not in folder.answers:
        refuse(f"there is neither {PULL} nor {ISSUE}, so no pull request or issue to decide about")
    try:
        item = folder.only(name)
    except ShapeError as error:
        refuse(f"{name}: {error}")
    if name == ISSUE and item.value.get("pull_request") is not None:
        refuse(f"{ISSUE} is about a pull request, whose own answer {PULL} is missing")
    return Top(name, item)


def check_total(folder: Folder, top: Top, key: str, name: str, found: list[T] | None) -> None:
    """Compare what was read with how many GitHub says there are."""
    total = top.total(folder, key)
    if total is not None and found is not None and total != len(found):
        folder.notes.add(name, f"read {len(found):,} of {total:,} {key.replace('_', ' ')}")


def once(found: list[NumberedT], note: Note) -> Iterator[NumberedT]:
    """Return each item once, however often the pages held it."""
    known: dict[int, NumberedT] = {}
    for one in found:
        if one.id not in known:
            known[one.id] = one
            yield one
        elif known[one.id] != one:
            note(f"{one.id} stands there twice, and differs: it changed while it was read")


def noted(note: Note, find: Callable[[], T], default: D) -> T | D:
    """Return what `find` finds; what is wrong with it is noted, and the default stands for unknown."""
    try:
        return find()
    except ShapeError as error:
        note(str(error))
        return default


def refuse(message: str) -> NoReturn:
    """Say that there is no evidence at all."""
    raise ContractError(Problem(GateCode.EVIDENCE_INCOMPLETE, "", message)) from None
