"""The three promises that are compared with GitHub's renderer, each with its generator of bodies."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from review_contract import Block, Code, read
from review_contract.diagnose import diagnose
from review_contract.header import SENTINEL
from tests.contract.github_renderer import hidden_at_top, plain_context
from tests.contract.markdown_strategies import BLOCKS, data_of, hurt, misplaced, needle_of, tail


@dataclass(frozen=True)
class Outcome:
    """What became of one body."""

    label: str
    disagreement: str | None = None


@dataclass(frozen=True)
class Check:
    """One promise."""

    name: str
    generate: Callable[[Random], str]
    judge: Callable[[str], Outcome]


def _block_in(body: str) -> str:
    """Return the block that the body was built around."""
    return next((block for block in BLOCKS if needle_of(block) in body), BLOCKS[0])


def accepted_is_hidden(body: str) -> Outcome:
    """What `read` accepts, the renderer turns into exactly one top-level hidden comment."""
    found = read(body)
    if not isinstance(found, Block):
        return Outcome(f"refused {found.code}")
    block = body[: body.index("-->") + len("-->")]
    if hidden_at_top(body, data_of(block), needle_of(block)):
        return Outcome("accepted")
    return Outcome("accepted", "read accepts what is not one hidden comment at the top level")


def canonical_is_accepted(body: str) -> Outcome:
    """A block as `embed` writes it is accepted and hidden, whatever follows it but the sentinel."""
    block = _block_in(body)
    if not body.startswith(block) or SENTINEL in body[1:]:
        return Outcome("not of this kind")
    if not isinstance(found := read(body), Block):
        return Outcome("refused", f"a canonical block is refused: {found}")
    return accepted_is_hidden(body)


def diagnosis_is_right(body: str) -> Outcome:
    """`diagnose` names the context wherever the renderer shows it plainly."""
    if body.startswith(SENTINEL) or SENTINEL not in body or body.count(SENTINEL) > 1:
        return Outcome("not of this kind")
    found = diagnose(body)
    if Code(found.code) == Code.UNREADABLE:
        return Outcome("unreadable", "a small body is too much for diagnose")
    truth = plain_context(body, needle_of(_block_in(body)), SENTINEL)
    if truth is None:
        return Outcome("not plain")
    if found.context in {truth, (*truth, "inline")}:
        return Outcome(truth[-1])
    return Outcome(truth[-1], f"the renderer shows {truth}, diagnose says {found.context}")


CHECKS: Final = (
    Check("accepted", lambda random: hurt(random, random.choice(BLOCKS)), accepted_is_hidden),
    Check("canonical", lambda random: random.choice(BLOCKS) + tail(random), canonical_is_accepted),
    Check("misplaced", lambda random: misplaced(random, random.choice(BLOCKS)), diagnosis_is_right),
    Check("misplaced", lambda random: misplaced(random, random.choice(BLOCKS)), diagnosis_is_right),
)
