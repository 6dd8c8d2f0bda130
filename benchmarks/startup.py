"""From nothing to a verdict, as a release's action gets there, against `pip install` of the same packages.

Nothing is warm but the machine's own disk cache: every round begins with an empty folder, and code that has
never been compiled. It needs the package registry, and Linux with glibc, for which releases carry wheels.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.measure import table, verdict

_ROOT: Final = Path(__file__).parents[1]
_ROUNDS: Final = 5
_CODE: Final = ("action", "contract", "emitters", "gate", "requirements")
_EXAMPLE: Final = _ROOT / "examples" / "clean-pass"
_PIP: Final = ("-I", "-m", "pip", "--isolated", "--disable-pip-version-check", "-qq")
_LOCKED: Final = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", "requirements/run.txt")


def main() -> None:
    """Print the ratios of starting up, where they can be measured."""
    with tempfile.TemporaryDirectory() as name:
        wheelhouse = Path(name) / "wheelhouse"
        if not _downloaded(wheelhouse):
            print("\nno wheels for this machine, or no registry: starting up was not measured")
            return
        taken: dict[str, list[float]] = {}
        for number in range(_ROUNDS):
            folder = Path(name) / str(number)
            for what, seconds in _round(folder, wheelhouse).items():
                taken.setdefault(what, []).append(seconds)
            shutil.rmtree(folder)
    _show({what: statistics.median(seconds) for what, seconds in taken.items()})


def _show(taken: Mapping[str, float]) -> None:
    base, first, warm = taken["pip"], taken["wheels"] + taken["first"], taken["warm"]
    today = taken["installer with pip"] + taken["first after pip"]
    rows = [
        ("from nothing to a verdict, wheels of a release", first, first / base, verdict(first / base, 0.25)),
        ("· of that, installing", taken["wheels"], taken["wheels"] / base, ""),
        ("from nothing to a verdict, no release", today, today / base, ""),
        (
            "the first verdict / a warm one",
            taken["first"],
            taken["first"] / warm,
            verdict(taken["first"] / warm, 3.5),
        ),
    ]
    shown = [(what, f"{time_ * 1e3:.0f} ms", f"{ratio:.2f} x", target) for what, time_, ratio, target in rows]
    title = f"Starting up (baseline: pip install of the lock, no cache, {base * 1e3:.0f} ms)"
    table(title, shown, ("", "median", "ratio", "target 10"))


def _round(folder: Path, wheelhouse: Path) -> dict[str, float]:
    """Return the seconds of each step, all of them from nothing."""
    pip, release, source = folder / "pip", folder / "release", folder / "source"
    subprocess.run([sys.executable, "-I", "-m", "venv", pip], check=True)
    for tree in (release, source):
        for part in _CODE:
            shutil.copytree(_ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(wheelhouse, release / "wheelhouse")
    install: list[str | Path] = [pip / "bin" / "python", *_PIP, "install", "--no-cache-dir", *_LOCKED]
    return {
        "pip": _timed(install),
        "wheels": _installed(release),
        "first": _decided(release),
        "warm": _decided(release),
        "installer with pip": _installed(source),
        "first after pip": _decided(source),
    }


def _installed(tree: Path) -> float:
    """Return how long the actions' own installer takes."""
    temp = tree / "temp"
    temp.mkdir()
    environment = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment |= {"HOME": str(temp), "RUNNER_TEMP": str(temp), "GITHUB_OUTPUT": str(temp / "output")}
    return _timed(["bash", tree / "action" / "install.sh"], environment)


def _decided(tree: Path) -> float:
    """Return how long the command that was installed takes to decide."""
    python = (tree / "temp" / "output").read_text().removeprefix("python=").strip()
    return _timed([python, "-I", "-m", "review_gate", "gate", "--from", _EXAMPLE])


def _downloaded(folder: Path) -> bool:
    """Tell whether the wheels of a release could be had for this Python."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    chosen = (f"WHEEL_PYTHONS={python}", f"WHEEL_MACHINES={os.uname().machine}")
    argv = ["make", "--silent", "wheelhouse", f"WHEELHOUSE={folder}", *chosen]
    glibc = "CS_GNU_LIBC_VERSION" in os.confstr_names
    return glibc and subprocess.run(argv, cwd=_ROOT, capture_output=True, check=False).returncode == 0


def _timed(argv: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> float:
    began = time.perf_counter()
    # What pip warns of is the machine's, and a verdict that is not `pass` would be no measurement.
    subprocess.run(argv, cwd=_ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
