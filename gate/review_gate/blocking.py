"""Blocking: which findings stand against the merge while they are open.

What a finding does not say never excuses it: one without a category, a place or a confidence meets
every condition on these.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from review_contract import Pointer
from review_contract.v1.finding import Finding
from review_gate.globs import matches
from review_gate.policy import Policy, Threshold

_RANK: Final[Mapping[str, int]] = {"high": 0, "medium": 1, "low": 2}


def grave(policy: Policy, finding: Finding, scale: Sequence[str]) -> bool:
    """Tell whether the policy lets a finding block while it is open; `scale` ranks it, worst first."""
    return any(_meets(finding, scale, rule) for rule in (policy.blocking, *policy.blocking.rules))


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
