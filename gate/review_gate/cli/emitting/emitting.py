"""Emitting from the command line: capture, read what was said, compose, leave it behind, post it."""

import json
import os
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from review_contract import ContractError
from review_contract.safe_text import one_line
from review_emitters.adapters.repair import repair_prompt
from review_emitters.ci_triage import failed_check
from review_emitters.compose import CompositionError
from review_emitters.context import Context
from review_emitters.context_file import write_context
from review_emitters.diff import parse_diff
from review_emitters.emission import Emission, Surface
from review_emitters.emit import check_subject, emit, emit_without_draft
from review_emitters.ending import COMPLETED, Ending
from review_emitters.publishing import Session
from review_emitters.stages import Stage
from review_gate.cli.emitting.capturing import Run, context_of, run_of
from review_gate.cli.emitting.leaving import (
    add_summary,
    artifact_outputs,
    set_outputs,
    write_file,
    write_files,
)
from review_gate.cli.emitting.options import Destination, Options, Selection, Silence, Sources
from review_gate.cli.emitting.posting import post, session_for
from review_gate.cli.emitting.said import Said, what_was_said
from review_gate.cli.emitting.triage import triaged
from review_gate.cli.emitting.working import with_work
from review_gate.cli.shell import INVALID, end, read_bytes, say, warn

_DIFF_LIMIT: Final = 67_108_864


def run_emission(stage: Stage, options: Options) -> int:
    """Emit one document, and return the exit code."""
    selection, sources, silence = options.selection, options.sources, options.silence
    destination = options.destination
    try:
        run = run_of(selection)
        session = session_for(run, selection, destination)
        fresh = silence is not None and silence.status == "started"
        context = _context(stage, selection, sources, run, session, fresh=fresh)
        check_subject(stage, context)
        if destination.context_out:
            captured = write_context(context.subject, context.pull_request)
            write_file(destination.context_out, captured.encode())
        if silence:
            emission = _silent(stage, context, silence)
        else:
            context = with_work(context, options.work, run, session)
            said = triaged(context, sources, options.work) if stage.kind == "ci_failure" else None
            emission = _spoken(stage, context, said or what_was_said(stage, sources), destination)
    except (ContractError, CompositionError) as error:
        end(f"{stage.name}: {error}")
    _leave(emission, context, session, destination)
    return 0 if silence or _is_good(emission) else INVALID


def _context(
    stage: Stage, selection: Selection, sources: Sources, run: Run, session: Session | None, *, fresh: bool
) -> Context:
    if stage.kind == "ci_failure":
        check = failed_check(run.workflow.event or "", run.payload)
        chosen = replace(selection, head_sha=check.commit_sha, base_ref=check.branch)
        # What failed drafted nothing: the facts are the event's, the plan is made here.
        context = context_of(stage, replace(chosen, drafted_here=True), run, session, fresh=False)
        context = replace(context, failed_check=check)
    else:
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
    warn(f"{stage.name}: {detail}")
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
        say(emission.body)


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
    return emission.document.status in {"completed", "partial"}
