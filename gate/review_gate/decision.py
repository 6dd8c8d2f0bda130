"""The decision: a total, pure function from policy and evidence to a conclusion that explains itself.

No exception, no I/O, no clock. It never passes without positive evidence: every required stage must
have approved this very head, beyond doubt, and no finding that blocks may be open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from review_contract import Pointer
from review_contract.v1.record_kinds import Conclusion
from review_contract.v1.review_kinds import Critique, Review
from review_gate.blocking import may_hide_grave, unknown_threshold
from review_gate.chain import Chain, chain_of
from review_gate.change_rules import change_reasons
from review_gate.evidence import Evidence
from review_gate.findings import Standing, standings
from review_gate.policy import Policy, PolicyFault, Stage, for_base
from review_gate.reasons import PRECEDENCE, GateCode, Reason, numbered, worst
from review_gate.selection import candidates
from review_gate.selection.candidate import Candidate
from review_gate.stages import notice_reasons, overdue, stage_reason


@dataclass(frozen=True, slots=True)
class Next:
    """The stage that has to run next."""

    stage: str
    round: int
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the gate concluded, why, and from what."""

    conclusion: Conclusion
    reason: str
    """The code of the gravest reason."""
    summary: str
    reasons: tuple[Reason, ...]
    candidates: tuple[Candidate, ...] = ()
    findings: tuple[Standing, ...] = ()
    next: Next | None = None


def decide(policy: Policy | PolicyFault, evidence: Evidence) -> Decision:
    """Return the decision about the evidence's head under the policy."""
    if isinstance(policy, PolicyFault):
        return concluded(_policy_faults(policy))
    policy = for_base(policy, evidence.subject.base_ref)
    found = candidates(policy, evidence)
    chains = _chains(policy, found)
    findings = standings(policy, evidence, found, [*chains.values()])
    stages = [*_stages(policy, evidence, chains)]
    said = [(stage, stage_reason(policy, evidence, stage, chains[stage.name], findings)) for stage in stages]
    reasons = (
        *_policy_reasons(policy, stages),
        _evidence_reason(evidence, found),
        *_stages_reason(said, evidence),
        *notice_reasons(found),
        _findings_reason(policy, evidence, found, findings, chains),
        *_rules_reason(change_reasons(policy, evidence)),
    )
    return concluded(reasons, found, findings, _next(said, chains))


def _chains(policy: Policy, found: Sequence[Candidate]) -> dict[str, Chain]:
    own: dict[str, list[Candidate]] = {stage.name: [] for stage in policy.stages}
    for candidate in found:
        if candidate.stage in own:
            own[candidate.stage].append(candidate)
    return {name: chain_of(name, candidates) for name, candidates in own.items()}


def _stages(policy: Policy, evidence: Evidence, chains: Mapping[str, Chain]) -> Iterator[Stage]:
    """Yield the stages that are heard: those of this kind of subject, and others only if they spoke."""
    for stage in policy.stages:
        if stage.subject == evidence.subject.type:
            yield stage
        elif chains[stage.name].links:
            yield stage.model_copy(update={"required": False})


def concluded(
    reasons: Sequence[Reason],
    found: tuple[Candidate, ...] = (),
    findings: tuple[Standing, ...] = (),
    following: Next | None = None,
) -> Decision:
    """Return what follows from reasons; no reason at all is an error."""
    conclusion = worst(reason.conclusion for reason in reasons)
    gravest = _gravest(reasons, conclusion)
    code = GateCode.ALL_SATISFIED if conclusion == "pass" else gravest.code
    summary = "; ".join(reason.sentence for reason in reasons if reason.conclusion == conclusion)
    return Decision(conclusion, code, summary, tuple(reasons), found, findings, following)


def _gravest(reasons: Sequence[Reason], conclusion: Conclusion) -> Reason:
    """Return the first leaf with the conclusion, depth first."""
    first = next(reason for reason in reasons if reason.conclusion == conclusion)
    below = [reason for reason in first.reasons if reason.conclusion == conclusion]
    return _gravest(below, conclusion) if below and first.code in _GROUPS else first


_GROUPS = frozenset(
    {
        GateCode.STAGES,
        GateCode.FINDINGS,
        GateCode.CHANGE_RULES,
        GateCode.POLICY_INVALID,
        GateCode.GROUP,
    }
)


def _policy_faults(fault: PolicyFault) -> tuple[Reason, ...]:
    told = tuple(Reason(problem.code, "error", str(problem)) for problem in fault.problems)
    sentence = f"the policy has {numbered(len(told), 'problem')}"
    return (Reason(GateCode.POLICY_INVALID, "error", sentence, "mend the policy file", reasons=told),)


def _policy_reasons(policy: Policy, stages: Sequence[Stage]) -> Iterator[Reason]:
    if not policy.producers or not any(stage.required for stage in stages):
        what = "no producer" if not policy.producers else "no required stage for this kind of subject"
        remedy = "name at least one producer and one required stage; empty is never a pass"
        yield Reason(GateCode.POLICY_EMPTY, "error", f"the policy has {what}", remedy)


def _evidence_reason(evidence: Evidence, found: Sequence[Candidate]) -> Reason:
    problems = [f"{problem.resource}: {problem.message}" for problem in evidence.problems]
    if evidence.subject.type == "pull_request" and evidence.files is None:
        problems.append("files: the changed files were not read")
    told = [Reason(GateCode.EVIDENCE_INCOMPLETE, "error", sentence, "read it again") for sentence in problems]
    told += [
        Reason(fault.code, "error", f"{candidate.author}: {fault.sentence}", _LOOK, url=candidate.url)
        for candidate in found
        for fault in candidate.faults
        if fault.effect == "error"
    ]
    if told:
        sentence = f"the evidence can't be believed for {numbered(len(told), 'reason')}"
        code = told[0].code if len({one.code for one in told}) == 1 else GateCode.EVIDENCE_INCOMPLETE
        return Reason(code, "error", sentence, reasons=tuple(told))
    # Of what strangers wrote nothing is counted here: whatever they add, the decision stays the same.
    counted = len({one.document.id for one in found if one.document and one.standing == "counted"})
    sentence = f"the evidence is complete: {numbered(counted, 'document')} of producers counted"
    return Reason(GateCode.EVIDENCE_COMPLETE, "pass", sentence, counts={"counted": counted})


_LOOK = "a person looks at it, then pushes a new commit; where that changes nothing, opens a new pull request"


def _stages_reason(said: Sequence[tuple[Stage, Reason]], evidence: Evidence) -> Iterator[Reason]:
    if not said:
        return
    required = [reason for stage, reason in said if stage.required]
    satisfied = sum(reason.code == GateCode.STAGE_SATISFIED for reason in required)
    unsatisfied = [
        stage.name for stage, reason in said if stage.required and reason.code != GateCode.STAGE_SATISFIED
    ]
    head = (evidence.subject.head_sha or f"#{evidence.subject.number}")[:7]
    sentence = f"{satisfied} of {len(required)} required stages approved {head}"
    if unsatisfied:
        sentence += f"; {', '.join(unsatisfied)} did not"
    reasons = tuple(reason for _, reason in said)
    counts = {"required": len(required), "satisfied": satisfied}
    yield Reason(
        GateCode.STAGES, worst(r.conclusion for r in reasons), sentence, counts=counts, reasons=reasons
    )


def _findings_reason(
    policy: Policy,
    evidence: Evidence,
    found: Sequence[Candidate],
    findings: Sequence[Standing],
    chains: dict[str, Chain],
) -> Reason:
    shown = [_finding_reason(one, chains) for one in findings if one.grave and one.state != "restated"]
    told = [overdue(policy, evidence, evidence.subject.head_seen_at, reason) for reason in shown]
    told += _unread_reasons(policy, found)
    told += _threshold_reasons(policy, found)
    blocking = sum(one.blocks for one in findings)
    unresolved = sum(one.open for one in findings)
    counts = {"findings-total": len(findings), "findings-open": unresolved, "findings-blocking": blocking}
    sentence = f"{blocking} of {unresolved} open findings block"
    if not unresolved:
        sentence = f"no finding that can be read is open, of {len(findings)} in all"
    conclusion = worst((*(reason.conclusion for reason in told), "pass"))
    return Reason(GateCode.FINDINGS, conclusion, sentence, counts=counts, reasons=tuple(told))


def _finding_reason(standing: Standing, chains: dict[str, Chain]) -> Reason:
    claim, finding = standing.claim, standing.claim.finding
    sentence = f"{finding.severity}: {finding.title} ({claim.stage}, {finding.id})"
    if standing.note:
        sentence += f" — {standing.note}"
    shown = Reason(
        GateCode.FINDING_BLOCKS,
        "fail",
        sentence,
        "fix it and push, or answer it by its id",
        location=finding.location,
        url=claim.url,
    )
    if not standing.open:
        code = GateCode.FINDING_WAIVED if standing.state == "waived" else GateCode.FINDING_CLOSED
        return replace(shown, code=code, conclusion="pass", remedy="")
    if claim.on_head:
        return shown
    tip = chains[claim.stage].tip
    if tip is not None and tip.document.status == "completed":
        remedy = "let its stage withdraw it, or review the file on this head"
        return replace(shown, code=GateCode.FINDING_STILL_OPEN, remedy=remedy)
    remedy = f"run {claim.stage} on this head"
    return replace(shown, code=GateCode.FINDING_AWAITS_REVIEW, conclusion="pending", remedy=remedy)


def _unread_reasons(policy: Policy, found: Sequence[Candidate]) -> Iterator[Reason]:
    """Tell of findings on an earlier head that may block and that nobody can read any more."""
    for candidate in found:
        pointer = candidate.document
        if not candidate.history or not isinstance(pointer, Pointer):
            continue
        if may_hide_grave(policy, pointer):
            head = (pointer.subject.head_sha or "")[:7]
            sentence = f"what {pointer.stage} found on {head} can't be read: its artifact is gone"
            remedy = "bring the artifact back, or open the change as a new pull request"
            yield Reason(GateCode.EVIDENCE_EXPIRED, "pending", sentence, remedy, url=candidate.url)


def _threshold_reasons(policy: Policy, found: Sequence[Candidate]) -> Iterator[Reason]:
    scales = {
        candidate.document.severity_scale: candidate.document.stage
        for candidate in found
        if candidate.stands and isinstance(candidate.document, Review | Critique)
    }
    for scale, stage in scales.items():
        if rule := unknown_threshold(policy, scale):
            wanted = ", ".join(rule.severity)
            sentence = f"{stage} ranks findings as {', '.join(scale)}; the policy's {wanted} is not there"
            yield Reason(
                GateCode.SEVERITY_THRESHOLD, "error", sentence, "name a severity of that scale in [blocking]"
            )


def _rules_reason(reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    if reasons:
        broken = sum(reason.conclusion != "pass" for reason in reasons)
        sentence = f"{numbered(broken, 'change rule')} broken" if broken else "every change rule is kept"
        yield Reason(GateCode.CHANGE_RULES, worst(r.conclusion for r in reasons), sentence, reasons=reasons)


def _next(said: Sequence[tuple[Stage, Reason]], chains: dict[str, Chain]) -> Next | None:
    """Return the first required stage that has to speak, in the policy's order."""
    for stage, reason in said:
        if stage.required and reason.conclusion in PRECEDENCE[1:3] and reason.code not in _NOT_RERUN:
            links = chains[stage.name].links
            done = max((link.document.round for link in links), default=0)
            again = bool(links) and reason.code in {GateCode.STAGE_NOT_COMPLETED, GateCode.STAGE_STARTED}
            return Next(stage.name, done if again else done + 1, reason.code)
    return None


_NOT_RERUN = frozenset({GateCode.CHAIN_AMBIGUOUS, GateCode.CHAIN_BROKEN, GateCode.CHAIN_GAP})
