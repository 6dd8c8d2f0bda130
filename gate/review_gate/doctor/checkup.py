"""The check-up: a set-up in, everything that is to be said about it out, the worst first."""

from collections.abc import Sequence
from typing import Final

from review_gate.doctor.finding import SEVERITIES, Conclusion, Finding, not_read
from review_gate.doctor.gate_checks import gate_findings
from review_gate.doctor.policy_checks import policy_findings
from review_gate.doctor.reading import Unread
from review_gate.doctor.reviewer_checks import reviewer_findings
from review_gate.doctor.rules import rule_findings
from review_gate.doctor.settings_checks import settings_findings
from review_gate.doctor.setup import Setup

_CHECKS: Final = (rule_findings, policy_findings, gate_findings, reviewer_findings, settings_findings)


def examine(setup: Setup) -> tuple[Finding, ...]:
    """Return the findings, the worst first; each once, whoever came upon it."""
    if isinstance(setup.default_branch, Unread):
        return (not_read(setup.default_branch),)
    found = dict.fromkeys(finding for check in _CHECKS for finding in check(setup))
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))


def conclusion(findings: Sequence[Finding]) -> Conclusion:
    """Return what all findings come to; without any, nothing is known."""
    severities = {finding.severity for finding in findings}
    if "broken" in severities:
        return "broken"
    return "unread" if "unread" in severities or not severities else "sound"
