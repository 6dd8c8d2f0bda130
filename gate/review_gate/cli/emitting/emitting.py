"""Emitting from the command line: capture, read what was said, compose, leave it behind, post it."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from review_contract import ContractError
from review_contract.safe_text import for_log_lines, one_line
from review_emitters.adapters.repair import repair_prompt
from review_emitters.ci_triage import failed_check
from review_emitters.compose import CompositionError
from review_emitters.context import Context
from review_emitters.context_file import write_context
from review_emitters.diff import parse_diff
from review_emitters.emission import Emission, Surface
from review_emitters.emit import check_context, emit, emit_without_draft
from review_emitters.ending import COMPLETED, Ending
from review_emitters.publishing import PublishCode, PublishError, Session
from review_emitters.stages import Stage
from review_gate.cli.emitting.capturing import Run, context_of, placed, run_of
from review_gate.cli.emitting.leaving import (
    add_summary,
    artifact_outputs,
    write_file,
    write_files,
)
from review_gate.cli.emitting.options import Destination, Options, Silence
from review_gate.cli.emitting.posting import post, session_for
from review_gate.cli.emitting.said import Said, what_was_said
from review_gate.cli.emitting.triage import triaged
from review_gate.cli.emitting.working import with_work
from review_gate.cli.shell import INVALID, end, read_bytes, say, warn
from review_gate.cli.step import set_outputs

_DIFF_LIMIT: Final = 67_108_864


def run_emission(stage: Stage, options: Options) -> int:
    """Emit one document, and return the exit code."""
    destination = options.destination
    try:
        run = run_of(options.selection)
        session = session_for(run, options.selection, destination)
        context = _context(stage, options, run, session)
        check_context(stage, context)
        if destination.context_out:
            captured = write_context(context.subject, context.pull_request)
            write_file(destination.context_out, captured.encode())
        context = with_work(context, options.work, run, session)
        emission = _left(stage, context, session, destination, _composer(stage, options, context))
    except (ContractError, CompositionError, PublishError) as error:
        if stage.surface is Surface.PULL_REQUEST_BODY:
            warn(f"the description stays as it is: {error}")
            return 0
        end(f"{stage.name}: {error}")
    return 0 if options.silence or _is_good(emission) else INVALID


def _composer(stage: Stage, options: Options, context: Context) -> Callable[[Context], Emission]:
    """Return what makes the emission in a context: what was said is read once, whatever place it takes."""
    silence = options.silence
    if silence:
        return lambda placed: _silent(stage, placed, silence)
    triage = triaged(context, options.sources, options.work) if stage.kind == "ci_failure" else None
    said = triage or what_was_said(stage, options.sources)
    return lambda placed: _spoken(stage, placed, said, options.destination)


def _left(
    stage: Stage,
    context: Context,
    session: Session | None,
    destination: Destination,
    compose: Callable[[Context], Emission],
) -> Emission:
    """Return the emission after leaving it behind; one whose place another run took is composed once more."""
    for again in (True, True, False):
        emission = compose(context)
        try:
            _leave(emission, context, session, destination)
        except PublishError as error:
            if session is None or error.code is not PublishCode.PLACE_MOVED or not again:
                raise
            context = placed(stage, context, session)
        else:
            break
    return emission


def _context(stage: Stage, options: Options, run: Run, session: Session | None) -> Context:
    selection, sources = options.selection, options.sources
    if stage.kind == "ci_failure":
        check = failed_check(run.workflow.event or "", run.payload)
        chosen = replace(selection, head_sha=check.commit_sha, base_ref=check.branch)
        # What failed drafted nothing: the facts are the event's, the plan is made here.
        context = context_of(stage, replace(chosen, drafted_here=True), run, session, fresh=False)
        context = replace(context, failed_check=check)
    else:
        fresh = options.silence is not None and options.silence.status == "started"
        context = context_of(stage, selection, run, session, fresh=fresh)
    if sources.diff is None:
        return context
    return replace(context, diff=parse_diff(read_bytes(sources.diff, _DIFF_LIMIT)))


def _silent(stage: Stage, context: Context, silence: Silence) -> Emission:
    """Return the document of a stage that says nothing."""
    if silence.status == "started":
        over = datetime.fromisoformat(context.now) + timedelta(minutes=silence.expires_in)
        expires_at = over.strftime("%Y-%m-%dT%H:%M:%SZ")
        return emit_without_draft(stage, context, "started", COMPLETED, expires_at=expires_at)
    ending = Ending("skipped" if silence.status == "skipped" else "error", one_line(silence.reason))
    return emit_without_draft(stage, context, silence.status, ending)


def _spoken(stage: Stage, context: Context, said: Said, destination: Destination) -> Emission:
    """Return what the stage said; a draft that can't be used goes back to its model, or fails honestly."""
    problems, detail = said.problems, said.ending.detail or "the model left no draft"
    if said.draft is not None:
        try:
            return emit(stage, said.draft, context, said.ending)
        except ContractError as error:
            problems, detail = error.problems, f"the draft is refused: {error}"
    mendable = said.ending.exit_reason in {"completed", "invalid_output"}
    if problems and mendable and destination.repair_prompt:
        write_file(destination.repair_prompt, repair_prompt(problems, stage=stage.name).encode())
        end(f"{stage.name}: {detail}; what to tell the model is in {destination.repair_prompt}")
    reason = said.ending.exit_reason if said.draft is None else "invalid_output"
    return emit_without_draft(
        stage, context, "failed", replace(said.ending, exit_reason=reason, detail=one_line(detail))
    )


def _leave(emission: Emission, context: Context, session: Session | None, destination: Destination) -> None:
    """Leave everything behind that was asked for; whatever is posted lies in files first."""
    captured_body = context.pull_request.description
    folder = destination.out or _fallback_folder(emission, destination)
    if folder:
        write_files(folder, emission, captured_body)
        set_outputs(artifact_outputs(folder, emission))
    set_outputs(emission.outputs)
    add_summary(emission)
    if destination.dry_run:
        _print_plan(emission, destination)
    elif destination.post and session:
        post(session, emission, captured_body, destination, folder)
    elif not destination.out:
        say(for_log_lines(emission.body))


def _fallback_folder(emission: Emission, destination: Destination) -> Path | None:
    """Return where a posted document is kept, so that a failure to post loses nothing."""
    temporary = os.environ.get("RUNNER_TEMP")
    if not destination.post or not temporary:
        return None
    return Path(temporary) / "review-contract" / emission.document.stage


def _print_plan(emission: Emission, destination: Destination) -> None:
    from review_emitters.publishing import planned
    from review_gate.cli.emitting.posting import receipts_of

    requests = [asdict(request) for request in planned(emission, receipts_of(destination))]
    # One JSON text of ASCII: nothing in it is obeyed by a terminal or by the runner.
    text = json.dumps({"schema_version": "1.0", "requests": requests}, ensure_ascii=True, indent=2)
    say(text.replace("##[", "#\\u0023["))


def _is_good(emission: Emission) -> bool:
    """Tell whether the stage spoke; a description that failed fails nothing."""
    if emission.surface is Surface.PULL_REQUEST_BODY:
        return True
    document = emission.document
    if document.status == "failed" and document.status_reason:
        warn(f"{document.stage} failed: {document.status_reason}")
    return document.status in {"completed", "partial"}
