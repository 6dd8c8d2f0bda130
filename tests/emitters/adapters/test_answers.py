"""From a model's output to a draft: the strongest source that speaks counts, and nothing is guessed."""

import json
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_contract import Code, ContractError
from review_contract.drafts import parse_draft_as
from review_contract.v1.review_kinds import ReviewDraft
from review_emitters.adapters.answers import (
    MAX_ANSWER,
    MAX_BLOCKS,
    MAX_LINES,
    Draft,
    NoDraft,
    choose_draft,
    draft_from_json,
    draft_from_text,
)
from review_emitters.adapters.execution_file import RunReport
from tests.contract.vectors import BASES, Json, refusal

BLOCKING: Json = BASES["review-draft"]
CLEAN: Json = dict.fromkeys(BLOCKING) | {"verdict": "approve"}
BAD: Json = CLEAN | {"verdict": "looks good"}
SECOND: Json = CLEAN | {"verdict": "comment"}


def _draft(value: Json) -> ReviewDraft:
    return parse_draft_as(ReviewDraft, json.dumps(value))


def _fenced(value: Json, fence: str = "```", language: str = "json") -> str:
    return f"{fence}{language}\n{json.dumps(value, indent=2)}\n{fence}\n"


def _codes(read: Callable[[], object]) -> list[str]:
    return [problem.code for problem in refusal(read)]


def _text_codes(text: str) -> list[str]:
    return _codes(lambda: draft_from_text(ReviewDraft, text))


def test_json_is_a_draft_that_nothing_was_derived_for() -> None:
    for data in (json.dumps(BLOCKING), json.dumps(BLOCKING).encode()):
        assert draft_from_json(ReviewDraft, data) == Draft(_draft(BLOCKING), derived=False)


def test_json_that_is_no_draft_is_refused_with_its_problems() -> None:
    [problem] = refusal(lambda: draft_from_json(ReviewDraft, json.dumps(BAD)))
    assert (problem.code, problem.path) == (Code.SCHEMA_VALUE, "/verdict")


# ------------------------------------------------------------------------------------------ answers in prose


@pytest.mark.parametrize(
    "text",
    [
        _fenced(BLOCKING),
        f"I looked at it all.\n\n{_fenced(BLOCKING)}\nThat is my review.",
        _fenced(BLOCKING, "~~~~"),
        _fenced(BLOCKING, language="JSON title=draft"),
        _fenced(BLOCKING, language=""),
        _fenced(BLOCKING).replace("\n", "\r\n"),
        "1. The review:\n\n" + "".join(f"   {line}\n" for line in _fenced(BLOCKING).splitlines()),
        _fenced(BLOCKING) + _fenced(BLOCKING),
        _fenced({"a": "config that the review quotes"}) + _fenced(BLOCKING) + _fenced(BAD),
        _fenced(CLEAN, language="python") + _fenced(BLOCKING),
        json.dumps(BLOCKING),
        f"\n {json.dumps(BLOCKING)} \n",
    ],
)
def test_one_draft_in_an_answer_is_found_and_marked_as_derived(text: str) -> None:
    assert draft_from_text(ReviewDraft, text) == Draft(_draft(BLOCKING), derived=True)


@pytest.mark.parametrize(("one", "other"), [(CLEAN, BLOCKING), (BLOCKING, CLEAN), (CLEAN, SECOND)])
def test_two_drafts_that_differ_are_ambiguous_wherever_they_stand(one: Json, other: Json) -> None:
    quoted = "".join(f"> {line}\n" for line in _fenced(other).splitlines())
    assert _text_codes(_fenced(one) + _fenced(other)) == [Code.AMBIGUOUS]
    assert _text_codes(_fenced(one) + "\n" + quoted) == [Code.AMBIGUOUS]


@pytest.mark.parametrize(
    "text",
    [
        "Looks good to me.",
        'The verdict is `{"verdict": "approve"}`.',
        f"The draft: {json.dumps(CLEAN)}",
        _fenced([CLEAN]),
        _fenced(CLEAN, language="jsonc"),
        f"<!--\n{json.dumps(CLEAN)}\n-->",
        "    " + json.dumps(CLEAN),
    ],
)
def test_an_answer_without_a_json_block_is_no_draft(text: str) -> None:
    assert _text_codes(text.replace("    {", "x\n\n    {")) == [Code.JSON_SYNTAX]


def test_a_block_that_is_no_draft_says_why() -> None:
    assert _text_codes(_fenced(BAD)) == [Code.SCHEMA_VALUE]
    assert _text_codes(_fenced(CLEAN).replace("}", "")) == [Code.JSON_SYNTAX]
    assert _text_codes(json.dumps(CLEAN) + " Have a nice day.") == [Code.JSON_TRAILING]


def test_a_block_with_a_key_twice_is_no_draft() -> None:
    twice = _fenced(BLOCKING).replace('"summary"', '"verdi\\u0063t": "approve", "summary"', 1)
    assert _text_codes(twice) == [Code.JSON_DUPLICATE_KEY]


def test_an_answer_beyond_the_limit_is_not_searched() -> None:
    assert _text_codes("x" * MAX_ANSWER + _fenced(CLEAN)) == [Code.JSON_SIZE]


def test_more_code_blocks_than_are_tried_are_ambiguous_and_as_many_are_not() -> None:
    noise = _fenced({}) * (MAX_BLOCKS - 1)
    assert draft_from_text(ReviewDraft, noise + _fenced(BLOCKING)).value == _draft(BLOCKING)
    assert _text_codes(noise + _fenced(BLOCKING) * 2) == [Code.AMBIGUOUS]


def test_only_blocks_that_may_be_a_draft_are_counted() -> None:
    shown = _fenced(CLEAN, language="python") * (MAX_BLOCKS + 1)
    assert draft_from_text(ReviewDraft, shown + _fenced(BLOCKING)).value == _draft(BLOCKING)


def test_an_answer_of_more_lines_than_the_limit_is_not_searched() -> None:
    draft = _fenced(CLEAN)
    rest = MAX_LINES - draft.count("\n")
    assert draft_from_text(ReviewDraft, draft + "\n" * rest).value == _draft(CLEAN)
    for end in ("\n", "\r"):
        assert _text_codes(draft + end * (rest + 1)) == [Code.JSON_SIZE]


def test_every_refusal_of_an_answer_is_told_at_most_twenty_times() -> None:
    assert len(_text_codes('{"findings": [' + "{}," * 80_000 + "{}]}")) == 20


@given(
    st.text(st.characters())
    | st.lists(st.sampled_from(["```", "json", "\n", "> ", "- ", "{", "}", '"']), max_size=60).map("".join)
)
def test_any_answer_is_a_draft_or_refused(text: str) -> None:
    try:
        assert draft_from_text(ReviewDraft, text).derived
    except ContractError as error:
        assert error.problems  # noqa: PT017 - either way is right


# ------------------------------------------------------------------------------------------- which one counts

NOTHING = (None, "", " \n", "null", " null\n")
DONE = RunReport("completed")


def _choice(
    output: str | None, report: RunReport | None, text: str | None = None
) -> Draft[ReviewDraft] | NoDraft:
    return choose_draft(ReviewDraft, structured_output=output, report=report, text=text)


@pytest.mark.parametrize(("nothing", "also_nothing"), [*product(NOTHING, NOTHING)])
def test_structured_output_counts_first_then_the_logs_then_prose(
    nothing: str | None, also_nothing: str | None
) -> None:
    report = RunReport("completed", structured_output=json.dumps(SECOND), answer=_fenced(CLEAN))
    silent = RunReport("completed", structured_output=also_nothing, answer=_fenced(CLEAN))
    assert _choice(json.dumps(BLOCKING), report, _fenced(CLEAN)) == Draft(_draft(BLOCKING))
    assert _choice(nothing, report, _fenced(CLEAN)) == Draft(_draft(SECOND))
    assert _choice(nothing, silent) == Draft(_draft(CLEAN), derived=True)
    assert _choice(nothing, silent, _fenced(BLOCKING)) == Draft(_draft(BLOCKING), derived=True)
    assert _choice(nothing, None, _fenced(BLOCKING)) == Draft(_draft(BLOCKING), derived=True)


@pytest.mark.parametrize("output", ["{}", "[]", "0", "false", '""', '"null"', "x", "{", json.dumps(BAD)])
def test_an_invalid_output_never_gives_way_to_a_weaker_one(output: str) -> None:
    good = json.dumps(CLEAN)
    weaker = RunReport("completed", structured_output=good, answer=_fenced(CLEAN))
    recorded = RunReport("completed", structured_output=output, answer=_fenced(CLEAN))
    for choice in (_choice(output, weaker, _fenced(CLEAN)), _choice(None, recorded, _fenced(CLEAN))):
        assert isinstance(choice, NoDraft)
        assert choice.exit_reason == "invalid_output"
        assert choice.problems == refusal(lambda: draft_from_json(ReviewDraft, output))


def test_a_bad_answer_never_gives_way_to_the_reports() -> None:
    choice = _choice(None, RunReport("completed", answer=_fenced(CLEAN)), _fenced(BAD))
    assert isinstance(choice, NoDraft)
    assert [problem.code for problem in choice.problems] == [Code.SCHEMA_VALUE]


def test_without_any_output_the_run_says_why() -> None:
    hit = RunReport("max_turns", "the run ended with max_turns")
    assert _choice("", hit) == NoDraft("max_turns", "the run ended with max_turns")
    silent = NoDraft("invalid_output", "the run left neither structured output nor an answer")
    assert _choice("", DONE) == _choice(None, None) == silent


@pytest.mark.parametrize(
    ("output", "answer", "code"),
    [
        ("{", None, Code.JSON_SYNTAX),
        ("{}", None, Code.SCHEMA_MISSING),
        ("", "Credit balance is too low", Code.JSON_SYNTAX),
    ],
)
def test_a_run_that_ended_badly_says_how_it_ended_not_what_its_output_misses(
    output: str, answer: str | None, code: Code
) -> None:
    report = RunReport("model_error", "the run ended with model_error", answer=answer)
    choice = _choice(output, report)
    assert isinstance(choice, NoDraft)
    assert (choice.exit_reason, choice.detail) == ("model_error", "the run ended with model_error")
    assert choice.problems[0].code == code


def test_a_run_that_ended_badly_keeps_what_it_found() -> None:
    assert _choice(json.dumps(BLOCKING), RunReport("max_turns", "…")) == Draft(_draft(BLOCKING))


def test_what_a_refusal_quotes_can_not_command_the_runner() -> None:
    choice = _choice(json.dumps(CLEAN | {"x\n::error::##[x]" + "y" * 600: 1}), DONE)
    assert isinstance(choice, NoDraft)
    assert len(choice.detail) <= 500
    assert not any(danger in choice.detail for danger in ("\n", "##[", " ::"))
