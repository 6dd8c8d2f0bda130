"""Findings: what every stage claims, and what became of each claim.

A finding closes only by its own stage (withdrawn, conceded, or absent from a complete review of a later
head that covers its file), by an advisor's ruling, or by a waiver in the policy.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from review_contract import Pointer
from review_contract.identity import Match, match
from review_contract.v1.finding import Finding
from review_contract.v1.kinds import Document
from review_contract.v1.review_kinds import Advice, Critique, Response, Review
from review_contract.v1.text import moment
from review_gate.blocking import grave
from review_gate.chain import AFTER_SUPERSEDING, Chain
from review_gate.evidence import Evidence
from review_gate.policy import Policy, Waiver
from review_gate.reasons import GateCode
from review_gate.selection.candidate import Candidate

Closing: TypeAlias = Literal["open", "withdrawn", "conceded", "ruled", "absent", "restated", "waived"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A finding as one document says it."""

    stage: str
    finding: Finding
    document: Review | Critique
    content: str | None
    """The digest of the document's payload."""
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
    """All that was claimed about one stage's findings, and all that may close a claim."""

    here: Mapping[str, tuple[Claim, ...]]
    """By stage, what documents beyond doubt say about this head."""
    doubtful: Mapping[str, tuple[Claim, ...]]
    """By stage, what other documents say about this head."""
    answers: Mapping[tuple[str, str], tuple[Closer, ...]]
    """By stage and finding id, the documents that withdraw or concede it."""
    reviews: tuple[Closer, ...]
    """The documents about this head, beyond doubt, that may cover a file."""
    dismissed: frozenset[str]
    waivers: tuple[Waiver, ...]
    """Those that have not expired."""
    renamed: Mapping[str, str]
    """Where the files of the base are now."""
    policy: Policy


def standings(
    policy: Policy, evidence: Evidence, found: Sequence[Candidate], chains: Sequence[Chain]
) -> tuple[Standing, ...]:
    """Return what became of every finding, one per stage and finding id, open ones first."""
    claims = tuple(_claims(found))
    ledger = _ledger(policy, evidence, claims, found, chains)
    told: dict[tuple[str, str], Standing] = {}
    for claim in claims:
        state, note = _state(ledger, claim)
        standing = Standing(claim, state, note, grave(policy, claim.finding, claim.document.severity_scale))
        key = (claim.stage, claim.finding.id)
        if key not in told or _weight(standing) < _weight(told[key]):
            told[key] = standing
    return tuple(sorted(told.values(), key=_weight))


def _ledger(
    policy: Policy,
    evidence: Evidence,
    claims: Sequence[Claim],
    found: Sequence[Candidate],
    chains: Sequence[Chain],
) -> _Ledger:
    now = moment(evidence.observed_at)
    closers = [*_closers(found, chains)]
    sound = {link.content for chain in chains for link in chain.sound}
    here = [claim for claim in claims if claim.on_head]
    return _Ledger(
        here=_by_stage(claim for claim in here if claim.content in sound),
        doubtful=_by_stage(claim for claim in here if claim.content not in sound),
        answers=_answers(closers),
        reviews=tuple(closer for closer in closers if closer.on_head),
        dismissed=_dismissed(claims, _unread(found), chains),
        waivers=tuple(waiver for waiver in policy.waivers if moment(waiver.expires_at) > now),
        renamed={file.previous_path: file.path for file in evidence.files or () if file.previous_path},
        policy=policy,
    )


def _by_stage(claims: Iterable[Claim]) -> Mapping[str, tuple[Claim, ...]]:
    grouped: dict[str, list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(claim.stage, []).append(claim)
    return {stage: tuple(some) for stage, some in grouped.items()}


def _answers(closers: Sequence[Closer]) -> Mapping[tuple[str, str], tuple[Closer, ...]]:
    """Index the documents by the findings that they withdraw or concede without saying them again."""
    found: dict[tuple[str, str], list[Closer]] = {}
    for closer in closers:
        document = closer.document
        if not isinstance(document, Review | Critique | Response):
            continue
        listed = {finding.id for finding in findings_of(document)}
        for answer in document.dispositions:
            if answer.action in _CLOSING and answer.finding_id not in listed:
                found.setdefault((closer.stage, answer.finding_id), []).append(closer)
    return {key: tuple(some) for key, some in found.items()}


_CLOSING: Final = frozenset({"withdrawn", "conceded"})


def findings_of(document: Document | Pointer) -> tuple[Finding, ...]:
    """Return the findings that a document claims, whatever its kind calls them."""
    if isinstance(document, Review):
        return document.findings
    return document.missed_findings if isinstance(document, Critique) else ()


def _claims(found: Sequence[Candidate]) -> Iterator[Claim]:
    for candidate in found:
        document = candidate.document
        if isinstance(document, Review | Critique) and (candidate.stands or candidate.history):
            for finding in findings_of(document):
                yield Claim(
                    document.stage, finding, document, candidate.content, candidate.stands, candidate.url
                )


def _closers(found: Sequence[Candidate], chains: Sequence[Chain]) -> Iterator[Closer]:
    """Yield the documents whose word closes: completed, and beyond doubt but for what publishers do."""
    for chain in chains:
        for link in chain.sound:
            if link.document.status == "completed":
                yield Closer(chain.stage, link.document, on_head=True)
    for candidate in found:
        document, codes = candidate.document, {fault.code for fault in candidate.faults}
        believed = candidate.history and codes <= {GateCode.STALE_HEAD, *AFTER_SUPERSEDING}
        if document and believed and document.status == "completed":
            yield Closer(document.stage, document, on_head=False)


def _state(ledger: _Ledger, claim: Claim) -> tuple[Closing, str]:
    if waiver := _waiver(ledger, claim.finding):
        return "waived", f"waived by {waiver.owner} until {waiver.expires_at[:10]}: {waiver.reason}"
    for closer in ledger.answers.get((claim.stage, claim.finding.id), ()):
        if _later(closer, claim):
            action = _action(closer, claim.finding.id)
            return action, f"{action} by {claim.stage} in round {closer.document.round}"
    if claim.finding.id in ledger.dismissed:
        return "ruled", "dismissed by an advisor's ruling"
    return ("open", "") if claim.on_head else _since(ledger, claim)


def _action(closer: Closer, finding_id: str) -> Literal["withdrawn", "conceded"]:
    document = closer.document
    answers = document.dispositions if isinstance(document, Review | Critique | Response) else ()
    conceded = any(one.action == "conceded" for one in answers if one.finding_id == finding_id)
    return "conceded" if conceded else "withdrawn"


def _waiver(ledger: _Ledger, finding: Finding) -> Waiver | None:
    names = {f"{name}:{value}" for name, value in finding.fingerprints.items()}
    return next((waiver for waiver in ledger.waivers if waiver.fingerprint in names), None)


def _later(closer: Closer, claim: Claim) -> bool:
    """Tell whether a document surely came after a claim: of earlier heads nothing tells the order."""
    if closer.document.subject.head_sha == claim.document.subject.head_sha:
        after = closer.document.round > claim.document.round
        return after or claim.document.id in closer.document.supersedes
    return closer.on_head and not claim.on_head


def _unread(found: Sequence[Candidate]) -> frozenset[str]:
    """Return the stages of which a document that may hold findings can't be read."""
    return frozenset(
        one.document.stage
        for one in found
        if isinstance(one.document, Pointer)
        and one.document.kind in {"review", "critique"}
        and (one.stands or one.history)
    )


def _dismissed(claims: Sequence[Claim], unread: frozenset[str], chains: Sequence[Chain]) -> frozenset[str]:
    """Return the finding ids that an advisor dismissed; an id of two stages is nobody's.

    A stage with documents that can't be read (`unread`) may have used any id.
    """
    stages: dict[str, set[str]] = {}
    for claim in claims:
        stages.setdefault(claim.finding.id, set()).add(claim.stage)
    tips = [chain.tip for chain in chains if chain.tip and not chain.tip.faults]
    tips = [tip for tip in tips if tip.document.status == "completed"]
    return frozenset(
        ruling.finding_id
        for tip in tips
        if isinstance(tip.document, Advice)
        for ruling in tip.document.rulings
        if ruling.ruling == "dismissed" and len(stages.get(ruling.finding_id, set()) | unread) == 1
    )


def _since(ledger: _Ledger, claim: Claim) -> tuple[Closing, str]:
    """Follow a claim about an earlier head to this one."""
    head = (claim.document.subject.head_sha or "")[:7]
    covered = _is_covered(ledger, claim)
    alike = [(match(claim.finding, one.finding), one) for one in ledger.here.get(claim.stage, ())]
    doubtful = [match(claim.finding, one.finding) for one in ledger.doubtful.get(claim.stage, ())]
    if any(known is Match.SAME and (covered or _is_grave(ledger, one)) for known, one in alike):
        return "restated", "said again about this head"
    known = {*doubtful, *(known for known, _ in alike)}
    if Match.UNCERTAIN in known or Match.SAME in known:
        return "open", f"found on {head}; whether a finding on this head is the same is uncertain"
    if covered:
        return "absent", "a complete review of this head covers its file and does not name it"
    return "open", f"found on {head}; no complete review of this head covers its file"


def _is_grave(ledger: _Ledger, claim: Claim) -> bool:
    return grave(ledger.policy, claim.finding, claim.document.severity_scale)


def _is_covered(ledger: _Ledger, claim: Claim) -> bool:
    """Tell whether the claim's stage looked again: reviewed the file, or approved a review that did."""
    location = claim.finding.location
    paths = {location.path, ledger.renamed.get(location.path, location.path)} if location else None
    covering = [one for one in ledger.reviews if _covers(one, paths)]
    if isinstance(claim.document, Critique):
        own = [one.document for one in ledger.reviews if one.stage == claim.stage]
        return bool(covering) and any(isinstance(one, Critique) and one.alignment == "approve" for one in own)
    return any(one.stage == claim.stage for one in covering)


def _covers(closer: Closer, paths: set[str] | None) -> bool:
    """Tell whether a document is a review that looked at one of the paths, or at all, where there is none."""
    review = closer.document
    if not isinstance(review, Review) or review.coverage is None or review.coverage.truncated:
        return False
    return paths is None or not paths.isdisjoint(review.coverage.reviewed)


def _weight(standing: Standing) -> tuple[bool, bool, int, str, str]:
    claim = standing.claim
    rank = claim.document.severity_scale.index(claim.finding.severity)
    return not standing.blocks, not standing.open, rank, claim.stage, claim.finding.id
