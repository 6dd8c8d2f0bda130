"""Emitting: from a stage, a model's draft and the workflow's facts to a document and all that carries it.

Pure: the same arguments give the same bytes. Whoever calls it uploads the artifacts first, then posts.
"""

from dataclasses import replace
from typing import Final, Literal, TypeAlias

from review_contract import INLINE_LIMIT, Code, ContractError, Problem
from review_contract.problems import excerpt
from review_contract.v1.base import Model
from review_contract.v1.work_kinds import CiFailureDraft
from review_emitters.carrying import emission_of
from review_emitters.context import Context
from review_emitters.emission import Emission
from review_emitters.ending import COMPLETED, Ending
from review_emitters.stages.allowed import check_allowed
from review_emitters.stages.drafts import NoticeDraft
from review_emitters.stages.stage import Fields, Stage, Stamped
from review_emitters.stages.stamps import ci_failure
from review_emitters.stamping import document_of, line, outcome_of

Unsaid: TypeAlias = Literal["started", "failed", "skipped"]

_UNTRUSTED: Final = "the draft comes from a run on {event}, which the pull request itself controls"


def emit(
    stage: Stage,
    draft: Model,
    context: Context,
    ending: Ending = COMPLETED,
    *,
    inline_limit: int = INLINE_LIMIT,
) -> Emission:
    """Return what a stage leaves behind when its model has answered.

    Raises:
        ContractError: the draft says what the stage can't say; every problem is for the model to mend.
        CompositionError: no body could be made that the reader accepts.
    """
    _check_subject(stage, context)
    check_allowed(stage, draft)
    stamped = stage.stamp(stage, draft, context)
    if stamped.failure:
        fields = _without_approval(stamped.fields)
        status, reason = "failed", stamped.failure
    else:
        fields, status, reason = _completed_or_partial(stamped, context, ending)
    document = document_of(stage, context, ending, fields | {"status": status}, reason)
    exit_reason = ending.exit_reason if stamped.exit_reason == "completed" else stamped.exit_reason
    outcome = outcome_of(stage, context, replace(ending, exit_reason=exit_reason), stamped.outcome, document)
    return emission_of(stage, document, outcome, context, inline_limit)


def emit_without_draft(
    stage: Stage, context: Context, status: Unsaid, ending: Ending, *, expires_at: str | None = None
) -> Emission:
    """Return what a stage leaves behind that has not spoken: it started, it failed, or it was skipped.

    The ending's detail says why; a started document says when its claim expires instead.
    """
    _check_subject(stage, context)
    reason = ending.detail or f"the run ended with {ending.exit_reason}"
    fields = _blank(stage, context, reason) | {"status": status}
    if expires_at:
        fields["expires_at"] = expires_at
    document = document_of(stage, context, ending, fields, "" if status == "started" else reason)
    outcome = outcome_of(stage, context, ending, {}, document)
    return emission_of(stage, document, outcome, context, INLINE_LIMIT)


def check_context(stage: Stage, context: Context) -> None:
    """Refuse a context in which the stage can say nothing at all, before a draft is blamed for it.

    Raises:
        ContractError: the subject is none that the stage speaks about, or a stamp is not what it must be.
    """
    _check_subject(stage, context)
    ending = Ending("error", "checked")
    document_of(stage, context, ending, _blank(stage, context, "checked") | {"status": "failed"}, "checked")


def _check_subject(stage: Stage, context: Context) -> None:
    type_ = context.subject.type
    if type_ not in stage.subjects:
        allowed = " or ".join(stage.subjects)
        message = f"{stage.name} speaks about {allowed}, not about {type_}; look at the event, or say which"
        raise ContractError(Problem(Code.SCHEMA_SUBJECT, "/subject/type", message))


def _completed_or_partial(
    stamped: Stamped, context: Context, ending: Ending
) -> tuple[Fields, Literal["completed", "partial"], str]:
    """Tell whether a draft is the whole answer; whatever speaks against it makes it partial, never less."""
    gaps = [*stamped.gaps, *ending.doubts]
    if ending.exit_reason != "completed":
        gaps.insert(
            0, f"the run ended with {ending.exit_reason}" + (f" ({ending.detail})" if ending.detail else "")
        )
    if not context.trusted:
        gaps.insert(0, _UNTRUSTED.format(event=excerpt(context.event)))
    if not gaps:
        return stamped.fields, "completed", ""
    fields = _without_approval(stamped.fields)
    if fields != stamped.fields:
        gaps.append("its approval is withheld")
    return fields, "partial", "; ".join(gaps)


def _without_approval(fields: Fields) -> Fields:
    return {
        name: value
        for name, value in fields.items()
        if not (name in {"verdict", "alignment"} and value == "approve")
    }


def _blank(stage: Stage, context: Context, reason: str) -> Fields:
    """Return what a document of this kind has to say although nothing was drafted."""
    if stage.kind == "review":
        return {"severity_scale": stage.scale, "findings": ()}
    if stage.kind == "critique":
        return {"severity_scale": stage.scale}
    if stage.kind == "ci_failure":
        return ci_failure(stage, CiFailureDraft(), context).fields
    if stage.kind == "notice":
        return stage.stamp(stage, NoticeDraft(message=line(reason)), context).fields
    return {}
