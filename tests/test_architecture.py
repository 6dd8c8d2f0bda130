"""The architecture check is a guard too: what it forbids must turn it red."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("contract", "emitters", "gate")


def _check(root: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the packages below a folder."""
    paths = os.pathsep.join(str(root / package) for package in PACKAGES)
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "planted", "broken"),
    [
        ("contract/review_contract/digest.py", "import os", "Purity"),
        ("contract/review_contract/parsing.py", "from time import time", "Purity"),
        ("gate/review_gate/decision.py", "import pathlib", "Purity"),
        ("gate/review_gate/chain.py", "import review_gate.decision", "Gate"),
        ("gate/review_gate/stages.py", "import review_emitters", "Rooms"),
        ("contract/review_contract/block.py", "import review_gate.policy", "Rooms"),
        ("emitters/review_emitters/emit.py", "import os", "Purity"),
        ("emitters/review_emitters/stages/stamps.py", "import random", "Purity"),
        ("emitters/review_emitters/rendering/prose.py", "import review_emitters.emit", "Emitters"),
        ("emitters/review_emitters/carrying.py", "import review_emitters.publishing", "Emitters"),
        ("emitters/review_emitters/shell/checkout.py", "import review_gate.policy", "Rooms"),
    ],
)
def test_a_planted_import_turns_the_architecture_check_red(
    copy: Path, file: str, planted: str, broken: str
) -> None:
    path = copy / file
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{planted}\n", encoding="utf-8")
    ran = _check(copy)
    assert ran.returncode == 1
    assert any(f"{broken}:" in line for line in ran.stdout.split("Broken contracts")[1].splitlines())


def test_without_a_planted_import_it_is_green(copy: Path) -> None:
    ran = _check(copy)
    assert ran.returncode == 0, ran.stdout
