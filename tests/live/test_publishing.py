"""What is written on a commit: check runs, their annotations, commit statuses."""

from review_gate.live.judging import Options
from tests.gate.conversations import finding
from tests.github.exchange import refusal
from tests.live.set_up import Repo


def test_more_than_fifty_annotations_are_sent_in_batches_and_none_twice(repo: Repo) -> None:
    many = [finding(f"F{n}", path="app.py", line=n + 1) for n in range(100)]
    repo.say(repo.document("request_changes", *many))
    repo.judge()
    (run,) = repo.world.check_runs()
    assert len(run.annotations) == 100
    repo.judge()
    assert len(run.annotations) == 100


def test_one_check_run_lives_through_all_decisions_about_a_head(repo: Repo) -> None:
    repo.judge()
    repo.block()
    repo.judge()
    assert repo.conclusion() == "failure"
    repo.say(repo.document(round=2, supersedes=("r1",)))
    repo.judge()
    assert len(repo.world.check_runs()) == 1


def test_where_no_check_may_be_written_a_commit_status_says_it(repo: Repo) -> None:
    forbidden = refusal(403, "You must authenticate via a GitHub App.")
    repo.world.fail("POST", "/check-runs$", forbidden, times=10)
    repo.approve()
    judged = repo.judge()
    assert judged.publication is not None
    assert judged.publication.outcome == "written"
    assert [status.state for status in repo.world.statuses()] == ["success"]


def test_a_status_is_written_once_and_follows_the_decision(repo: Repo) -> None:
    options = Options(publish="status")
    for _ in range(2):
        repo.judge(options)
    assert [status.state for status in repo.world.statuses()] == ["pending"]
    repo.approve()
    for _ in range(2):
        repo.judge(options)
    assert [status.state for status in repo.world.statuses()] == ["pending", "success"]


def test_a_pending_status_too_becomes_an_error_when_its_time_is_over(repo: Repo) -> None:
    repo.judge(Options(publish="status"))
    repo.world.front.state.clock.advance(25 * 3600)
    repo.judge(Options(publish="status"))
    assert [status.state for status in repo.world.statuses()] == ["pending", "error"]


def test_what_is_written_holds_no_markup_of_a_stranger_s(repo: Repo) -> None:
    title = "</details><script>alert(1)</script> @octocat ##[error]x \u202e"
    repo.say(repo.document("request_changes", finding(path="app.py", title=title)))
    repo.judge()
    (run,) = repo.world.check_runs()
    assert "<script>" not in run.output["summary"]
    assert "@octocat" not in run.output["summary"]
    assert "\u202e" not in str(run.output) + str(run.annotations)
