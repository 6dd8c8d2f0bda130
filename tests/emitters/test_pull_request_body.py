"""The description of a pull request: rewritten, and what people wrote by hand is in it to the letter."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_contract import Block, read
from review_emitters.compose import BODY_LIMIT, CompositionError
from review_emitters.context import PullRequestFacts
from review_emitters.emit import emit
from review_emitters.pull_request_body import KEPT_SECTIONS, hand_written
from review_emitters.stages import STAGES
from tests.emitters.samples import context, example

STAGE = STAGES["description"]

BEFORE = """\
Some narrative that the bot replaces.

Closes #12
- Refs octo/parser#7

## Changes

- a list of the bot's

## Screenshots

![before](https://example.com/before.png)

### On a phone

<img src="x.png">

## Test plan

- [ ] run it twice @octocat

## Afterword

Gone.
"""
KEPT = """\
Closes #12
- Refs octo/parser#7

## Screenshots

![before](https://example.com/before.png)

### On a phone

<img src="x.png">

## Test plan

- [ ] run it twice @octocat
"""


def described(description: str) -> str:
    emission = emit(STAGE, example(STAGE), context(pull_request=PullRequestFacts(description=description)))
    assert isinstance(read(emission.body), Block)
    return emission.body


def test_linked_issues_screenshots_and_test_plan_stay_to_the_letter() -> None:
    body = described(BEFORE)
    assert body.endswith(KEPT)
    assert "Clients are closed on every path." in body
    assert "narrative" not in body
    assert "Gone." not in body


def test_a_second_description_replaces_the_first_and_keeps_what_it_kept() -> None:
    once = described(BEFORE)
    assert described(once) == once


@pytest.mark.parametrize("title", KEPT_SECTIONS)
def test_a_kept_section_is_known_by_its_title_in_any_case(title: str) -> None:
    for spelt in (title, title.title(), title.upper(), f"{title}:", f"{title} ##"):
        assert "by hand" in "\n".join(hand_written(f"# {spelt}\n\nby hand\n")), spelt


@pytest.mark.parametrize(
    "line",
    [
        "Closes #5",
        "This closes #5.",
        "- [x] Fixes #5",
        "**Fixes #5**",
        "fixes gh-5",
        "Resolves [#5](https://github.com/octo/parser/issues/5)",
        "Fixes https://github.com/octo/parser/issues/5",
        "Part of octo/parser#7, see there",
    ],
)
def test_a_line_that_links_an_issue_stays_however_it_is_written(line: str) -> None:
    assert [*hand_written(f"narrative\n{line}\nmore")] == [line]


def test_an_underlined_heading_is_one_and_a_fence_ends_only_with_its_own_kind() -> None:
    assert "by hand" in [*hand_written("Test plan\n---------\n\nby hand\n")]
    text = "## Test plan\n~~~~\n```\n# c\n~~~\n~~~~\nafter\n## Else\ngone"
    assert [*hand_written(text)] == text.split("\n")[:7]


def test_what_people_wrote_is_never_cut_the_model_s_words_are() -> None:
    plan = "## Test plan\n\n" + "- [ ] step\n" * 5_000
    body = described(plan)
    assert body.endswith(plan)
    assert len(body) <= BODY_LIMIT
    with pytest.raises(CompositionError, match="never cut"):
        described("## Test plan\n" + "x" * 65_000)


def test_nothing_that_the_model_wrote_acts_in_a_commit_message_made_of_it() -> None:
    said = "`@everyone fixes #1` and `closes https://github.com/octo/parser/issues/2`\n\n```\nfixes GH-3\n```"
    draft = STAGE.draft.model_validate({"description": said})
    shown = emit(STAGE, draft, context()).body.partition("-->")[2]
    assert not re.search(r"@\w|#[0-9]|(?i:gh)-[0-9]|://", shown)


@pytest.mark.parametrize("text", ["# " + "#" * 65_000 + "x", "fixes " * 10_000, "`" * 65_000, "=\n" * 30_000])
def test_no_description_takes_long_to_read(text: str) -> None:
    assert [*hand_written(text)] == []


def test_what_stands_in_a_code_block_is_neither_a_heading_nor_a_link() -> None:
    text = "```\n# Screenshots\nCloses #1\n```\n\nnarrative\n"
    assert [*hand_written(text)] == []


def test_a_quoted_sentinel_in_a_hand_written_section_does_not_make_the_body_ambiguous() -> None:
    body = described("## Test plan\n\n<!-- review-contract:v1 review review 1 - 1 sha256:0 -->\n")
    reading = read(body)
    assert isinstance(reading, Block)


@given(st.text())
def test_hand_written_is_total_and_yields_only_lines_of_the_description(text: str) -> None:
    lines = text.split("\n")
    assert all(line in lines or line == "" for line in hand_written(text))


def test_a_failed_description_says_nothing_of_the_pull_request() -> None:
    from review_emitters.emit import emit_without_draft
    from review_emitters.ending import Ending

    emission = emit_without_draft(STAGE, context(), "failed", Ending("timeout", "no answer"))
    assert "Failed" in emission.body
