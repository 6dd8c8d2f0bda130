"""Trying again: a few times, further and further apart, and never without looking first."""

from collections.abc import Callable, Iterator

import pytest

from review_emitters.publishing.errors import GitHubError
from review_emitters.publishing.retries import retrying

AWAY = GitHubError("POST /x", 502, "Bad Gateway")
REFUSED = GitHubError("POST /x", 422, "Validation Failed")


def playing(*outcomes: GitHubError | str) -> Callable[[], str]:
    """Return an attempt that comes out so, one time after the other."""
    left: Iterator[GitHubError | str] = iter(outcomes)

    def attempt() -> str:
        outcome = next(left)
        if isinstance(outcome, GitHubError):
            raise outcome
        return outcome

    return attempt


def test_what_works_is_not_waited_for() -> None:
    waits: list[float] = []
    assert retrying(waits.append, playing("done")) == "done"
    assert waits == []


def test_a_server_that_is_away_is_asked_four_times() -> None:
    waits: list[float] = []
    assert retrying(waits.append, playing(AWAY, AWAY, AWAY, "done")) == "done"
    assert waits == [1, 4, 16]
    with pytest.raises(GitHubError, match="502"):
        retrying(waits.append, playing(AWAY, AWAY, AWAY, AWAY, "never reached"))


def test_what_is_refused_is_not_asked_again() -> None:
    waits: list[float] = []
    with pytest.raises(GitHubError, match="422"):
        retrying(waits.append, playing(REFUSED, "never reached"))
    assert waits == []


def test_what_has_worked_after_all_is_not_sent_again() -> None:
    found = playing("found")
    assert retrying(lambda _: None, playing(AWAY, "sent twice"), found) == "found"


def test_after_the_last_failure_it_is_looked_once_more() -> None:
    nothing = [None, None, None, "found"]
    assert retrying(lambda _: None, playing(AWAY, AWAY, AWAY, AWAY), lambda: nothing.pop(0)) == "found"


@pytest.mark.parametrize(("asked", "waited"), [(0, 1), (1, 1), (7, 7), (60, 60)])
def test_github_is_waited_for_as_long_as_it_asks(asked: float, waited: float) -> None:
    waits: list[float] = []
    limited = GitHubError("POST /x", 429, "Too Many Requests", asked)
    retrying(waits.append, playing(limited, "done"))
    assert waits == [waited]


def test_who_is_only_told_to_slow_down_waits_a_minute() -> None:
    waits: list[float] = []
    limited = GitHubError("POST /x", 403, "You have exceeded a secondary rate limit.")
    retrying(waits.append, playing(limited, "done"))
    assert waits == [60]


@pytest.mark.parametrize("status", [403, 429, 503])
def test_who_asks_for_more_than_a_minute_is_not_asked_again(status: int) -> None:
    waits: list[float] = []
    with pytest.raises(GitHubError, match="asks to wait for 61 s"):
        retrying(waits.append, playing(GitHubError("POST /x", status, "Later", 61), "never reached"))
    assert waits == []
