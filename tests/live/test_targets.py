"""Which pull requests an event calls for: an event only says where to look."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

import pytest

from review_gate.live.asking import Answer, Request
from review_gate.live.events import (
    Call,
    Nothing,
    OfGroup,
    OfRun,
    OnePull,
    Refused,
    Sweep,
    call_of,
)
from review_gate.live.judging import Options, judge_group
from review_gate.live.targets import TargetError, found_out, members, missed, of_run
from review_gate.reasons import GateCode, leaves
from tests.github.exchange import Json
from tests.github.store import Queued
from tests.live.set_up import APP_POLICY, WORKFLOW, Repo

QUEUE = "refs/heads/gh-readonly-queue/main/pr-7-" + "a" * 40


@pytest.mark.parametrize(
    ("event", "payload", "call"),
    [
        ("pull_request_target", {"pull_request": {"number": 7, "head": {"sha": "evil"}}}, OnePull(7)),
        ("issue_comment", {"issue": {"number": 7, "pull_request": {}}}, OnePull(7)),
        (
            "issue_comment",
            {"issue": {"number": 7}},
            Nothing("the comment is on an issue, not on a pull request"),
        ),
        ("workflow_run", {"workflow_run": {"id": 9, "pull_requests": [{"number": 1}]}}, OfRun(9)),
        (
            "merge_group",
            {"merge_group": {"head_sha": "a" * 40, "head_ref": QUEUE}},
            OfGroup("a" * 40, "main"),
        ),
        ("schedule", {}, Sweep(recent=True)),
        ("workflow_dispatch", {}, Sweep()),
    ],
)
def test_an_event_calls_for_what_it_is_about(event: str, payload: Json, call: Call) -> None:
    assert call_of(event, payload) == call


@pytest.mark.parametrize("event", ["pull_request", "pull_request_review", "pull_request_review_comment"])
@pytest.mark.parametrize("number", [None, 7])
def test_a_workflow_that_the_pull_request_can_edit_is_refused(event: str, number: int | None) -> None:
    assert isinstance(call_of(event, {"pull_request": {"number": 7}}, number), Refused)


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("push", {}),
        ("", {}),
        ("pull_request_target", {}),
        ("pull_request_target", {"pull_request": {"number": "7"}}),
        ("pull_request_target", {"pull_request": {"number": True}}),
        ("pull_request_target", {"pull_request": {"number": -1}}),
        ("workflow_run", {"workflow_run": None}),
        ("merge_group", {"merge_group": {"head_sha": "abc", "head_ref": QUEUE}}),
        ("merge_group", {"merge_group": {"head_sha": "a" * 40, "head_ref": "refs/heads/main"}}),
        ("merge_group", {"merge_group": {"head_sha": "a" * 40, "head_ref": QUEUE + "\n"}}),
    ],
)
def test_an_event_that_does_not_say_what_it_is_about_is_refused(event: str, payload: Json) -> None:
    assert isinstance(call_of(event, payload), Refused)


def test_a_run_on_a_pull_request_s_head_is_about_it(repo: Repo) -> None:
    repo.world.branch("other")
    repo.world.file("other.py", "x", "other")
    other = repo.world.open_pull("other")
    run = repo.world.run_of(WORKFLOW, head_sha=repo.world.sha("other"))
    assert of_run(repo.source().asking, repo.source().about, run.id) == [other]


def test_a_fork_s_run_is_about_the_fork_s_pull_request_whatever_the_event_says(repo: Repo) -> None:
    fork = repo.world.fork_pull()
    head = repo.world.do("GET", f"/pulls/{fork}")["head"]["sha"]
    name = f"stranger/{repo.world.repository.partition('/')[2]}"
    run = repo.world.run_of(WORKFLOW, "pull_request", head_sha=head, head_repository=name)
    assert of_run(repo.source().asking, repo.source().about, run.id) == [fork]


def test_a_run_on_the_default_branch_may_be_about_whatever_changed_since(repo: Repo) -> None:
    run = repo.world.run_of(WORKFLOW, "issue_comment", head_sha=repo.world.sha("main"), head_branch="main")
    assert of_run(repo.source().asking, repo.source().about, run.id) == []
    repo.approve()
    assert of_run(repo.source().asking, repo.source().about, run.id) == [repo.number]


def test_a_run_that_nobody_knows_is_an_error(repo: Repo) -> None:
    with pytest.raises(TargetError, match="404"):
        of_run(repo.source().asking, repo.source().about, 999_999)


def test_the_sweep_finds_who_was_never_decided_who_waits_and_who_changed(repo: Repo) -> None:
    source = repo.source()
    assert missed(source.asking, source.about) == [repo.number]
    repo.judge()
    assert missed(source.asking, source.about) == [repo.number]
    repo.approve()
    repo.world.front.state.clock.advance(60)
    repo.judge()
    assert missed(source.asking, source.about) == []
    repo.world.front.state.clock.advance(60)
    repo.world.comment("Something new.", "stranger")
    assert missed(source.asking, source.about) == [repo.number]
    assert missed(source.asking, source.about, recent=True) == [repo.number]
    repo.world.front.state.clock.advance(4 * 3600)
    assert missed(source.asking, source.about, recent=True) == []


def _queued(repo: Repo) -> tuple[int, str, str]:
    """Queue two pull requests: the group's commit holds both."""
    repo.world.branch("other")
    repo.world.file("other.py", "x", "other")
    other = repo.world.open_pull("other")
    main = repo.world.sha("main")
    repo.world.branch("q1")
    first = repo.world.file("q1.py", "q", "q1")
    repo.world.branch("q2", first)
    last = repo.world.file("q2.py", "q", "q2")
    repo.world.queue("main", Queued(repo.number, main, first), Queued(other, first, last))
    return other, first, last


def test_a_merge_group_holds_everything_that_it_is_built_on(repo: Repo) -> None:
    other, first, last = _queued(repo)
    source = repo.source()
    assert [one.number for one in members(source.asking, source.about, "main", last)] == [repo.number, other]
    assert [one.number for one in members(source.asking, source.about, "main", first)] == [repo.number]
    with pytest.raises(TargetError):
        members(source.asking, source.about, "main", "f" * 40)
    with pytest.raises(TargetError):
        members(source.asking, source.about, "release", last)


def test_a_merge_group_passes_only_if_each_of_its_members_does(repo: Repo) -> None:
    other, first, last = _queued(repo)
    clock = repo.world.front.state.clock.now
    options = Options(publish="check")
    repo.approve(other)
    assert judge_group(repo.source(), clock, options, "main", last).conclusion == "error"
    assert repo.conclusion(last) == "failure"
    repo.approve()
    assert judge_group(repo.source(), clock, options, "main", first).conclusion == "pass"
    assert repo.conclusion(first) == "success"
    assert judge_group(repo.source(), clock, options, "main", last).conclusion == "pass"
    assert repo.conclusion(last) == "success"


def test_a_merge_group_that_nobody_knows_is_an_error_on_its_commit(repo: Repo) -> None:
    _queued(repo)
    repo.world.branch("q3")
    unknown = repo.world.file("q3.py", "q", "q3")
    decision = judge_group(
        repo.source(), repo.world.front.state.clock.now, Options(publish="check"), "main", unknown
    )
    assert decision.conclusion == "error"
    assert {leaf.code for reason in decision.reasons for leaf in leaves(reason)} == {GateCode.GROUP_UNKNOWN}
    assert repo.conclusion(unknown) == "failure"


def test_a_member_whose_head_moved_since_it_was_queued_is_an_error(repo: Repo) -> None:
    _, first, _ = _queued(repo)
    source, calls = repo.source(), count()

    def asking(asked: Sequence[Request], take: Json) -> Json:
        answers = source.asking(asked, take)
        if next(calls) == 0:  # the queue was read
            repo.world.push("late")
            repo.approve()
        return answers

    clock = repo.world.front.state.clock.now
    decision = judge_group(replace(source, asking=asking), clock, Options(), "main", first)
    assert decision.conclusion == "error"
    assert {leaf.code for reason in decision.reasons for leaf in leaves(reason)} == {
        GateCode.GROUP_MEMBER,
        GateCode.GROUP_UNKNOWN,
    }


def test_a_run_on_the_default_branch_is_not_only_about_a_pull_request_from_there(repo: Repo) -> None:
    """A release pull request has the default branch's head, to which every comment's run belongs."""
    repo.world.branch("production", repo.world.sha("main"))
    repo.world.file("more.py", "x", "main")
    release = repo.world.open_pull("main", "production")
    run = repo.world.run_of(WORKFLOW, "issue_comment", head_sha=repo.world.sha("main"), head_branch="main")
    repo.approve()
    assert of_run(repo.source().asking, repo.source().about, run.id) == [repo.number, release]


def test_a_policy_that_was_changed_is_found_by_the_sweep_and_applied(repo: Repo) -> None:
    source = repo.source()
    repo.approve()
    repo.world.front.state.clock.advance(60)
    repo.judge()
    repo.world.front.state.clock.advance(4 * 3600)
    assert missed(source.asking, source.about, recent=True) == []
    repo.world.file(".github/review-contract.toml", APP_POLICY + "required = true\n")
    assert missed(source.asking, source.about, recent=True) == [repo.number]
    assert missed(source.asking, source.about) == [repo.number]
    assert repo.judge().decision.conclusion == "pass"
    assert missed(source.asking, source.about, recent=True) == []


def test_a_recent_sweep_looks_at_idle_pull_requests_only_when_their_time_is_over(repo: Repo) -> None:
    source = repo.source()
    repo.judge()
    repo.world.front.state.clock.advance(4 * 3600)
    assert missed(source.asking, source.about, recent=True) == []
    repo.world.front.state.clock.advance(21 * 3600)
    assert missed(source.asking, source.about, recent=True) == [repo.number]
    repo.judge()
    assert repo.conclusion() == "failure"
    assert missed(source.asking, source.about, recent=True) == []
    repo.world.comment("hello", "stranger")
    assert repo.judge().decision.reason == "timeout"


@pytest.mark.parametrize("said", ["null", "[]", "{}", '{"data": {"repository": null}}', "[1]", '"x"', "7"])
def test_an_answer_of_another_shape_is_an_error_with_a_reason(repo: Repo, said: str) -> None:
    about = repo.source().about

    def asking(asked: Sequence[Request], take: Json) -> Json:
        return [take(Answer(request, 200, said)) for request in asked]

    finders: list[Callable[[], object]] = [
        lambda: of_run(asking, about, 1),
        lambda: missed(asking, about),
        lambda: members(asking, about, "main", "a" * 40),
    ]
    for find in finders:
        with pytest.raises(TargetError):
            found_out(find)
