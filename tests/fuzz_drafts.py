"""Put hostile drafts through every stage: `python tests/fuzz_drafts.py --examples 10000 [--seed N]`.

Whatever a model says, the block is read back equal, nothing in the body acts, and it stays below the limit.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hypothesis import HealthCheck, Phase, given, seed, settings

from review_contract.v1.base import Model
from review_emitters.emit import emit
from review_emitters.stages import Stage
from tests.emitters.draft_strategies import staged
from tests.emitters.samples import for_stage
from tests.emitters.test_hostile_drafts import check


def main() -> None:
    """Run as many examples as asked for, and stop at the first that fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    seen = 0

    @seed(arguments.seed)
    @settings(
        max_examples=arguments.examples,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    )
    @given(staged())
    def holds(drafted: tuple[Stage, Model]) -> None:
        nonlocal seen
        stage, draft = drafted
        check(emit(stage, draft, for_stage(stage)))
        seen += 1
        if seen % 1000 == 0:
            print(f"fuzz: {seen:,} hostile drafts, nothing acted and every block was read back")

    holds()
    print(f"fuzz: {seen:,} hostile drafts in all (seed {arguments.seed})")


if __name__ == "__main__":
    main()
