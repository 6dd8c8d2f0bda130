"""Whether the gate is there, publishes the check that is required, and can't be skipped, forged or misled."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from review_gate.doctor.codes import DoctorCode
from review_gate.doctor.finding import Finding, broken, fine, not_read, warning
from review_gate.doctor.permission_checks import permission_findings
from review_gate.doctor.reading import Unread
from review_gate.doctor.setup import Setup
from review_gate.doctor.sites import Link, Site, publishing, sites
from review_gate.doctor.trigger_checks import trigger_findings
from review_gate.doctor.workflow_file import Invalid, Workflow, called, mapping, steps, texts
from review_gate.live.asking import Json

_PINNED: Final = re.compile(r"[^@]+@(?:[0-9a-f]{40}|[0-9a-f]{64})")
_HEAD: Final = re.compile(
    r"pull_request\.head|head\.(?:sha|ref|repo)|head[_-](?:sha|ref|branch|repo)|refs/pull|/pull/"
)
_FETCHES: Final = re.compile(r"\bgh\s+pr\s+checkout\b|\bgit\s+(?:\S+\s+)*(?:fetch|clone|checkout|pull)\b")
_HARMLESS: Final = frozenset(
    {
        "always()",
        "!cancelled()",
        "true",
        "github.event_name != 'issue_comment' || github.event.issue.pull_request",
        "github.event_name != 'issue_comment' || github.event.issue.pull_request != null",
    }
)
"""Conditions by which no pull request goes without a decision."""
_WHATEVER_CAME_BEFORE: Final = ("always()", "!cancelled()")


def gate_findings(setup: Setup) -> Iterator[Finding]:
    """Yield what is to be said about the gate's workflow."""
    workflows = setup.readable()
    unread = [one for one in setup.workflows if isinstance(one, Unread)]
    yield from map(not_read, unread)
    found = publishing(workflows)
    yield from _invalid(setup)
    yield from _named_like(setup)
    if not found:
        # What could not be read may hold the gate, so that there is none is not known.
        yield from [] if unread else [_absent(setup, sites(workflows))]
        return
    problems = [*trigger_findings(setup, found)]
    for site in found:
        problems += [*_site(setup, site), *permission_findings(setup, site)]
    yield from problems
    if not problems:
        where = ", ".join(dict.fromkeys(site.job.where for site in found))
        yield fine(DoctorCode.GATE_IN_PLACE, f"{setup.check} is published by {where}")


def _absent(setup: Setup, silent: Sequence[Site]) -> Finding:
    if silent:
        return broken(
            DoctorCode.GATE_NOT_PUBLISHING,
            f"{silent[0].job.where} decides and publishes no check: {setup.check} never appears on a commit",
            "use the action, or add `--event --publish` to its `review-contract gate`",
        )
    return broken(
        DoctorCode.NO_GATE,
        f"none of the {len(setup.readable())} workflows of {setup.default_branch} runs the gate",
        "add a workflow whose job uses the action of review-contract, pinned to a full SHA",
    )


def _site(setup: Setup, site: Site) -> Iterator[Finding]:
    if site.check is not None and site.check != setup.check:
        yield broken(
            DoctorCode.GATE_OTHER_CHECK,
            f"{site.job.where} publishes {site.check}, and not {setup.check}",
            f"let both be one name, or run doctor with --check for {site.check}",
        )
    if site.uses and not _PINNED.fullmatch(site.uses):
        yield warning(
            DoctorCode.GATE_NOT_PINNED,
            f"{site.job.where} uses {site.uses}: who may move that ref decides what the gate does",
            "write the full SHA of a commit that you have read in place of the ref",
        )
    for link in site.links:
        yield from _skippable(link.where, link.job)
    yield from _skippable(f"the gate's step in {site.job.where}", site.step)
    yield from _checkouts(site.job)


def _skippable(where: str, said: Mapping[str, Json]) -> Iterator[Finding]:
    given = said.get("if", True)
    condition = _condition(given)
    waits = "needs" in said and not any(word in condition for word in _WHATEVER_CAME_BEFORE)
    if condition not in _HARMLESS:
        yield broken(
            DoctorCode.GATE_SKIPPABLE,
            f"{where} runs only if {condition}: else nothing is decided and an old pass stays",
            "remove the condition; the gate itself does nothing where an event is none of its business",
        )
    elif waits:
        yield broken(
            DoctorCode.GATE_SKIPPABLE,
            f"{where} is skipped where a job that it needs fails",
            "say `if: always()`, or remove `needs`",
        )


def _condition(given: Json) -> str:
    if isinstance(given, bool):
        return str(given).lower()
    text = " ".join(str(given).split())
    found = re.fullmatch(r"\$\{\{(.*)\}\}", text)
    return found[1].strip() if found else text


def _checkouts(link: Link) -> Iterator[Finding]:
    for step in steps(link.job):
        uses, run = step.get("uses"), step.get("run")
        given = mapping(step.get("with"))
        heads = (
            any(_HEAD.search(one) for one in texts([given.get("ref"), given.get("repository")]))
            if isinstance(uses, str) and "checkout" in uses
            else isinstance(run, str) and _fetches_head(run)
        )
        if heads:
            yield broken(
                DoctorCode.GATE_CHECKS_OUT_HEAD,
                f"{link.where} fetches the pull request's own code, beside a token that may publish",
                "remove that step; the gate reads everything over the API",
            )


def _fetches_head(run: str) -> bool:
    return any(
        "gh pr checkout" in " ".join(line.split()) or (_FETCHES.search(line) and _HEAD.search(line))
        for line in run.splitlines()
    )


def _named_like(setup: Setup) -> Iterator[Finding]:
    workflows = setup.readable()
    by_path = {one.path: one for one in workflows}
    for workflow in workflows:
        for name in _job_names(workflow, by_path):
            if name == setup.check:
                yield broken(
                    DoctorCode.JOB_NAMED_LIKE_CHECK,
                    f"a job of {workflow.path} is called {name}, like the check: skipped, it passes",
                    "give the job another name",
                )


def _job_names(workflow: Workflow, by_path: Mapping[str, Workflow]) -> Iterator[str]:
    """Yield the names of the checks that the jobs of a workflow make."""
    for key, job in workflow.jobs.items():
        name = job.get("name")
        own = name if isinstance(name, str) and name else key
        target = by_path.get(called(job))
        yield from [f"{own} / {one}" for one in _job_names(target, {})] if target else [own]


def _invalid(setup: Setup) -> Iterator[Finding]:
    for one in setup.workflows:
        if isinstance(one, Invalid):
            yield warning(
                DoctorCode.WORKFLOW_INVALID,
                f"{one.path} was not understood: {one.why}; whether it matters is not known",
                "correct it; Actions > the workflow shows what GitHub makes of it",
            )
