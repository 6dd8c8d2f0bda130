"""What a decision costs: at most so many requests, whatever the size of the conversation."""

from math import ceil

import pytest

from tests.gate.conversations import finding
from tests.live.set_up import Repo


def budget(comments: int, reviews: int, files: int) -> int:
    """Return how many reads a decision may take (README)."""
    return 2 * ceil(comments / 100) + 2 * ceil(reviews / 100) + ceil(files / 100) + 8


def asked(repo: Repo) -> tuple[int, int]:
    """Decide, and return how many requests read and how many wrote."""
    repo.world.front.asked.clear()
    repo.judge()
    places = [(ask.method, ask.place) for ask in repo.world.front.asked]
    reads = [one for one in places if one[0] == "GET" or one[1].startswith("/graphql")]
    return len(reads), len(places) - len(reads)


def test_an_empty_pull_request_stays_within_the_budget(repo: Repo) -> None:
    reads, writes = asked(repo)
    assert reads <= budget(0, 0, 1)
    assert writes == 1
    assert asked(repo) == (reads - 1, 0)


@pytest.mark.parametrize("rounds", [1, 30])
def test_a_conversation_of_workflows_stays_within_the_budget(by_workflow: Repo, rounds: int) -> None:
    for number in range(1, rounds + 1):
        before = (f"r{number - 1}",) if number > 1 else ()
        by_workflow.say_by_workflow(by_workflow.document(round=number, supersedes=before))
    reads, writes = asked(by_workflow)
    assert reads <= budget(rounds, 0, 1)
    assert writes == 1
    assert by_workflow.conclusion() == "success"


def test_ten_thousand_comments_are_decided_within_the_budget(repo: Repo) -> None:
    repo.world.crowd(4_950)
    for _ in range(10):
        repo.world.comment("x" * 60_000, "stranger")
    for number in range(1, 101):
        before = (f"r{number - 1}",) if number > 1 else ()
        repo.say(repo.document(round=number, supersedes=before))
    repo.world.crowd(4_940)
    reads, writes = asked(repo)
    assert reads <= budget(10_000, 0, 1)
    assert writes == 1
    assert repo.conclusion() == "success"


def test_a_finding_on_the_last_page_of_many_blocks(repo: Repo) -> None:
    repo.approve()
    repo.world.crowd(1_234)
    repo.say(repo.document("request_changes", finding(path="app.py", line=1), round=2, supersedes=("r1",)))
    repo.judge()
    assert repo.conclusion() == "failure"


def test_a_stranger_s_forged_blocks_by_the_thousand_change_nothing(repo: Repo) -> None:
    repo.approve()
    for _ in range(300):
        repo.say(repo.document("request_changes"), "stranger")
    reads, _ = asked(repo)
    assert reads <= budget(301, 0, 1)
    assert repo.conclusion() == "success"
