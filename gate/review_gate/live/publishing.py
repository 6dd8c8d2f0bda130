"""Publishing: looking once more, writing once, and looking again whether it is still true.

A decision is worth something only for what it was made from. So the head and whatever it rests on are read
again immediately before it is written, and once after: whoever wrote while something moved decides again.
"""

import json
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from review_contract.problems import excerpt
from review_gate.live.about import Source
from review_gate.live.asking import MISSHAPEN, Answer, Json, Request, graphql, one
from review_gate.live.conversation import nodes_of
from review_gate.live.marks import Marks, moved
from review_gate.live.published import CheckRun, Published, published
from review_gate.live.queries import CLOSING, STANDING
from review_gate.live.report import (
    CHECK_STATES,
    STATUS_STATES,
    Report,
    check_requests,
    status_request,
)

Mode: TypeAlias = Literal["check", "status"]
Outcome: TypeAlias = Literal["written", "unchanged", "newer", "moved", "failed"]
_FORBIDDEN: Final = 403


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of a report."""

    outcome: Outcome
    """newer: a gate with later evidence has spoken; moved: what it rests on is no longer so."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    """What is seen around writing."""

    published: Published
    moved: str
    complaint: str = ""


def publish(source: Source, marks: Marks, report: Report, mode: Mode = "check") -> Publication:
    """Write the report onto the head of the marks, unless that would not be true, or change nothing.

    Nothing is raised: `failed` says that it is not known to be written, and why.
    """
    try:
        return _published(source, marks, report, mode)
    except MISSHAPEN as error:
        return Publication(
            "failed", f"an answer has another shape than GitHub documents: {excerpt(repr(error))}"
        )


def _published(source: Source, marks: Marks, report: Report, mode: Mode) -> Publication:
    before = _look(source, marks, marks.head_sha or "")
    if early := _needless(before, report, mode):
        return early
    answer = _written(source, marks.head_sha or "", report, before.published, mode)
    if mode == "check" and _may_not_check(answer):
        return _published(source, marks, report, "status")
    after = _look(source, marks, marks.head_sha or "")
    if after.moved:
        return Publication("moved", after.moved)
    if _stands(after.published, report, mode):
        return Publication("written")
    return Publication(
        "failed", answer.complaint or after.complaint or "GitHub does not show what was written"
    )


def publish_on(source: Source, commit: str, report: Report, mode: Mode = "check") -> Publication:
    """Write the report onto a commit that no pull request has as its head, such as a merge group's."""
    variables = {**source.about.variables(), "head": commit, "check": source.about.check}
    variables.pop("number")
    answer = one(source.asking, graphql("GraphQL, before writing", STANDING, **variables))
    there = published(_data(answer).get("object"))
    if answer.complaint or not there.known:
        return Publication("failed", answer.complaint or f"GitHub knows no commit {commit[:7]}")
    if _stands(there, report, mode):
        return Publication("unchanged")
    answer = _written(source, commit, report, there, mode)
    if mode == "check" and _may_not_check(answer):
        return publish_on(source, commit, report, "status")
    return Publication("failed", answer.complaint) if answer.complaint else Publication("written")


def _may_not_check(answer: Answer) -> bool:
    """Tell whether the token may not write check runs: only an App may."""
    return answer.status == _FORBIDDEN and "rate limit" not in answer.complaint


def _needless(look: _Look, report: Report, mode: Mode) -> Publication | None:
    """Return why nothing is to be written; None where something is."""
    if look.complaint:
        return Publication("failed", look.complaint)
    if look.moved:
        return Publication("moved", look.moved)
    if not look.published.known:
        return Publication("failed", "what the commit's check runs are could not be read in full")
    if _stands(look.published, report, mode):
        return Publication("unchanged")
    later = [run.observed_at for run in look.published.checks if run.observed_at > report.observed_at]
    if later:
        return Publication("newer", f"a decision from evidence of {max(later)} stands there")
    return None


def _look(source: Source, marks: Marks, commit: str) -> _Look:
    variables = {"head": commit, "check": source.about.check, "ids": [post.id for post in marks.posts]}
    name = "GraphQL, before and after writing"
    answer = one(source.asking, graphql(name, CLOSING, **source.about.variables(), **variables))
    repository = _data(answer)
    subject = repository.get("pullRequest")
    if isinstance(subject, dict):
        changed = moved(marks, subject, nodes_of(answer))
        if changed or not answer.complaint:
            return _Look(published(repository.get("object")), changed)
    return _Look(Published(), "", answer.complaint or "GraphQL knows no such pull request")


def _data(answer: Answer) -> Json:
    try:
        repository = json.loads(answer.text)["data"]["repository"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return {}
    return repository if isinstance(repository, dict) else {}


def _stands(there: Published, report: Report, mode: Mode) -> bool:
    """Tell whether exactly this report stands on the commit."""
    if mode == "status":
        status = there.status
        wanted = STATUS_STATES[report.conclusion], report.description
        return status is not None and (status.state, status.description) == wanted
    return bool(there.checks) and all(_says(run, report) for run in there.checks)


def _says(run: CheckRun, report: Report) -> bool:
    same = run.external_id.rpartition(":")[2] == report.digest
    return same and run.state == CHECK_STATES[report.conclusion]


def _written(source: Source, commit: str, report: Report, there: Published, mode: Mode) -> Answer:
    """Return the answer that matters: there is one write, unless more than fifty annotations are new."""
    if mode == "status":
        return one(source.asking, status_request(report, source.about.path, commit))
    known: list[CheckRun | None] = [run for run in there.checks if not _says(run, report)]
    answers = [_sent(source, report, commit, run) for run in known or [None]]
    return next((answer for answer in answers if answer.complaint), answers[-1])


def _sent(source: Source, report: Report, commit: str, known: CheckRun | None) -> Answer:
    made = ""
    answer: Answer | None = None
    for request in check_requests(report, source.about.path, commit, known):
        answer = one(source.asking, _aimed(request, made))
        if answer.complaint:
            break
        made = made or str(json.loads(answer.text).get("id", ""))
    assert answer is not None  # noqa: S101 - there is always a first request
    return answer


def _aimed(request: Request, made: str) -> Request:
    path = request.path.replace("{id}", made)
    return Request(request.name, request.method, path, request.query, request.body)
