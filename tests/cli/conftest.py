"""The GitHub that the command line posts to."""

from tests.github.world import github_front, world

__all__ = ["github_front", "world"]
