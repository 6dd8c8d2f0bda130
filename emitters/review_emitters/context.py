"""The context of an emission: what the workflow knows and the model may not say.

Made once, at the start of a run, from `actions` (the environment and the event's payload) and
`publishing.capture` (the API); a document's stamps come from here and from nowhere else.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from review_contract.v1.envelope import Producer, Run, Subject
from review_contract.v1.finding import Finding
from review_emitters.ci_triage import FailedCheck
from review_emitters.diff import Diff

Reviews: TypeAlias = Literal["comment", "verdict"]

TRUSTED_EVENTS: Final = frozenset(
    {
        "issue_comment",
        "issues",
        "pull_request_target",
        "repository_dispatch",
        "schedule",
        "workflow_dispatch",
        "workflow_run",
    }
)
"""Events whose workflow file GitHub takes from the default branch (GitHub: events that trigger workflows);
a `workflow_dispatch` only where it was started there, which `actions.speaker` sees to.
"""


@dataclass(frozen=True, slots=True)
class PullRequestFacts:
    """What GitHub says of the pull request, apart from what stands in a document's subject."""

    from_fork: bool = False
    author_id: int | None = None
    """The author's numeric user id; None if it was not read."""
    changed_files: int | None = None
    """How many files GitHub counts; more than the diff names means that the diff was cut."""
    branch: str | None = None
    """The head branch, without refs/heads/."""
    description: str = ""
    """The description as it was when the run began."""


NO_FACTS: Final = PullRequestFacts()


@dataclass(frozen=True, slots=True)
class Push:
    """What a stage that writes code pushed, and what the remote says of it."""

    commits: tuple[str, ...]
    """Full SHAs, oldest first; the last is what the branch should be at."""
    remote_head: str | None
    """Where the remote branch is now; None if it could not be read."""

    def landed(self, before: str | None) -> bool:
        """Tell whether the remote branch is at the last commit, and was not there when the run began."""
        return bool(self.commits) and self.remote_head == self.commits[-1] != before


@dataclass(frozen=True, slots=True)
class OpenedPullRequest:
    """A pull request that the API shows to be there, whatever a model says that it opened."""

    number: int
    wip: bool = False
    """Whether it is unfinished work, kept for the next run."""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that only code may stamp, captured once."""

    subject: Subject
    producer: Producer
    run: Run | None
    round: int
    now: str
    """The run's clock, read once: RFC 3339 in UTC."""
    server_url: str = "https://github.com"
    event: str | None = None
    """The event whose word the draft is; None outside of GitHub Actions."""
    supersedes: tuple[str, ...] = ()
    in_reply_to: str | None = None
    pull_request: PullRequestFacts = NO_FACTS
    earlier_findings: tuple[Finding, ...] = ()
    """What this stage found before; a finding that is surely the same keeps its id."""
    diff: Diff | None = None
    """The diff that was really supplied to the model."""
    push: Push | None = None
    opened: OpenedPullRequest | None = None
    failed_check: FailedCheck | None = None
    own_id: int | None = None
    """The numeric user id that the documents are posted under; None if it is not known."""
    reviews: Reviews = "comment"
    """Whether reviews are submitted as comments, or as what the verdict says."""

    @property
    def trusted(self) -> bool:
        """Whether the draft was made by a workflow of the default branch, and may therefore pass."""
        return self.event is None or self.event in TRUSTED_EVENTS
