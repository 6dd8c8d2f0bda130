"""Logs that are cut, damaged or made to deceive: no bytes raise, and none are completed that don't say so."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from review_contract.safe_text import for_log
from review_contract.v1.text import Label, Line
from review_emitters.adapters.execution_file import RunReport, read_execution_file
from review_emitters.adapters.foreign_json import MAX_BYTES
from tests.contract.mutations import damaged
from tests.contract.vectors import Json, items, members
from tests.emitters.adapters.sdk_logs import LATEST, MESSAGES, REAL, TREES, log


@pytest.mark.parametrize("data", REAL)
def test_a_file_cut_anywhere_is_never_completed(data: bytes) -> None:
    lines = b"\n".join(json.dumps(one).encode() for one in json.loads(data))
    for text in (data.rstrip(), lines):
        for end in [*range(0, len(text), 50), len(text) - 1]:
            assert not read_execution_file(text[:end]).completed


def _says_completed(data: bytes) -> bool:
    """Tell, by other means, whether the last result of a log of JSON claims a success."""
    value = json.loads(data)
    results = [one for one in (items(value) or [value]) if members(one).get("type") == "result"]
    if not results or results[-1].get("is_error", False) is not False:
        return False
    return results[-1].get("subtype") == "success" or (
        "subtype" not in results[-1] and isinstance(results[-1].get("result"), str)
    )


def _check_promises(report: RunReport) -> None:
    assert report.completed == (report.detail is None)
    if report.detail is not None:
        assert TypeAdapter(Line).validate_python(report.detail) == for_log(report.detail)
    if report.model is not None:
        TypeAdapter(Label).validate_python(report.model)
    if report.structured_output is not None:
        json.loads(report.structured_output)


@given(st.binary() | st.text().map(str.encode))
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
@example(b"1" * 5000)
@example(b'[{"type":"result","subtype":"success","num_turns":' + b"1" * 5000 + b"}]")
@example(b'{"type":"result","subtype":"success"}\n{"type":')
@example(b"\xff\xfe[\x00]\x00")
@example(b"\xef\xbb\xbf")
def test_no_bytes_raise_and_none_that_are_no_json_are_completed(data: bytes) -> None:
    report = read_execution_file(data)
    _check_promises(report)
    assert not report.completed


@given(TREES | st.lists(TREES, max_size=5))
def test_no_json_raises_and_none_without_a_result_is_completed(value: Json) -> None:
    report = read_execution_file(json.dumps(value).encode())
    _check_promises(report)
    assert not report.completed


@settings(max_examples=500)
@given(MESSAGES | st.lists(MESSAGES, min_size=1, max_size=3))
def test_a_run_is_completed_only_if_its_last_result_says_so(value: Json) -> None:
    data = json.dumps(value).encode()
    report = read_execution_file(data)
    _check_promises(report)
    assert not report.completed or _says_completed(data)


@given(st.sampled_from(REAL).flatmap(lambda data: damaged(json.loads(data))))
def test_a_damaged_real_log_is_completed_only_if_it_says_so(value: Json) -> None:
    data = json.dumps(value).encode()
    report = read_execution_file(data)
    _check_promises(report)
    assert not report.completed or _says_completed(data)


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ('"subtype":"success"', "json-duplicate-key"),
        ('"sub\\u0074ype":"success"', "json-duplicate-key"),
        ('"x":NaN', "json-nonfinite"),
        ('"x":1e999', "json-nonfinite"),
        ('"x":-Infinity', "json-nonfinite"),
        ('"x":' + "9" * 400, "json-nonfinite"),
    ],
)
def test_a_log_that_two_readers_read_differently_is_not_believed(member: str, code: str) -> None:
    data = b'[{"type":"result","subtype":"error_max_turns",' + member.encode() + b"}]"
    report = read_execution_file(data)
    assert report.exit_reason == "error"
    assert report.detail
    assert code in report.detail


def test_a_huge_log_is_refused_before_it_is_read() -> None:
    report = read_execution_file(b" " * MAX_BYTES + b"[]")
    assert report.exit_reason == "error"
    assert report.detail
    assert "json-size" in report.detail


def test_what_the_log_says_can_not_command_the_runner() -> None:
    said = "\n::set-output name=x::y ##[add-mask]z \x1b[31m\u202e" + "x" * 1000
    report = read_execution_file(log(LATEST | {"is_error": True, "result": said, "subtype": "success"}))
    assert report.detail
    assert "\\::set-output" in report.detail
    assert report.detail.endswith("; tool calls were denied: 1 (Bash)"), "a long text hides nothing else"
    assert not any(danger in report.detail for danger in ("##[", "\n", "\x1b", "\u202e", " ::"))


def test_a_detail_fits_into_a_documents_status_reason_however_much_was_denied() -> None:
    denials = [{"tool_name": f"tool_{number}_{'x' * 100}"} for number in range(30)]
    report = read_execution_file(log(LATEST | {"is_error": True, "permission_denials": denials}))
    _check_promises(report)
    assert len(report.denied_tools) == 20
    assert report.usage
    assert report.usage.permission_denials == 30
