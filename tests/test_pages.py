"""Every reason code has its page for people, and is produced somewhere."""

import ast
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import cast

import pytest

from review_contract import Code
from review_emitters.diff import DiffCode
from review_emitters.publishing import PublishCode
from review_gate.doctor.codes import DoctorCode
from review_gate.reasons import GateCode
from review_gate.setup import SetupCode

ROOT = Path(__file__).parents[1]
PAGES: dict[str, dict[str, object]] = tomllib.loads(
    (ROOT / "gate/review_gate/cli/pages.toml").read_text(encoding="utf-8")
)
CODES = [*Code, *GateCode, *DiffCode, *PublishCode, *SetupCode, *DoctorCode]
LONGEST = 400
"""Characters of one text: what a person reads in one go."""


def test_every_code_has_its_page_and_no_page_is_without_a_code() -> None:
    assert list(PAGES) == [code.value for code in CODES]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_it_means_how_one_gets_there_and_what_to_do(name: str) -> None:
    page = PAGES[name]
    assert list(page) in (["meaning", "cause", "remedy"], ["meaning", "cause", "remedy", "see"])
    for part in ("meaning", "cause", "remedy"):
        text = page[part]
        assert isinstance(text, str)
        assert text.isascii(), "shown in any terminal and log as it stands"
        assert text.isprintable(), "one line"
        assert 0 < len(text) < LONGEST
        assert text.endswith("."), "whole sentences"
        assert text == text.strip()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_refers_to_other_pages_that_exist(name: str) -> None:
    related = cast("list[str]", PAGES[name].get("see", []))
    assert related == [*dict.fromkeys(related)]
    assert set(related) <= PAGES.keys() - {name}


def _used() -> Iterator[str]:
    """Name the members of the enums that the source refers to, outside of the enums themselves."""
    for room in ("contract", "emitters", "gate"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    yield f"{node.value.id}.{node.attr}"


def test_no_code_is_unused() -> None:
    used = {*_used()}
    assert [name for name in map(_name, CODES) if name not in used] == []


def _name(code: StrEnum) -> str:
    return f"{type(code).__name__}.{code.name}"
