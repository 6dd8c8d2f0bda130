"""Hostile drafts: whatever a model says, the block is read back equal, and the rest only shows."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_contract import Block, ContractError, Pointer, artifact_name, payload, read, sha256
from review_contract.drafts import parse_draft_as
from review_contract.v1.base import Model
from review_emitters.compose import BODY_LIMIT
from review_emitters.emission import Emission
from review_emitters.emit import emit, emit_without_draft
from review_emitters.ending import Ending
from review_emitters.rendering.prose import code, fenced, inline, prose
from review_emitters.stages import STAGES, Stage, declared
from tests.emitters.draft_strategies import HOSTILE, TEXT, staged
from tests.emitters.samples import for_stage
from tests.emitters.shown_html import acts, commands


def carries(body: str, emission: Emission) -> bool:
    """Tell whether a body is read as the emission's document, in itself or through its artifact."""
    reading = read(body)
    assert isinstance(reading, Block), reading
    if isinstance(reading.document, Pointer):
        data = emission.artifacts[reading.document.artifact.name]
        return data == payload(emission.document)
    return reading.document == emission.document


def check(emission: Emission) -> None:
    """Assert what holds of every emission."""
    for body in (emission.body, emission.review_body):
        assert carries(body, emission)
        assert len(body) <= BODY_LIMIT
        assert acts(body) == []
    for body in [*(one.body for one in emission.inline_comments), *(one.body for one in emission.replies)]:
        assert len(body) <= BODY_LIMIT
        assert acts(body) == []
    for name, data in emission.artifacts.items():
        assert name == artifact_name(sha256(data))
    for name, value in emission.outputs.items():
        assert not commands(value), name
        assert name == "instructions" or (value.isascii() and "\n" not in value), name


@settings(max_examples=250)
@given(staged())
def test_a_hostile_draft_never_yields_a_body_that_acts_or_is_not_read_back_equal(
    drafted: tuple[Stage, Model],
) -> None:
    stage, draft = drafted
    check(emit(stage, draft, for_stage(stage)))


@settings(max_examples=300)
@given(TEXT)
def test_prose_of_a_model_only_shows(text: str) -> None:
    assert acts(prose(text)) == []
    assert acts(f"#### {inline(text)}") == []
    assert acts(fenced(text, "python")) == []
    assert acts(code(text)) == []


@pytest.mark.parametrize("fence", ["```", "````", "``` ", "~~~", "`````\t"])
def test_nothing_in_a_code_block_ends_it(fence: str) -> None:
    assert acts(fenced(f"code\n{fence}\n@everyone fixes #1 <img src=x>\n")) == []
    assert acts(prose(f"~~~~~~\ncode\n{fence}\n@everyone fixes #1 <img src=x>\n")) == []


@pytest.mark.parametrize("token", HOSTILE)
@pytest.mark.parametrize(
    "around", ["{}", "x{}y", "- {}", "> {}", "# {}", "`{}", "**{}**", "a\n{}\nb", "```\n{}"]
)
def test_each_hostile_token_only_shows(token: str, around: str) -> None:
    assert acts(prose(around.replace("{}", token))) == []


@pytest.mark.parametrize(
    "said",
    [
        "x" * 20_000,
        "<!-- review-contract:" * 900,
        "```\n" * 5_000,
        "@a " * 6_000,
        "`" * 20_000,
        "**`" * 6_000,
    ],
)
def test_bodies_stay_below_github_s_limit_and_whole(said: str) -> None:
    stage = STAGES["review"]
    finding = {"severity": "high", "title": said[:400].strip().replace("\n", " "), "body": said}
    draft = stage.draft.model_validate({"verdict": "comment", "summary": said, "findings": [finding] * 12})
    emission = emit(stage, draft, for_stage(stage))
    check(emission)
    assert ("The rest was cut" in emission.body) is (len(prose(said)) > 6_000)


@pytest.mark.parametrize(
    "text", ["~" * 19_999 + "`", "`" * 19_999 + "~", "# " + "#" * 19_000 + "x", "*" * 20_000, ":a" * 9_000]
)
def test_no_text_takes_long_to_show(text: str) -> None:
    assert acts(prose(text)) == []


def test_a_stage_that_only_a_policy_declares_only_shows_too() -> None:
    stage = declared("sorter", "triage")
    draft = stage.draft.model_validate({"classification": "gh-1", "confidence": "low"})
    check(emit(stage, draft, for_stage(stage)))


def test_a_comment_that_was_cut_does_not_speak_of_a_document_above_it() -> None:
    stage = STAGES["review"]
    finding = {
        "severity": "high",
        "title": "t",
        "body": "&" * 15_000,
        "failure_scenario": "&" * 19_000,
        "location": {"path": "src/session.py", "start_line": 41},
    }
    draft = stage.draft.model_validate({"verdict": "comment", "findings": [finding]})
    (comment,) = emit(stage, draft, for_stage(stage)).inline_comments
    assert "The rest was cut" in comment.body
    assert "above" not in comment.body


def test_a_draft_with_a_null_byte_is_refused_in_one_line() -> None:
    with pytest.raises(ContractError) as refused:
        parse_draft_as(STAGES["ci-triage"].draft, '{"plan": "a\\u0000b"}')
    assert refused.value.problems[0].path == "/plan"
    assert "\n" not in str(refused.value)


@given(st.text())
def test_prose_is_total(text: str) -> None:
    assert prose(text) is not None


RAW = st.lists(
    st.sampled_from(["\x00", "\x1b[2J", "\x9b31m", "\ud800", "x" * 100_000, "\x07", "\u202e"])
    | st.sampled_from(HOSTILE),
    min_size=1,
    max_size=5,
).map("".join)


@settings(max_examples=100)
@given(stage=st.sampled_from([*STAGES.values()]), text=RAW, as_key=st.booleans())
def test_whatever_text_comes_instead_of_a_draft_leaves_a_document_that_only_shows(
    stage: Stage, text: str, *, as_key: bool
) -> None:
    said = {text: None} if as_key else dict.fromkeys(stage.draft.model_fields, text)
    check(_emitted(stage, json.dumps(said)))


def _emitted(stage: Stage, text: str) -> Emission:
    try:
        return emit(stage, parse_draft_as(stage.draft, text), for_stage(stage))
    except ContractError as error:
        ending = Ending("invalid_output", f"the draft is refused: {error}")
    return emit_without_draft(stage, for_stage(stage), "failed", ending)
