"""Stamps by kind: from a draft and the run's facts to the body of a document, and what it is worth."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from review_contract.v1.base import Model
from review_contract.v1.finding import Citation, DispositionDraft, Finding
from review_contract.v1.review_kinds import Check, CritiqueDraft, ResponseDraft, ReviewDraft
from review_contract.v1.work_kinds import ChangeDraft, CiFailureDraft, ResearchDraft
from review_emitters.context import Context
from review_emitters.coverage import coverage_of
from review_emitters.stages.drafts import (
    AuditDraft,
    DescriptionDraft,
    FixDraft,
    FixOutcome,
    NoticeDraft,
    SyncDraft,
)
from review_emitters.stages.finding_stamps import stamped_dispositions, stamped_findings
from review_emitters.stages.stage import Fields, Stage, Stamped

FLAG_CAPS: Final[Mapping[str, str]] = {
    "anti-pattern-conflict": "medium",
    "material-disagreement": "low",
    "new-infrastructure": "low",
}
"""How sure a research may be at most that has to raise this flag."""

_LONGEST_PROSE: Final = 20_000
_RANKS: Final = ("low", "medium", "high")


def as_said(_: Stage, draft: Model, __: Context) -> Stamped:
    """Stamp a draft whose fields are the document's."""
    return Stamped(_said(draft))


def review(stage: Stage, draft: ReviewDraft, context: Context) -> Stamped:
    """Stamp a review: findings named, counted, and covered only by the diff that was supplied."""
    findings = stamped_findings(stage, draft.findings, context)
    fields = _said(draft) | {
        "severity_scale": stage.scale,
        "findings": findings,
        "dispositions": stamped_dispositions(draft.dispositions, context.subject.head_sha),
        "counts": _counts(stage.scale, findings),
    }
    fields.pop("not_reviewed", None)
    gaps = _unanswered(stage, draft)
    if context.diff is None:
        return Stamped(fields, (*gaps, "no diff was supplied, so nothing is known to be covered"))
    coverage, problems = coverage_of(context.diff, draft.not_reviewed, context.pull_request.changed_files)
    fields["coverage"] = coverage
    unknown = (f"{len(problems)} files said to be left out are not in the diff",) if problems else ()
    return Stamped(fields, (*gaps, *unknown))


def audit(stage: Stage, draft: AuditDraft, context: Context) -> Stamped:
    """Stamp an audit: every category is answered, by findings or by evidence that it is clean."""
    found = {finding.category for finding in draft.findings}
    clean = {one.category: one.evidence for one in draft.verified_clean}
    answers = [_audited(category, category in found, clean.get(category)) for category in stage.categories]
    checks = tuple(answer for answer in answers if answer)
    shared = AuditDraft.model_fields.keys() & ReviewDraft.model_fields.keys()
    plain = ReviewDraft(checks=checks, **{name: getattr(draft, name) for name in shared})
    stamped = review(stage, plain, context)
    silent = [one for one in stage.categories if one not in found and one not in clean]
    gaps = (f"no finding and no evidence for: {', '.join(silent)}",) if silent else ()
    return Stamped(stamped.fields, (*stamped.gaps, *gaps))


def _audited(category: str, found: bool, evidence: Sequence[Citation] | None) -> Check | None:  # noqa: FBT001
    name = f"category-{category.lower()}"
    if found:
        return Check(name=name, answer="fail")
    if evidence is None:
        return None
    note = "\n\n".join(citation.text for citation in evidence)[:_LONGEST_PROSE].strip()
    return Check(name=name, answer="pass", note=note)


def critique(stage: Stage, draft: CritiqueDraft, context: Context) -> Stamped:
    """Stamp a critique: what the review missed is named like findings, apart from the review's own."""
    missed = stamped_findings(stage, draft.missed_findings, context, letter="m")
    answers = stamped_dispositions(draft.dispositions, context.subject.head_sha)
    fields = {"severity_scale": stage.scale, "missed_findings": missed, "dispositions": answers}
    return Stamped(_said(draft) | fields)


def response(_: Stage, draft: ResponseDraft, context: Context) -> Stamped:
    """Stamp a reviewer's answer."""
    answers = stamped_dispositions(draft.dispositions, context.subject.head_sha)
    return Stamped(_said(draft) | {"dispositions": answers})


def research(_: Stage, draft: ResearchDraft, __: Context) -> Stamped:
    """Stamp a research: flags cap the confidence, whatever the model rated."""
    caps = [FLAG_CAPS.get(flag.name, "low") for flag in draft.flags]
    fields = _said(draft)
    fields["flags"] = [
        {"name": flag.name, "reason": flag.reason, "caps_at": cap}
        for flag, cap in zip(draft.flags, caps, strict=True)
    ]
    if draft.confidence is not None:
        fields["confidence"] = min((draft.confidence, *caps), key=_RANKS.index)
    return Stamped(fields)


def change(_: Stage, draft: ChangeDraft, context: Context) -> Stamped:
    """Stamp what a stage that writes code did: only what the remote shows was pushed, opened or fixed."""
    return _changed(_said(draft), draft.dispositions, context, held=draft.held_reason is not None)


def fix(_: Stage, draft: FixDraft, context: Context) -> Stamped:
    """Stamp what a fixer did about each finding."""
    fields: Fields = {"summary": draft.summary} if draft.summary else {}
    return _changed(fields, [_disposition(one) for one in draft.outcomes], context, held=False)


def sync(stage: Stage, draft: SyncDraft, context: Context) -> Stamped:
    """Stamp a sync: the change in the document, the attempt in the outcome."""
    plain = ChangeDraft.model_validate({name: getattr(draft, name) for name in ChangeDraft.model_fields})
    stamped = change(stage, plain, context)
    target = {"name": draft.target_name, "version": draft.target_version}
    attempt: Fields = {
        "attempt_type": draft.attempt_type,
        "highest_step": draft.highest_step,
        "target": {name: value for name, value in target.items() if value},
    }
    unfinished = ("the pull request is unfinished work",) if context.opened and context.opened.wip else ()
    return replace(stamped, gaps=(*stamped.gaps, *unfinished), outcome=attempt | stamped.outcome)


def description(_: Stage, draft: DescriptionDraft, __: Context) -> Stamped:
    """Stamp the description of a pull request, which changes nothing but itself."""
    return Stamped({"action": "none", "summary": draft.description})


def ci_failure(_: Stage, draft: CiFailureDraft, context: Context) -> Stamped:
    """Stamp a failed check: the facts are the event's, the plan is optional.

    Raises:
        ValueError: the context knows of no failed check.
    """
    check = context.failed_check
    if check is None:
        raise ValueError("a CI failure is emitted on the event of a failed check; the context names none")
    fields: Fields = {"branch": check.branch, "check_name": check.check_name, "url": check.url}
    if check.workflow:
        fields["workflow"] = check.workflow
    plan = {"plan": draft.plan} if draft.plan else {}
    return Stamped(fields | plan | {"enriched": draft.plan is not None})


def notice(reason: str, draft: NoticeDraft) -> Stamped:
    """Stamp what a person should see; why it is said is the stage's."""
    return Stamped({"reason": reason, "message": draft.message, "refers_to": draft.refers_to})


def _changed(
    fields: Fields, dispositions: Sequence[DispositionDraft], context: Context, *, held: bool
) -> Stamped:
    push, opened = context.push, context.opened
    landed = push is not None and push.landed(context.subject.head_sha)
    commits = push.commits if push and landed else ()
    fields |= {"dispositions": stamped_dispositions(dispositions, commits[-1] if commits else None)}
    if commits:
        fields["commits"] = commits
    if opened:
        fields["pull_request"] = opened.number
    claimed = any(one.action == "fixed" for one in dispositions)
    if (claimed or (push and push.commits)) and not landed:
        failure = "stuck: what it says that it pushed is not the head of the remote branch"
        return Stamped(fields | {"action": "none"}, (), "stuck", failure)
    if held:
        return Stamped(fields | {"action": "held"}, (), "held")
    action = "opened" if opened else "pushed" if commits else "none"
    return Stamped(fields | {"action": action}, outcome=_deliverable(context))


def _deliverable(context: Context) -> Fields:
    opened = context.opened
    if opened is None:
        return {}
    name = context.subject.repository.full_name
    kind = "wip_pull_request" if opened.wip else "pull_request"
    return {"deliverable": {"type": kind, "url": f"{context.server_url}/{name}/pull/{opened.number}"}}


def _disposition(outcome: FixOutcome) -> DispositionDraft:
    action = "fixed" if outcome.status == "fixed" else "could_not_fix"
    reason = f"A hook blocked it. {outcome.reason}" if outcome.status == "hook_blocked" else outcome.reason
    evidence = [{"text": outcome.hook_output}] if outcome.hook_output else []
    said = {
        "finding_id": outcome.finding_id,
        "action": action,
        "justification": reason[:_LONGEST_PROSE],
        "evidence": evidence,
    }
    return DispositionDraft.model_validate(said)


def _unanswered(stage: Stage, draft: ReviewDraft) -> tuple[str, ...]:
    """Say which declared checks have no answer, and which an approval contradicts."""
    answers = {check.name: check.answer for check in draft.checks}
    missing = [check.name for check in stage.checks if check.name not in answers]
    failed = [check.name for check in stage.checks if answers.get(check.name) == "fail"]
    gaps = [f"checks not answered: {', '.join(missing)}"] if missing else []
    if failed and draft.verdict == "approve":
        gaps.append(f"it approves although checks fail: {', '.join(failed)}")
    return tuple(gaps)


def _counts(scale: Sequence[str], findings: Sequence[Finding]) -> dict[str, int]:
    found = Counter(finding.severity for finding in findings)
    return {name: found[name] for name in scale}


def _said(draft: Model) -> Fields:
    """Return what a draft says, its values as they are."""
    defaults = {name: field.default for name, field in type(draft).model_fields.items()}
    return {name: value for name, value in dict(draft).items() if value != defaults[name]}
