"""A release's action: installed from the wheels that it carries, without pip, and never from others."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.action import events
from tests.action.composite import GATE
from tests.action.gate_jobs import APP, GateJob, said
from tests.action.hostile import harm, hostile_checkout, hostile_variables

pytestmark = pytest.mark.skipif(
    "CS_GNU_LIBC_VERSION" not in os.confstr_names, reason="releases carry wheels for Linux with glibc alone"
)
SHIPPED = ("action.yml", "action", "contract", "emitters", "gate", "requirements")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release as the runner fetches it, with wheels for this Python."""
    folder = tmp_path_factory.mktemp("release")
    for name in SHIPPED:
        copy = shutil.copytree if (GATE / name).is_dir() else shutil.copy
        copy(GATE / name, folder / name)
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    chosen = (f"WHEEL_PYTHONS={python}", f"WHEEL_MACHINES={os.uname().machine}")
    argv = ["make", "--silent", "wheelhouse", f"WHEELHOUSE={folder / 'wheelhouse'}", *chosen]
    subprocess.run(argv, cwd=GATE, check=True, capture_output=True)
    return folder


@pytest.fixture
def job(gate_job: GateJob, release: Path, tmp_path: Path) -> Iterator[GateJob]:
    """A job on a runner of its own, in the worst of checkouts."""
    world, temp = gate_job.world, tmp_path / "temp"
    world.comment(said(world), APP)
    hostile_checkout(gate_job.workspace)
    temp.mkdir()
    yield replace(
        gate_job,
        action=release,
        temp=temp,
        event="pull_request_target",
        payload=events.pull_request(world, "opened"),
        variables=hostile_variables(gate_job.workspace),
    )
    shutil.rmtree(temp)


def test_a_release_decides_from_its_wheels_without_pip(job: GateJob) -> None:
    ran = job.call()
    assert (ran.conclusion, ran.outputs["conclusion"]) == ("success", "pass"), ran.log
    assert list(harm(ran, job)) == []
    (packages,) = job.temp.glob("review-contract-*/lib/python*/site-packages")
    assert (packages / "pydantic").is_dir()
    assert list(packages.glob("pip*")) == []
    assert job.call().step("Install").log == ""


def test_a_wheel_that_was_changed_ends_the_job_before_anything_runs(job: GateJob, release: Path) -> None:
    wheel = next((release / "wheelhouse").glob("pydantic-*.whl"))
    whole = wheel.read_bytes()
    wheel.write_bytes(whole + b"\0")
    try:
        ran = job.call()
    finally:
        wheel.write_bytes(whole)
    assert ran.step("Install").outcome == "failure"
    assert ran.log == f"review-contract: wheelhouse: {wheel.name} has a hash that is not in the lock\n"
    assert (ran.step("Gate").outcome, job.checks()) == ("skipped", [])
    assert job.call().conclusion == "success"
