"""The one clock of the test GitHub: whatever is written gets an instant of its own, later than all before."""

import threading
import time
from datetime import UTC, datetime
from email.utils import format_datetime


class Clock:
    """It follows the wall, and runs ahead of it rather than telling one second twice.

    So the order of what tests wrote can be read off the times, as fast as they write, and no answer names
    an instant that is later than the `Date` of its own header.
    """

    def __init__(self) -> None:
        self._last = int(time.time())
        self._telling = threading.Lock()

    def tick(self) -> str:
        """Return the next instant, as GitHub writes it."""
        with self._telling:
            self._last = max(int(time.time()), self._last + 1)
            return iso(self._last)

    def advance(self, seconds: int) -> None:
        """Let time pass."""
        with self._telling:
            self._last = max(int(time.time()), self._last) + seconds

    def now(self) -> str:
        """Return what time it is, without letting it pass."""
        return iso(self._now())

    def http_date(self) -> str:
        """Return the value of the header `Date`."""
        return format_datetime(datetime.fromtimestamp(self._now(), UTC), usegmt=True)

    def _now(self) -> int:
        return max(int(time.time()), self._last)


def iso(seconds: int) -> str:
    """Return an instant as GitHub writes it."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
