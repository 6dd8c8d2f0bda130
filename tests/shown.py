"""Console blocks of pages: each `$ ` line is a command, and what is shown below it is what it prints.

`python -m tests.shown` writes into the pages what their commands print now.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = (ROOT / "README.md", ROOT / "docs" / "cli.md")
_BLOCK: Final = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", flags=re.DOTALL | re.MULTILINE)


def blocks(page: Path) -> list[str]:
    """Return the text of a page's console blocks."""
    return _BLOCK.findall(page.read_text(encoding="utf-8"))


def shown(block: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a block with the output that is shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def printed(command: str) -> str:
    """Return what a command prints in the repository's root, standard error included."""
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
    return run.stdout


def is_target(command: str) -> bool:
    """Tell whether a command is one of make's, which a page shows without output."""
    return command.startswith("make ")


def refresh(page: Path) -> None:
    """Write into a page what its commands print now."""
    text = page.read_text(encoding="utf-8")
    page.write_text(_BLOCK.sub(lambda block: _again(block[0]), text), encoding="utf-8")


def _again(block: str) -> str:
    now = [(command, output if is_target(command) else printed(command)) for command, output in shown(block)]
    return "".join(f"$ {command}\n{output}" for command, output in now)


if __name__ == "__main__":
    for one in PAGES:
        refresh(one)
