"""Whether the workflows that the policy trusts are there, run where they can be trusted, and fail openly."""

from collections.abc import Iterator, Mapping
from typing import Final

from review_gate.doctor.codes import DoctorCode
from review_gate.doctor.finding import Finding, broken, fine, warning
from review_gate.doctor.reading import Unread
from review_gate.doctor.setup import Setup
from review_gate.doctor.sites import producers_of, with_called
from review_gate.doctor.workflow_file import Invalid, Workflow, steps
from review_gate.live.asking import Json
from review_gate.policy import WorkflowProducer

_FROM_THE_CHANGE: Final = ("pull_request", "pull_request_review", "pull_request_review_comment", "push")


def reviewer_findings(setup: Setup) -> Iterator[Finding]:
    """Yield what is to be said about the reviewers' workflows."""
    by_path = {one.path: one for one in setup.workflows if not isinstance(one, Unread)}
    complete = not any(isinstance(one, Unread) for one in setup.workflows)
    for producer in producers_of(setup):
        workflow = by_path.get(producer.path)
        if isinstance(workflow, Workflow):
            found = [*_events(producer, workflow), *_hiding(workflow, setup)]
            yield from found or [_in_place(producer, workflow)]
        elif isinstance(workflow, Invalid) or complete:
            yield _missing(setup, producer, workflow)


def _in_place(producer: WorkflowProducer, workflow: Workflow) -> Finding:
    events = ", ".join(event for event in producer.events if event in workflow.triggers)
    return fine(DoctorCode.REVIEWER_IN_PLACE, f"{producer.name} is {workflow.path}, on {events}")


def _missing(setup: Setup, producer: WorkflowProducer, invalid: Invalid | None) -> Finding:
    why = f"can't be read: {invalid.why}" if invalid else f"is not on {setup.default_branch}"
    return broken(
        DoctorCode.REVIEWER_MISSING,
        f"the producer {producer.name} is the workflow {producer.path}, which {why}",
        f"merge that file into {setup.default_branch}, or correct its path in the policy",
    )


def _events(producer: WorkflowProducer, workflow: Workflow) -> Iterator[Finding]:
    own = [event for event in _FROM_THE_CHANGE if event in workflow.triggers]
    if not any(event in workflow.triggers for event in producer.events):
        events = ", ".join(workflow.triggers) or "nothing"
        yield broken(
            DoctorCode.REVIEWER_UNTRUSTED_EVENT,
            f"{workflow.path} runs on {events}, and the policy trusts {producer.name} on "
            f"{', '.join(producer.events)}: its approval never counts",
            f"let it run on {producer.events[0]}",
        )
    elif own:
        yield warning(
            DoctorCode.REVIEWER_UNTRUSTED_EVENT,
            f"{workflow.path} also runs on {', '.join(own)}: what it says then can only block",
            f"remove {', '.join(own)} from its triggers",
        )


def _hiding(workflow: Workflow, setup: Setup) -> Iterator[Finding]:
    for one in with_called(workflow, setup.readable()):
        for name, job in one.jobs.items():
            hidden = [name] if _hides(job) else []
            hidden += [
                f"{name}, step {_called(step, place)}"
                for place, step in enumerate(steps(job), 1)
                if _hides(step)
            ]
            if hidden:
                yield warning(
                    DoctorCode.REVIEWER_HIDES_FAILURE,
                    f"{one.path} says continue-on-error ({'; '.join(hidden)}): a dead reviewer looks green",
                    "remove continue-on-error; a step with `if: always()` can say that it failed",
                )


def _hides(said: Mapping[str, Json]) -> bool:
    uses = said.get("uses")
    # What fetches and keeps files for the reviewer does not review; it may find nothing to fetch.
    if isinstance(uses, str) and uses.startswith("actions/"):
        return False
    return said.get("continue-on-error", False) not in {False, "false"}


def _called(step: Mapping[str, Json], place: int) -> str:
    given = step.get("name") or step.get("id")
    return given if isinstance(given, str) else str(place)
