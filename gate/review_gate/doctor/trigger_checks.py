"""Whether every event that can change the decision starts the gate, and none that can't be trusted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from review_gate.doctor.codes import DoctorCode
from review_gate.doctor.finding import Finding, broken, warning
from review_gate.doctor.setup import Rules, Setup
from review_gate.doctor.sites import Site, producers_of
from review_gate.doctor.workflow_file import Workflow, strings
from review_gate.globs import matches
from review_gate.live.asking import Json

UNTRUSTED: Final = {
    "pull_request": "pull_request_target",
    "pull_request_review": "workflow_run of the workflow that reviews",
    "pull_request_review_comment": "issue_comment",
    "push": "pull_request_target",
}
"""Events whose workflow is the one of the branch that is judged, and what to use instead."""
_FILTERS: Final = ("paths", "paths-ignore", "branches", "branches-ignore", "tags", "tags-ignore")
_SPECIAL: Final = re.compile(r"[\\*?+!\[\]]")
_ESCAPED: Final = re.compile(r"\\([\\*?+!\[\]])")
_STAR: Final = re.compile(r"(?<!\\)\*")
_NO_NAME: Final = re.compile(r"(?<!\\)[?+!\[\]]")
_MOST_STARS: Final = 4
_LONGEST_NAME: Final = 256
_FILTERED: Final = ("pull_request_target", "workflow_run", "merge_group")


@dataclass(frozen=True, slots=True)
class _Wanted:
    event: str
    types: tuple[str, ...]
    otherwise: str
    """What comes of it where nobody decides then."""
    usual: tuple[str, ...] = ()
    """The types where the workflow names none; empty: all."""


_WANTED: Final = (
    _Wanted(
        "pull_request_target",
        ("opened", "synchronize", "reopened", "edited"),
        "a new head is not judged, and a pass outlives a change of the base",
        ("opened", "synchronize", "reopened"),
    ),
    _Wanted(
        "issue_comment",
        ("created", "edited", "deleted"),
        "a pass outlives the comment that it rests on",
    ),
)
_QUEUE: Final = _Wanted("merge_group", ("checks_requested",), "nothing ever leaves the merge queue")


def trigger_findings(setup: Setup, sites: Sequence[Site]) -> Iterator[Finding]:
    """Yield what is to be said about the events that start the gate."""
    entries = tuple({site.entry.path: site.entry for site in sites}.values())
    for entry in entries:
        yield from _untrusted(entry)
        yield from _filters(entry)
    queued = any(isinstance(one.rules, Rules) and one.rules.queue for one in setup.branches)
    for wanted in (*_WANTED, _QUEUE) if queued else _WANTED:
        yield from _missing(wanted, entries)
    if not _given("schedule", entries):
        yield warning(
            DoctorCode.GATE_TRIGGER_MISSING,
            f"no schedule starts the gate ({_paths(entries)}): an event that is lost is never made up for",
            "let a schedule sweep up what was missed",
            "on:",
            "  schedule:",
            '    - cron: "23 * * * *"',
        )
    yield from _chained(setup, entries)


def _untrusted(entry: Workflow) -> Iterator[Finding]:
    for event, instead in UNTRUSTED.items():
        if event in entry.triggers:
            yield broken(
                DoctorCode.GATE_UNTRUSTED_EVENT,
                f"{entry.path} runs the gate on {event}: its file can be edited by the change that it judges",
                f"use {instead} instead of {event}",
            )


def _filters(entry: Workflow) -> Iterator[Finding]:
    for event in _FILTERED:
        names = [name for name in _FILTERS if name in entry.triggers.get(event, {})]
        if names:
            yield broken(
                DoctorCode.GATE_FILTERED,
                f"{entry.path} filters {event} by {', '.join(names)}: what is filtered out is never decided",
                f"remove {', '.join(names)} below {event}",
            )


def _missing(wanted: _Wanted, entries: Sequence[Workflow]) -> Iterator[Finding]:
    given = _given(wanted.event, entries)
    lacking = [one for one in wanted.types if not any(_has(filters, one, wanted.usual) for filters in given)]
    if lacking:
        what = f"{wanted.event} ({', '.join(lacking)})"
        yield broken(
            DoctorCode.GATE_TRIGGER_MISSING,
            f"{what} does not start the gate ({_paths(entries)}): {wanted.otherwise}",
            f"add it to the triggers of {entries[0].path if entries else 'the gate'}",
            "on:",
            f"  {wanted.event}:",
            f"    types: [{', '.join(wanted.types)}]",
        )


def _has(filters: Mapping[str, Json], type_: str, usual: tuple[str, ...]) -> bool:
    types = strings(filters["types"]) if "types" in filters else usual
    return type_ in types or not types


def _given(event: str, entries: Sequence[Workflow]) -> list[Mapping[str, Json]]:
    return [entry.triggers[event] for entry in entries if event in entry.triggers]


def _chained(setup: Setup, entries: Sequence[Workflow]) -> Iterator[Finding]:
    """Tell which reviewers' ends start no gate: what a workflow's own token writes starts no run."""
    given = [one for one in _given("workflow_run", entries) if _has(one, "completed", ())]
    patterns = [name for one in given for name in strings(one.get("workflows"))]
    chained = [one for one in setup.readable() if any(_means(pattern, one.name) for pattern in patterns)]
    paths = {producer.path for producer in producers_of(setup)} - {entry.path for entry in entries}
    missing = [one.name for one in setup.readable() if one.path in paths and one not in chained]
    if missing:
        names = ", ".join(missing)
        yield broken(
            DoctorCode.GATE_NOT_CHAINED,
            f"the end of {names} does not start the gate: what a workflow's own token writes starts no run",
            f"add {names} to the workflows of workflow_run in {entries[0].path}",
            "on:",
            "  workflow_run:",
            f"    workflows: [{', '.join(map(_quoted, [*patterns, *map(_literal, missing)]))}]",
            "    types: [completed]",
        )
    if not any("pull_request_review" in one.triggers for one in chained):
        yield warning(
            DoctorCode.GATE_NOT_CHAINED,
            f"a review that is posted, edited or dismissed does not start the gate ({_paths(entries)})",
            "name below workflow_run one that runs on pull_request_review; `review-contract init` writes it",
        )


def _means(pattern: str, name: str) -> bool:
    """Tell whether a name below workflow_run, which GitHub takes for a glob, surely means this workflow.

    What is no glob keeps the gate's workflow from starting at all, such as `C++` (github/docs#37022).
    """
    if _NO_NAME.search(pattern) or pattern.count("*") > _MOST_STARS or len(name) > _LONGEST_NAME:
        return False
    return matches(name, (pattern,)) if _STAR.search(pattern) else _ESCAPED.sub(r"\1", pattern) == name


def _literal(name: str) -> str:
    """Return a name as the glob that means it alone."""
    return _SPECIAL.sub(r"\\\g<0>", name)


def _quoted(name: str) -> str:
    """Return a name as a word of YAML, whatever stands in it."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _paths(entries: Sequence[Workflow]) -> str:
    return ", ".join(entry.path for entry in entries)
