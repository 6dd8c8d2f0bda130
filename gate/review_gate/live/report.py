"""The report: a decision as GitHub shows it, in a check run or a commit status."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from review_contract import sha256
from review_contract.safe_text import for_log, one_line
from review_contract.v1.record_kinds import Conclusion
from review_gate.live.asking import Request
from review_gate.live.published import Annotated, CheckRun, external_id
from review_gate.reasons import Reason, leaves

CHECK_STATES: Final[dict[Conclusion, str]] = {
    "pass": "success",
    "fail": "failure",
    "error": "failure",
    "pending": "in_progress",
}
STATUS_STATES: Final[dict[Conclusion, str]] = {
    "pass": "success",
    "fail": "failure",
    "error": "error",
    "pending": "pending",
}
PER_REQUEST: Final = 50
"""Annotations that one request may hold (REST: create a check run)."""
MOST_ANNOTATIONS: Final = 100
"""As many as one answer tells of, so that none is sent twice."""
_LONGEST_TITLE: Final = 250
_LONGEST_MESSAGE: Final = 4_000
_LONGEST_DESCRIPTION: Final = 140
"""Characters of a commit status (REST: create a commit status)."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is to stand on a commit."""

    name: str
    """Of the check, or context of the status."""
    conclusion: Conclusion
    title: str
    summary: str
    """Markdown of at most 65,535 characters."""
    annotations: tuple[Annotated, ...]
    observed_at: str
    """When the evidence was read: of two gates, the later one is right."""
    details_url: str | None = None
    policy_oid: str = ""
    """Which version of the policy file was applied: under another one it is decided again."""

    @property
    def digest(self) -> str:
        """What tells one report from another, whenever it was made."""
        parts = (self.conclusion, self.title, self.summary, *(str(one) for one in self.annotations))
        return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).removeprefix("sha256:")[:16]

    @property
    def mark(self) -> str:
        """What it says, and under which policy."""
        return f"{self.digest}.{self.policy_oid[:12]}"

    @property
    def external_id(self) -> str:
        """What tells the check run from another one's."""
        return external_id(self.observed_at, self.mark)

    @property
    def description(self) -> str:
        """The sentence of a commit status."""
        text = for_log(one_line(self.title))
        return text if len(text) <= _LONGEST_DESCRIPTION else text[: _LONGEST_DESCRIPTION - 1] + "…"


def annotations_of(reasons: tuple[Reason, ...]) -> tuple[Annotated, ...]:
    """Return an annotation for each leaf that is no pass and has a place, at most 100."""
    told = dict.fromkeys(one for reason in reasons for one in map(_annotated, leaves(reason)) if one)
    return tuple(told)[:MOST_ANNOTATIONS]


def _annotated(reason: Reason) -> Annotated | None:
    if reason.conclusion == "pass" or reason.location is None:
        return None
    start = reason.location.start_line or 1
    message = f"{reason.sentence}. {reason.remedy}" if reason.remedy else reason.sentence
    return Annotated(
        reason.location.path,
        start,
        max(start, reason.location.end_line or start),
        reason.code,
        one_line(message)[:_LONGEST_MESSAGE],
    )


def check_requests(
    report: Report, repository: str, head_sha: str, known: CheckRun | None
) -> Iterator[Request]:
    """Yield what creates or changes a check run; the id of one that is created stands for `{id}` in the rest.

    Annotations can only be added, so those that are there already are not sent again.
    """
    there = known.annotations if known else frozenset[Annotated]()
    surely_new = () if known and not known.annotations_known else report.annotations
    batches = list(_batches(tuple(one for one in surely_new if one not in there)))
    first = _content(report, batches[0])
    if known is None:
        said = {"name": report.name, "head_sha": head_sha, "started_at": report.observed_at}
        yield Request("check run", "POST", f"{repository}/check-runs", body={**said, **first})
    else:
        if report.conclusion == "pending" and known.state != "in_progress":
            first = {"started_at": report.observed_at, **first}
        yield Request("check run", "PATCH", f"{repository}/check-runs/{known.id}", body=first)
    place = f"{repository}/check-runs/{known.id if known else '{id}'}"
    for batch in batches[1:]:
        output = {"output": {**_output(report), "annotations": [_shown(one) for one in batch]}}
        yield Request("check run's annotations", "PATCH", place, body=output)


def status_request(report: Report, repository: str, head_sha: str) -> Request:
    """Return the request for a commit status."""
    body = {
        "state": STATUS_STATES[report.conclusion],
        "context": report.name,
        "description": report.description,
        **({"target_url": report.details_url} if report.details_url else {}),
    }
    return Request("commit status", "POST", f"{repository}/statuses/{head_sha}", body=body)


def _content(report: Report, annotations: tuple[Annotated, ...]) -> dict[str, object]:
    state = CHECK_STATES[report.conclusion]
    status = {"status": state} if state == "in_progress" else {"status": "completed", "conclusion": state}
    output = {**_output(report), "annotations": [_shown(one) for one in annotations]}
    said: dict[str, object] = {**status, "external_id": report.external_id, "output": output}
    return said | ({"details_url": report.details_url} if report.details_url else {})


def _output(report: Report) -> dict[str, object]:
    return {"title": one_line(report.title)[:_LONGEST_TITLE], "summary": report.summary}


def _batches(annotations: tuple[Annotated, ...]) -> Iterator[tuple[Annotated, ...]]:
    for start in range(0, max(1, len(annotations)), PER_REQUEST):
        yield annotations[start : start + PER_REQUEST]


def _shown(one: Annotated) -> dict[str, object]:
    return {
        "path": one.path,
        "start_line": one.start_line,
        "end_line": one.end_line,
        "annotation_level": "failure",
        "title": one.title,
        "message": one.message,
    }
