"""The context of an emission: what the workflow knows and the model may not say.

Made once, at the start of a run, by `environment` (the Actions environment and the event's payload) or by
`publishing.capture` (the API); a document's stamps come from here and from nowhere else.
"""

from dataclasses import dataclass
from typing import Final

from review_contract.v1.envelope import Producer, Run, Subject, Usage
from review_contract.v1.finding import Finding

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
"""Events whose workflow file GitHub takes from the default branch (GitHub: events that trigger workflows)."""


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
    pull_request: PullRequestFacts = PullRequestFacts()
    earlier_findings: tuple[Finding, ...] = ()
    """What this stage found before; a finding that is surely the same keeps its id."""
    usage: Usage | None = None

    @property
    def trusted(self) -> bool:
        """Whether the draft was made by a workflow of the default branch, and may therefore pass."""
        return self.event is None or self.event in TRUSTED_EVENTS
