"""Why a repository is not set up: stable codes, each with its page in `review-contract explain`."""

from enum import StrEnum
from typing import Final


class SetupCode(StrEnum):
    """Why nothing was written."""

    VALUE = "setup-value"
    STAGE = "setup-stage"
    PIN = "setup-pin"
    UNSAID = "setup-unsaid"
    EXISTS = "setup-exists"
    NO_BOT = "setup-no-bot"
    NO_APP = "setup-no-app"
    SHARED_ACCOUNT = "setup-shared-account"
    NO_WORKFLOW = "setup-no-workflow"
    WORKFLOW_NAME = "setup-workflow-name"
    NO_ANSWER = "setup-no-answer"
    NOT_READ_BACK = "setup-not-read-back"
    NOT_WRITTEN = "setup-not-written"


_USAGE: Final = frozenset(
    {
        SetupCode.VALUE,
        SetupCode.STAGE,
        SetupCode.PIN,
        SetupCode.UNSAID,
        SetupCode.EXISTS,
        SetupCode.SHARED_ACCOUNT,
    }
)


class SetupError(Exception):
    """A repository can't be set up so; the message says why and what to do."""

    def __init__(self, code: SetupCode, message: str) -> None:
        """Keep the code; the message is one line for a person."""
        super().__init__(f"{code}: {message}")
        self.code = code

    @property
    def is_usage(self) -> bool:
        """Whether the arguments alone are at fault, whatever GitHub or the disk would say."""
        return self.code in _USAGE
