"""Races: whatever moves between reading and writing, no stale and no false pass is left standing."""

from dataclasses import replace
from functools import partial

import pytest

from review_contract import embed
from review_gate.live.judging import Options, judge
from review_gate.live.report import Report
from review_gate.reasons import GateCode
from tests.github.exchange import Answer
from tests.live.set_up import Repo

CLOSING = "/graphql#ReviewContractClosing"


def test_a_head_that_moves_before_the_write_gets_nothing_of_the_old_decision(repo: Repo) -> None:
    repo.approve()
    old = repo.world.sha()
    repo.world.before("POST", CLOSING, lambda: repo.world.push("late"))
    judged = repo.judge()
    assert judged.decision.conclusion == "pending"
    assert repo.conclusion(old) == ""
    assert repo.conclusion() == "in_progress"


def test_a_head_that_moves_between_the_look_and_the_write_is_decided_again(repo: Repo) -> None:
    repo.approve()
    repo.world.before("POST", "/check-runs$", lambda: repo.world.push("late"))
    assert repo.judge().decision.conclusion == "pending"
    assert repo.conclusion() == "in_progress"


def test_a_comment_that_is_edited_between_two_pages_never_passes_as_it_was(repo: Repo) -> None:
    posted = repo.approve()
    repo.world.crowd(150)
    repo.world.before(
        "POST",
        "/graphql#ReviewContractHistories",
        lambda: repo.world.edit(posted, "Never mind.", "maintainer"),
    )
    judged = repo.judge()
    assert judged.decision.conclusion == "error"
    assert repo.conclusion() == "failure"


def test_a_comment_that_is_deleted_while_it_is_read_is_missed(repo: Repo) -> None:
    posted = repo.block()
    repo.world.before(
        "POST", "/graphql#ReviewContractHistories", lambda: repo.world.delete(posted, "maintainer")
    )
    assert repo.judge().decision.conclusion in {"error", "fail"}
    assert repo.conclusion() == "failure"


@pytest.mark.parametrize("place", [CLOSING, "/check-runs$"])
def test_a_request_for_changes_that_comes_while_an_approval_is_written_wins(repo: Repo, place: str) -> None:
    repo.approve()
    repo.world.before("POST", place, lambda: repo.block(round=2, supersedes=("r1",)))
    assert repo.judge().decision.conclusion == "fail"
    assert repo.conclusion() == "failure"


def test_an_approval_that_is_hidden_while_it_is_written_is_taken_back(repo: Repo) -> None:
    posted = repo.approve()
    repo.world.before("POST", "/check-runs$", lambda: repo.world.minimise(posted))
    assert repo.judge().decision.conclusion == "pending"
    assert repo.conclusion() == "in_progress"


def test_of_two_gates_the_one_with_later_evidence_is_right(repo: Repo) -> None:
    """The slow gate reads an approval; before it writes, a fast one reads its withdrawal, and writes."""
    repo.approve()

    def fast() -> None:
        repo.block(round=2, supersedes=("r1",))
        assert repo.judge().decision.conclusion == "fail"

    repo.world.before("POST", "/check-runs$", fast)
    repo.judge()
    assert set(repo.conclusion().split(",")) == {"failure"}


def test_two_gates_that_are_first_at_once_leave_one_opinion(repo: Repo) -> None:
    repo.world.before("POST", "/check-runs$", lambda: (repo.approve(), repo.judge()))
    repo.judge()
    assert set(repo.conclusion().split(",")) == {"success"}


def test_a_gate_whose_evidence_is_older_than_what_stands_there_writes_nothing(repo: Repo) -> None:
    repo.approve()
    source = repo.source()
    slow = judge(source, repo.world.front.state.clock.now, Options())
    repo.block(round=2, supersedes=("r1",))
    repo.judge()
    from review_gate.live.judging import report_of
    from review_gate.live.marks import Marks
    from review_gate.live.publishing import publish
    from review_gate.live.reading import read_live

    now = read_live(source, "2026-01-01T00:00:00Z").marks
    report: Report = report_of("review-contract", slow, None)
    older = replace(report, observed_at="2020-01-01T00:00:00Z")
    assert isinstance(now, Marks)
    assert publish(source, now, older, "check").outcome == "newer"
    assert repo.conclusion() == "failure"


def test_a_head_that_never_rests_ends_as_an_error_not_as_a_pass(repo: Repo) -> None:
    repo.approve()
    for number in range(3):
        repo.world.before("POST", CLOSING, partial(repo.world.push, f"late{number}"))
    judged = repo.judge()
    assert judged.publication is not None
    assert judged.publication.outcome == "moved"


def test_the_same_decision_twice_writes_once(repo: Repo) -> None:
    repo.approve()
    repo.judge()
    repo.world.front.asked.clear()
    judged = repo.judge()
    assert judged.publication is not None
    assert judged.publication.outcome == "unchanged"
    assert [
        ask.place for ask in repo.world.front.asked if ask.method != "GET" and "graphql" not in ask.place
    ] == []


def test_a_pull_request_that_is_retargeted_while_it_is_decided_is_decided_again(repo: Repo) -> None:
    repo.approve()
    repo.world.branch("release")
    repo.world.before("POST", "/check-runs$", lambda: repo.world.retarget("release"))
    assert repo.judge().decision.conclusion == "pending"
    assert repo.conclusion() == "in_progress"


def test_pending_becomes_an_error_when_its_time_is_over(repo: Repo) -> None:
    repo.judge()
    assert repo.conclusion() == "in_progress"
    repo.world.front.state.clock.advance(25 * 3600)
    judged = repo.judge()
    assert judged.decision.conclusion == "error"
    assert judged.decision.reason == "timeout"
    assert repo.conclusion() == "failure"


def test_a_pass_that_is_lost_becomes_pending_anew_and_not_overdue(repo: Repo) -> None:
    posted = repo.approve()
    repo.judge()
    repo.world.front.state.clock.advance(25 * 3600)
    repo.world.edit(posted, embed(repo.document()) + "\nx", "maintainer")
    repo.world.minimise(posted)
    repo.judge()
    assert "success" not in repo.conclusion()


def test_strangers_who_comment_all_the_time_keep_nothing_green_and_nothing_from_being_written(
    repo: Repo,
) -> None:
    repo.approve()
    repo.judge()
    repo.block(round=2, supersedes=("r1",))
    for _ in range(6):
        repo.world.before("POST", CLOSING, lambda: repo.world.comment("me again", "stranger"))
    assert repo.judge().decision.conclusion == "fail"
    assert repo.conclusion() == "failure"


def test_a_pass_that_is_no_longer_known_to_be_true_is_taken_back(repo: Repo) -> None:
    """Twice something moves before the write; the third time a request for changes lands just after it."""
    repo.approve()
    before = repo.world.before

    def first() -> None:
        repo.world.comment("hm", "reviewer-app")
        before("POST", CLOSING, second)

    def second() -> None:
        repo.world.comment("hm", "reviewer-app")
        before("POST", CLOSING, partial(repo.block, round=2, supersedes=("r1",)), skip=1)

    before("POST", CLOSING, first)
    judged = repo.judge()
    assert judged.publication is not None
    assert judged.publication.outcome == "moved"
    assert judged.decision.conclusion == "error"
    assert repo.conclusion() == "failure"


def test_a_check_that_github_does_not_turn_yellow_again_is_turned_red(repo: Repo) -> None:
    posted = repo.approve()
    repo.judge()
    repo.world.minimise(posted)
    repo.world.fail("PATCH", r"/check-runs/\d+$", Answer(200, {"id": 1}))
    judged = repo.judge()
    assert judged.decision.reason == GateCode.NOT_PUBLISHED
    assert repo.conclusion() == "failure"


def test_a_comment_that_slid_to_another_page_while_it_was_read_is_not_lost(repo: Repo) -> None:
    first = repo.world.comment("first", "stranger")
    repo.approve()
    repo.world.crowd(98)
    repo.block(round=2, supersedes=("r1",))

    def slide() -> None:
        repo.world.delete(first, "stranger")
        repo.world.comment("another", "stranger")

    repo.world.before("GET", r"/issues/\d+/comments$", slide, skip=1)
    assert repo.judge().decision.conclusion == "fail"
    assert repo.conclusion() == "failure"


def test_a_check_of_the_gate_s_name_that_appears_while_it_is_decided_is_noticed(repo: Repo) -> None:
    repo.approve()
    said = {"name": "review-contract", "head_sha": repo.world.sha(), "conclusion": "success"}

    def imitate() -> None:
        repo.world.do("POST", "/check-runs", {**said, "status": "completed"}, "github-actions")

    repo.world.before("POST", CLOSING, imitate)
    assert repo.judge().decision.reason == GateCode.CHECK_NAME_TAKEN
    assert "failure" in repo.conclusion()
