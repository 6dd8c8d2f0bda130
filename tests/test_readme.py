"""What the README and the command's reference show is what happens."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from review_gate.cli import app
from tests.shown import PAGES, ROOT, blocks, is_target, printed, shown

README: Final = PAGES[0].read_text(encoding="utf-8")
SHOWN: Final = [one for page in PAGES for block in blocks(page) for one in shown(block)]


@pytest.mark.parametrize(
    ("command", "output"), [pytest.param(*one, id=one[0]) for one in SHOWN if not is_target(one[0])]
)
def test_a_command_prints_what_is_shown(command: str, output: str) -> None:
    """`python -m tests.shown` writes the pages anew; read what changed before you commit it."""
    assert printed(command) == output


@pytest.mark.parametrize("command", [command for command, _ in SHOWN if is_target(command)])
def test_a_target_of_make_is_there(command: str) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(command.split()[1:]) <= {*targets}


def test_console_blocks_hold_commands() -> None:
    assert len(SHOWN) > len(PAGES)
    assert all(block.startswith("$ ") for page in PAGES for block in blocks(page))


def test_the_reference_has_the_help_of_every_command() -> None:
    commands = [command for command, _ in SHOWN]
    assert {f"review-contract {name} --help" for name in _names(get_command(app))} <= {*commands}


def test_the_table_of_commands_is_the_commands() -> None:
    table = README.partition("| command | what it does |\n")[2].partition("\n\n")[0]
    said = [
        re.findall(r"[a-z]+", row.split("`")[1].partition(" [")[0].partition(" -")[0])
        for row in table.splitlines()[1:]
    ]
    assert sorted(map(" ".join, said)) == sorted(_names(get_command(app)))


def _names(command: object, before: str = "") -> Iterator[str]:
    if not isinstance(command, TyperGroup):
        yield before
        return
    for name, child in command.commands.items():
        yield from _names(child, f"{before} {name}".strip())


@pytest.mark.parametrize("page", ["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_a_page_refers_only_to_files_that_exist(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []
