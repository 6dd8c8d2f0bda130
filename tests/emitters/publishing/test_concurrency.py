"""Several runs that publish at once: whoever is second takes its own back."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final

import pytest

from review_contract import Block, read
from review_emitters.emission import Emission
from review_emitters.publishing import Receipt, publish
from tests.emitters.publishing.emissions import (
    Captured,
    as_comment,
    as_review,
    captured_in,
    finding,
    review,
    unfinished,
)
from tests.github.world import World

RUNS: Final = 8
Sleep = Callable[[float], None]


def patient(seconds: float) -> None:
    """Sleep long enough for another run to come to its end."""
    time.sleep(seconds / 10)


def hasty(_: float) -> None:
    """Sleep so short that a run that is alive is taken for dead."""
    time.sleep(0.001)


def published(world: World, emissions: Sequence[Emission], sleep: Sleep) -> list[Receipt]:
    """Publish all emissions at once, each in a session of its own."""
    sessions = [world.session(sleep=sleep) for _ in emissions]
    together = Barrier(len(emissions))

    def run(number: int) -> Receipt:
        together.wait()
        return publish(sessions[number], emissions[number])

    with ThreadPoolExecutor(len(emissions)) as pool:
        return [*pool.map(run, range(len(emissions)))]


def check_one_carrier(world: World, receipts: Sequence[Receipt]) -> None:
    """Check that one carrier is left, that all receipts name it, and that nothing is pending."""
    posts = [*world.comments(), *world.reviews()]
    (carrier,) = [post for post in posts if isinstance(read(post["body"]), Block)]
    assert carrier.get("state") != "PENDING"
    own = {receipt.carrier.url for receipt in receipts if receipt.carrier}
    others = {receipt.held_by for receipt in receipts if receipt.held_by}
    assert own == {carrier["html_url"]}
    assert others <= own


def now(world: World) -> Captured:
    return captured_in(world, world.session())


@pytest.mark.parametrize("sleep", [patient, hasty])
def test_eight_runs_with_one_key_leave_one_comment(world: World, sleep: Sleep) -> None:
    captured = now(world)
    receipts = published(world, [as_comment(review(captured)) for _ in range(RUNS)], sleep)
    check_one_carrier(world, receipts)
    assert sum(receipt.posted for receipt in receipts) == 1


@pytest.mark.parametrize("sleep", [patient, hasty])
def test_eight_runs_with_one_key_leave_one_review(world: World, sleep: Sleep) -> None:
    captured = now(world)
    documents = [review(captured, findings=[finding("f-1", 7)]) for _ in range(RUNS)]
    receipts = published(world, [as_review(document) for document in documents], sleep)
    check_one_carrier(world, receipts)


@pytest.mark.parametrize("sleep", [patient, hasty])
def test_eight_reviews_of_which_some_are_refused_leave_one_carrier(world: World, sleep: Sleep) -> None:
    captured = now(world)
    lines = [7, 99] * (RUNS // 2)
    documents = [review(captured, findings=[finding("f-1", line)]) for line in lines]
    receipts = published(world, [as_review(document) for document in documents], sleep)
    check_one_carrier(world, receipts)


@pytest.mark.parametrize("sleep", [patient, hasty])
def test_eight_retries_of_one_comment_leave_one(world: World, sleep: Sleep) -> None:
    emission = as_comment(review(now(world)))
    receipts = published(world, [emission] * RUNS, sleep)
    check_one_carrier(world, receipts)
    assert all(receipt.carrier for receipt in receipts)


@pytest.mark.parametrize("sleep", [patient, hasty])
def test_eight_retries_of_one_review_leave_one(world: World, sleep: Sleep) -> None:
    emission = as_review(review(now(world), findings=[finding("f-1", 7)]))
    receipts = published(world, [emission] * RUNS, sleep)
    check_one_carrier(world, receipts)
    assert all(receipt.carrier for receipt in receipts)


def test_eight_runs_that_start_at_once_leave_one_claim(world: World) -> None:
    captured = now(world)
    receipts = published(world, [as_comment(unfinished(captured, "started")) for _ in range(RUNS)], patient)
    check_one_carrier(world, receipts)
