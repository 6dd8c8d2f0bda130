"""Merging: the drafts of auditors who read the same diff side by side become one.

What any of them objects to stays; what closes or excuses something holds only where all say it.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from review_contract.codes import Code
from review_contract.identity import TEXT, fingerprints
from review_contract.parsing import validate
from review_contract.problems import ContractError, Problem, excerpt
from review_contract.v1.finding import Confidence, DispositionDraft, FindingDraft
from review_contract.v1.review_kinds import Check, ReviewDraft, UncoveredFile, Verdict

T = TypeVar("T")

# An auditor who gives no verdict is no approval: one approves only if all do.
_VERDICTS: Final[Sequence[Verdict | None]] = ("request_changes", "comment", "abstain", None, "approve")
# One that is not said weighs like the highest.
_CONFIDENCES: Final[Sequence[Confidence | None]] = (None, "high", "medium", "low")
_ANSWERS: Final = ("fail", "pass", "not_applicable")

_LONGEST_SUMMARY: Final = 20_000
_LONGEST_TITLE: Final = 500
_MOST_CITATIONS: Final = 50
_MOST_OTHERS: Final = 20


def merge_drafts(drafts: Sequence[ReviewDraft], severity_scale: Sequence[str]) -> ReviewDraft:
    """Return one draft for several auditors'; findings at one path, line and category become one.

    Such a finding has the highest severity of the scale (worst first) and the longest text; ties keep the
    first. Waivers go by rule, title and code. So where its parts differ in the rule or the title, it has
    neither of theirs, and what ends on another line stays apart: no waiver of one claim covers another.

    The verdict is the worst, and a check failed if it failed for anyone. A file was not reviewed, and an
    earlier finding is answered, only if all auditors say so.

    Raises:
        ContractError: there is no draft, a severity is not on the scale, or the whole breaks a limit.
    """
    _refuse_unranked(drafts, severity_scale)
    groups = [*_claims(one for draft in drafts for one in draft.findings)]
    dispositions, disputed = _agreed(drafts)
    merged = {
        "verdict": min((draft.verdict for draft in drafts), key=_VERDICTS.index),
        "summary": _summary(drafts, disputed),
        "checks": _checks(drafts),
        "findings": [_one_finding(group, severity_scale) for group in groups],
        "dispositions": dispositions,
        "not_reviewed": _left_out_by_all(drafts),
    }
    return validate(ReviewDraft, merged)


def _refuse_unranked(drafts: Sequence[ReviewDraft], scale: Sequence[str]) -> None:
    """Refuse a severity that the scale does not name: it is never taken for the lowest."""
    if not drafts:
        raise ContractError(Problem(Code.SCHEMA_MISSING, "", "no draft to merge; give one for each auditor"))
    for number, draft in enumerate(drafts):
        for index, finding in enumerate(draft.findings):
            if finding.severity not in scale:
                message = f"{excerpt(finding.severity)} is not on the scale: {', '.join(scale)}"
                where = f"/{number}/findings/{index}/severity"
                raise ContractError(Problem(Code.SCHEMA_SEVERITY, where, message))


def _grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())


def _same_claim(finding: FindingDraft) -> Hashable:
    """Return what findings share that are one: a place and a category, or else every word."""
    place = finding.location
    if place and place.start_line and finding.category:
        lines = place.start_line, place.end_line or place.start_line
        return place.path, place.side or "RIGHT", lines, finding.category
    words = (finding.title, finding.body, finding.failure_scenario, finding.recommendation)
    return place, finding.category, finding.rule_id, words


def _claims(findings: Iterable[FindingDraft]) -> Iterator[Sequence[FindingDraft]]:
    """Yield the findings that are one claim: at one place and of one category, and not of different rules.

    Where more than one rule is named at a place, what names none may be of either, and stays by itself. Where
    one title can't hold all titles, only the same words are one claim.
    """
    for group in _grouped(findings, _same_claim):
        rules = {finding.rule_id for finding in group} - {None}
        for part in _grouped(group, lambda finding: finding.rule_id) if len(rules) > 1 else [group]:
            yield from [part] if len(_title(part)) <= _LONGEST_TITLE else _grouped(part, _words)


def _one_finding(group: Sequence[FindingDraft], scale: Sequence[str]) -> FindingDraft:
    ranked = sorted(group, key=lambda finding: scale.index(finding.severity))
    return ranked[0].model_copy(
        update={
            "title": _title(ranked),
            "rule_id": _unanimous(finding.rule_id for finding in ranked),
            "confidence": min((finding.confidence for finding in ranked), key=_CONFIDENCES.index),
            "introduced": _unanimous(finding.introduced for finding in ranked),
            "body": max((finding.body for finding in ranked), key=len),
            "failure_scenario": _first(finding.failure_scenario for finding in ranked),
            "recommendation": _longest(finding.recommendation for finding in ranked),
            "evidence": _union((finding.evidence for finding in ranked), _MOST_CITATIONS),
            "related_locations": _union((finding.related_locations for finding in ranked), _MOST_CITATIONS),
            "suggestions": _union((finding.suggestions for finding in ranked), _MOST_OTHERS),
            "tags": _union((finding.tags for finding in ranked), _MOST_OTHERS),
        }
    )


def _title(group: Sequence[FindingDraft]) -> str:
    """Return one title for all: it has more words than any of theirs, so a waiver of one waives no other."""
    titles = [same[0].title for same in _grouped(group, _words)]
    return titles[0] if len(titles) == 1 else f"{' / '.join(titles)} ({len(titles)} claims)"


def _words(finding: FindingDraft) -> str:
    return fingerprints(finding, None)[TEXT]


def _unanimous(answers: Iterable[T]) -> T | None:
    """Return what all say, or None: what a finding does not say never excuses it."""
    different = {*answers}
    return different.pop() if len(different) == 1 else None


def _first(texts: Iterable[str | None]) -> str | None:
    return next((text for text in texts if text), None)


def _longest(texts: Iterable[str | None]) -> str | None:
    return max((text for text in texts if text), key=len, default=None)


def _union(lists: Iterable[Iterable[T]], most: int) -> tuple[T, ...]:
    """Return every item once, those of the gravest finding first, as many as the contract allows."""
    return tuple(dict.fromkeys(item for items in lists for item in items))[:most]


def _checks(drafts: Sequence[ReviewDraft]) -> list[Check]:
    groups = _grouped((check for draft in drafts for check in draft.checks), lambda check: check.name)
    return [min(group, key=lambda check: _ANSWERS.index(check.answer)) for group in groups]


def _left_out_by_all(drafts: Sequence[ReviewDraft]) -> list[UncoveredFile]:
    others = [{file.path for file in draft.not_reviewed} for draft in drafts[1:]]
    first = {file.path: file for file in reversed(drafts[0].not_reviewed)}
    return [file for path, file in reversed(first.items()) if all(path in paths for paths in others)]


def _agreed(drafts: Sequence[ReviewDraft]) -> tuple[list[DispositionDraft], list[str]]:
    """Return one answer for each finding that all auditors answer alike, and the ids of all others."""
    answers = [answer for draft in drafts for answer in draft.dispositions]
    voices = [{answer.finding_id for answer in draft.dispositions} for draft in drafts]
    agreed: list[DispositionDraft] = []
    disputed: list[str] = []
    for group in _grouped(answers, lambda answer: answer.finding_id):
        finding_id = group[0].finding_id
        if len({answer.action for answer in group}) == 1 and all(finding_id in ids for ids in voices):
            agreed.append(_one_answer(group))
        else:
            disputed.append(finding_id)
    return agreed, disputed


def _one_answer(group: Sequence[DispositionDraft]) -> DispositionDraft:
    longest = max(group, key=lambda answer: len(answer.justification))
    evidence = _union((answer.evidence for answer in group), _MOST_CITATIONS)
    return longest.model_copy(update={"evidence": evidence})


def _summary(drafts: Sequence[ReviewDraft], disputed: Sequence[str]) -> str | None:
    """Join the summaries, after a note on each answer that was dropped."""
    notes = [f"The auditors do not agree on {finding_id}; it stays open." for finding_id in disputed]
    said = [draft.summary for draft in drafts if draft.summary]
    joined = "\n\n".join(dict.fromkeys([*notes, *said]))
    if len(joined) > _LONGEST_SUMMARY:
        joined = joined[: _LONGEST_SUMMARY - 1] + "…"
    return joined or None
