"""Compare the block's reader with GitHub's renderer: `python tests/fuzz_block.py --examples 100000`.

Ends with status 1 at the first disagreement, after printing the smallest body found that still shows it.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.contract.block_checks import CHECKS, Check, Outcome

_REPORTS = 20
"""How often progress is told."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    return run(arguments.examples, arguments.seed)


def run(examples: int, seed: int) -> int:
    """Run every check on its share of the examples and return the exit status."""
    seen: Counter[str] = Counter()
    for number in range(examples):
        check = CHECKS[number % len(CHECKS)]
        body = check.generate(Random(f"{seed}:{number}"))  # noqa: S311 - bodies, not secrets
        outcome = check.judge(body)
        seen[f"{check.name}: {outcome.label}"] += 1
        if outcome.disagreement:
            return _report(check, body, outcome, f"--seed {seed}, example {number}")
        if (number + 1) % max(1, examples // _REPORTS) == 0:
            print(f"{number + 1:,} of {examples:,} bodies compared", flush=True)
    print(f"no disagreement in {examples:,} bodies (seed {seed}): " + ", ".join(_counts(seen)))
    return 0


def _counts(seen: Counter[str]) -> list[str]:
    return [f"{label} {count:,}" for label, count in sorted(seen.items())]


def _report(check: Check, body: str, outcome: Outcome, where: str) -> int:
    smallest = shrunk(body, lambda text: check.judge(text).disagreement is not None)
    print(f"DISAGREEMENT ({where}) {check.name}: {outcome.disagreement}")
    print(f"smallest: {check.judge(smallest).disagreement}\n{smallest!r}")
    return 1


def shrunk(body: str, fails: Callable[[str], bool]) -> str:
    """Return a shorter body that still fails: pieces are cut out, large ones first."""
    size = len(body) // 2
    while size:
        at = 0
        while at < len(body):
            shorter = body[:at] + body[at + size :]
            if fails(shorter):
                body = shorter
            else:
                at += size
        size //= 2
    return body


if __name__ == "__main__":
    sys.exit(main())
