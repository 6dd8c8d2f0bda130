"""claude-code-security-review's JSON as a review's draft.

Its own action takes an error or a missing file for "no findings". Here an analysis that does not say that it
was completed is partial, and a severity that is not one of its three is refused, never taken for the lowest.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from review_contract.parsing import validate
from review_contract.problems import excerpt
from review_contract.safe_text import for_log, one_line
from review_contract.v1.base import Many, Model
from review_contract.v1.finding import Confidence
from review_contract.v1.review_kinds import ReviewDraft, Verdict
from review_contract.v1.text import Label, Path, Prose
from review_emitters.adapters.foreign_json import loads

SEVERITY_SCALE: Final = ("HIGH", "MEDIUM", "LOW")
"""Its severities, worst first: the scale that the stage's documents are stamped with."""

_MAX_TITLE: Final = 120
_SENTENCE_END: Final = re.compile(r"(?<=[.!?]) ")
_PATH: Final = TypeAdapter[str](Path)
_LABEL: Final = TypeAdapter[str](Label)


@dataclass(frozen=True, slots=True)
class SecurityReview:
    """What an analysis says, as a draft and as what only code may stamp."""

    draft: str
    """A `ReviewDraft`, as JSON."""
    partial_reason: str | None
    """Why the review is only partial; None if the analysis says that it was completed, and of no failure."""


def read_security_review(data: bytes | str) -> SecurityReview:
    """Return the review that an output of claude-code-security-review holds.

    Raises:
        ContractError: it is not JSON (trailing commas are not repaired), or no analysis, as after an error.
    """
    analysis = validate(_Analysis, loads(data))
    partial_reason = _partial_reason(analysis)
    value = {
        "verdict": _verdict(analysis.findings, completed=partial_reason is None),
        "findings": [_finding_draft(finding) for finding in analysis.findings],
    }
    draft = validate(ReviewDraft, value).model_dump_json()
    return SecurityReview(draft, partial_reason)


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


_Text: TypeAlias = Annotated[Prose | None, BeforeValidator(_blank_is_none)]


class _Foreign(Model):
    """An object of the tool's, of which only some members matter."""

    model_config = ConfigDict(extra="ignore")


class _Finding(_Foreign):
    file: str | None = None
    line: int | None = None
    severity: Annotated[Literal["HIGH", "MEDIUM", "LOW"], BeforeValidator(_upper)]
    category: str | None = None
    description: Prose
    exploit_scenario: _Text = None
    recommendation: _Text = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None


class _Summary(_Foreign):
    review_completed: bool = False


class _Analysis(_Foreign):
    findings: Annotated[Many[_Finding], Field(max_length=500)]
    analysis_summary: _Summary | None = None
    error: object = None
    success: object = True


def _partial_reason(analysis: _Analysis) -> str | None:
    """Return what speaks against a whole analysis: one word of it is enough."""
    if analysis.error:
        return f"the analysis reports an error: {for_log(excerpt(analysis.error))}"
    if analysis.success is not True:
        return "the analysis says that it did not succeed"
    summary = analysis.analysis_summary
    completed = summary is not None and summary.review_completed
    return None if completed else "the analysis does not say that it was completed"


def _verdict(findings: tuple[_Finding, ...], *, completed: bool) -> Verdict:
    if any(finding.severity == "HIGH" for finding in findings):
        return "request_changes"
    if findings:
        return "comment"
    return "approve" if completed else "abstain"


def _finding_draft(finding: _Finding) -> dict[str, object]:
    path = _valid(_PATH, (finding.file or "").removeprefix("./"))
    unplaced = f"\n\nFile: {one_line(finding.file)}" if finding.file and path is None else ""
    return {
        "category": _valid(_LABEL, finding.category),
        "severity": finding.severity,
        "confidence": _confidence(finding.confidence),
        "title": _title(finding.description),
        "body": finding.description + unplaced,
        "failure_scenario": finding.exploit_scenario,
        "recommendation": finding.recommendation,
        "location": path and {"path": path, "start_line": _line(finding.line)},
    }


def _title(description: str) -> str:
    first = _SENTENCE_END.split(one_line(description), maxsplit=1)[0]
    cut = first if len(first) <= _MAX_TITLE else f"{first[: _MAX_TITLE - 1]}…"
    return cut or "A finding without words"


def _confidence(value: float | None) -> Confidence | None:
    if value is None:
        return None
    return "high" if value >= 0.8 else "medium" if value >= 0.5 else "low"  # noqa: PLR2004 - its prompt's bands


def _line(line: int | None) -> int | None:
    """Return a line as the contract counts them: 0 and less is the tool's way not to know."""
    return line if line is not None and line > 0 else None


def _valid(adapter: TypeAdapter[str], value: object) -> str | None:
    try:
        return adapter.validate_python(value)
    except ValidationError:
        return None
