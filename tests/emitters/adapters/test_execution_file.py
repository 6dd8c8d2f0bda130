"""The execution file: a run is completed only if its log says so; everything else has a name."""

import json
from itertools import product

import pytest

from review_contract.safe_text import for_log
from review_contract.v1.envelope import Usage
from review_emitters.adapters.execution_file import RunReport, read_execution_file
from tests.contract.vectors import Json
from tests.emitters.adapters.sdk_logs import (
    DENIED_TOOL,
    LATEST,
    MAX_TURNS,
    MIDDLE,
    OLDEST,
    REAL,
    log,
)

# ------------------------------------------------------------------------------------------ the real files


def test_a_real_run_with_a_denied_tool_is_completed_and_says_what_was_denied() -> None:
    assert read_execution_file(DENIED_TOOL) == RunReport(
        exit_reason="completed",
        usage=Usage(
            turns=2,
            duration_ms=397,
            input_tokens=200,
            output_tokens=40,
            cache_read_input_tokens=14,
            cache_creation_input_tokens=10,
            cost_usd=0.001653,
            permission_denials=1,
        ),
        model="claude-opus-5-5",
        turns=2,
        denied_calls=1,
        denied_tools=("Bash",),
        answer="done",
    )


def test_a_real_run_that_hit_its_turn_limit_says_so() -> None:
    assert read_execution_file(MAX_TURNS) == RunReport(
        exit_reason="max_turns",
        detail="the run ended with max_turns: subtype 'error_max_turns', turns 2; "
        "it said: Reached maximum number of turns (1)",
        usage=Usage(
            turns=2,
            duration_ms=197,
            input_tokens=100,
            output_tokens=20,
            cache_read_input_tokens=7,
            cache_creation_input_tokens=5,
            cost_usd=0.000826,
            permission_denials=0,
        ),
        model="claude-opus-5-5",
        turns=2,
    )


@pytest.mark.parametrize("data", REAL)
def test_a_real_file_is_read_alike_as_a_list_as_json_lines_and_with_a_byte_order_mark(data: bytes) -> None:
    lines = b"\r\n".join(json.dumps(one).encode() for one in json.loads(data)) + b"\n"
    assert (
        read_execution_file(lines) == read_execution_file(b"\xef\xbb\xbf" + data) == read_execution_file(data)
    )


@pytest.mark.parametrize("generation", [OLDEST, MIDDLE, LATEST], ids=["oldest", "middle", "latest"])
def test_a_result_object_alone_is_a_log(generation: Json) -> None:
    report = read_execution_file(json.dumps(generation).encode())
    assert (report.completed, report.answer) == (True, generation["result"])


# ------------------------------------------------------------------------------------------ how a run ended

ENDINGS = {
    "error_max_turns": "max_turns",
    "error_max_budget_usd": "max_budget",
    "error_during_execution": "error",
    "error_max_structured_output_retries": "invalid_output",
    "error_of_a_later_release": "error",
    "Success": "error",
    "": "error",
    None: "error",
    7: "error",
}


@pytest.mark.parametrize(("subtype", "is_error"), [*product(ENDINGS, [True, False, None, 0, "absent"])])
@pytest.mark.parametrize("generation", [OLDEST, MIDDLE, LATEST], ids=["oldest", "middle", "latest"])
def test_a_subtype_that_is_no_success_names_how_the_run_ended(
    subtype: Json, is_error: Json, generation: Json
) -> None:
    result = generation | {"subtype": subtype, "is_error": is_error}
    if is_error == "absent":
        del result["is_error"]
    assert read_execution_file(log(result)).exit_reason == ENDINGS[subtype]


@pytest.mark.parametrize("subtype", ["success", "absent"])
@pytest.mark.parametrize("generation", [OLDEST, MIDDLE, LATEST], ids=["oldest", "middle", "latest"])
@pytest.mark.parametrize("is_error", [True, None, 0, 1, "false", [], {}])
def test_a_success_with_an_error_is_an_error_of_the_model(
    subtype: str, generation: Json, is_error: Json
) -> None:
    result = generation | {"subtype": subtype, "is_error": is_error}
    if subtype == "absent":
        del result["subtype"]
    assert read_execution_file(log(result)).exit_reason == "model_error"


@pytest.mark.parametrize("errors", [["API Error: 529"], [""], [None], [7], "boom", {"code": 1}, 1, True])
@pytest.mark.parametrize("generation", [OLDEST, MIDDLE, LATEST], ids=["oldest", "middle", "latest"])
def test_a_success_that_lists_errors_is_none(errors: Json, generation: Json) -> None:
    report = read_execution_file(log(generation | {"errors": errors}))
    assert report.exit_reason == "error"
    assert report.detail


@pytest.mark.parametrize("errors", [[], None])
def test_a_success_without_errors_may_say_so(errors: Json) -> None:
    assert read_execution_file(log(LATEST | {"errors": errors})).completed


def test_one_turn_at_no_cost_is_no_review() -> None:
    report = read_execution_file(
        log(
            LATEST
            | {"is_error": True, "num_turns": 1, "total_cost_usd": 0, "result": "Credit balance is too low"}
        )
    )
    assert report.exit_reason == "model_error"
    assert report.detail == (
        "the run ended with model_error: subtype 'success', turns 1; it said: Credit balance is too low; "
        "tool calls were denied: 1 (Bash)"
    )


@pytest.mark.parametrize("result", ["", None, 7, ["done"], "absent"])
def test_the_oldest_generation_completes_by_its_text_alone(result: Json) -> None:
    message = {name: one for name, one in (OLDEST | {"result": result}).items() if one != "absent"}
    assert read_execution_file(log(message)).exit_reason == "error"


@pytest.mark.parametrize(
    ("terminal_reason", "expected"),
    [
        ("completed", "completed"),
        (None, "completed"),
        ("max_turns", "max_turns"),
        ("budget_exhausted", "max_budget"),
        ("structured_output_retry_exhausted", "invalid_output"),
        ("api_error", "model_error"),
        ("model_error", "model_error"),
        ("aborted_tools", "cancelled"),
        ("aborted_streaming", "cancelled"),
        ("hook_stopped", "error"),
        ("a later release's", "error"),
    ],
)
def test_a_success_whose_terminal_reason_contradicts_it_is_none(
    terminal_reason: str | None, expected: str
) -> None:
    report = read_execution_file(log(LATEST | {"terminal_reason": terminal_reason}))
    assert report.exit_reason == expected


def test_a_run_is_cancelled_only_if_the_log_says_so() -> None:
    failed = LATEST | {"subtype": "error_during_execution", "is_error": True}
    assert read_execution_file(log(failed | {"terminal_reason": "aborted_tools"})).exit_reason == "cancelled"
    assert (
        read_execution_file(log(failed | {"result": "[Request interrupted by user]"})).exit_reason == "error"
    )
    assert read_execution_file(log(*json.loads(MAX_TURNS)[:-1])).exit_reason == "error"


@pytest.mark.parametrize(("limit", "expected"), [(None, "completed"), (2, "completed"), (1, "max_turns")])
def test_more_turns_than_the_limit_are_no_success(limit: int | None, expected: str) -> None:
    assert read_execution_file(DENIED_TOOL, max_turns=limit).exit_reason == expected


# ------------------------------------------------------------------------------------------ denied tool calls


def _denied(*tools: Json) -> bytes:
    return log(LATEST | {"permission_denials": [{"tool_name": tool} for tool in tools]})


@pytest.mark.parametrize(
    ("tools", "doubts"),
    [
        ((), ()),
        (("Bash",), ("tool calls were denied: 1 (Bash)",)),
        (("Bash", "Read", "Bash"), ("tool calls were denied: 3 (Bash, Read)",)),
        ((None, "a b"), ("tool calls were denied: 2 (unnamed)",)),
    ],
)
def test_a_completed_run_that_was_denied_tools_leaves_a_doubt(
    tools: tuple[Json, ...], doubts: tuple[str, ...]
) -> None:
    report = read_execution_file(_denied(*tools))
    assert (report.completed, report.doubts) == (True, doubts)


@pytest.mark.parametrize("denials", ["Bash", {"tool_name": "Bash"}, [7], 1])
def test_denials_that_can_not_be_read_leave_a_doubt_too(denials: Json) -> None:
    assert read_execution_file(log(LATEST | {"permission_denials": denials})).doubts


@pytest.mark.parametrize("denials", [[], None])
def test_a_run_without_denials_leaves_no_doubt(denials: Json) -> None:
    assert read_execution_file(log(LATEST | {"permission_denials": denials})).doubts == ()
    assert read_execution_file(log(MIDDLE)).doubts == ()


def test_a_doubt_is_one_short_line_that_the_runner_does_not_obey() -> None:
    [doubt] = read_execution_file(_denied(*(f"mcp::{number}{'x' * 100}" for number in range(30)))).doubts
    assert len(doubt) <= 200
    assert doubt == for_log(doubt)


def test_a_run_that_ended_badly_tells_its_denials_once() -> None:
    report = read_execution_file(DENIED_TOOL, max_turns=1)
    assert report.doubts == ()
    assert report.detail
    assert report.detail.endswith("tool calls were denied: 1 (Bash)")


# ----------------------------------------------------------------------------------- what is no such log


@pytest.mark.parametrize("data", [None, b"", b" \n", b"[]", b"[\n]\n"])
def test_a_missing_or_empty_file_is_a_run_that_never_was(data: bytes | None) -> None:
    report = read_execution_file(data)
    assert (report.exit_reason, report.usage) == ("never_ran", None)


@pytest.mark.parametrize(
    "data", [b"{}", b"[{}]", b"[1]", b"[[]]", b"[[{}]]", b"null", b'"result"', b"{}\n{}"]
)
def test_a_log_without_a_result_is_an_error_that_says_so(data: bytes) -> None:
    report = read_execution_file(data)
    assert report.exit_reason == "error"
    assert report.detail == "the log does not end with a result: the run was killed, or the file was cut"


def test_a_list_of_lists_is_no_log() -> None:
    assert not read_execution_file(log([LATEST])).completed


@pytest.mark.parametrize(
    "later",
    [
        {"type": "assistant", "message": {}},
        {"type": "user", "message": {}},
        {"type": "system", "subtype": "init"},
    ],
)
def test_a_run_that_went_on_after_its_result_is_not_completed(later: Json) -> None:
    assert read_execution_file(log(LATEST, later)).exit_reason == "error"
    assert read_execution_file(log(LATEST, later, MIDDLE)).completed


def test_what_is_no_turn_may_follow_the_result() -> None:
    assert read_execution_file(log(LATEST, {"type": "system", "subtype": "status"}, 7, None)).completed


def test_of_several_results_the_last_speaks() -> None:
    failed = json.loads(MAX_TURNS)[-1]
    assert read_execution_file(log(LATEST, failed)).exit_reason == "max_turns"
    assert read_execution_file(log(failed, LATEST)).exit_reason == "completed"


def test_structured_output_is_json_again_and_null_is_none() -> None:
    report = read_execution_file(log(LATEST | {"structured_output": {"verdict": "approve", "n": [1, None]}}))
    assert report.structured_output == '{"verdict":"approve","n":[1,null]}'
    assert read_execution_file(log(LATEST | {"structured_output": None})).structured_output is None
    assert read_execution_file(log(LATEST | {"structured_output": {}})).structured_output == "{}"
