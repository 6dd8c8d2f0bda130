"""Proofs: the artifacts and runs by which workflows vouch for what they posted.

A document names the artifact that holds its payload by its digest. The newest hundred artifacts and runs of
the repository come in one request each; what is not among them is asked for one by one.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from review_contract import Block, Pointer, artifact_name, read
from review_contract.header import SENTINEL, parse_header
from review_gate.live.about import Source
from review_gate.live.archives import ArchiveError, text_of
from review_gate.live.asking import Answer, Json, Request, page, whole
from review_gate.live.scanning import PER_PAGE

OURS: Final = artifact_name("")
_NEWEST: Final = {"per_page": str(PER_PAGE)}
MOST_ASKED: Final = 200
"""Documents whose artifact is asked for one by one, the newest first; the rest is said to be unread."""
_MOST_PAGES: Final = 20
"""Pages of artifacts of one name that are looked through."""
_MOST_NAMED: Final = 5
"""Artifacts of one name that are looked into where no producer's run is known to have made one."""


@dataclass(slots=True)
class Proofs:
    """What was found, as GitHub described it."""

    artifacts: dict[int, Json] = field(default_factory=dict[int, Json])
    runs: dict[int, Json] = field(default_factory=dict[int, Json])
    contents: dict[str, str] = field(default_factory=dict[str, str])
    """By an artifact's name, the text of its file."""
    problems: list[str] = field(default_factory=list[str])


def newest(repository: str) -> list[Request]:
    """Return the requests for the newest artifacts and runs."""
    return [
        Request("artifacts", "GET", f"{repository}/actions/artifacts", _NEWEST),
        Request("runs", "GET", f"{repository}/actions/runs", _NEWEST),
    ]


@dataclass(frozen=True, slots=True)
class Carried:
    """What the posts of the policy's accounts carry, by digest."""

    payloads: dict[str, str]
    """The text behind each digest that a post holds itself, newest post first."""
    pointed: tuple[str, ...]
    """Digests of documents that lie in an artifact alone."""

    @property
    def digests(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.payloads, *self.pointed)))


def carried(texts: Iterable[str]) -> Carried:
    """Return what texts, earlier ones of edited posts among them, carry or point to."""
    payloads: dict[str, str] = {}
    pointed: list[str] = []
    for text in texts:
        if not text.startswith(SENTINEL):
            continue
        reading = read(text)
        if isinstance(reading, Block):
            payloads[reading.header.digest] = text.split("\n", 2)[1]
            if isinstance(reading.document, Pointer):
                pointed.append(reading.document.artifact.digest)
        elif header := parse_header(text.split("\n", 1)[0]):
            payloads.setdefault(header.digest, "")
    return Carried(payloads, tuple(pointed))


def proofs_of(source: Source, found: Carried, paths: frozenset[str], listings: Sequence[Answer]) -> Proofs:
    """Return the artifacts named by these digests, with the runs that made them and what is in them.

    `paths` are the workflows whose word counts, `listings` the answers to `newest`.
    """
    proofs = Proofs()
    names = {artifact_name(digest): digest for digest in found.digests}
    known = {run["id"]: run for run in _items(listings[1:], "workflow_runs", proofs)}
    _add(proofs, _items(listings[:1], "artifacts", proofs), names, known)
    missing = [name for name in names if not _vouched(proofs, name, paths)]
    if len(missing) > MOST_ASKED:
        more = len(missing) - MOST_ASKED
        proofs.problems.append(f"artifacts: of {more:,} documents they were not looked for: too many")
    _search(source, proofs, missing[:MOST_ASKED], known)
    _thin_out(proofs, names, paths)
    _add_runs(source, proofs, known)
    _fill(proofs, found, names)
    _download(source, proofs, {artifact_name(digest) for digest in found.pointed})
    return proofs


def proofs_of_runs(source: Source, ids: Sequence[int]) -> Proofs:
    """Return the runs with these ids, and all documents among their artifacts."""
    proofs, runs = Proofs(), f"{source.about.path}/actions/runs"
    asked = [Request("artifacts", "GET", f"{runs}/{id_}/artifacts", _NEWEST) for id_ in ids]
    listed = list(_items(source.asking(asked, whole), "artifacts", proofs)) if asked else []
    ours = {str(item["name"]): "" for item in listed if str(item["name"]).startswith(OURS)}
    _add(proofs, listed, ours, {})
    _add_runs(source, proofs, {}, ids)
    _download(source, proofs, set(ours))
    return proofs


def _items(answers: Sequence[Answer], key: str, proofs: Proofs) -> Iterator[Json]:
    for answer in answers:
        if answer.complaint:
            proofs.problems.append(f"{answer.request.name}: {answer.complaint}")
            continue
        listing = json.loads(answer.text)
        items = listing.get(key) if isinstance(listing, dict) else None
        if not isinstance(items, list) or not all(isinstance(item, dict) and "id" in item for item in items):
            proofs.problems.append(f"{answer.request.name}: GitHub's answer lists no {key}")
            continue
        yield from items


def _add(proofs: Proofs, items: Iterable[Json], names: Iterable[str], known: dict[int, Json]) -> None:
    wanted = set(names)
    for item in items:
        if item.get("name") in wanted and isinstance(item.get("workflow_run"), dict):
            proofs.artifacts[item["id"]] = item
            run = known.get(item["workflow_run"].get("id"))
            if run:
                proofs.runs[run["id"]] = run


def _vouched(proofs: Proofs, name: str, paths: frozenset[str]) -> bool:
    """Tell whether a producer's run has an artifact of this name: a stranger's run may have one as well."""
    named = (item for item in proofs.artifacts.values() if item["name"] == name)
    return any(_path_of(proofs, item) in paths and not _is_foreign(item) for item in named)


def _search(source: Source, proofs: Proofs, names: Sequence[str], known: dict[int, Json]) -> None:
    """Add the artifacts of these names, page by page until one of the repository's own branches is there."""
    path = f"{source.about.path}/actions/artifacts"
    for number in range(1, _MOST_PAGES + 1):
        asked = [page("artifacts", path, number, name=name) for name in names]
        answers = source.asking(asked, whole) if asked else []
        _add(proofs, _items(answers, "artifacts", proofs), names, known)
        own = {item["name"] for item in proofs.artifacts.values() if not _is_foreign(item)}
        names = [name for name, answer in zip(names, answers, strict=True) if name not in own and answer.more]


def _thin_out(proofs: Proofs, names: Iterable[str], paths: frozenset[str]) -> None:
    """Keep of each name what may matter: anybody's pull request may upload artifacts of any name, any number.

    Where a producer's run has one, those of others add nothing; else a few of the newest are looked into.
    """
    kept: dict[int, Json] = {}
    for name in names:
        named = sorted(
            (item for item in proofs.artifacts.values() if item["name"] == name),
            key=lambda item: (_is_foreign(item), -int(item["id"])),
        )
        vouching = [item for item in named if _path_of(proofs, item) in paths and not _is_foreign(item)]
        kept |= {item["id"]: item for item in vouching or named[:_MOST_NAMED]}
    proofs.artifacts = kept


def _is_foreign(item: Json) -> bool:
    """Tell whether a run of another repository's branch made an artifact."""
    run = item["workflow_run"]
    return bool(run.get("head_repository_id") != run.get("repository_id"))


def _path_of(proofs: Proofs, item: Json) -> str:
    run = proofs.runs.get(item["workflow_run"].get("id")) or {}
    return str(run.get("path", "")).split("@", 1)[0]


def _add_runs(source: Source, proofs: Proofs, known: dict[int, Json], also: Iterable[int] = ()) -> None:
    makers = [item["workflow_run"].get("id") for item in proofs.artifacts.values()]
    wanted = [id_ for id_ in dict.fromkeys([*makers, *also]) if id_ is not None and id_ not in proofs.runs]
    asked = []
    for id_ in wanted:
        if id_ in known:
            proofs.runs[id_] = known[id_]
        else:
            asked.append(Request(f"run {id_}", "GET", f"{source.about.path}/actions/runs/{id_}"))
    for answer in source.asking(asked, whole) if asked else []:
        if answer.complaint:
            proofs.problems.append(f"{answer.request.name}: {answer.complaint}")
        elif isinstance(run := json.loads(answer.text), dict) and isinstance(run.get("id"), int):
            proofs.runs[run["id"]] = run
        else:
            proofs.problems.append(f"{answer.request.name}: GitHub's answer is no run")


def _fill(proofs: Proofs, found: Carried, names: dict[str, str]) -> None:
    """Take the content of an artifact from the post that carries the very same bytes: the digest says so."""
    for item in proofs.artifacts.values():
        text = found.payloads.get(names[item["name"]])
        if text:
            proofs.contents[item["name"]] = text


def _download(source: Source, proofs: Proofs, names: set[str]) -> None:
    for item in proofs.artifacts.values():
        name = item["name"]
        if name in names and name not in proofs.contents and not item.get("expired"):
            path = f"{source.about.path}/actions/artifacts/{item['id']}/zip"
            data = source.file(Request(f"artifact {name}", "GET", path))
            try:
                proofs.contents[name] = text_of(data) if isinstance(data, bytes) else _refused(data)
            except ArchiveError as error:
                proofs.problems.append(f"artifact {name}: {error}")


def _refused(reason: str) -> str:
    raise ArchiveError(reason)
