"""The front whose own answers are tested here."""

from tests.github.world import github_front, world

__all__ = ["github_front", "world"]
