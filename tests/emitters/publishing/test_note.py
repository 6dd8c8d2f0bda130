"""A note goes right after the block: the block stays first, whole and readable."""

import pytest

from review_contract import Block, read
from review_contract.header import SENTINEL
from review_contract.v1.envelope import Repository, Subject
from review_emitters.compose import BODY_LIMIT, CompositionError, compose
from review_emitters.publishing.note import with_note
from tests.emitters.publishing.emissions import Captured, finding, review

SUBJECT = Subject(
    repository=Repository(id=7, full_name="octo/demo"),
    type="pull_request",
    number=12,
    head_sha="a" * 40,
    base_ref="main",
)
DOCUMENT = review(Captured(SUBJECT), findings=[finding("f-1")])


@pytest.mark.parametrize("inline_limit", [49_152, 1])
def test_the_block_stays_first_and_the_prose_follows_the_note(inline_limit: int) -> None:
    body = compose(DOCUMENT, "## Review\n\nText.\n", inline_limit=inline_limit)
    block, _, _ = body.partition("\n\n")
    noted = with_note(body, "The review could not be posted.")
    assert noted == f"{block}\n\n> The review could not be posted\\.\n\n## Review\n\nText.\n"
    assert isinstance(read(noted), Block)


def test_a_body_at_the_limit_is_cut_behind_the_note() -> None:
    body = compose(DOCUMENT, "## Review\n" + "Text.\n" * 20_000)
    noted = with_note(body, "x" * 300)
    assert len(noted) <= BODY_LIMIT
    assert isinstance(read(noted), Block)
    assert "x" * 300 in noted


def test_a_hostile_reason_is_shown_as_text() -> None:
    body = compose(DOCUMENT, "## Review\n")
    noted = with_note(body, f"{SENTINEL}v1 --> <img src=x> @everyone fixes #1\n## Approved")
    reading = read(noted)
    assert isinstance(reading, Block)
    assert reading.document == DOCUMENT
    note = noted.split("\n")[4]
    assert "<" not in note
    assert "@everyone" not in note
    assert "#1" not in note


def test_only_a_body_with_a_block_takes_a_note() -> None:
    with pytest.raises(CompositionError, match="begins with a block"):
        with_note("## Review\n", "A note.")
