"""Publishing: looking once more, writing once, and looking again whether it is still true.

A decision is worth something only for what it was made from. So the head and whatever it rests on are read
again immediately before it is written, and once after: whoever wrote while something moved decides again.
What is no pass may be written all the same, as long as the head is the same: it lets nothing through.
"""

import json
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from review_contract.problems import excerpt
from review_gate.live.about import Mode, Source
from review_gate.live.answered import loaded, part
from review_gate.live.asking import MISSHAPEN, Answer, Request, graphql, one
from review_gate.live.conversation import nodes_of
from review_gate.live.marks import Marks, Move, moved
from review_gate.live.published import CheckRun, Published, published_in
from review_gate.live.queries import CLOSING, STANDING
from review_gate.live.report import (
    CHECK_STATES,
    STATUS_STATES,
    Report,
    check_requests,
    status_request,
)

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
    move: Move | None
    complaint: str = ""


def publish(
    source: Source, marks: Marks, report: Report, mode: Mode, foreign: tuple[str, ...] = ()
) -> Publication:
    """Write the report onto the head of the marks, unless that would not be true, or change nothing.

    `foreign` are the other makers' checks of the gate's name that the report knows of. Nothing is raised:
    `failed` says that it is not known to be written, and why.
    """
    try:
        return _published(source, marks, report, mode, foreign)
    except MISSHAPEN as error:
        return Publication(
            "failed", f"an answer has another shape than GitHub documents: {excerpt(repr(error))}"
        )


def _published(
    source: Source, marks: Marks, report: Report, mode: Mode, foreign: tuple[str, ...]
) -> Publication:
    before = _look(source, marks, mode, foreign)
    if early := _needless(before, report, mode):
        return early
    complaint, mode, others = _written(source, marks.head_sha or "", report, before.published, mode)
    after = _look(source, marks, mode, foreign)
    if after.move:
        return Publication("moved", after.move.why)
    if _stands(after.published.without(others), report, mode):
        return Publication("written")
    return Publication("failed", complaint or after.complaint or "GitHub does not show what was written")


def publish_on(source: Source, commit: str, report: Report, mode: Mode) -> Publication:
    """Write the report onto a commit whatever stands there, such as a merge group's."""
    there = _standing(source, commit, mode)
    if isinstance(there, str):
        return Publication("failed", there)
    if there.foreign and report.conclusion == "pass":
        return Publication("failed", f"something else made a check called {report.name} on this commit")
    if _stands(there, report, mode):
        return Publication("unchanged")
    complaint, _, _ = _written(source, commit, report, there, mode)
    return Publication("failed", complaint) if complaint else Publication("written")


def retract(source: Source, commit: str, report: Report, mode: Mode) -> None:
    """Write a report that is no pass where a pass stands that is not known to be true any more."""
    try:
        there = _standing(source, commit, mode)
        if isinstance(there, Published) and there.green:
            _written(source, commit, report, there, mode)
    except MISSHAPEN:
        return


def _standing(source: Source, commit: str, mode: Mode) -> Published | str:
    """Return what is published on a commit, or in words why that is not known."""
    variables = {**source.about.standing(mode), "head": commit}
    answer = one(source.asking, graphql("GraphQL, what is published", STANDING, **variables))
    there = published_in(answer)
    if answer.complaint or not there.known:
        return answer.complaint or f"GitHub does not say what is published on {commit[:7]}"
    return there


def _needless(look: _Look, report: Report, mode: Mode) -> Publication | None:
    """Return why nothing is to be written; None where something is."""
    if look.complaint:
        return Publication("failed", look.complaint)
    if look.move and (report.conclusion == "pass" or look.move.what != "conversation"):
        return Publication("moved", look.move.why)
    if not look.published.known:
        return Publication("failed", "what the commit's check runs are could not be read in full")
    if _stands(look.published, report, mode):
        return Publication("moved", look.move.why) if look.move else Publication("unchanged")
    later = [run.observed_at for run in look.published.checks if run.observed_at > report.observed_at]
    if later:
        return Publication("newer", f"a decision from evidence of {max(later)} stands there")
    return None


def _look(source: Source, marks: Marks, mode: Mode, foreign: tuple[str, ...]) -> _Look:
    about, head = source.about, marks.head_sha or ""
    variables = {
        **about.variables(),
        **about.standing(mode),
        "head": head,
        "ids": [one.id for one in marks.posts],
    }
    answer = one(source.asking, graphql("GraphQL, before and after writing", CLOSING, **variables))
    subject = part(loaded(answer.text), "data", "repository", "pullRequest")
    if not subject:
        return _Look(Published(), None, answer.complaint or "GraphQL knows no such pull request")
    there, move = published_in(answer), moved(marks, subject, nodes_of(answer))
    if move is None and answer.complaint:
        return _Look(Published(), None, answer.complaint)
    if move is None and set(there.foreign) - set(foreign):
        move = Move("conversation", f"something else made a check called {about.check}")
    return _Look(there, move)


def _stands(there: Published, report: Report, mode: Mode) -> bool:
    """Tell whether exactly this report stands on the commit."""
    if mode == "status":
        status = there.status
        wanted = STATUS_STATES[report.conclusion], report.description
        return status is not None and (status.state, status.description) == wanted
    return bool(there.checks) and all(_says(run, report) for run in there.checks)


def _says(run: CheckRun, report: Report) -> bool:
    return run.mark == report.mark and run.state == CHECK_STATES[report.conclusion]


def _written(
    source: Source, commit: str, report: Report, there: Published, mode: Mode
) -> tuple[str, Mode, frozenset[int | None]]:
    """Write, and return what GitHub had against it, in which mode, and which Apps' check runs are not ours.

    There is one write, unless more than fifty annotations are new, or the token can't do what was asked for:
    only an App writes check runs, and only its own; with another token there is still the commit status.
    """
    if mode == "status":
        answer = one(source.asking, status_request(report, source.about.path, commit))
        return answer.complaint, mode, frozenset()
    others: set[int | None] = set()
    complaint = ""
    for run in there.checks:
        if _says(run, report):
            continue
        answer = _sent(source, report, commit, run)
        if _may_not(answer) and "app_id" in answer.complaint:
            others.add(run.app_id)
        else:
            complaint = complaint or answer.complaint
    if all(run.app_id in others for run in there.checks):
        answer = _sent(source, report, commit, None)
        if _may_not(answer):
            return _written(source, commit, report, there, "status")
        complaint = answer.complaint
    return complaint, mode, frozenset(others)


def _may_not(answer: Answer) -> bool:
    """Tell whether the token may not do this; for too many requests GitHub answers 403 as well."""
    return answer.status == _FORBIDDEN and "rate limit" not in answer.complaint


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
