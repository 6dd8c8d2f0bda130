"""Timing side by side: every contender once per round, so that a slow moment slows all of them."""

import gc
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial


def processes(contenders: Mapping[str, Sequence[str]], rounds: int, stdin: bytes = b"") -> dict[str, float]:
    """Return the median wall time in seconds of each command, interleaved over `rounds` after a warm-up."""
    return _interleaved({name: partial(_run, argv, stdin) for name, argv in contenders.items()}, rounds)


def calls(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median time in seconds of each call within this process, interleaved, collector off."""
    gc.collect()
    gc.disable()
    try:
        return _interleaved({name: partial(_time, call) for name, call in contenders.items()}, rounds)
    finally:
        gc.enable()


def table(title: str, rows: Sequence[tuple[str, ...]], heads: tuple[str, ...]) -> None:
    """Print rows under a title, columns aligned."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    print(f"\n{title}")
    for row in [heads, *rows]:
        cells = [
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  " + "  ".join(cells).rstrip())


def verdict(ratio: float, target: float) -> str:
    """Return whether a ratio holds its target."""
    return f"≤ {target:g} {'✓' if ratio <= target else '✗'}"


def _interleaved(contenders: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for call in contenders.values():
        call()
    for _ in range(rounds):
        for name, call in contenders.items():
            taken[name].append(call())
    return {name: statistics.median(times) for name, times in taken.items()}


def _run(argv: Sequence[str], stdin: bytes) -> float:
    started = time.perf_counter()
    subprocess.run(argv, input=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started


def _time(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
