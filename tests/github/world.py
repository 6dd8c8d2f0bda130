"""A repository with a pull request and an issue on the front, and what tests do to it and look at."""

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from review_emitters.publishing import Session, connect
from tests.github.exchange import Ask, Failure, Fault, Json
from tests.github.front import Front, running
from tests.github.stories import BRANCH, Story

__all__ = ["BRANCH", "World", "brisk", "github_front", "new_world", "world"]

_names: Final = itertools.count(1)


def brisk(seconds: float) -> None:
    """Sleep a thousandth of what a publisher asks for."""
    time.sleep(seconds / 1000)


class World(Story):
    """One repository of its own for each test, with one pull request and one issue."""

    @property
    def bot(self) -> str:
        """A token of the bot: one that names nobody."""
        return f"bot-{self.repository}"

    def session(self, *, sleep: Callable[[float], None] = brisk, timeout: int = 15) -> Session:
        """Return a session of the bot."""
        return connect(self.bot, self.front.url, sleep=sleep, timeout=timeout)

    def fail(self, method: str, path: str, failure: Failure, times: int = 1, *, after: bool = False) -> None:
        """Let the next requests fail."""
        self.front.faults.append(Fault(method, path, failure, times, after))

    def comments(self, number: int | None = None) -> list[Json]:
        """Return what stands in the conversation."""
        path = f"/repos/{self.repository}/issues/{number or self.number}/comments"
        return list(self.front.carry_out(Ask("GET", path, {"per_page": "100"}, None, self.bot)).body)

    def reviews(self) -> list[Json]:
        """Return the reviews as the bot sees them, pending ones too."""
        path = f"/repos/{self.repository}/pulls/{self.number}/reviews"
        return list(self.front.carry_out(Ask("GET", path, {"per_page": "100"}, None, self.bot)).body)

    def asked(self, method: str, path: str = "") -> list[Ask]:
        """Return the requests that a publisher made with this method, whose path ends so."""
        return [ask for ask in self.front.asked if ask.method == method and ask.path.endswith(path)]


def new_world(front: Front) -> World:
    """Return a new repository on the front."""
    name = f"project-{next(_names)}"
    made = front.carry_out(Ask("POST", "/user/repos", {}, {"name": name, "auto_init": True}, "author"))
    world = World(front, made.body["full_name"], 0, 0)
    world.branch(BRANCH)
    world.push("app")
    number = world.open_pull(BRANCH, "main", title="A parser", body="Adds a parser.")
    issue = world.do("POST", "/issues", {"title": "It fails", "body": "It does."})["number"]
    return World(front, world.repository, number, issue)


@pytest.fixture(scope="session")
def github_front() -> Iterator[Front]:
    """A GitHub of the test run's own."""
    with running() as front:
        yield front


@pytest.fixture
def world(github_front: Front) -> Iterator[World]:
    """A repository on it; every request must have been one that GitHub documents."""
    github_front.forget()
    github_front.state.lines = {"app.py": range(1, 41)}
    yield new_world(github_front)
    assert github_front.illegal == []
