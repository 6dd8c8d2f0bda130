"""What each kind of document says to people: its headline, and its sections in the order of their weight."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from review_contract import Document
from review_contract.v1.envelope import Envelope
from review_contract.v1.record_kinds import Notice
from review_contract.v1.review_kinds import Advice, Check, Coverage, Critique, Response, Review
from review_contract.v1.work_kinds import Change, CiFailure, Closure, Research, Triage
from review_emitters.ci_triage import FailedCheck, instructions
from review_emitters.rendering.findings import (
    answers,
    cited,
    grouped,
    in_full,
    in_short,
    item,
    labelled,
    led,
)
from review_emitters.rendering.places import Places
from review_emitters.rendering.prose import code, inline, prose

VERDICT_WORDS: Final[Mapping[str, str]] = {
    "approve": "approved",
    "request_changes": "changes requested",
    "comment": "comments",
    "abstain": "no verdict",
}
ALIGNMENT_WORDS: Final[Mapping[str, str]] = {
    "approve": "aligned, nothing left to change",
    "changes": "aligned, changes needed",
    "not_aligned": "not aligned",
}
RULING_WORDS: Final[Mapping[str, str]] = {
    "upheld": "upheld",
    "dismissed": "dismissed",
    "amended": "upheld in part",
}


@dataclass(frozen=True, slots=True)
class View:
    """How a document is shown."""

    places: Places
    groups: tuple[str, ...] = ()
    """The groups of findings in their order: the severity scale, or categories."""
    by_category: bool = False
    on_lines: frozenset[str] = frozenset()
    """Findings that a comment on their line shows in full."""


Sections: TypeAlias = Iterator[str]


def review(document: Review, view: View) -> Sections:
    """Yield a review's sections."""
    yield prose(document.summary or "")
    yield from _findings(document, view)
    yield from answers(document.dispositions, view.places)
    yield from _checks(document.checks)
    yield from _coverage(document.coverage)


def critique(document: Critique, view: View) -> Sections:
    """Yield a critique's sections."""
    yield prose(document.summary or "")
    yield from answers(document.dispositions, view.places)
    if document.missed_findings:
        yield "### Missed by the review"
        yield from (in_full(one, view.places, by_category=True) for one in document.missed_findings)
    if document.review_challenges:
        yield "### Doubts about the review"
        for one in document.review_challenges:
            yield item(
                led(f"**{one.problem.replace('_', ' ')}:**", one.quote) + "\n\n" + prose(one.justification)
            )


def response(document: Response, view: View) -> Sections:
    """Yield a response's sections."""
    yield prose(document.summary or "")
    yield from answers(document.dispositions, view.places)


def advice(document: Advice, view: View) -> Sections:
    """Yield an advisor's rulings."""
    yield prose(document.summary or "")
    if document.rulings:
        yield "### Rulings"
    for one in document.rulings:
        head = f"{code(one.finding_id)} **{RULING_WORDS[one.ruling]}**:"
        yield item(led(head, one.justification) + "\n\n" + cited(one.evidence, view.places))


def triage(document: Triage, _: View) -> Sections:
    """Yield a triage's sections."""
    if document.layer:
        yield f"**Layer.** {inline(document.layer)}"
    yield labelled("Sketch of a fix", document.fix_sketch)
    yield labelled("Scope of the documentation", document.docs_scope)


def research(document: Research, _: View) -> Sections:
    """Yield a research's sections."""
    yield labelled("Proposal", document.proposal)
    yield labelled("Dominant pattern", document.dominant_pattern)
    if document.flags:
        yield "### What lowers the confidence"
        yield "\n".join(
            item(led(f"{code(one.name)} (at most {one.caps_at}):", one.reason)) for one in document.flags
        )
    if document.comparisons:
        yield "### How others do it"
    for one in document.comparisons:
        sources = ", ".join(code(source.url) for source in one.sources)
        yield item(led(f"**{inline(one.name)}.**", one.summary) + (f"\n\n{sources}" if sources else ""))


def change(document: Change, view: View) -> Sections:
    """Yield what a stage that writes code did."""
    yield labelled("Held back", document.held_reason)
    yield prose(document.summary or "")
    if document.commits:
        yield f"**Commits.** {', '.join(map(view.places.commit, document.commits))}"
    yield from answers(document.dispositions, view.places)
    if document.verification:
        yield "### Verification"
        yield "\n".join(
            f"- {code(one.command)}: exit {one.exit_code} (expected: {inline(one.expected)})"
            for one in document.verification
        )
    if document.placeholders:
        yield "### Left for a person"
        yield "\n".join(
            f"- {view.places.location(one.location)}: {inline(one.description)}"
            for one in document.placeholders
        )


def closure(document: Closure, view: View) -> Sections:
    """Yield why an issue is closed."""
    if document.reason:
        yield f"**Reason.** {inline(document.reason)}"
    if document.evidence:
        yield "### Grounds"
        yield cited(document.evidence, view.places)


def ci_failure(document: CiFailure, _: View) -> Sections:
    """Yield the instructions of a CI triage: the facts always, then the plan or what to do without one."""
    yield prose(instructions(check_of(document), document.plan).text)


def check_of(document: CiFailure) -> FailedCheck:
    """Return the failed check that a document is about."""
    return FailedCheck(
        repository=document.subject.repository.full_name,
        branch=document.branch,
        commit_sha=document.subject.head_sha or "",
        check_name=document.check_name,
        workflow=document.workflow,
        url=document.url,
    )


def notice(document: Notice, _: View) -> Sections:
    """Yield what a person should see."""
    yield prose(document.message)
    if document.refers_to:
        yield f"**About.** {', '.join(map(code, document.refers_to))}"


RENDERERS: Final[Mapping[str, Callable[[Any, View], Sections]]] = {
    "review": review,
    "critique": critique,
    "response": response,
    "advice": advice,
    "triage": triage,
    "research": research,
    "change": change,
    "closure": closure,
    "ci_failure": ci_failure,
    "notice": notice,
}


def headline(document: Document) -> str:
    """Return what a document says in a few words: the verdict first, whatever else there is later."""
    words = _HEADLINES.get(document.kind)
    return words(document) if words else ""


_CHANGE_WORDS: Final[Mapping[str, str]] = {
    "opened": "pull request opened",
    "pushed": "commits pushed",
    "none": "nothing to change",
    "held": "held back, a person decides",
}


_HEADLINES: Final[Mapping[str, Callable[[Any], str]]] = {
    "review": lambda one: VERDICT_WORDS.get(one.verdict, ""),
    "response": lambda one: VERDICT_WORDS.get(one.verdict, ""),
    "advice": lambda one: VERDICT_WORDS.get(one.verdict, ""),
    "critique": lambda one: ALIGNMENT_WORDS.get(one.alignment, ""),
    "triage": lambda one: (
        f"{one.classification}, confidence {one.confidence}" if one.classification and one.confidence else ""
    ),
    "research": lambda one: f"confidence {one.confidence}" if one.confidence else "",
    "change": lambda one: _CHANGE_WORDS.get(one.action, ""),
    "ci_failure": lambda one: "a plan" if one.enriched else "to be investigated",
}


def standing(document: Envelope) -> str:
    """Return the sentence about a document that is not completed; empty for one that is."""
    reason = inline(document.status_reason or "")
    return {
        "completed": "",
        "started": "At work. Nothing is said yet, and nothing may be read into that.",
        "partial": f"**Incomplete:** {reason}. Findings count, but this is not an approval.",
        "failed": f"**Failed:** {reason}. Nothing was approved.",
        "skipped": f"**Skipped:** {reason}. Nothing was approved.",
    }[document.status]


def _findings(document: Review, view: View) -> Sections:
    if document.status in {"completed", "partial"}:
        counted = [f"{n} {name}" for name, n in (document.counts or {}).items() if n]
        total = len(document.findings)
        yield f"**{total} finding{'s' * (total != 1)}**" + (f": {', '.join(counted)}." if counted else ".")
    on_lines = [one for one in document.findings if one.id in view.on_lines]
    rest = [one for one in document.findings if one.id not in view.on_lines]
    if on_lines:
        yield "### On the lines"
        yield "\n".join(in_short(one, view.places, by_category=True) for one in on_lines)
        if rest:
            yield "### Findings without a diff anchor"
            yield from (in_full(one, view.places, by_category=True) for one in rest)
        return
    yield from grouped(rest, view.places, view.groups, by_category=view.by_category)


def _checks(checks: tuple[Check, ...]) -> Sections:
    if checks:
        yield "### Checks"
        yield "\n".join(
            item(led(f"{code(one.name)} **{one.answer.replace('_', ' ')}**:", one.note))
            if one.note
            else item(f"{code(one.name)} **{one.answer.replace('_', ' ')}**")
            for one in checks
        )


def _coverage(coverage: Coverage | None) -> Sections:
    if coverage is None:
        return
    yield "### Coverage"
    said = f"{len(coverage.reviewed)} of {coverage.files_total} files reviewed."
    yield said + (" The diff was cut before the reviewer saw all of it." if coverage.truncated else "")
    if coverage.excluded:
        yield "\n".join(f"- {code(one.path)}: {inline(one.reason)}" for one in coverage.excluded)
