"""Golden bodies: what people see changes only with the code that shows it."""

import pytest

from review_contract import Block, read
from tests.emitters.golden import FOLDER, files, gallery
from tests.emitters.shown_html import acts

SHOWN = dict(files())


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_body_is_its_golden_file(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == SHOWN[name]


def test_there_is_no_other_golden_file() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == SHOWN.keys()


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_golden_body_only_shows(name: str) -> None:
    assert acts(SHOWN[name]) == []
    carries = ".line-" not in name and ".reply-" not in name
    assert isinstance(read(SHOWN[name]), Block) is carries


def test_the_gallery_shows_no_block() -> None:
    page = gallery()
    assert page.count("<article>") == len(SHOWN)
    assert page.count("<!-- review-contract:v1 ") == sum(map(_holds_block, SHOWN.values()))


def _holds_block(text: str) -> bool:
    return text.startswith("<!-- review-contract:v1 ")
