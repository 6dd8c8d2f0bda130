"""A failed check, as one of GitHub's webhooks tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from pydantic import ConfigDict

from review_contract.codes import Code
from review_contract.parsing import validate
from review_contract.problems import ContractError, Problem, excerpt
from review_contract.v1.base import Model
from review_contract.v1.text import CommitSha, FullName, Line, RefName, Url

FailedConclusion: TypeAlias = Literal["failure", "timed_out", "startup_failure"]
"""Conclusions that ask for an investigation; `action_required` and `cancelled` wait for a person's word."""


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check that failed on a branch, as GitHub's webhook tells it."""

    repository: str
    """owner/name."""
    branch: str
    commit_sha: str
    check_name: str
    workflow: str | None
    """The workflow that the check belongs to; None where the webhook does not say."""
    url: str


class _Told(Model):
    """An object of a webhook, of which only the fields named here are read."""

    model_config = ConfigDict(extra="ignore")


class _Repository(_Told):
    full_name: FullName


class _CheckSuite(_Told):
    head_branch: RefName


class _CheckRun(_Told):
    name: Line
    head_sha: CommitSha
    conclusion: FailedConclusion
    html_url: Url
    check_suite: _CheckSuite


class _Workflow(_Told):
    name: Line


class _WorkflowRun(_Told):
    head_branch: RefName
    head_sha: CommitSha
    conclusion: FailedConclusion
    html_url: Url


class _WorkflowJob(_WorkflowRun):
    name: Line
    workflow_name: Line | None = None


class _Event(_Told):
    repository: _Repository
    action: Literal["completed"]


class _CheckRunEvent(_Event):
    check_run: _CheckRun

    def failed_check(self) -> FailedCheck:
        run = self.check_run
        return FailedCheck(
            repository=self.repository.full_name,
            branch=run.check_suite.head_branch,
            commit_sha=run.head_sha,
            check_name=run.name,
            workflow=None,
            url=run.html_url,
        )


class _WorkflowRunEvent(_Event):
    workflow: _Workflow
    workflow_run: _WorkflowRun

    def failed_check(self) -> FailedCheck:
        run = self.workflow_run
        return FailedCheck(
            repository=self.repository.full_name,
            branch=run.head_branch,
            commit_sha=run.head_sha,
            check_name=self.workflow.name,
            workflow=self.workflow.name,
            url=run.html_url,
        )


class _WorkflowJobEvent(_Event):
    workflow_job: _WorkflowJob

    def failed_check(self) -> FailedCheck:
        job = self.workflow_job
        return FailedCheck(
            repository=self.repository.full_name,
            branch=job.head_branch,
            commit_sha=job.head_sha,
            check_name=job.name,
            workflow=job.workflow_name,
            url=job.html_url,
        )


_AnyEvent: TypeAlias = _CheckRunEvent | _WorkflowRunEvent | _WorkflowJobEvent

_EVENTS: Final[Mapping[str, type[_AnyEvent]]] = {
    "check_run": _CheckRunEvent,
    "workflow_job": _WorkflowJobEvent,
    "workflow_run": _WorkflowRunEvent,
}


def failed_check(event_name: str, payload: object) -> FailedCheck:
    """Return the failed check that a webhook tells of.

    Raises:
        ContractError: the event is another one, the check did not fail, or a value is not as documented.
    """
    event = _EVENTS.get(event_name)
    if event is None:
        message = f"no event about a check; allowed are {', '.join(_EVENTS)}; got {excerpt(event_name)}"
        raise ContractError(Problem(Code.SCHEMA_VALUE, "", message))
    try:
        return validate(event, payload).failed_check()
    except RecursionError:
        raise ContractError(Problem(Code.JSON_DEPTH, "", "nested too deeply to be a webhook")) from None
