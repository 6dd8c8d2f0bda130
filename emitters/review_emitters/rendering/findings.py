"""Findings and the answers to them, as Markdown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from review_contract.v1.finding import Citation, Disposition, Finding, Suggestion
from review_emitters.rendering.places import Places
from review_emitters.rendering.prose import code, fenced, inline, prose

ACTION_WORDS: Final[Mapping[str, str]] = {
    "fixed": "fixed",
    "conceded": "conceded",
    "refuted": "refuted",
    "could_not_fix": "could not be fixed",
    "false_positive": "false positive",
    "wont_fix": "will not be fixed",
    "duplicate": "duplicate",
    "deferred": "deferred",
    "withdrawn": "withdrawn",
    "agreed": "agreed",
}


def grouped(
    findings: Sequence[Finding], places: Places, groups: Sequence[str], *, by_category: bool
) -> Iterator[str]:
    """Yield a section for each group that has findings, the groups in their order, strangers last."""
    keys = [(finding.category if by_category else finding.severity) or "Other" for finding in findings]
    for group in dict.fromkeys((*groups, *keys)):
        members = [one for one, key in zip(findings, keys, strict=True) if key == group]
        if members:
            yield f"### {inline(group[:1].upper() + group[1:])} ({len(members)})"
            yield from (in_full(one, places, by_category=by_category) for one in members)


def in_full(finding: Finding, places: Places, *, by_category: bool = False) -> str:
    """Return a finding with all that it says, under its title."""
    return f"#### {inline(finding.title)}\n\n{details(finding, places, by_category=by_category)}"


def details(finding: Finding, places: Places, *, by_category: bool = True, place: bool = True) -> str:
    """Return all that a finding says but its title."""
    facts = [
        places.location(finding.location) if finding.location and place else "",
        inline(finding.severity) if by_category else "",
        inline(finding.category) if finding.category and not by_category else "",
        f"confidence {finding.confidence}" if finding.confidence else "",
        "there before this change" if finding.introduced == "pre_existing" else "",
        code(finding.rule_id) if finding.rule_id else "",
        code(finding.id),
    ]
    parts = [
        " · ".join(filter(None, facts)),
        prose(finding.body),
        labelled("Failure scenario", finding.failure_scenario),
        labelled("Recommendation", finding.recommendation),
        *map(_suggestion, finding.suggestions),
        _cited(finding.evidence, places),
        _related(finding, places),
    ]
    return "\n\n".join(filter(None, parts))


def in_short(finding: Finding, places: Places, *, by_category: bool = False) -> str:
    """Return a finding as one item of a list, where a comment on its line says the rest."""
    where = f" — {places.location(finding.location)}" if finding.location else ""
    rank = f"{inline(finding.severity)}: " if by_category else ""
    return f"- {rank}{inline(finding.title)}{where} · {code(finding.id)}"


def answers(dispositions: Iterable[Disposition], places: Places) -> Iterator[str]:
    """Yield the section of dispositions, if there are any."""
    items = [_answer(one, places) for one in dispositions]
    if items:
        yield "### Answers"
        yield "\n".join(items)


def reply(disposition: Disposition, places: Places) -> str:
    """Return the reply to a finding's own comment that says what became of it."""
    if disposition.action == "fixed" and disposition.commit_sha:
        said = f"Fixed in {places.commit(disposition.commit_sha)}."
    elif disposition.action == "could_not_fix":
        said = "Could not address this."
    else:
        said = f"{ACTION_WORDS[disposition.action].capitalize()}."
    return "\n\n".join(
        filter(None, (said, prose(disposition.justification), _cited(disposition.evidence, places)))
    )


def cited(evidence: Sequence[Citation], places: Places) -> str:
    """Return evidence as a list, empty if there is none."""
    return "\n".join(_citation(one, places) for one in evidence)


def led(head: str, text: str) -> str:
    """Return a model's text after words of ours: on the same line where it is one line, below them if not."""
    shown = prose(text)
    return f"{head}\n\n{shown}" if "\n" in shown else f"{head} {shown}"


def labelled(label: str, text: str | None) -> str:
    """Return a model's text under a label, empty if it said nothing."""
    return led(f"**{label}.**", text) if text else ""


def item(text: str) -> str:
    """Return a text, perhaps of several lines, as one item of a list."""
    return "- " + text.replace("\n", "\n  ")


def _answer(disposition: Disposition, places: Places) -> str:
    commit = f" in {places.commit(disposition.commit_sha)}" if disposition.commit_sha else ""
    head = f"{code(disposition.finding_id)} **{ACTION_WORDS[disposition.action]}**{commit}:"
    said = [led(head, disposition.justification), _cited(disposition.evidence, places)]
    return item("\n\n".join(filter(None, said)))


def _cited(evidence: Sequence[Citation], places: Places) -> str:
    return f"**Evidence**\n\n{cited(evidence, places)}" if evidence else ""


def _citation(citation: Citation, places: Places) -> str:
    where = [places.location(citation.location)] if citation.location else []
    where += [code(citation.url)] if citation.url else []
    return item(led(", ".join(where) + ":", citation.text) if where else prose(citation.text))


def _related(finding: Finding, places: Places) -> str:
    items = [
        f"- {places.location(one.location)}" + (f": {inline(one.message)}" if one.message else "")
        for one in finding.related_locations
    ]
    return "\n".join(["**See also**\n", *items]) if items else ""


def _suggestion(suggestion: Suggestion) -> str:
    head = f"**Suggested change.** {inline(suggestion.description or '')}".rstrip()
    shown = [f"{code(one.location.path)}\n\n{fenced(one.text)}" for one in suggestion.replacements]
    return "\n\n".join([head, *shown])
