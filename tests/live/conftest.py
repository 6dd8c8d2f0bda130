"""The repositories of these tests."""

import pytest

from tests.github.world import World, github_front, world
from tests.live.set_up import WORKFLOW_POLICY, Repo, new_repo

__all__ = ["github_front", "world"]


@pytest.fixture
def repo(world: World) -> Repo:
    """A repository whose reviewer is an App."""
    return new_repo(world)


@pytest.fixture
def by_workflow(world: World) -> Repo:
    """A repository whose reviewer is a workflow."""
    return new_repo(world, WORKFLOW_POLICY)
