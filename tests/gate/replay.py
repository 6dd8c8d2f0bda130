"""GitHub's own answers, as PyGithub's tests recorded them since 2012, put into folders.

Ten lines and a blank one are an exchange: scheme, method, host, port, path, headers, body, and the
answer's status, headers and body. Most recordings hold a part of a conversation only, and many are older than
half of today's fields.
"""

import json
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, cast

ARCHIVE: Final = Path(__file__).parents[2] / ".venv" / "recordings" / "pygithub-2.10.0.tar.gz"
"""What `make test` downloads; it is never part of the project."""

LINES: Final = 11

Key: TypeAlias = tuple[str, str]
"""A repository, or a subject in it by number, and the file of the folder that its answer belongs to."""
Recorded: TypeAlias = Mapping[Key, Mapping[str, list[str]]]
"""The bodies of each answer, by the recording that holds them."""

_PATH: Final = re.compile(
    r"(?:/api/v3)?/repos/(?P<repo>[^/]+/[^/?]+)(?P<number>/(?:pulls|issues)/[0-9]+)?"
    r"(?P<rest>/(?:pulls|issues|comments|reviews|files|commits|actions/runs|actions/artifacts)|/compare/[^/?]+)?"
    r"(?:\?.*)?"
)
_FILES: Final = {
    "": "repository.json",
    "/pulls/N": "pull.json",
    "/issues/N": "issue.json",
    "/issues/N/comments": "comments.json",
    "/pulls/N/comments": "review_comments.json",
    "/pulls/N/reviews": "reviews.json",
    "/pulls/N/files": "files.json",
    "/pulls/N/commits": "commits.json",
    "/actions/runs": "runs.json",
    "/actions/artifacts": "artifacts.json",
    "/compare": "compare.json",
}
_LISTS: Final = {"/pulls": "pull.json", "/issues": "issue.json"}
"""Lists of subjects: each of them alone is an answer, though a pull request lacks its totals there."""
_OF_REPOSITORY: Final = ("repository.json", "runs.json", "artifacts.json")
_OF_SUBJECT: Final = ("comments.json", "review_comments.json", "reviews.json", "files.json", "commits.json")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request that was recorded, and its answer."""

    recording: str
    method: str
    path: str
    status: str
    body: str


@dataclass(frozen=True, slots=True)
class Recording:
    """A folder of answers about one pull request or issue."""

    name: str
    answers: Mapping[str, bytes]

    @property
    def is_pull(self) -> bool:
        return "pull.json" in self.answers


def exchanges() -> Iterator[Exchange]:
    """Return every exchange of the archive."""
    with tarfile.open(ARCHIVE) as archive:
        for member in sorted(archive.getmembers(), key=lambda one: one.name):
            file = archive.extractfile(member) if "/ReplayData/" in member.name else None
            if file is not None:
                yield from _exchanges(Path(member.name).stem, file.read().decode())


def _exchanges(recording: str, text: str) -> Iterator[Exchange]:
    lines = text.split("\n")
    for start in range(0, len(lines) - LINES + 1, LINES):
        if lines[start] not in {"http", "https"}:
            return  # a downloaded file went over several lines; nothing behind it can be told apart
        part = lines[start : start + LINES]
        yield Exchange(recording, part[1], part[4], part[7], part[9])


def recordings() -> Iterator[Recording]:
    """Return a folder for each answer about a pull request or issue.

    What its own recording does not hold comes from others of the same subject, whatever their age: such a
    folder may contradict itself.
    """
    recorded = _recorded()
    for (subject, file), bodies in sorted(recorded.items()):
        if file not in {"pull.json", "issue.json"}:
            continue
        for recording, answers in sorted(bodies.items()):
            for body in dict.fromkeys(answers):
                found = _folder(recorded, subject, recording)
                yield Recording(f"{recording} {subject}", {**found, file: body.encode()})


def _recorded() -> Recorded:
    recorded: dict[Key, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for exchange in exchanges():
        match = _PATH.fullmatch(exchange.path)
        if match is None or exchange.status == "304" or exchange.method not in {"GET", "PATCH"}:
            continue
        number, rest = match["number"] or "", match["rest"] or ""
        if not number and rest in _LISTS:
            for listed, body in _listed(exchange.body):
                recorded[f"{match['repo']}/{listed}", _LISTS[rest]][exchange.recording].append(body)
            continue
        kind = number.rstrip("0123456789") + ("N" if number else "")
        file = _FILES.get(kind + ("/compare" if rest.startswith("/compare/") else rest))
        if file is not None:
            subject = match["repo"] + (f"/{number.rpartition('/')[2]}" if number else "")
            recorded[subject, file][exchange.recording].append(exchange.body)
    return recorded


def _listed(body: str) -> Iterator[tuple[int, str]]:
    """Return the subjects of a list, each by its number."""
    try:
        items: object = json.loads(body)
    except ValueError:
        return
    for item in cast("list[object]", items) if isinstance(items, list) else ():
        if isinstance(item, dict) and "number" in item:
            subject = cast("dict[str, int]", item)
            yield subject["number"], json.dumps(subject)


def _folder(recorded: Recorded, subject: str, recording: str) -> dict[str, bytes]:
    repository = subject.rpartition("/")[0]
    wanted = [(repository, file) for file in _OF_REPOSITORY] + [(subject, file) for file in _OF_SUBJECT]
    found: dict[str, bytes] = {}
    for key in wanted:
        bodies = recorded.get(key, {})
        if bodies:
            chosen = bodies.get(recording) or next(iter(bodies.values()))
            found[key[1]] = "".join(chosen[:1] if key[1] == "repository.json" else chosen).encode()
    own = recorded.get((repository, "compare.json"), {}).get(recording, [])
    return found | ({"compare.json": own[0].encode()} if own else {})
