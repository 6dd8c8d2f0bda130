"""The block's reader and its diagnosis against GitHub's renderer, on a sample; `make fuzz` runs all."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_contract import Block, read
from review_contract.header import SENTINEL
from tests.contract.block_checks import CHECKS, Check
from tests.contract.github_renderer import hidden_at_top, plain_context
from tests.contract.markdown_strategies import BLOCKS, data_of, needle_of

SAMPLE = 600

_checks = pytest.mark.parametrize("check", CHECKS[:3], ids=lambda check: check.name)


@_checks
def test_a_fixed_sample_of_bodies_agrees_with_the_renderer(check: Check) -> None:
    for number in range(SAMPLE):
        body = check.generate(Random(f"sample {number}"))  # noqa: S311 - bodies, not secrets
        outcome = check.judge(body)
        assert outcome.disagreement is None, repr(body)


@_checks
@settings(max_examples=100, derandomize=True)
@given(random=st.randoms(use_true_random=False))
def test_bodies_that_hypothesis_finds_agree_with_the_renderer(check: Check, random: Random) -> None:
    body = check.generate(random)
    outcome = check.judge(body)
    assert outcome.disagreement is None, repr(body)


def test_the_sample_is_worth_its_name() -> None:
    """A comparison that never accepts, or that finds nothing plain, compares nothing."""
    numbered = ((check, Random(number)) for check in CHECKS for number in range(400))  # noqa: S311 - as above
    seen = Counter(check.judge(check.generate(random)).label for check, random in numbered)
    print(dict(seen.most_common()))
    assert seen["accepted"] > 400
    assert seen["not plain"] < 400
    contexts = {
        "fence",
        "code_span",
        "quote",
        "list",
        "table",
        "heading",
        "inline",
        "html",
        "comment",
        "link",
        "later",
    }
    assert contexts <= seen.keys()


@pytest.mark.parametrize("block", BLOCKS)
def test_every_canonical_block_is_read_and_hidden(block: str) -> None:
    assert isinstance(read(block), Block)
    assert hidden_at_top(block, data_of(block), needle_of(block))


@pytest.mark.parametrize(
    "before", ["a\n\n", "```\n", "> ", "    ", "<details>\n", "- <!-- a\n", "\\"], ids=repr
)
def test_the_renderer_does_not_hide_at_the_top_whatever_stands_first(before: str) -> None:
    """The oracle itself can tell: what is shown, nested or swallowed is no top-level comment."""
    body = before + BLOCKS[0]
    assert hidden_at_top(body, data_of(BLOCKS[0]), needle_of(BLOCKS[0])) == (before == "a\n\n")
    assert plain_context(body, needle_of(BLOCKS[0]), SENTINEL) != ("later",) or before == "a\n\n"
