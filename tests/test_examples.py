"""The examples are what they say: conversations, verdicts of both gates, explanations and the demo."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from examples.make import FORMATS, HERE, decided, recorded
from examples.regex_gate import PER_PAGE, Verdict, regex_gate
from examples.stories import STORIES
from examples.story import Story
from review_gate.decision import decide
from review_gate.evidence import Account, Comment, Evidence, FetchProblem, parse_evidence
from review_gate.policy_file import parse_policy
from review_gate.reasons import PRECEDENCE
from review_gate.schemas import published_files

EXIT_CODES: Final = {"pass": 0, "fail": 10, "error": 11, "pending": 12}
SCHEMAS: Final = published_files()

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


@each_story
def test_the_recorded_conversation_is_the_one_that_the_story_writes(story: Story) -> None:
    assert _read(story, "recorded.json") == recorded(story.record())


@each_story
def test_a_recorded_conversation_is_read_as_it_was_written(story: Story) -> None:
    assert parse_evidence(_read(story, "recorded.json")) == story.record()


@each_story
def test_the_decision_is_the_one_that_the_story_is_about(story: Story) -> None:
    decision = decide(parse_policy(_read(story, "policy.toml")), story.record())
    assert (decision.conclusion, decision.reason) == (story.conclusion, story.reason)


@pytest.mark.parametrize("file", FORMATS)
@each_story
def test_the_command_prints_the_golden_decision_and_exits_as_it_concludes(story: Story, file: str) -> None:
    """After a change that is meant: `python -m examples.make`."""
    assert decided(story.name, FORMATS[file]) == (EXIT_CODES[story.conclusion], _read(story, file))


@each_story
def test_the_regex_gate_says_what_the_story_says(story: Story) -> None:
    assert regex_gate(story.record()) == story.regex


@each_story
def test_the_story_tells_both_verdicts(story: Story) -> None:
    told = _read(story, "story.md")
    assert f'The regex gate says `{story.regex.state}`: "{story.regex.description}". ' in told
    assert f"The contract says `{story.conclusion}` (exit {EXIT_CODES[story.conclusion]})" in told
    right = (story.regex.state == "success") == (story.conclusion == "pass")
    assert f'{story.regex.description}". {"Right" if right else "Wrong"}' in told


@each_story
def test_the_list_of_stories_tells_both_verdicts(story: Story) -> None:
    right = (story.regex.state == "success") == (story.conclusion == "pass")
    regex = story.regex.state if right else f"**{story.regex.state}**"
    contract = f"{story.conclusion}, {EXIT_CODES[story.conclusion]}"
    assert f"| [{story.name}]({story.name}/story.md) | {regex} | {contract} |" in _listed()


@each_story
def test_every_file_of_an_example_is_valid_by_its_published_schema(story: Story) -> None:
    assert _valid("evidence-1.0.json", json.loads(_read(story, "recorded.json")))
    assert _valid("policy-1.0.json", tomllib.loads(_read(story, "policy.toml")))
    assert _valid("v1.0/decision.json", json.loads(_read(story, "decision.json")))


@each_story
def test_no_id_of_a_conversation_stands_twice(story: Story) -> None:
    evidence = story.record()
    for posts in (evidence.comments, evidence.reviews, evidence.review_comments, evidence.runs):
        assert len({post.id for post in posts}) == len(posts)


def test_every_folder_is_a_story_and_every_story_has_its_folder() -> None:
    folders = {path.parent.name for path in HERE.glob("*/story.md")}
    assert folders == {story.name for story in STORIES}
    assert len(_listed()) == len(STORIES)


def test_together_the_examples_show_every_conclusion() -> None:
    assert {story.conclusion for story in STORIES} == set(PRECEDENCE)


def test_the_demo_tells_three_stories_in_plain_text_where_there_is_no_terminal() -> None:
    done = subprocess.run(
        [sys.executable, HERE / "demo.py"], capture_output=True, check=True, timeout=60, cwd=HERE.parent
    )
    said = done.stdout.decode("utf-8")
    assert re.findall(r"^exit code ([0-9]+)$", said, re.MULTILINE) == ["10", "10", "0"]
    assert said.count("✗ wrong") == 3 + 9
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) <= 110
    assert done.stderr == b""


def test_the_regex_gate_reads_the_oldest_comment_whatever_order_it_asks_for() -> None:
    comments = [_comment(2, "**MAJOR** flaw"), _comment(1, "fine")]
    assert regex_gate(_with(*comments)).state == "success"


def test_the_regex_gate_does_not_see_what_comes_after_the_first_page() -> None:
    crowd = [_comment(number, "+1", login="ana") for number in range(1, PER_PAGE + 1)]
    last = _comment(PER_PAGE + 1, "🔴 Critical: data loss")
    assert regex_gate(_with(*crowd, last)).state == "skipped"
    assert regex_gate(_with(*crowd[1:], last)).state == "failure"


def test_the_regex_gate_counts_lines_and_not_matches() -> None:
    body = "🔴 Critical 🔴 Critical\n**BLOCKING** and **MAJOR**\nCritical (BLOCKING)\nCritical\n"
    expected = Verdict("failure", "3 severity marker(s) matched — see review comment")
    assert regex_gate(_with(_comment(1, body))) == expected


def test_the_regex_gate_takes_an_error_of_the_api_for_silence() -> None:
    evidence = _with(_comment(1, "🔴 Critical"))
    problem = FetchProblem(resource="comments", message="HTTP 502")
    assert regex_gate(evidence.model_copy(update={"problems": (problem,)})).state == "skipped"


def test_the_regex_gate_skips_an_empty_comment() -> None:
    assert regex_gate(_with(_comment(1, "\n"))).state == "skipped"


def _read(story: Story, file: str) -> str:
    return (HERE / story.name / file).read_text(encoding="utf-8")


def _listed() -> list[str]:
    lines = (HERE / "README.md").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| [")]


def _valid(name: str, value: Mapping[str, Any]) -> bool:
    validator = Draft202012Validator(json.loads(SCHEMAS[name]))
    return validator.is_valid(value)  # pyright: ignore[reportUnknownMemberType] # half a type, in its stubs


def _with(*comments: Comment) -> Evidence:
    return STORIES[0].record().model_copy(update={"comments": comments})


def _comment(number: int, body: str, login: str = "github-actions[bot]") -> Comment:
    return Comment(
        id=number,
        url=None,
        author=Account(id=number, login=login, type="Bot"),
        body=body,
        created_at=f"2026-01-01T00:{number // 60:02}:{number % 60:02}Z",
        edits=(),
        minimised=False,
        app=None,
    )
