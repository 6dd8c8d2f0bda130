"""Where the gate runs: the jobs whose step is the gate, and the workflows whose events start them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from review_gate.doctor.setup import Setup
from review_gate.doctor.workflow_file import Workflow, called, mapping, steps
from review_gate.live.asking import Json
from review_gate.policy import Policy, WorkflowProducer

_ACTION: Final = re.compile(r"(?:[^\s@]+/)?review-contract@\S*")
_COMMAND: Final = re.compile(r"\breview-contract\s+gate\b")
_NAMED: Final = re.compile(r"--check[ =]+(?:'([^']*)'|\"([^\"]*)\"|(\S+))")
_TOKENS: Final = frozenset({"token", "github-token", "github_token", "gh_token"})
_OWN: Final = re.compile(r"\$\{\{\s*(?:github\.token|secrets\.GITHUB_TOKEN)\s*\}\}", re.IGNORECASE)
_DEEPEST: Final = 4
"""GitHub: reusable workflows are nested at most so deep."""

Publisher: TypeAlias = Literal["actions", "own"]
"""Whose check it becomes: of the workflow's own token, or of a token that the workflow hands over."""


@dataclass(frozen=True, slots=True)
class Link:
    """A job of a workflow on the way from the event to the gate."""

    workflow: Workflow
    id: str
    job: Mapping[str, Json]

    @property
    def where(self) -> str:
        """The job as a finding speaks of it."""
        return f"the job {self.id} of {self.workflow.path}"


@dataclass(frozen=True, slots=True)
class Site:
    """A step that runs the gate, and the jobs that lead to it, the one that the event starts first."""

    links: tuple[Link, ...]
    step: Mapping[str, Json]

    @property
    def entry(self) -> Workflow:
        """The workflow that the events start."""
        return self.links[0].workflow

    @property
    def job(self) -> Link:
        """The job that holds the step."""
        return self.links[-1]

    @property
    def uses(self) -> str:
        """The action with its ref; empty where the command runs."""
        uses = self.step.get("uses")
        return uses if isinstance(uses, str) else ""

    @property
    def publishes(self) -> bool:
        """Whether it writes a check: the action does, the command where it is told to."""
        if self.uses:
            return _input(self.step, "publish") != "none"
        return "--publish" in _script(self.step)

    @property
    def check(self) -> str | None:
        """The check's name where it is told one that does not depend on the run."""
        named = _NAMED.search(_script(self.step))
        given = next((one for one in named.groups() if one), None) if named else _input(self.step, "check")
        return None if given is None or "$" in given else given

    @property
    def publisher(self) -> Publisher:
        """Whose check it publishes."""
        job = self.job
        for said in (
            self.step.get("with"),
            self.step.get("env"),
            job.job.get("env"),
            job.workflow.said.get("env"),
        ):
            for name, value in mapping(said).items():
                if name.lower() in _TOKENS and isinstance(value, str) and value:
                    return "actions" if _OWN.fullmatch(value.strip()) else "own"
        return "actions"


def sites(workflows: Sequence[Workflow]) -> tuple[Site, ...]:
    """Return every place where an event can lead to the gate."""
    return tuple(
        Site((*way, Link(workflow, name, job)), step)
        for workflow in workflows
        for name, job in workflow.jobs.items()
        for step in steps(job)
        if _is_gate(step)
        for way in _ways(workflow, workflows, 0)
    )


def publishing(workflows: Sequence[Workflow]) -> tuple[Site, ...]:
    """Return the sites that publish the check."""
    return tuple(site for site in sites(workflows) if site.publishes)


def with_called(workflow: Workflow, workflows: Sequence[Workflow]) -> tuple[Workflow, ...]:
    """Return a workflow with all those of the repository that it calls."""
    by_path = {one.path: one for one in workflows}
    found = {workflow.path: workflow}
    waiting = [workflow]
    while waiting:
        for job in waiting.pop().jobs.values():
            target = by_path.get(called(job))
            if target is not None and target.path not in found:
                found[target.path] = target
                waiting.append(target)
    return tuple(found.values())


def producers_of(setup: Setup) -> tuple[WorkflowProducer, ...]:
    """Return the policy's producers that are workflows."""
    policy = setup.policy
    given = policy.producers if isinstance(policy, Policy) else ()
    return tuple(one for one in given if isinstance(one, WorkflowProducer))


def concerned(workflows: Sequence[Workflow], paths: Sequence[str]) -> tuple[Workflow, ...]:
    """Return the workflows that matter: the gate's, those at `paths`, which review, and what these call."""
    roots = [site.entry for site in sites(workflows)]
    roots += [one for one in workflows if one.path in paths]
    found = {one.path: one for root in roots for one in with_called(root, workflows)}
    return tuple(found.values())


def _is_gate(step: Mapping[str, Json]) -> bool:
    uses = step.get("uses")
    if isinstance(uses, str) and _ACTION.fullmatch(uses):
        return True
    return _COMMAND.search(_script(step)) is not None


def _ways(workflow: Workflow, workflows: Sequence[Workflow], depth: int) -> Iterator[tuple[Link, ...]]:
    """Yield the jobs that lead to a workflow: none where it has events of its own."""
    if workflow.triggers.keys() - {"workflow_call"}:
        yield ()
    if "workflow_call" not in workflow.triggers or depth >= _DEEPEST:
        return
    for caller in workflows:
        for name, job in caller.jobs.items():
            if called(job) == workflow.path:
                for way in _ways(caller, workflows, depth + 1):
                    yield (*way, Link(caller, name, job))


def _script(step: Mapping[str, Json]) -> str:
    run = step.get("run")
    return run if isinstance(run, str) else ""


def _input(step: Mapping[str, Json], name: str) -> str | None:
    value = mapping(step.get("with")).get(name)
    return value if isinstance(value, str) else None
