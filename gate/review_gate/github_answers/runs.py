"""Workflow runs, and their artifacts with what was downloaded of them."""

from collections.abc import Mapping
from typing import Final, cast

from review_contract import artifact_name
from review_gate.evidence import Artifact, WorkflowRun
from review_gate.github_answers import rest
from review_gate.github_answers.folder import ARTIFACTS, CONTENTS, RUNS, Folder, noted, once
from review_gate.github_answers.shape import Fields, built, error_in

OURS: Final = artifact_name("")
"""How the names of artifacts that hold documents begin."""


def runs_of(folder: Folder) -> tuple[WorkflowRun, ...]:
    """Return the runs: from listings, and such as were asked for one by one."""
    found = folder.each(RUNS, _listed(folder, RUNS, "workflow_runs"), rest.workflow_run)
    return tuple(sorted(once(found, folder.note(RUNS)), key=lambda run: run.id))


def artifacts_of(folder: Folder, runs: tuple[WorkflowRun, ...]) -> tuple[Artifact, ...]:
    """Return the artifacts, noting what lacks of those that may hold documents."""
    listed = _listed(folder, ARTIFACTS, "artifacts")
    found = folder.each(ARTIFACTS, listed, lambda item: rest.artifact(item, _content(folder, item)))
    artifacts = tuple(dict.fromkeys(found))
    known = {run.id for run in runs}
    for artifact in artifacts:
        if artifact.name.startswith(OURS):
            _check(folder, artifact, known)
    names = {_file_of(artifact.name) for artifact in artifacts}
    for name in folder.answers:
        if name.startswith(CONTENTS) and name not in names:
            folder.notes.add(name, f"{ARTIFACTS} does not list it")
    return artifacts


def _check(folder: Folder, artifact: Artifact, runs: set[int]) -> None:
    name = _file_of(artifact.name)
    if not artifact.expired and folder.answers.get(name) is None:
        folder.notes.add(name, "the artifact has not expired, but the folder does not hold it")
    if artifact.run_id not in runs:
        folder.notes.add(RUNS, f"run {artifact.run_id}, which made an artifact, is missing")


def _listed(folder: Folder, name: str, key: str) -> list[object]:
    """Return the items of listings, whose pages must add up, and the objects that stand alone."""
    listed: list[object] = []
    awaited = 0
    for value in folder.values(name) or []:
        for page in cast("list[object]", value) if isinstance(value, list) else [value]:
            listing = _listing(page, key)
            if listing is not None:
                items, total = _page(folder, name, listing, key)
                awaited = (awaited or total) - len(items)
                listed += items
            elif complaint := error_in(page):
                folder.notes.add(name, complaint)
            else:
                listed.append(page)
    if awaited:
        folder.notes.add(name, f"the pages do not add up to GitHub's own total: {awaited:+,}")
    return listed


def _listing(page: object, key: str) -> Mapping[str, object] | None:
    """Return a page that lists; None for an object that stands alone."""
    page = cast("Mapping[str, object]", page) if isinstance(page, dict) else {}
    return page if key in page else None


def _page(folder: Folder, name: str, page: Mapping[str, object], key: str) -> tuple[list[object], int]:
    def read(item: Fields) -> tuple[list[object], int]:
        return [dict(one.value) for one in item.children(key)], item.get("total_count", int)

    return noted(folder.note(name), lambda: built(read, page, ""), (list[object](), 0))


def _content(folder: Folder, item: Fields) -> str | None:
    name = _file_of(item.get("name", str))
    data = folder.answers.get(name)
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        folder.notes.add(name, "it is not UTF-8")
        return None


def _file_of(name: str) -> str:
    return f"{CONTENTS}{name}.json"
