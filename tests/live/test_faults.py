"""Whatever fails, however: never a pass, always a reason, never more requests than a few tries each."""

import pytest

from tests.github.world import World
from tests.live.faults import WRITES, approved, cases, harmless, tried

MOST_ASKED = 24
"""A decision asks a dozen times; one request of it, or its like, is tried four times."""


@pytest.mark.parametrize(("request_", "fault"), list(cases()))
def test_a_request_that_fails_never_passes_and_is_named(world: World, request_: str, fault: str) -> None:
    repo = approved(world, request_)
    found = tried(repo, request_, fault)
    assert 0 < found.asked <= MOST_ASKED
    assert found.passes is harmless(request_, fault)
    assert found.why
    # Nothing is left half done: what stands on the head is whole, and the next decision sets it right.
    assert found.check in {"", "success", "failure", "in_progress"}
    assert len(world.check_runs()) <= 1
    again = repo.judge()
    assert again.decision.conclusion == "pass", again.decision.summary
    if request_ not in WRITES:
        assert repo.conclusion() == "success"


@pytest.mark.parametrize("failure", ["reset", "500"])
def test_a_write_whose_answer_is_lost_is_found_and_not_made_twice(world: World, failure: str) -> None:
    from tests.live.faults import FAULTS

    repo = approved(world, "check run")
    world.fail("POST", "/check-runs$", FAULTS.get(failure, "reset"), after=True)
    judged = repo.judge()
    assert judged.decision.conclusion == "pass"
    assert repo.conclusion() == "success"
    assert len(world.check_runs()) == 1
