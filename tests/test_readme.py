"""What the README shows is what happens."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from review_gate.cli import app

ROOT: Final = Path(__file__).parents[1]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"^```console\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


def _shown() -> Iterator[tuple[str, str]]:
    """Yield each command of the console blocks with the output that is shown below it."""
    for block in BLOCKS:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


SHOWN: Final = [*_shown()]


@pytest.mark.parametrize(
    ("command", "output"),
    [pytest.param(*one, id=one[0]) for one in SHOWN if not one[0].startswith("make ")],
)
def test_a_command_prints_what_is_shown(command: str, output: str) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    run = subprocess.run(
        ["bash", "-c", command],  # noqa: S607 - whatever bash the person has
        cwd=ROOT,
        env={"PATH": path, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert run.stdout == output


@pytest.mark.parametrize("command", [command for command, _ in SHOWN if command.startswith("make ")])
def test_a_target_of_make_is_there(command: str) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(command.split()[1:]) <= {*targets}


def test_console_blocks_hold_commands() -> None:
    assert len(SHOWN) > 1
    assert all(block.startswith("$ ") for block in BLOCKS)


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
