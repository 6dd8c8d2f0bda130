"""All that was read live put together as evidence, with the same eyes as a folder of answers."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from review_contract.parsing import validate
from review_gate.evidence import Comment, Evidence, FetchProblem, Review, StepOutput
from review_gate.github_answers import rest
from review_gate.github_answers.conversation import with_histories
from review_gate.github_answers.folder import (
    ARTIFACTS,
    COMMENTS,
    COMMITS,
    COMPARE,
    CONTENTS,
    FILES,
    GRAPHQL,
    ISSUE,
    PULL,
    REPOSITORY,
    REVIEWS,
    RUNS,
    Folder,
    check_total,
    once,
    top_of,
)
from review_gate.github_answers.graphql import GraphqlAnswer, History, graphql_nodes
from review_gate.github_answers.runs import artifacts_of, runs_of
from review_gate.github_answers.shape import Fields, Note, Notes
from review_gate.github_answers.subject import repository_of, subject_of
from review_gate.live.about import About
from review_gate.live.answered import value_at
from review_gate.live.asking import Answer, Json
from review_gate.live.opening import Opening
from review_gate.live.proofs import Proofs
from review_gate.live.scanning import Listed

PostT = TypeVar("PostT", Comment, Review)
_NOTHING = Listed((), (), 0)


@dataclass(frozen=True, slots=True)
class Read:
    """Everything that was read."""

    opening: Opening
    comments: Listed = _NOTHING
    reviews: Listed = _NOTHING
    histories: tuple[Json, ...] = ()
    files: tuple[Answer, ...] = ()
    compare: Answer | None = None
    standing: Answer | None = None
    """What is published on the head."""
    proofs: Proofs = field(default_factory=Proofs)
    step_outputs: tuple[StepOutput, ...] = ()
    problems: tuple[str, ...] = ()


def evidence_of(about: About, read: Read, observed_at: str) -> Evidence:
    """Return the evidence; whatever could not be read is a fetch problem in it.

    Raises:
        ContractError: the pull request or issue itself can't be read, so there is nothing to decide about.
    """
    folder = Folder(_answers(about, read), Notes())
    top = top_of(folder)
    for problem in (*read.opening.problems, *read.problems, *read.proofs.problems):
        folder.notes.add(*_told(problem))
    repository, default_branch = repository_of(folder, top)
    graphql = _graphql(folder, about, read)
    runs = runs_of(folder)
    said: dict[str, object] = {
        "schema_version": "1.0",
        "observed_at": observed_at,
        "repository": repository,
        "default_branch": default_branch,
        "subject": subject_of(folder, top, graphql),
        "comments": _posts(folder, COMMENTS, read.comments, rest.comment, graphql.comments),
        "deletions": graphql.deletions,
        "runs": runs,
        "artifacts": artifacts_of(folder, runs),
        "step_outputs": read.step_outputs,
    }
    if top.is_pull:
        files = folder.items(FILES, rest.changed_file)
        files = None if files is None else list(dict.fromkeys(files))
        check_total(folder, top, "changed_files", FILES, files)
        said["files"] = None if files is None else tuple(files)
        said["reviews"] = _posts(folder, REVIEWS, read.reviews, rest.review, graphql.reviews)
    told = tuple(_named(problem) for problem in folder.notes.told())
    return validate(Evidence, said | {"problems": told})


def _answers(about: About, read: Read) -> dict[str, bytes | None]:
    """Return the small answers under the names that a folder of answers gives them."""
    proofs = read.proofs
    answers: dict[str, bytes | None] = {
        PULL if about.is_pull else ISSUE: _text(read.opening.top),
        ARTIFACTS: _values([[], *proofs.artifacts.values()]),
        RUNS: _values([[], *proofs.runs.values()]),
        **{f"{CONTENTS}{name}.json": text.encode() for name, text in proofs.contents.items()},
    }
    if about.is_pull:
        answers[COMMITS] = _values([[{"sha": oid} for oid in read.opening.commits]])
        answers[COMPARE] = _text(read.compare) if read.compare else None
        answers[FILES] = b"[]" + b"".join(_text(one) for one in read.files)
    else:
        answers[REPOSITORY] = _values([_described(read.opening.graphql)])
    return answers


def _text(answer: Answer) -> bytes:
    """Return an answer's text; in the place of none, the complaint, in GitHub's own form."""
    if answer.complaint:
        said = answer.complaint.removeprefix("GitHub answered ")
        return json.dumps({"message": said}).encode()
    return answer.text.encode("utf-8", "surrogatepass")


def _values(items: Iterable[object]) -> bytes:
    return "\n".join(json.dumps(item) for item in items).encode()


def _described(graphql: Json) -> Mapping[str, object]:
    return {
        "id": graphql.get("databaseId"),
        "full_name": graphql.get("nameWithOwner"),
        "default_branch": value_at(graphql, "defaultBranchRef", "name"),
    }


def _named(problem: FetchProblem) -> FetchProblem:
    """Return a problem by what was to be read, not by the file in which a folder would have it."""
    return problem.model_copy(update={"resource": problem.resource.removesuffix(".json")})


def _told(problem: str) -> tuple[str, str]:
    """Part a problem into what was to be read and what was wrong."""
    resource, colon, message = problem.partition(": ")
    return (resource, message) if colon else ("reading", problem)


def _graphql(folder: Folder, about: About, read: Read) -> GraphqlAnswer:
    """Return the histories and events; what the opening said of another head is noted."""
    note = folder.note(GRAPHQL)
    subject = read.opening.subject
    if subject:
        head = json.loads(read.opening.top.text).get("head") if about.is_pull else None
        if about.is_pull and value_at(head, "sha") != subject.get("headRefOid"):
            note(f"its head is {subject.get('headRefOid')}: the head moved while it was read")
    return graphql_nodes(read.histories, read.opening.events, note)


def _posts(
    folder: Folder,
    name: str,
    read: Listed,
    build: Callable[[Fields, Note], PostT],
    histories: Mapping[int, History],
) -> tuple[PostT, ...]:
    """Return posts by id: those of the policy's accounts with their histories, strangers' without."""
    strange = tuple(_built(folder, name, read.strange, build))
    return with_histories(folder, _built(folder, name, read.own, build), histories) + strange


def _built(
    folder: Folder, name: str, items: tuple[Json, ...], build: Callable[[Fields, Note], PostT]
) -> list[PostT]:
    note = folder.note(name)
    found = folder.each(name, list(items), lambda item: build(item, note))
    return sorted(once(found, note), key=lambda post: post.id)
