"""Findings: what every stage claims, what became of each claim, and which of them block.

A finding closes only by its own stage (withdrawn, conceded, or absent from a complete review of a later
head that covers its file), by an advisor's ruling, or by a waiver in the policy. What a finding does not
say never excuses it: one without a category, a place or a confidence meets every condition on these.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from review_contract import Pointer
from review_contract.identity import Match, match
from review_contract.v1.finding import Finding
from review_contract.v1.kinds import Document
from review_contract.v1.review_kinds import Advice, Critique, Response, Review
from review_contract.v1.text import moment
from review_gate.chain import Chain
from review_gate.evidence import Evidence
from review_gate.globs import matches
from review_gate.policy import Policy, Threshold, Waiver
from review_gate.selection.candidate import Candidate

Closing: TypeAlias = Literal["open", "withdrawn", "conceded", "ruled", "absent", "restated", "waived"]

_RANK: Final[Mapping[str, int]] = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True, slots=True)
class Claim:
    """A finding as one document says it."""

    stage: str
    finding: Finding
    document: Review | Critique
    on_head: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a claim."""

    claim: Claim
    state: Closing
    note: str
    grave: bool
    """Whether the policy lets it block while it is open."""

    @property
    def open(self) -> bool:
        """Whether the claim stands."""
        return self.state == "open"

    @property
    def blocks(self) -> bool:
        """Whether the claim stands against the merge."""
        return self.open and self.grave


@dataclass(frozen=True, slots=True)
class Closer:
    """A document whose word about earlier findings of its stage may be believed."""

    stage: str
    document: Document | Pointer
    on_head: bool


@dataclass(frozen=True, slots=True)
class _Ledger:
    """All that was claimed, and all that may close a claim."""

    claims: tuple[Claim, ...]
    closers: tuple[Closer, ...]
    dismissed: frozenset[str]
    waivers: tuple[Waiver, ...]
    """Those that have not expired."""


def standings(
    policy: Policy, evidence: Evidence, found: Sequence[Candidate], chains: Sequence[Chain]
) -> tuple[Standing, ...]:
    """Return what became of every finding, one per stage and finding id, open ones first."""
    claims = tuple(_claims(found))
    now = moment(evidence.observed_at)
    waivers = tuple(waiver for waiver in policy.waivers if moment(waiver.expires_at) > now)
    ledger = _Ledger(claims, tuple(_closers(found, chains)), _dismissed(claims, chains), waivers)
    told: dict[tuple[str, str], Standing] = {}
    for claim in claims:
        state, note = _state(ledger, claim)
        standing = Standing(claim, state, note, grave(policy, claim))
        key = (claim.stage, claim.finding.id)
        if key not in told or _weight(standing) < _weight(told[key]):
            told[key] = standing
    return tuple(sorted(told.values(), key=_weight))


def grave(policy: Policy, claim: Claim) -> bool:
    """Tell whether the policy lets a finding block while it is open."""
    scale = claim.document.severity_scale
    return any(_meets(claim.finding, scale, rule) for rule in (policy.blocking, *policy.blocking.rules))


def may_hide_grave(policy: Policy, pointer: Pointer) -> bool:
    """Tell whether a document of which only the counts are left may hold a finding that blocks."""
    if pointer.kind not in {"review", "critique"}:
        return False
    scale, counts = pointer.severity_scale, pointer.counts
    if scale is None or counts is None:
        return True
    present = [name for name, number in counts.items() if number]
    rules = (policy.blocking, *policy.blocking.rules)
    return any(name not in scale or _at_or_above(rule, scale, name) for name in present for rule in rules)


def unknown_threshold(policy: Policy, scale: Sequence[str]) -> Threshold | None:
    """Return the first threshold that names no severity of a scale: it could not be applied."""
    rules = (policy.blocking, *policy.blocking.rules)
    return next((rule for rule in rules if not set(rule.severity) & set(scale)), None)


def _meets(finding: Finding, scale: Sequence[str], rule: Threshold) -> bool:
    if not _at_or_above(rule, scale, finding.severity):
        return False
    if _RANK[finding.confidence or "high"] > _RANK[rule.confidence]:
        return False
    if finding.introduced is not None and finding.introduced not in rule.introduced:
        return False
    wanted = {category.casefold() for category in rule.categories}
    if wanted and finding.category is not None and finding.category.casefold() not in wanted:
        return False
    return not rule.paths or finding.location is None or matches(finding.location.path, rule.paths)


def _at_or_above(rule: Threshold, scale: Sequence[str], severity: str) -> bool:
    """Tell whether a severity meets a rule; a rule that names none of the scale is met by all of it."""
    limits = [scale.index(name) for name in rule.severity if name in scale]
    return not limits or scale.index(severity) <= max(limits)


def _claims(found: Sequence[Candidate]) -> Iterator[Claim]:
    for candidate in found:
        if not (candidate.stands or candidate.history):
            continue
        document = candidate.document
        if isinstance(document, Review):
            listed = document.findings
        elif isinstance(document, Critique):
            listed = document.missed_findings
        else:
            continue
        for finding in listed:
            yield Claim(document.stage, finding, document, candidate.stands, candidate.url)


def _closers(found: Sequence[Candidate], chains: Sequence[Chain]) -> Iterator[Closer]:
    for chain in chains:
        for link in chain.sound():
            yield Closer(chain.stage, link.document, on_head=True)
    for candidate in found:
        if candidate.history and candidate.document and len(candidate.faults) == 1:
            yield Closer(candidate.document.stage, candidate.document, on_head=False)


def _state(ledger: _Ledger, claim: Claim) -> tuple[Closing, str]:
    if waiver := _waiver(ledger, claim.finding):
        return "waived", f"waived by {waiver.owner} until {waiver.expires_at[:10]}: {waiver.reason}"
    for closer in ledger.closers:
        if action := _closed_by(closer, claim):
            return action, f"{action} by {claim.stage} in round {closer.document.round}"
    if claim.finding.id in ledger.dismissed:
        return "ruled", "dismissed by an advisor's ruling"
    return ("open", "") if claim.on_head else _since(ledger, claim)


def _waiver(ledger: _Ledger, finding: Finding) -> Waiver | None:
    names = {f"{name}:{value}" for name, value in finding.fingerprints.items()}
    return next((waiver for waiver in ledger.waivers if waiver.fingerprint in names), None)


def _closed_by(closer: Closer, claim: Claim) -> Literal["withdrawn", "conceded"] | None:
    document = closer.document
    if closer.stage != claim.stage or not isinstance(document, Review | Critique | Response):
        return None
    if not _later(closer, claim) or _lists(document, claim.finding.id):
        return None
    for answer in document.dispositions:
        if answer.finding_id == claim.finding.id and answer.action in {"withdrawn", "conceded"}:
            return "withdrawn" if answer.action == "withdrawn" else "conceded"
    return None


def _later(closer: Closer, claim: Claim) -> bool:
    """Tell whether a document surely came after a claim: of earlier heads nothing tells the order."""
    if closer.document.subject.head_sha == claim.document.subject.head_sha:
        after = closer.document.round > claim.document.round
        return after or claim.document.id in closer.document.supersedes
    return closer.on_head and not claim.on_head


def _lists(document: Document | Pointer, finding_id: str) -> bool:
    if isinstance(document, Review):
        return any(finding.id == finding_id for finding in document.findings)
    return isinstance(document, Critique) and any(one.id == finding_id for one in document.missed_findings)


def _dismissed(claims: Sequence[Claim], chains: Sequence[Chain]) -> frozenset[str]:
    """Return the finding ids that an advisor dismissed; an id of two stages is nobody's."""
    stages: dict[str, set[str]] = {}
    for claim in claims:
        stages.setdefault(claim.finding.id, set()).add(claim.stage)
    tips = [chain.tip for chain in chains if chain.tip and not chain.tip.faults]
    return frozenset(
        ruling.finding_id
        for tip in tips
        if isinstance(tip.document, Advice)
        for ruling in tip.document.rulings
        if ruling.ruling == "dismissed" and len(stages.get(ruling.finding_id, ())) == 1
    )


def _since(ledger: _Ledger, claim: Claim) -> tuple[Closing, str]:
    """Follow a claim about an earlier head to this one."""
    here = [other for other in ledger.claims if other.on_head and other.stage == claim.stage]
    alike = [(known, other) for other in here if (known := match(claim.finding, other.finding))]
    sound = [closer.document for closer in ledger.closers if closer.on_head]
    if any(known is Match.SAME and other.document in sound for known, other in alike):
        return "restated", "said again about this head"
    head = (claim.document.subject.head_sha or "")[:7]
    if any(known is not Match.DIFFERENT for known, _ in alike):
        return "open", f"found on {head}; whether a finding on this head is the same is uncertain"
    if any(_covers(closer, claim) for closer in ledger.closers):
        return "absent", "a complete review of this head covers its file and does not name it"
    return "open", f"found on {head}; no complete review of this head covers its file"


def _covers(closer: Closer, claim: Claim) -> bool:
    review = closer.document
    if not closer.on_head or closer.stage != claim.stage or not isinstance(review, Review):
        return False
    if review.status != "completed" or review.coverage is None or review.coverage.truncated:
        return False
    location = claim.finding.location
    return location is None or location.path in review.coverage.reviewed


def _weight(standing: Standing) -> tuple[bool, bool, int, str, str]:
    claim = standing.claim
    rank = claim.document.severity_scale.index(claim.finding.severity)
    return not standing.blocks, not standing.open, rank, claim.stage, claim.finding.id
