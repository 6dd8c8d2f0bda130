"""What a log says a run cost, which model it was, and which tools it was denied."""

import json

import pytest

from review_contract.v1.envelope import Usage
from review_emitters.adapters.execution_file import read_execution_file
from tests.contract.vectors import Json
from tests.emitters.adapters.sdk_logs import LATEST, MAX_TURNS, OLDEST, log


def _tokens(*messages: Json) -> tuple[int | None, int | None]:
    usage = read_execution_file(log(*messages)).usage
    return (usage.input_tokens, usage.output_tokens) if usage else (None, None)


def _answer(name: str | None, *, tokens: int) -> Json:
    usage = {"input_tokens": tokens, "output_tokens": 1}
    return {"type": "assistant", "message": {"usage": usage} | ({"id": name} if name else {})}


def test_model_usage_counts_where_usage_is_missing() -> None:
    by_model = {
        "claude-opus-5-5": {"inputTokens": 7, "outputTokens": 2},
        "claude-haiku-5": {"inputTokens": 5, "outputTokens": 0},
        "broken": 7,
    }
    assert _tokens(OLDEST | {"modelUsage": by_model}) == (12, 2)
    assert _tokens(OLDEST | {"modelUsage": by_model, "usage": {"input_tokens": 3}}) == (3, None)
    assert _tokens(OLDEST | {"modelUsage": by_model, "usage": {"input_tokens": "3"}}) == (12, 2)


def test_the_blocks_of_one_answer_are_counted_once() -> None:
    answers = (_answer("m1", tokens=100), _answer("m1", tokens=100), _answer("m2", tokens=30))
    assert _tokens(*answers, OLDEST) == (130, 2)
    assert _tokens(*answers) == (130, 2), "what a killed run cost is known too"
    assert _tokens(_answer(None, tokens=100), _answer(None, tokens=100)) == (200, 2)


def test_a_sum_beyond_what_a_count_may_be_is_not_known() -> None:
    assert _tokens(*(_answer(str(n), tokens=2**52) for n in range(3))) == (None, 3)


@pytest.mark.parametrize("value", [-1, True, "3", 2**53, 1e300, [], None])
def test_a_count_that_is_none_is_not_known(value: Json) -> None:
    report = read_execution_file(log(OLDEST | {"num_turns": value, "duration_ms": value}))
    assert report.turns is None
    assert report.usage == Usage(cost_usd=0.0347)


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        ({"total_cost_usd": 0.25, "cost_usd": 0.5}, 0.25),
        ({"cost_usd": 0.5}, 0.5),
        ({"total_cost_usd": 0, "cost_usd": 0.5}, 0),
        ({"total_cost_usd": -1}, None),
        ({"total_cost_usd": "1"}, None),
        ({"total_cost_usd": 0.0016528000000000002}, 0.001653),
    ],
)
def test_the_cost_is_read_by_its_new_and_its_old_name(costs: Json, expected: float | None) -> None:
    usage = read_execution_file(log({"type": "result", "num_turns": 1} | costs)).usage
    assert usage == Usage(turns=1, cost_usd=expected)


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (
            ({"subtype": "init", "model": "claude-opus-5-5"}, {"message": {"model": "other"}}),
            "claude-opus-5-5",
        ),
        (
            ({"subtype": "init", "model": "opus[1m]"}, {"message": {"model": "claude-opus-5-5"}}),
            "claude-opus-5-5",
        ),
        (({"message": {"model": "<synthetic>"}}, OLDEST), None),
        ((OLDEST | {"modelUsage": {"claude-opus-5-5": {}}},), "claude-opus-5-5"),
        ((OLDEST | {"modelUsage": {"x[1m]": {"canonicalModel": "claude-opus-5-5"}}},), "claude-opus-5-5"),
        ((OLDEST | {"modelUsage": {"claude-opus-5-5": {}, "claude-haiku-5": {}}},), None),
        (({"subtype": "init", "model": "a\n::error::b"},), None),
    ],
)
def test_the_model_is_named_as_the_run_knew_it_or_not_at_all(
    messages: tuple[Json, ...], expected: str | None
) -> None:
    assert read_execution_file(log(*messages)).model == expected


def test_denied_tools_are_counted_all_and_named_once() -> None:
    denials = [{"tool_name": name} for name in ("Bash", "Edit", "Bash", "mcp__github__merge", "a\n::b", 7)]
    report = read_execution_file(log(LATEST | {"permission_denials": [*denials, "odd"]}))
    assert report.completed
    assert report.detail is None
    assert report.denied_tools == ("Bash", "Edit", "mcp__github__merge")
    assert report.usage
    assert report.usage.permission_denials == 7


def test_a_run_that_ended_badly_with_denials_stays_what_it_is_and_names_the_tools() -> None:
    result = json.loads(MAX_TURNS)[-1] | {
        "permission_denials": [{"tool_name": "Bash", "tool_input": {"x": "secret"}}]
    }
    report = read_execution_file(log(result))
    assert report.exit_reason == "max_turns"
    assert report.detail
    assert report.detail.endswith("; tool calls were denied: 1 (Bash)")
    assert "secret" not in report.detail
