"""The GitHub that these tests publish to."""

from tests.github.world import github_front, world

__all__ = ["github_front", "world"]
