"""The outline of an explanation: the same lines for every text form, conclusion first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from review_contract.v1.finding import Location
from review_contract.v1.record_kinds import Conclusion
from review_gate.decision import Decision
from review_gate.evidence import Evidence
from review_gate.explanation.document import why
from review_gate.policy import Policy, PolicyFault
from review_gate.reasons import GateCode, Reason, leaves
from review_gate.selection.candidate import Candidate

Mark: TypeAlias = Literal["✓", "✗", "!", "○", "·", "→", ""]

MARKS: Final[dict[Conclusion, Mark]] = {"pass": "✓", "fail": "✗", "error": "!", "pending": "○"}
EXIT_CODES: Final[dict[Conclusion, int]] = {"pass": 0, "fail": 10, "error": 11, "pending": 12}
"""What `gate` exits with; 1 and 2 stay what Python and the command line use for crash and usage."""

_VERBS: Final[dict[Conclusion, str]] = {
    "pass": "may merge",
    "fail": "may not merge: a document blocks it",
    "error": "may not merge: the evidence can't be read or believed",
    "pending": "may not merge yet: a stage is awaited",
}
_STANDING_MARKS: Final[dict[str, Mark]] = {"counted": "✓", "blocks_only": "○", "rejected": "·", "error": "!"}
MAX_REJECTED: Final = 20
"""How many rejected candidates are shown: strangers can make any number of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an explanation; all text in it is as untrusted as what it was made from."""

    depth: int
    mark: Mark
    text: str
    conclusion: Conclusion | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    rows: tuple[Row, ...]


def headline(decision: Decision, evidence: Evidence) -> str:
    """Return the first line: what was decided about what."""
    subject = evidence.subject
    head = f" at {subject.head_sha[:7]}" if subject.head_sha else ""
    name = f"{evidence.repository.full_name}#{subject.number}{head}"
    return f"{decision.conclusion.upper()}  {name} {_VERBS[decision.conclusion]}"


def sections(decision: Decision, policy: Policy | PolicyFault) -> tuple[Section, ...]:
    """Return everything below the headline, empty sections left out."""
    told = (
        Section("What to do next", tuple(_actions(decision))),
        Section("Why", tuple(row for reason in decision.reasons for row in _tree(reason, 0))),
        Section("What was read", tuple(_candidates(decision))),
        Section("What the producers' word rests on", tuple(_guarantees(policy))),
    )
    return tuple(section for section in told if section.rows)


def _actions(decision: Decision) -> Iterator[Row]:
    """Name the remedies of the leaves that decided, each once, and the stage that comes next."""
    decisive = [leaf for reason in decision.reasons for leaf in leaves(reason) if leaf.remedy]
    remedies = dict.fromkeys(leaf.remedy for leaf in decisive if leaf.conclusion == decision.conclusion)
    for remedy in remedies:
        yield Row(0, "→", remedy)
    if decision.next:
        following = decision.next
        yield Row(0, "→", f"next stage: {following.stage}, round {following.round} ({following.reason})")


def _tree(reason: Reason, depth: int) -> Iterator[Row]:
    place = f"  {place_of(reason.location)}" if reason.location else ""
    text = f"{reason.sentence}{place}  [{reason.code}]"
    yield Row(depth, MARKS[reason.conclusion], text, reason.conclusion, reason.url)
    for child in reason.reasons:
        yield from _tree(child, depth + 1)


def place_of(location: Location) -> str:
    """Return a location as path:line."""
    return location.path if location.start_line is None else f"{location.path}:{location.start_line}"


def _candidates(decision: Decision) -> Iterator[Row]:
    rejected = [one for one in decision.candidates if one.standing == "rejected"]
    for candidate in decision.candidates:
        if candidate.standing != "rejected":
            yield _candidate(candidate)
    for candidate in rejected[:MAX_REJECTED]:
        yield _candidate(candidate)
    if len(rejected) > MAX_REJECTED:
        yield Row(0, "·", f"and {len(rejected) - MAX_REJECTED} more that were rejected")


def _candidate(candidate: Candidate) -> Row:
    code, sentence = why(candidate)
    stage = f" for {candidate.stage}" if candidate.stage else ""
    who = f"{candidate.carrier.replace('_', ' ')} by {candidate.author}{stage}"
    standing = candidate.standing.replace("_", " ")
    text = f"{who}: {standing}" if code == GateCode.COUNTED else f"{who}: {standing}, {sentence}  [{code}]"
    return Row(0, _STANDING_MARKS[candidate.standing], text, url=candidate.url)


def _guarantees(policy: Policy | PolicyFault) -> Iterator[Row]:
    """Say for each producer what its identity proves, and against whom it proves nothing."""
    for producer in policy.producers if isinstance(policy, Policy) else ():
        if producer.type == "app":
            proof = f"bot account {producer.user_id}, App {producer.app_id}; whoever has its key speaks as it"
        else:
            proof = f"artifacts of {producer.path} on the default branch; whoever may change it speaks as it"
        yield Row(0, "", f"{producer.name} ({', '.join(producer.stages)}): {proof}")
