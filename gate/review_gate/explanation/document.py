"""The decision as a document of the contract: what machines read, versioned like everything else."""

import json
from typing import Final

from review_contract.safe_text import one_line
from review_contract.v1 import record_kinds
from review_contract.v1.envelope import SCHEMA_VERSION, Producer, Subject
from review_gate.decision import Decision
from review_gate.evidence import Evidence
from review_gate.reasons import GateCode, Reason
from review_gate.selection.candidate import Candidate

STAGE: Final = "gate"
_LONGEST: Final = 2000


def decision_document(decision: Decision, evidence: Evidence) -> record_kinds.Decision:
    """Return the decision as a document of kind `decision`, every text in it harmless and cut to size."""
    subject = evidence.subject
    place = (subject.head_sha or "issue")[:12]
    following = decision.next
    return record_kinds.Decision(
        schema_version=SCHEMA_VERSION,
        kind="decision",
        stage=STAGE,
        id=f"{STAGE}-{subject.number}-{place}-{evidence.observed_at}",
        subject=Subject(
            repository=evidence.repository,
            type=subject.type,
            number=subject.number,
            head_sha=subject.head_sha,
            base_ref=subject.base_ref if subject.type == "pull_request" else None,
            merge_base_sha=subject.merge_base_sha if subject.type == "pull_request" else None,
        ),
        producer=Producer(name="review-contract"),
        round=1,
        status="completed",
        conclusion=decision.conclusion,
        reason=decision.reason,
        summary=_text(decision.summary),
        reasons=tuple(_reason(reason) for reason in decision.reasons),
        candidates=tuple(_candidate(candidate) for candidate in decision.candidates),
        next=record_kinds.NextStage(stage=following.stage, round=following.round, reason=following.reason)
        if following
        else None,
        counts=counts(decision),
    )


def decision_json(document: record_kinds.Decision) -> str:
    """Return the document as indented ASCII JSON, safe in a log that the Actions runner reads."""
    text = json.dumps(document.model_dump(exclude_defaults=True), indent=2)
    return text.replace("##[", "#\\u0023[")


def counts(decision: Decision) -> dict[str, int]:
    """Return the numbers of a decision that outputs and summaries show."""
    return {name: number for reason in decision.reasons for name, number in reason.counts.items()}


def _reason(reason: Reason) -> record_kinds.Reason:
    return record_kinds.Reason(
        code=reason.code,
        conclusion=reason.conclusion,
        sentence=_text(reason.sentence),
        remedy=_text(reason.remedy) if reason.remedy else None,
        counts=dict(reason.counts),
        location=reason.location,
        url=link(reason.url),
        reasons=tuple(_reason(child) for child in reason.reasons),
    )


def _candidate(candidate: Candidate) -> record_kinds.Candidate:
    code, sentence = why(candidate)
    return record_kinds.Candidate(
        carrier=candidate.carrier,
        author=_text(candidate.author)[:100],
        stage=candidate.stage,
        url=link(candidate.url),
        standing=candidate.standing,
        code=code,
        sentence=_text(sentence),
    )


def why(candidate: Candidate) -> tuple[str, str]:
    """Return the first fault's code and all faults' sentences, the gravest kind first."""
    order = ("error", "reject", "doubt")
    faults = sorted(candidate.faults, key=lambda fault: order.index(fault.effect))
    if not faults:
        kind = candidate.document.kind if candidate.document else "nothing"
        return GateCode.COUNTED, f"its {kind} counts"
    return faults[0].code, "; ".join(fault.sentence for fault in faults)


def link(url: str | None) -> str | None:
    """Return a URL that is nothing but a URL, else None."""
    if (
        url is None
        or len(url) >= _LONGEST
        or not url.startswith(("https://", "http://"))
        or url.endswith("//")
    ):
        return None
    return url if url.isascii() and url.isprintable() and not set(url) & set(' "<>\\`') else None


def _text(text: str) -> str:
    safe = one_line(text) or "(nothing)"
    return safe if len(safe) <= _LONGEST else safe[: _LONGEST - 1] + "…"
