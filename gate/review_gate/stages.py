"""Stages: for each that the policy names, what its tip says about this head and what that is worth."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from review_contract import Pointer
from review_contract.problems import excerpt
from review_contract.v1.kinds import Document
from review_contract.v1.record_kinds import Notice
from review_contract.v1.review_kinds import Advice, Coverage, Critique, Response, Review
from review_contract.v1.text import moment
from review_gate.blocking import may_hide_grave
from review_gate.chain import Chain, Link
from review_gate.evidence import Evidence
from review_gate.findings import Standing
from review_gate.globs import matches
from review_gate.policy import Policy, Stage
from review_gate.reasons import PRECEDENCE, GateCode, Reason
from review_gate.refusals import refusal_of, standing_requests
from review_gate.selection.candidate import Candidate

_RERUN: Final = "re-run the stage"


def stage_reason(
    policy: Policy, evidence: Evidence, stage: Stage, chain: Chain, findings: Sequence[Standing]
) -> Reason:
    """Return the node of one stage: satisfied, blocking, in error, or awaited and since when."""
    said = [*_errors(chain), *standing_requests(chain), *_said(policy, stage, evidence, chain, findings)]
    if not said:
        said = [_silent(stage, evidence)]
    if not stage.required:
        said = [_tolerated(reason) for reason in said]
    reason = said[0] if len(said) == 1 else _several(stage, said)
    asked = [one.since for one in evidence.awaited if one.stage == stage.name]
    since = min(asked, key=moment, default=evidence.subject.head_seen_at)
    return overdue(policy, evidence, since, reason)


def overdue(policy: Policy, evidence: Evidence, since: str | None, reason: Reason) -> Reason:
    """Return a pending node saying since when it is so; past the policy's timeout, awaiting is an error."""
    if reason.conclusion != "pending" or since is None:
        return reason
    sentence = f"{reason.sentence}; awaited since {since}"
    limit = policy.timeouts.pending
    if moment(evidence.observed_at) - moment(since) <= timedelta(minutes=limit):
        return replace(reason, sentence=sentence)
    sentence += f", longer than the policy's {limit} minutes"
    return replace(reason, code=GateCode.TIMEOUT, conclusion="error", sentence=sentence, reasons=(reason,))


def _tolerated(reason: Reason) -> Reason:
    """Let a stage that is not required be silent, late or unsure; what it found, or may have found, stays."""
    if reason.conclusion != "pending" or reason.code == GateCode.EVIDENCE_EXPIRED:
        return reason
    return replace(
        reason, conclusion="pass", sentence=f"{reason.sentence}, and is not required", remedy="", reasons=()
    )


def notice_reasons(found: Sequence[Candidate]) -> Iterator[Reason]:
    """Return a node for every notice on this head that asks for a person, or may have and can't be read."""
    standing = [(one.document, one.url) for one in found if one.stands]
    asking: dict[str, tuple[Notice, str | None]] = {}
    for document, url in standing:
        if isinstance(document, Notice) and document.reason in {"needs_human", "cap_reached"}:
            asking.setdefault(document.id, (document, url))
        elif isinstance(document, Pointer) and document.kind == "notice":
            sentence = f"{document.stage} left a notice whose artifact is gone or was not read"
            yield Reason(GateCode.EVIDENCE_EXPIRED, "pending", sentence, _RERUN, url=url)
    for notice, url in asking.values():
        sentence = f"{notice.stage} asks for a person ({notice.reason}): {notice.message}"
        yield Reason(GateCode.NEEDS_HUMAN, "fail", sentence, "a person decides, then pushes", url=url)


def _several(stage: Stage, said: Sequence[Reason]) -> Reason:
    first = min(said, key=lambda reason: PRECEDENCE.index(reason.conclusion))
    sentence = f"{stage.name}: {len(said)} reasons"
    return Reason(first.code, first.conclusion, sentence, first.remedy, url=first.url, reasons=tuple(said))


def _errors(chain: Chain) -> Iterator[Reason]:
    remedy = "delete nothing; push a new commit, or re-run the stage with the emitter, which links rounds"
    for fault in chain.faults:
        yield Reason(fault.code, "error", f"{chain.stage}: {fault.sentence}", remedy)


def _lost(policy: Policy, stage: Stage, chain: Chain) -> Iterator[Reason]:
    """Yield the artifacts that are gone: of one that was replaced only what may have blocked is missed."""
    for link in chain.links:
        pointer = link.document
        if not isinstance(pointer, Pointer):
            continue
        # A change may have been held; what somebody else may have pointed to may have been anything.
        unknown = not link.vouched or pointer.kind == "change" or may_hide_grave(policy, pointer)
        if link is chain.tip or unknown:
            sentence = f"{stage.name}: the artifact of round {pointer.round} is gone or was not read"
            remedy = _RERUN
            if may_hide_grave(policy, pointer):
                sentence += ", and its findings may block"
                remedy = "push a new commit, so that the stage reviews afresh"
            yield Reason(GateCode.EVIDENCE_EXPIRED, "pending", sentence, remedy, url=link.url)


def _said(
    policy: Policy, stage: Stage, evidence: Evidence, chain: Chain, findings: Sequence[Standing]
) -> Iterator[Reason]:
    """Yield what the tip says, and the pointers whose findings nobody can read."""
    yield from _lost(policy, stage, chain)
    yield from (_doubted(stage, link) for link in chain.unvouched if not _is_idle(link))
    tip = chain.tip
    if tip is None:
        return
    document = tip.document
    if refusal := refusal_of(stage.name, tip):
        yield refusal
    elif document.status != "completed":
        yield _unfinished(stage, evidence, tip)
    elif not isinstance(document, Pointer):
        yield _completed(stage, evidence, chain, tip, findings)


def _is_idle(link: Link) -> bool:
    """Tell whether a document is nothing but an approval by a pull request's own run, which nobody hears."""
    said = getattr(link.document, "verdict", None) or getattr(link.document, "alignment", None)
    own_run = all(fault.code == GateCode.WORKFLOW_UNTRUSTED for fault in link.faults)
    return own_run and said == "approve"


def _doubted(stage: Stage, link: Link) -> Reason:
    """Return the node of a document that may be somebody else's: its no is heard, its yes is not."""
    if refusal := refusal_of(stage.name, link):
        return refusal
    doubts = tuple(Reason(fault.code, "pending", fault.sentence) for fault in link.faults)
    sentence = f"{stage.name}: round {link.document.round} is in doubt: {link.faults[0].sentence}"
    return Reason(GateCode.STAGE_DOUBTFUL, "pending", sentence, _RERUN, url=link.url, reasons=doubts)


def _unfinished(stage: Stage, evidence: Evidence, tip: Link) -> Reason:
    document, url = tip.document, tip.url
    if document.status != "started":
        sentence = f"{stage.name} ended {document.status}: {document.status_reason}"
        return Reason(GateCode.STAGE_NOT_COMPLETED, "pending", sentence, _RERUN, url=url)
    expired = document.expires_at is not None and moment(document.expires_at) < moment(evidence.observed_at)
    sentence = f"{stage.name} started and " + (
        "never finished: its time is over" if expired else "is still at work"
    )
    return Reason(GateCode.STAGE_STARTED, "pending", sentence, _RERUN if expired else "wait for it", url=url)


def _completed(
    stage: Stage, evidence: Evidence, chain: Chain, tip: Link, findings: Sequence[Standing]
) -> Reason:
    if (reason := _not_satisfying(stage, tip)) is not None:
        return reason
    if contradictions := [
        one for one in findings if one.blocks and one.claim.stage == stage.name and one.claim.on_head
    ]:
        sentence = f"{stage.name} approves, but {len(contradictions)} of its own findings block"
        remedy = "the verdict is recomputed: withdraw or concede the findings by id, or fix them"
        return Reason(GateCode.VERDICT_CONTRADICTED, "fail", sentence, remedy, url=tip.url)
    if tip.faults:
        doubts = tuple(Reason(fault.code, "pending", fault.sentence) for fault in tip.faults)
        sentence = f"{stage.name} approves, but its word is in doubt: {tip.faults[0].sentence}"
        return Reason(GateCode.STAGE_DOUBTFUL, "pending", sentence, _RERUN, url=tip.url, reasons=doubts)
    judges_code = isinstance(tip.document, Review | Response)
    if judges_code and (gap := _coverage_gap(stage, evidence, chain)):
        return Reason(GateCode.COVERAGE_INCOMPLETE, "pending", f"{stage.name}: {gap}", _RERUN, url=tip.url)
    sentence = f"{stage.name} {_word(tip.document)} {_short(evidence)} in round {tip.document.round}"
    return Reason(GateCode.STAGE_SATISFIED, "pass", sentence, url=tip.url)


def _not_satisfying(stage: Stage, tip: Link) -> Reason | None:
    document = tip.document
    if isinstance(document, Critique) and document.alignment != "approve":
        sentence = f"{stage.name} is not aligned with the review"
        return Reason(GateCode.NOT_ALIGNED, "pending", sentence, "the reviewer answers it", url=tip.url)
    if isinstance(document, Review | Response | Advice) and document.verdict not in stage.satisfied_by:
        wanted = " or ".join(stage.satisfied_by)
        sentence = f"{stage.name} says {document.verdict}; this stage is satisfied by {wanted}"
        return Reason(GateCode.STAGE_NOT_APPROVED, "pending", sentence, _RERUN, url=tip.url)
    return None


def _coverage_gap(stage: Stage, evidence: Evidence, chain: Chain) -> str | None:
    """Say which changed files are not covered by the review that approves, or that was answered for."""
    tip = chain.tip
    heard = [tip] if tip and isinstance(tip.document, Review) else chain.sound
    coverages = [
        link.document.coverage
        for link in heard
        if isinstance(link.document, Review)
        and link.document.status == "completed"
        and link.document.coverage
    ]
    if not coverages:
        return "no complete review of this head says which files it covers"
    if all(coverage.truncated for coverage in coverages):
        return "the diff was cut before the reviewer saw all of it"
    covered = {path for coverage in coverages for path in _covered(stage, coverage)}
    missed = [file.path for file in evidence.files or () if file.path not in covered]
    if not missed:
        return None
    total = len(evidence.files or ())
    return f"{len(missed)} of {total} changed files were not reviewed, the first: {excerpt(missed[0])}"


def _covered(stage: Stage, coverage: Coverage) -> list[str]:
    if coverage.truncated:
        return []
    allowed = [file.path for file in coverage.excluded if matches(file.path, stage.may_exclude)]
    return [*coverage.reviewed, *allowed]


def _word(document: Document | Pointer) -> str:
    verdict = getattr(document, "verdict", None) or getattr(document, "alignment", None)
    return {"approve": "approves", "comment": "comments on", "abstain": "abstains on"}.get(
        verdict or "", "is done with"
    )


def _short(evidence: Evidence) -> str:
    head = evidence.subject.head_sha
    return head[:7] if head else f"#{evidence.subject.number}"


def _silent(stage: Stage, evidence: Evidence) -> Reason:
    sentence = f"{stage.name} has not spoken about {_short(evidence)}"
    return Reason(GateCode.STAGE_MISSING, "pending", sentence, f"run {stage.name} on this head")
