"""Proofs: the artifacts and runs by which workflows vouch for what they posted.

A document names the artifact that holds its payload by its digest. The newest hundred artifacts and runs of
the repository come in one request each; what is not among them is asked for one by one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from review_contract import Block, Pointer, artifact_name, read
from review_contract.header import SENTINEL
from review_gate.live.about import Source
from review_gate.live.answered import items, loaded, part, value_at
from review_gate.live.archives import ArchiveError, text_of
from review_gate.live.asking import Answer, Json, Request, whole
from review_gate.live.scanning import PER_PAGE

OURS: Final = artifact_name("")
_NEWEST: Final = {"per_page": str(PER_PAGE)}
MOST_ASKED: Final = 200
"""Documents whose artifact is asked for one by one, the newest first; the rest is said to be unread."""
_GONE: Final = 404


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

    runs: dict[str, int]
    """The run that each document names as its own: nobody but that run could upload an artifact in it."""
    payloads: dict[str, str]
    """The text behind each digest that a post holds itself."""
    pointed: frozenset[str]
    """Digests of documents that lie in an artifact alone."""


def carried(texts: Iterable[str]) -> Carried:
    """Return what texts, earlier ones of edited posts among them, carry or point to, the first text first."""
    found = Carried({}, {}, frozenset())
    for text in texts:
        reading = read(text) if text.startswith(SENTINEL) else None
        if not isinstance(reading, Block) or reading.document.run is None:
            continue
        document, run = reading.document, reading.document.run.id
        found.payloads[reading.header.digest] = text.split("\n", 2)[1]
        found.runs.setdefault(reading.header.digest, run)
        if isinstance(document, Pointer):
            found.runs.setdefault(document.artifact.digest, run)
            found = replace(found, pointed=found.pointed | {document.artifact.digest})
    return found


def proofs_of(source: Source, found: Carried, listings: Sequence[Answer]) -> Proofs:
    """Return the artifacts that documents name by their digests, out of the very runs that they name.

    `listings` are the answers to `newest`. A stranger may upload artifacts of any name and any number, but
    not into another's run.
    """
    proofs = Proofs()
    names = {artifact_name(digest): run for digest, run in found.runs.items()}
    known = {run["id"]: run for run in _items(listings[1:], "workflow_runs", proofs)}
    _add(proofs, _items(listings[:1], "artifacts", proofs), names)
    there = {item["name"] for item in proofs.artifacts.values()}
    missing = [(name, run) for name, run in names.items() if name not in there]
    if len(missing) > MOST_ASKED:
        more = len(missing) - MOST_ASKED
        proofs.problems.append(f"artifacts: of {more:,} documents they were not looked for: too many")
    runs = f"{source.about.path}/actions/runs"
    asked = [
        Request("artifacts", "GET", f"{runs}/{run}/artifacts", {**_NEWEST, "name": name})
        for name, run in missing[:MOST_ASKED]
    ]
    answers = source.asking(asked, whole) if asked else []
    # A run that is gone took its artifacts with it: nothing proves the document, and that is no fault.
    _add(proofs, _items([one for one in answers if one.status != _GONE], "artifacts", proofs), names)
    _add_runs(source, proofs, known)
    _fill(proofs, found)
    _download(source, proofs, {artifact_name(digest) for digest in found.pointed})
    return proofs


def proofs_of_runs(source: Source, ids: Sequence[int]) -> Proofs:
    """Return the runs with these ids, and all documents among their artifacts."""
    proofs, runs = Proofs(), f"{source.about.path}/actions/runs"
    asked = [Request("artifacts", "GET", f"{runs}/{id_}/artifacts", _NEWEST) for id_ in ids]
    listed = list(_items(source.asking(asked, whole), "artifacts", proofs, whole_list=True)) if asked else []
    ours = {str(item["name"]): None for item in listed if str(item["name"]).startswith(OURS)}
    _add(proofs, listed, ours)
    _add_runs(source, proofs, {}, ids)
    _download(source, proofs, set(ours))
    return proofs


def _items(
    answers: Sequence[Answer], key: str, proofs: Proofs, *, whole_list: bool = False
) -> Iterator[Json]:
    for answer in answers:
        if answer.complaint:
            proofs.problems.append(f"{answer.request.name}: {answer.complaint}")
            continue
        listing = part(loaded(answer.text))
        found = items(listing, key)
        if not isinstance(listing.get(key), list) or not all(value_at(item, "id") for item in found):
            proofs.problems.append(f"{answer.request.name}: GitHub's answer lists no {key}")
            continue
        if whole_list and listing.get("total_count") != len(found):
            proofs.problems.append(
                f"{answer.request.name}: {len(found)} of {listing.get('total_count')} were read"
            )
        yield from found


def _add(proofs: Proofs, listed: Iterable[Json], names: Mapping[str, int | None]) -> None:
    """Add the artifacts of these names; of each only those of its run, where a run is named."""
    for item in listed:
        run = value_at(item, "workflow_run", "id")
        wanted = names.get(item.get("name"), 0)
        if isinstance(run, int) and wanted in (None, run):
            proofs.artifacts[item["id"]] = item


def _add_runs(source: Source, proofs: Proofs, known: dict[int, Json], also: Iterable[int] = ()) -> None:
    makers = [item["workflow_run"].get("id") for item in proofs.artifacts.values()]
    wanted = [id_ for id_ in dict.fromkeys([*makers, *also]) if id_ is not None and id_ not in proofs.runs]
    asked: list[Request] = []
    for id_ in wanted:
        if id_ in known:
            proofs.runs[id_] = known[id_]
        else:
            asked.append(Request(f"run {id_}", "GET", f"{source.about.path}/actions/runs/{id_}"))
    for answer in source.asking(asked, whole) if asked else []:
        if answer.complaint:
            proofs.problems.append(f"{answer.request.name}: {answer.complaint}")
        elif isinstance((run := part(loaded(answer.text))).get("id"), int):
            proofs.runs[run["id"]] = run
        else:
            proofs.problems.append(f"{answer.request.name}: GitHub's answer is no run")


def _fill(proofs: Proofs, found: Carried) -> None:
    """Take the content of an artifact from the post that carries the very same bytes: the digest says so."""
    texts = {artifact_name(digest): text for digest, text in found.payloads.items()}
    for item in proofs.artifacts.values():
        if item["name"] in texts:
            proofs.contents[item["name"]] = texts[item["name"]]


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
