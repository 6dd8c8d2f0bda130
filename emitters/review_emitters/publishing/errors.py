"""What publishing ends with when it gives up: one line that says at what, why, and what to do."""

from enum import StrEnum
from typing import Final

from review_contract.safe_text import for_log

UNKNOWN: Final = 0
"""The status of an answer that never came or can't be read: whether a write has worked is not known."""

_FORBIDDEN: Final = 403
_UNPROCESSABLE: Final = 422
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
_LONGEST: Final = 300
_ONE_PENDING: Final = "one pending review per pull request"
"""What GitHub says in both of its wordings: of a second review, and of a reply beside a pending one."""

LONGEST_WAIT: Final = 60.0
"""Most seconds that GitHub is waited for when it asks to slow down; who asks for more is not asked again."""


class PublishCode(StrEnum):
    """Why publishing gave up."""

    UNAUTHORIZED = "github-unauthorized"
    FORBIDDEN = "github-forbidden"
    NOT_FOUND = "github-not-found"
    REFUSED = "github-refused"
    RATE_LIMITED = "github-rate-limited"
    UNAVAILABLE = "github-unavailable"
    NO_CONVERSATION = "no-conversation"
    PLACE_MOVED = "place-moved"
    DESCRIPTION_CHANGED = "description-changed"


_REMEDIES: Final = {
    PublishCode.UNAUTHORIZED: "give a token that has not expired",
    PublishCode.FORBIDDEN: "give the job the permissions issues: write and pull-requests: write",
    PublishCode.NOT_FOUND: "see that the number exists, and that the token may see the repository",
    PublishCode.REFUSED: "see what GitHub says about the request; the same again changes nothing",
    PublishCode.RATE_LIMITED: "run it again later",
    PublishCode.UNAVAILABLE: "run it again; what was posted already is found, and not posted twice",
    PublishCode.NO_CONVERSATION: "leave it in the artifact and the outputs; a branch has no comments",
    PublishCode.PLACE_MOVED: "capture the conversation again, then emit and publish again",
    PublishCode.DESCRIPTION_CHANGED: "run it again, from the description as it is now",
}
_CODES: Final = {
    401: PublishCode.UNAUTHORIZED,
    403: PublishCode.FORBIDDEN,
    404: PublishCode.NOT_FOUND,
}


class PublishError(Exception):
    """Publishing gave up."""

    def __init__(self, code: PublishCode, what: str, why: str) -> None:
        """Make the line that a person reads."""
        super().__init__(f"{code}: {what}: {why}; {_REMEDIES[code]}")
        self.code = code


class GitHubError(PublishError):
    """A request that was not answered as it should be."""

    def __init__(self, what: str, status: int, message: str, retry_after: float | None = None) -> None:
        """Keep what decides whether to try again; the message is GitHub's, so it is made harmless."""
        self.status = status
        self.message = for_log(message)[:_LONGEST].rstrip(".")
        self.retry_after = retry_after
        answer = f"GitHub answers {status}" if status else "no answer that can be read"
        if retry_after is not None:
            answer += f" and asks to wait for {retry_after:g} s"
        super().__init__(self._code(), for_log(what), f"{answer}: {self.message}")

    @property
    def limited(self) -> bool:
        """Whether GitHub asks to slow down."""
        asked = self.retry_after is not None or "secondary rate limit" in self.message.lower()
        return self.status == _TOO_MANY or (self.status == _FORBIDDEN and asked)

    @property
    def pending_race(self) -> bool:
        """Whether it was refused because the account has a pending review on the pull request."""
        return self.status == _UNPROCESSABLE and _ONE_PENDING in self.message.lower()

    @property
    def wait(self) -> float:
        """Seconds to wait at least; who is only told to slow down waits a minute (GitHub: best practices)."""
        if self.retry_after is not None:
            return self.retry_after
        return LONGEST_WAIT if self.limited else 0

    @property
    def passing(self) -> bool:
        """Whether the same request may work within a minute: a job is paid by the minute."""
        away = self.status == UNKNOWN or self.status >= _SERVER_ERROR
        return (away or self.limited or self.pending_race) and self.wait <= LONGEST_WAIT

    def _code(self) -> PublishCode:
        if self.limited or "rate limit exceeded" in self.message.lower():
            return PublishCode.RATE_LIMITED
        if self.passing and not self.pending_race:
            return PublishCode.UNAVAILABLE
        return _CODES.get(self.status, PublishCode.REFUSED)
