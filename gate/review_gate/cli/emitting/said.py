"""What the model said: the draft from wherever it lies, and how the run that made it ended."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typer

from review_contract import Code, ContractError, Problem
from review_contract.safe_text import one_line
from review_contract.v1.base import Model
from review_contract.v1.record_kinds import ExitReason
from review_contract.v1.review_kinds import ReviewDraft
from review_emitters.adapters.answers import Draft, NoDraft, choose_draft, draft_from_json, draft_from_text
from review_emitters.adapters.execution_file import RunReport, read_execution_file
from review_emitters.adapters.security_review import read_security_review
from review_emitters.ending import Ending
from review_emitters.merging import merge_drafts
from review_emitters.stages import Stage
from review_gate.cli.emitting.options import DraftFormat, Sources
from review_gate.cli.shell import MAX_INPUT, read_bytes, warn

_LONGEST_DRAFT: Final = 1_048_576
_DERIVED: Final = "the draft was found in an answer in prose, not given as structured output"


@dataclass(frozen=True, slots=True)
class Said:
    """A draft, or why there is none; and how the run ended."""

    draft: Model | None
    ending: Ending
    problems: tuple[Problem, ...] = ()
    """What is wrong with what the model said: it goes back to the model."""


def what_was_said(stage: Stage, sources: Sources) -> Said:
    """Return what the model said, by the strongest source that says anything."""
    report = _report(sources)
    doubts: tuple[str, ...] = ()
    if sources.drafts:
        found, doubts = _from_files(stage, sources)
    else:
        found = _from_run(stage, sources, report)
    if isinstance(found, NoDraft):
        return Said(None, _ending(report, found), found.problems)
    return Said(found.value, _ending(report, found, doubts))


def _report(sources: Sources) -> RunReport | None:
    path = sources.execution_file
    if path is None:
        return None
    there = str(path) == "-" or path.exists()
    return read_execution_file(read_bytes(path) if there else None, max_turns=sources.max_turns)


def _from_run(stage: Stage, sources: Sources, report: RunReport | None) -> Draft[Model] | NoDraft:
    name = sources.structured_output_env
    said = os.environ.get(name) if name else None
    if report is None and name is None:
        raise typer.BadParameter(
            "say where the draft is: --draft, --structured-output-env or --execution-file"
        )
    return choose_draft(stage.draft, structured_output=said, report=report, text=None)


def _from_files(stage: Stage, sources: Sources) -> tuple[Draft[Model] | NoDraft, tuple[str, ...]]:
    """Return the draft of one file, or of several auditors as one, and what is missing of it.

    An auditor's draft that can't be read is told and left out, whichever it is: what that auditor may have
    found is not known, so the whole is not complete; what the others found stays.
    """
    read = [_read(stage, path, sources.draft_format) for path in sources.drafts]
    heard = [one for one in read if not isinstance(one, NoDraft)]
    lost = [one for one in read if isinstance(one, NoDraft)]
    if not heard:
        return lost[0], ()
    doubts = [doubt for _, said in heard for doubt in said]
    if lost:
        doubts.append(f"{len(lost)} of {len(read)} auditors left no draft that can be read")
    for path, one in zip(sources.drafts, read, strict=True):
        if isinstance(one, NoDraft):
            warn(f"{path} is left out: {one.detail}")
    drafts = [draft for draft, _ in heard]
    return (_merged(stage, drafts) if len(drafts) > 1 else drafts[0]), tuple(doubts)


def _refused(detail: str, error: ContractError) -> NoDraft:
    return NoDraft("invalid_output", one_line(detail)[:500], error.problems)


def _merged(stage: Stage, drafts: Sequence[Draft[Model]]) -> Draft[Model] | NoDraft:
    from review_emitters.stages.audits import as_audit, as_review

    reviews = [as_review(draft.value) for draft in drafts]
    known = [review for review in reviews if review is not None]
    if len(known) != len(drafts):
        raise typer.BadParameter(f"only reviews can be merged; {stage.name} takes one --draft")
    try:
        merged: ReviewDraft = merge_drafts(known, stage.scale)
    except ContractError as error:
        return _refused(f"the drafts can't be merged: {error}", error)
    return Draft(as_audit(merged, [draft.value for draft in drafts]), any(draft.derived for draft in drafts))


def _read(stage: Stage, path: Path, form: DraftFormat) -> tuple[Draft[Model], tuple[str, ...]] | NoDraft:
    """Return the draft in a file and what the file itself says that it lacks, or why there is none."""
    if str(path) != "-" and not path.exists():
        return NoDraft("never_ran", one_line(f"there is no file {path}: the model left no draft")[:500])
    data = read_bytes(path, MAX_INPUT)
    try:
        return _parsed(stage, data, form)
    except ContractError as error:
        return _refused(f"the draft is refused: {error}", error)


def _parsed(stage: Stage, data: bytes, form: DraftFormat) -> tuple[Draft[Model], tuple[str, ...]]:
    if len(data) > _LONGEST_DRAFT:
        message = f"{len(data):,} bytes; the limit is {_LONGEST_DRAFT:,}"
        raise ContractError(Problem(Code.JSON_SIZE, "", message))
    if form is DraftFormat.SECURITY_REVIEW:
        analysis = read_security_review(data)
        doubts = (analysis.partial_reason,) if analysis.partial_reason else ()
        return draft_from_json(stage.draft, analysis.draft), doubts
    if data.lstrip(b" \t\r\n")[:1] == b"{":
        return draft_from_json(stage.draft, data), ()
    return draft_from_text(stage.draft, data.decode("utf-8", "replace")), ()


def _ending(report: RunReport | None, found: Draft[Model] | NoDraft, missing: tuple[str, ...] = ()) -> Ending:
    usage, model = (report.usage, report.model) if report else (None, None)
    if isinstance(found, NoDraft):
        return Ending(_why(report, found), found.detail, usage, model)
    doubts = (*((_DERIVED,) if found.derived else ()), *(report.doubts if report else ()), *missing)
    if report is None or report.completed:
        return Ending("completed", None, usage, model, doubts)
    return Ending(report.exit_reason, report.detail and one_line(report.detail), usage, model, doubts)


def _why(report: RunReport | None, found: NoDraft) -> ExitReason:
    """Return how a run without a draft ended: what was denied explains silence, not a draft that is none."""
    silent = found.exit_reason == "invalid_output" and not found.problems
    return "permission_denied" if silent and report and report.denied_tools else found.exit_reason
