"""Trying again: a few times, further and further apart, and never without looking whether it has worked."""

from collections.abc import Callable
from typing import Final, TypeAlias, TypeVar

from review_emitters.publishing.errors import GitHubError

T = TypeVar("T")
Sleep: TypeAlias = Callable[[float], None]

BACK_OFF: Final = (1.0, 4.0, 16.0)
"""Seconds before each further try."""


def retrying(sleep: Sleep, attempt: Callable[[], T], find: Callable[[], T | None] = lambda: None) -> T:
    """Return what an attempt yields; `find` looks, after each error that may pass, whether it has worked.

    A request that was answered with a error, or not at all, may have been carried out nevertheless.

    Raises:
        GitHubError: the last one, or the first that does not pass.
    """
    pauses = iter(BACK_OFF)
    while True:
        try:
            return attempt()
        except GitHubError as error:
            if not error.passing:
                raise
            pause = next(pauses, None)
            if pause is not None:
                sleep(max(pause, error.wait))
            if (found := find()) is not None:
                return found
            if pause is None:
                raise
