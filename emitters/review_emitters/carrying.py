"""Carrying: the bodies, comments, artifacts and step outputs of a document."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from review_contract import INLINE_LIMIT, Block, Document, artifact_name, payload, read, sha256
from review_contract.safe_text import for_log_lines
from review_contract.v1.finding import Disposition, Finding
from review_contract.v1.record_kinds import Outcome
from review_contract.v1.review_kinds import Review
from review_contract.v1.work_kinds import Change, CiFailure
from review_emitters.anchors import Anchor, split_by_anchor
from review_emitters.ci_triage import instructions
from review_emitters.compose import BODY_LIMIT, compose, fitting
from review_emitters.context import Context
from review_emitters.emission import Emission, InlineComment, Reply, Surface
from review_emitters.pull_request_body import described
from review_emitters.rendering.findings import details, reply
from review_emitters.rendering.kinds import View, check_of
from review_emitters.rendering.page import page
from review_emitters.rendering.places import places_of
from review_emitters.rendering.prose import inline
from review_emitters.review_event import review_event
from review_emitters.stages.stage import Stage

_CUT_COMMENT: Final = "\n\n*The rest was cut: it would not fit. The stage's document says all of it.*\n"


def emission_of(
    stage: Stage, document: Document, outcome: Outcome, context: Context, inline_limit: int
) -> Emission:
    """Return a document with everything that carries it.

    Raises:
        CompositionError: no body could be made that the reader accepts.
    """
    event, note = review_event(document, context)
    surface = _surface(stage, document)
    on_review = surface is Surface.REVIEW
    notes = (f"*{note}*",) if note and on_review else ()
    view = _view(stage, document, context)
    findings = document.findings if isinstance(document, Review) else ()
    anchored, unanchored = split_by_anchor(findings, context.diff if on_review else None)
    comments = tuple(_inline_comment(finding, anchor, view) for finding, anchor in anchored)
    on_lines = replace(view, on_lines=frozenset(one.finding_id for one in comments))
    shown, kept = described(document, page(document, stage.title, view, notes=notes), stage, context)
    body = compose(document, shown, inline_limit=inline_limit, kept=kept)
    in_review = page(document, stage.title, on_lines, notes=notes)
    return Emission(
        document=document,
        outcome=outcome,
        surface=surface,
        body=body,
        review_body=compose(document, in_review, inline_limit=inline_limit),
        inline_comments=comments,
        unanchored=tuple(one.id for one in unanchored),
        artifacts=_artifacts(document, body, outcome),
        outputs=_outputs(document, outcome),
        review_event=event,
        replies=_replies(document, view),
    )


def _surface(stage: Stage, document: Document) -> Surface:
    """Return where a document is posted; what says nothing is no review, which would start other stages."""
    silent = document.status in {"started", "failed", "skipped"}
    return Surface.COMMENT if silent and stage.surface is Surface.REVIEW else stage.surface


def _view(stage: Stage, document: Document, context: Context) -> View:
    groups = stage.categories if stage.by_category else stage.scale
    return View(places_of(document, context.server_url), groups, stage.by_category)


def _inline_comment(finding: Finding, anchor: Anchor, view: View) -> InlineComment:
    text = f"**{inline(finding.severity)}: {inline(finding.title)}**\n\n"
    text += details(finding, view.places, by_category=False, place=False)
    return InlineComment(
        finding_id=finding.id,
        path=anchor.path,
        body=fitting(text, BODY_LIMIT, _CUT_COMMENT),
        line=anchor.line,
        side=anchor.side,
        start_line=anchor.start_line,
    )


def _replies(document: Document, view: View) -> tuple[Reply, ...]:
    answered: Sequence[Disposition] = document.dispositions if isinstance(document, Change) else ()
    return tuple(
        Reply(one.finding_id, fitting(reply(one, view.places), BODY_LIMIT, _CUT_COMMENT)) for one in answered
    )


def _artifacts(document: Document, body: str, outcome: Outcome) -> dict[str, bytes]:
    """Return what is to be uploaded: what the comment carries, what it points to, and the outcome."""
    block = cast("Block", read(body))
    carried = (payload(block.document), payload(document), payload(outcome))
    return {artifact_name(sha256(data)): data for data in carried}


def _outputs(document: Document, outcome: Outcome) -> dict[str, str]:
    """Return the step outputs: each one line of ASCII, but the instructions of a CI triage."""
    data = payload(document)
    outputs = {
        "kind": document.kind,
        "stage": document.stage,
        "status": document.status,
        "round": str(document.round),
        "head-sha": document.subject.head_sha or "",
        "exit-reason": outcome.exit_reason or "",
        "digest": sha256(data),
        "document": data.decode("ascii") if len(data) <= INLINE_LIMIT else "",
        "findings-total": str(len(getattr(document, "findings", ()))),
    }
    for name in ("verdict", "alignment", "confidence", "classification", "action"):
        outputs[name] = str(getattr(document, name, None) or "")
    if isinstance(document, CiFailure):
        outputs["instructions"] = for_log_lines(instructions(check_of(document), document.plan).text)
    return outputs
