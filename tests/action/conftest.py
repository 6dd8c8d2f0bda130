"""The runner and the GitHub of these tests."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.action.composite import EMIT, Call, Runner, composite_runner
from tests.action.gate_jobs import POLICY, GateJob
from tests.action.hostile import hostile_checkout, hostile_variables
from tests.action.jobs import Job
from tests.github.world import World, github_front, world

__all__ = ["github_front", "world"]


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    """What runs the action."""
    with composite_runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def runner_temp(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Path:
    """The runner's temporary folder, in which a call of the action has installed the command.

    Installing takes seconds, so all tests share it, those of other workers of pytest-xdist too. It happens in
    the worst of checkouts, `checkout`, with the worst of variables.
    """
    base = tmp_path_factory.getbasetemp()
    temp = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "runner-temp"
    temp.mkdir(exist_ok=True)
    checkout = temp / "checkout"
    with (temp / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not checkout.exists():
            hostile_checkout(checkout)
            variables = {"HOME": str(temp), **hostile_variables(checkout)}
            inputs = {"stage": "review", "mode": "none"}
            call = Call(action=EMIT, workspace=checkout, temp=temp, inputs=inputs, environment=variables)
            ran = runner.run(call)
            assert ran.step("Install").outcome == "success", ran.log
    return temp


@pytest.fixture
def job(runner: Runner, world: World, tmp_path: Path, runner_temp: Path) -> Job:
    """A job on a pull request."""
    return Job(runner, world, tmp_path, runner_temp)


@pytest.fixture
def gate_job(runner: Runner, world: World, tmp_path: Path, runner_temp: Path) -> GateJob:
    """A job of the gate, in a repository whose policy asks for a review."""
    world.file(".github/review-contract.toml", POLICY)
    return GateJob(runner, world, tmp_path, runner_temp)
