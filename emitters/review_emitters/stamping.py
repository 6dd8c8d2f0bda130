"""Stamping: what only code says of a document, put around what was drafted, and the outcome beside it."""

from collections.abc import Mapping
from typing import Final

from review_contract import Document
from review_contract.parsing import validate
from review_contract.safe_text import one_line
from review_contract.v1.envelope import SCHEMA_VERSION
from review_contract.v1.kinds import KINDS
from review_contract.v1.record_kinds import ExitReason, Outcome
from review_emitters.context import Context
from review_emitters.ending import Ending
from review_emitters.stages.stage import Fields, Stage

_LONGEST_LINE: Final = 500


def document_of(stage: Stage, context: Context, ending: Ending, fields: Fields, reason: str) -> Document:
    """Return the document; `fields` hold its body and its status, `reason` says why it is not completed.

    Raises:
        ContractError: the fields are no such document.
    """
    started = "/started" if fields["status"] == "started" else ""
    envelope = _envelope(stage, context, ending) | {"kind": stage.kind, "id": _id(stage, context) + started}
    if reason:
        envelope["status_reason"] = line(reason)
    if ending.usage:
        envelope["usage"] = ending.usage
    return validate(KINDS[stage.kind], envelope | fields)


def outcome_of(
    stage: Stage, context: Context, ending: Ending, said: Mapping[str, object], document: Document
) -> Outcome:
    """Return how the run ended; `said` is what the stage knows of it besides."""
    # A partial document is a run that ended well enough: what it lacks is told by the document.
    status = "completed" if document.status == "partial" else document.status
    fields: Fields = {
        "kind": "outcome",
        "id": f"{document.id}/outcome",
        "in_reply_to": document.id,
        "supersedes": (),
        "status": status,
        "exit_reason": _exit_reason(ending, document),
        **said,
    }
    if ending.usage:
        fields |= {"usage": ending.usage, "turns": ending.usage.turns}
    if ending.detail:
        fields["exit_detail"] = line(ending.detail)
    if status != "completed":
        fields |= {"status_reason": document.status_reason, "expires_at": document.expires_at}
    return validate(Outcome, _envelope(stage, context, ending) | fields)


def line(text: str) -> str:
    """Return text as one line of a document."""
    return one_line(text)[:_LONGEST_LINE].strip() or "no reason was given"


def _exit_reason(ending: Ending, document: Document) -> ExitReason:
    if ending.exit_reason != "completed" or document.status in {"completed", "partial", "started"}:
        return ending.exit_reason
    return "skipped" if document.status == "skipped" else "error"


def _envelope(stage: Stage, context: Context, ending: Ending) -> Fields:
    producer = context.producer
    if ending.model:
        producer = producer.model_copy(update={"model": ending.model})
    return {
        "schema_version": SCHEMA_VERSION,
        "stage": stage.voice,
        "in_reply_to": context.in_reply_to,
        "subject": context.subject,
        "producer": producer,
        "run": context.run,
        "round": context.round,
        "supersedes": context.supersedes,
    }


def _id(stage: Stage, context: Context) -> str:
    """Return the id of the one document that this attempt of this run makes in this round."""
    subject, run = context.subject, context.run
    attempt = f"{run.id}-{run.attempt}" if run else context.now
    about = f"{subject.number or '-'}/{(subject.head_sha or '-')[:12]}"
    return f"{stage.voice[:40]}/{about}/{context.round}/{attempt}"
