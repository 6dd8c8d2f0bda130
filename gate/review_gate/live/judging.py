"""Judging: one pull request from reading to the check, again if something moved meanwhile."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from review_contract import ContractError
from review_gate.combining import (
    check_name_taken,
    chosen_comment,
    group,
    same_head,
    unread_sibling,
    with_reasons,
)
from review_gate.decision import Decision, decide
from review_gate.evidence import Evidence
from review_gate.explanation.markdown import markdown
from review_gate.explanation.outline import headline, sections
from review_gate.live.about import Mode, Source
from review_gate.live.publishing import Publication, publish, publish_on, retract
from review_gate.live.reading import Live, Wanted, read_live
from review_gate.live.report import Report, annotations_of
from review_gate.live.targets import Member, TargetError, found_out, members
from review_gate.policy import Policy, PolicyFault
from review_gate.reasons import GateCode, Reason

TRIES: Final = 3
"""How often a decision is made again because something moved between reading and writing."""

Clock = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Options:
    """How a decision is made and shown."""

    wanted: Wanted = field(default_factory=Wanted)
    comment_id: int | None = None
    publish: Mode | None = None
    """None: nothing is written."""
    details_url: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision, what it was made from, and what became of its publication."""

    evidence: Evidence
    policy: Policy | PolicyFault
    decision: Decision
    publication: Publication | None = None


def judge(source: Source, clock: Clock, options: Options) -> Judged:
    """Return the decision about one pull request or issue, published if that is asked for.

    Raises:
        ContractError: it can't be read at all, so there is nothing to decide about, nor where to say so.
    """
    judged, live = _judged(source, clock, options)
    if options.publish is None or live.marks.head_sha is None:
        return judged
    mode = options.publish
    for further in range(TRIES):
        report = _report(source, judged, live, options)
        publication = publish(source, live.marks, report, mode, live.published.foreign)
        judged = replace(judged, publication=publication)
        if publication.outcome != "moved" or further == TRIES - 1:
            break
        judged, live = _judged(source, clock, options)
    judged = replace(judged, decision=with_reasons(judged.decision, _unwritten(judged.publication)))
    if judged.publication and judged.publication.outcome in {"failed", "moved"}:
        # What stands there may be an older pass, or this one, which is not known to be true any more.
        retract(source, live.marks.head_sha or "", _report(source, judged, live, options), mode)
    return judged


def _report(source: Source, judged: Judged, live: Live, options: Options) -> Report:
    report = report_of(source.about.check, judged, options.details_url)
    return replace(report, policy_oid=live.policy_oid)


def _unwritten(publication: Publication | None) -> Iterator[Reason]:
    """Yield a node where what was decided is not what stands on the commit: it must not look like a pass."""
    if publication and publication.outcome in _UNWRITTEN:
        sentence = (
            f"the decision does not stand on the commit: {_UNWRITTEN[publication.outcome]}{publication.why}"
        )
        yield Reason(
            GateCode.NOT_PUBLISHED, "error", sentence, "see that the job may write, and run it again"
        )


_UNWRITTEN: Final = {
    "failed": "",
    "moved": "it was decided again and again, and each time ",
    "newer": "",
}


def judge_group(source: Source, clock: Clock, options: Options, branch: str, head_sha: str) -> Decision:
    """Return the decision about a merge group, published if asked for: every member needs its own pass."""
    problem, found = "", list[Member]()
    try:
        found = found_out(lambda: members(source.asking, source.about, branch, head_sha))
    except TargetError as error:
        problem = str(error)
    decisions: list[tuple[int, Decision]] = []
    for member in found:
        own = replace(source, about=replace(source.about, number=member.number))
        try:
            judged, _ = _judged(own, clock, replace(options, comment_id=None))
        except ContractError as error:
            problem = f"#{member.number}: {error}"
        else:
            decisions.append((member.number, judged.decision))
            if judged.evidence.subject.head_sha != member.head_sha:
                problem = f"the head of #{member.number} moved since it was queued"
    decision = group(decisions, problem)
    if options.publish is None:
        return decision
    title = f"{decision.conclusion}: {decision.summary}"
    summary = markdown(title, sections(decision, Policy()))
    report = Report(source.about.check, decision.conclusion, title, summary, (), clock(), options.details_url)
    return with_reasons(decision, _unwritten(publish_on(source, head_sha, report, options.publish)))


def report_of(name: str, judged: Judged, details_url: str | None) -> Report:
    """Return a decision as it is shown on a commit."""
    decision = judged.decision
    head = headline(decision, judged.evidence)
    return Report(
        name=name,
        conclusion=decision.conclusion,
        title=f"{decision.conclusion}: {decision.summary}",
        summary=markdown(head, sections(decision, judged.policy)),
        annotations=annotations_of(decision.reasons),
        observed_at=judged.evidence.observed_at,
        details_url=details_url,
    )


def _judged(source: Source, clock: Clock, options: Options) -> tuple[Judged, Live]:
    source = replace(source, about=replace(source.about, mode=options.publish))
    live = read_live(source, clock(), options.wanted)
    decision = decide(live.policy, live.evidence)
    further = [
        *check_name_taken(source.about.check, live.published.foreign),
        *_siblings(source, clock, options, live.siblings),
    ]
    if options.comment_id is not None:
        further.append(chosen_comment(decision, options.comment_id))
    return Judged(live.evidence, live.policy, with_reasons(decision, further)), live


def _siblings(source: Source, clock: Clock, options: Options, numbers: Sequence[int]) -> Iterator[Reason]:
    for number in numbers:
        own = replace(source, about=replace(source.about, number=number))
        wanted = Wanted(policy=options.wanted.policy)
        try:
            live = read_live(own, clock(), wanted)
        except ContractError as error:
            yield unread_sibling(number, str(error))
        else:
            yield from same_head([(number, decide(live.policy, live.evidence))])
