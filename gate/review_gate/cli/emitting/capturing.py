"""The context of a command line's emission: options, the Actions environment, the event, and the API."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from review_contract.parsing import validate
from review_contract.safe_text import one_line
from review_contract.v1.envelope import Producer, Repository, Subject
from review_emitters.actions import About, Workflow, about, repository_of, speaker, workflow_of
from review_emitters.context import Context, PullRequestFacts
from review_emitters.context_file import parse_context
from review_emitters.stages import Stage
from review_gate.cli.emitting.options import Selection
from review_gate.cli.shell import read_bytes

if TYPE_CHECKING:
    from review_emitters.publishing import Session

_MAX_PAYLOAD = 26_214_400
"""Largest payload of an event, in bytes: GitHub's webhooks end at 25 MB."""


@dataclass(frozen=True, slots=True)
class Run:
    """The run that the command is part of."""

    workflow: Workflow
    payload: Mapping[str, object]
    now: str


def run_of(selection: Selection) -> Run:
    """Return the run: the environment, the event's payload and the clock are read here, once."""
    payload = _payload(selection.event_file)
    workflow = workflow_of(os.environ, selection.repository)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: TID251 - the shell reads the clock, once
    return Run(workflow, payload, now)


def context_of(
    stage: Stage, selection: Selection, run: Run, session: "Session | None", *, fresh: bool
) -> Context:
    """Return the context of an emission.

    `fresh` lets the head be the one that the API names now: right at a run's start, wrong at its end.
    """
    subject, facts = _subject(stage, selection, run, session, fresh=fresh)
    context = Context(
        subject=subject,
        producer=validate(Producer, {"name": selection.producer}),
        run=run.workflow.run,
        round=1 if selection.round is None else selection.round,
        now=run.now,
        server_url=run.workflow.server_url,
        event=speaker(run.workflow, run.payload, drafted_here=selection.drafted_here),
        pull_request=facts,
        in_reply_to=selection.in_reply_to,
        own_id=session.own_id if session else selection.own_id,
        reviews=selection.reviews.value,
    )
    return placed(stage, context, session) if session else context


def _subject(
    stage: Stage, selection: Selection, run: Run, session: "Session | None", *, fresh: bool
) -> tuple[Subject, PullRequestFacts]:
    if selection.context_file is not None:
        captured = parse_context(read_bytes(selection.context_file, _MAX_PAYLOAD))
        _refuse_another(captured.subject, selection, run)
        return captured.subject, captured.facts
    said = _about(stage, selection, run)
    if session is not None and said.number is not None:
        from review_emitters.publishing import capture_issue_subject, capture_pull_request

        if said.type == "pull_request" and said.head_sha is None and not fresh:
            raise typer.BadParameter(_NO_HEAD)
        repository = run.workflow.repository
        if said.type == "issue":
            return capture_issue_subject(session, repository, said.number)
        head_sha = None if fresh else said.head_sha
        return capture_pull_request(session, repository, said.number, head_sha=head_sha)
    return _offline(selection, run, said), said.facts


_NO_HEAD = (
    "which commit was worked on is not known: say --head-sha, or give the --context file of the run's "
    "first step (emit STAGE --started --context-out FILE)"
)


def _refuse_another(captured: Subject, selection: Selection, run: Run) -> None:
    """Refuse a context file that is about something else than the options and the environment name."""
    named = {
        "the repository": (run.workflow.repository, captured.repository.full_name),
        "--pr": (selection.pull_request, captured.number if captured.type == "pull_request" else None),
        "--issue": (selection.issue, captured.number if captured.type == "issue" else None),
        "--head-sha": (selection.head_sha, captured.head_sha),
    }
    for name, (said, found) in named.items():
        if said is not None and said != found:
            raise typer.BadParameter(
                f"{name} is {one_line(str(said))!r}, the context file is about {found!r}"
            )


def _about(stage: Stage, selection: Selection, run: Run) -> About:
    """Return what the options name, else what the event is about, else the commit of a failed check."""
    if selection.pull_request is not None and selection.issue is not None:
        raise typer.BadParameter("say one of --pr and --issue")
    from_event = about(run.payload)
    if selection.pull_request is not None:
        same = from_event if from_event and from_event.number == selection.pull_request else None
        said = same or About("pull_request", selection.pull_request)
    elif selection.issue is not None:
        said = About("issue", selection.issue)
    elif from_event is not None:
        said = from_event
    elif "ref" in stage.subjects:
        said = About("ref")
    else:
        raise typer.BadParameter("the event is about no pull request or issue; say --pr or --issue")
    return replace(
        said, head_sha=selection.head_sha or said.head_sha, base_ref=selection.base_ref or said.base_ref
    )


def _offline(selection: Selection, run: Run, said: About) -> Subject:
    repository = repository_of(run.payload, run.workflow)
    if repository is None:
        raise typer.BadParameter(
            "the repository's id is not known; set GITHUB_REPOSITORY_ID, or give --event"
        )
    return subject_of(repository, said, selection.merge_base_sha)


def subject_of(repository: Repository, said: About, merge_base_sha: str | None) -> Subject:
    """Return the subject of what the options and the event say alone."""
    fields: dict[str, object] = {"repository": repository, "type": said.type}
    if said.type != "ref":
        fields["number"] = said.number
    if said.type != "issue":
        fields |= {"head_sha": said.head_sha, "base_ref": said.base_ref, "merge_base_sha": merge_base_sha}
    return validate(Subject, fields)


def placed(stage: Stage, context: Context, session: "Session") -> Context:
    """Return the context with the document's place in its stage's chain, read from the conversation."""
    if context.subject.number is None:
        return context
    from review_emitters.publishing import capture_place

    place, earlier = capture_place(session, context.subject, stage.voice, stage.kind)
    return replace(context, round=place.round, supersedes=place.supersedes, earlier_findings=earlier)


def _payload(path: Path | None) -> Mapping[str, object]:
    """Return the event's payload; without a file there is none."""
    named = path or (Path(given) if (given := os.environ.get("GITHUB_EVENT_PATH")) else None)
    if named is None:
        return {}
    try:
        value = json.loads(read_bytes(named, _MAX_PAYLOAD))
    except (ValueError, RecursionError):
        raise typer.BadParameter(f"the event's payload {named} is not JSON") from None
    if not isinstance(value, dict):
        raise typer.BadParameter(f"the event's payload {named} is no JSON object")
    return cast("Mapping[str, object]", value)
