"""claude-code-security-review's JSON: every finding arrives, and no failure looks like a clean review."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_contract import Code, ContractError
from review_contract.drafts import parse_draft_as
from review_contract.safe_text import for_log
from review_contract.v1.review_kinds import ReviewDraft
from review_emitters.adapters.security_review import SEVERITY_SCALE, read_security_review
from tests.contract.mutations import damaged
from tests.contract.vectors import Json, refusal

FINDING: Json = {
    "file": "src/auth/login.py",
    "line": 42,
    "severity": "HIGH",
    "category": "sql_injection",
    "description": "The login query is built from the user's name. Nothing escapes it.",
    "exploit_scenario": "Logging in as ' OR 1=1 -- opens any account.",
    "recommendation": "Bind the name as a parameter.",
    "confidence": 0.95,
}
SUMMARY: Json = {"files_reviewed": 8, "high_severity": 1, "review_completed": True}
ANALYSIS: Json = {
    "pr_number": 7,
    "repo": "acme/shop",
    "findings": [FINDING],
    "analysis_summary": SUMMARY,
    "filtering_summary": {"runtime": 0.00012345678901234567, "confidence": 1.0},
}


def _draft(analysis: Json) -> ReviewDraft:
    return parse_draft_as(ReviewDraft, read_security_review(json.dumps(analysis)).draft)


def _found(**changes: Json) -> Json:
    return ANALYSIS | {"findings": [FINDING | changes]}


def _problems(analysis: Json) -> list[tuple[str, str]]:
    found = refusal(lambda: read_security_review(json.dumps(analysis)))
    return [(problem.code, problem.path) for problem in found]


def test_a_finding_arrives_with_all_that_it_says() -> None:
    draft = _draft(ANALYSIS)
    [finding] = draft.findings
    assert finding.model_dump(exclude_defaults=True) == {
        "category": "sql_injection",
        "severity": "HIGH",
        "confidence": "high",
        "title": "The login query is built from the user's name.",
        "body": FINDING["description"],
        "failure_scenario": FINDING["exploit_scenario"],
        "recommendation": FINDING["recommendation"],
        "location": {"path": "src/auth/login.py", "start_line": 42},
    }


@pytest.mark.parametrize(
    ("severities", "completed", "verdict"),
    [
        ((), True, "approve"),
        ((), False, "abstain"),
        (("LOW", "MEDIUM"), True, "comment"),
        (("LOW",), False, "comment"),
        (("LOW", "high", "LOW"), True, "request_changes"),
        (("HIGH",), False, "request_changes"),
    ],
)
def test_the_verdict_follows_from_the_findings(severities: Json, completed: Json, verdict: str) -> None:
    findings = [FINDING | {"severity": severity} for severity in severities]
    draft = _draft({"findings": findings, "analysis_summary": {"review_completed": completed}})
    assert draft.verdict == verdict
    assert [one.severity for one in draft.findings] == [severity.upper() for severity in severities]


@pytest.mark.parametrize("summary", [{}, None, {"review_completed": False}, {"files_reviewed": 8}])
def test_an_analysis_that_does_not_say_that_it_was_completed_is_partial(summary: Json) -> None:
    without: Json = {"findings": []}
    for analysis in (ANALYSIS | {"analysis_summary": summary}, without):
        review = read_security_review(json.dumps(analysis))
        assert review.partial_reason == "the analysis does not say that it was completed"
    assert read_security_review(json.dumps(ANALYSIS)).partial_reason is None


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        ({"error": "Claude timed out"}, "the analysis reports an error: 'Claude timed out'"),
        ({"error": {"code": 7}}, "the analysis reports an error: {'code': 7}"),
        ({"success": False, "error": "x"}, "the analysis reports an error: 'x'"),
        ({"success": False}, "the analysis says that it did not succeed"),
        ({"success": "false"}, "the analysis says that it did not succeed"),
        ({"success": 0}, "the analysis says that it did not succeed"),
        ({"success": None}, "the analysis says that it did not succeed"),
    ],
)
def test_an_analysis_that_reports_a_failure_never_approves(failure: Json, reason: str) -> None:
    for findings, verdict in (([], "abstain"), ([FINDING], "request_changes")):
        failed = ANALYSIS | {"findings": findings} | failure
        assert read_security_review(json.dumps(failed)).partial_reason == reason
        assert _draft(failed).verdict == verdict


@pytest.mark.parametrize("fine", [{"error": None}, {"error": ""}, {"success": True}])
def test_an_analysis_may_say_that_nothing_failed(fine: Json) -> None:
    clean = ANALYSIS | {"findings": []} | fine
    assert read_security_review(json.dumps(clean)).partial_reason is None
    assert _draft(clean).verdict == "approve"


def test_what_an_error_says_can_not_command_the_runner() -> None:
    said = "\n::error::##[group]\x1b[31m\u202e" + "y" * 1000
    reason = read_security_review(json.dumps(ANALYSIS | {"error": said})).partial_reason
    assert reason
    assert reason == for_log(reason)
    assert len(reason) < 150


@pytest.mark.parametrize("severity", ["CRITICAL", "", "H", "HIGH ", None, 3, ["HIGH"]])
def test_a_severity_off_the_scale_is_refused_never_lowest(severity: Json) -> None:
    assert _problems(_found(severity=severity)) == [(Code.SCHEMA_VALUE, "/findings/0/severity")]
    assert SEVERITY_SCALE == ("HIGH", "MEDIUM", "LOW")


@pytest.mark.parametrize(
    ("analysis", "problem"),
    [
        ({"error": "Security audit failed"}, (Code.SCHEMA_MISSING, "/findings")),
        ({}, (Code.SCHEMA_MISSING, "/findings")),
        (ANALYSIS | {"findings": None}, (Code.SCHEMA_TYPE, "/findings")),
        (ANALYSIS | {"findings": [7]}, (Code.SCHEMA_TYPE, "/findings/0")),
        (_found(description=" "), (Code.SCHEMA_BLANK, "/findings/0/description")),
        (_found(description=None), (Code.SCHEMA_TYPE, "/findings/0/description")),
        (_found(line="42"), (Code.SCHEMA_TYPE, "/findings/0/line")),
        (_found(confidence=8), (Code.SCHEMA_RANGE, "/findings/0/confidence")),
        (ANALYSIS | {"findings": [FINDING] * 501}, (Code.SCHEMA_LENGTH, "/findings")),
        (
            ANALYSIS | {"analysis_summary": {"review_completed": "true"}},
            (Code.SCHEMA_TYPE, "/analysis_summary/review_completed"),
        ),
        ([FINDING], (Code.SCHEMA_TYPE, "")),
        (None, (Code.SCHEMA_TYPE, "")),
    ],
)
def test_what_is_no_analysis_is_refused(analysis: Json, problem: tuple[str, str]) -> None:
    assert _problems(analysis) == [problem]


@pytest.mark.parametrize(
    "text", ["", '{"findings": [],}', '{"findings": [], "findings": []}', "No findings."]
)
def test_text_that_is_not_json_is_not_repaired(text: str) -> None:
    [problem] = refusal(lambda: read_security_review(text))
    assert problem.code in {Code.JSON_SYNTAX, Code.JSON_DUPLICATE_KEY}


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [(1, "high"), (0.8, "high"), (0.79, "medium"), (0.5, "medium"), (0.49, "low"), (0, "low"), (None, None)],
)
def test_confidence_is_named_by_its_band(confidence: Json, expected: str | None) -> None:
    assert _draft(_found(confidence=confidence)).findings[0].confidence == expected


@pytest.mark.parametrize(
    ("file", "line", "place"),
    [
        ("./src/a.py", 3, ("src/a.py", 3)),
        ("src/a.py", 0, ("src/a.py", None)),
        ("src/a.py", -1, ("src/a.py", None)),
        ("src/a.py", None, ("src/a.py", None)),
    ],
)
def test_a_place_is_read_as_far_as_it_is_one(
    file: str, line: int | None, place: tuple[str, int | None]
) -> None:
    location = _draft(_found(file=file, line=line)).findings[0].location
    assert location
    assert (location.path, location.start_line) == place


@pytest.mark.parametrize("file", ["/etc/passwd", "../x", "a\\b", "src/\x1b[31m.py"])
def test_a_file_that_is_no_path_is_told_in_the_body(file: str) -> None:
    [finding] = _draft(_found(file=file)).findings
    assert finding.location is None
    assert finding.body == f"{FINDING['description']}\n\nFile: {file}".replace("\x1b", "\\u{1b}")


@pytest.mark.parametrize(
    ("description", "title"),
    [
        ("One.", "One."),
        ("Is it 3.5 or 4? Both.", "Is it 3.5 or 4?"),
        ("two\nlines", "two lines"),
        ("x" * 200, "x" * 119 + "…"),
        ("\u00a0", "A finding without words"),
    ],
)
def test_the_title_is_the_first_sentence_cut(description: str, title: str) -> None:
    [finding] = _draft(_found(description=description)).findings
    assert (finding.title, finding.body) == (title, description)


@given(st.binary() | st.text(st.characters()) | damaged(ANALYSIS).map(json.dumps))
def test_any_text_is_a_draft_or_refused(data: bytes | str) -> None:
    try:
        review = read_security_review(data)
    except ContractError:
        return
    parse_draft_as(ReviewDraft, review.draft)


@given(st.text(st.characters(), min_size=1), st.text(st.characters()), st.text(st.characters()))
def test_any_words_make_a_draft_or_are_refused(description: str, file: str, category: str) -> None:
    analysis = _found(description=description, file=file, category=category, exploit_scenario=category)
    try:
        review = read_security_review(json.dumps(analysis))
    except ContractError:
        return
    [finding] = parse_draft_as(ReviewDraft, review.draft).findings
    assert finding.body.startswith(description)
