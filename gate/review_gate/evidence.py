"""Evidence: the frozen snapshot of a pull request or issue that the gate decides from.

Whoever makes it reads the API, the files and the clock; from here on nothing does. What could not be
read is a fetch problem in the evidence, never an empty list. As JSON it is a recorded conversation,
with its own published schema.
"""

from typing import ClassVar, Literal, TypeAlias

from review_contract import Code
from review_contract.parsing import json_object, validate
from review_contract.v1.base import Many, Model, Number, Rule, Ruled
from review_contract.v1.envelope import Repository
from review_contract.v1.text import CommitSha, Digest, Name, RefName, Timestamp

EVIDENCE_VERSION = "1.0"
MAX_EVIDENCE = 268_435_456
"""Largest recorded conversation, in bytes."""

CarrierKind: TypeAlias = Literal["comment", "review", "review_comment", "artifact", "step_output"]


class Account(Model):
    """Who wrote something. Only type and id identify; the login is for people."""

    id: Number | None
    """GitHub's numeric user id; None where the API did not say it, which matches nobody."""
    login: str
    type: Literal["Bot", "User", "Organization", "Mannequin", "EnterpriseUserAccount"]


class App(Model):
    """The GitHub App through which something was written (REST: performed_via_github_app)."""

    id: Number
    slug: str | None = None


class Edit(Model):
    """One revision of a body (GraphQL: UserContentEdit)."""

    at: Timestamp | None
    editor: Account | None
    body: str | None
    """The text as of this revision; None where it was deleted or not read."""


class Post(Model):
    """Something written into the conversation."""

    id: Number
    url: str | None
    author: Account | None
    """None where the account was deleted."""
    body: str
    created_at: Timestamp
    edits: Many[Edit] | None
    """Every revision; empty if it was never edited, None if the history was not read."""
    minimised: bool | None
    """Whether it is hidden; None if that was not read."""
    by_email: bool = False


class Comment(Post):
    """A comment in the conversation (REST: issue comment)."""

    app: App | None
    """None where REST named no App."""


class Review(Post):
    """A pull-request review."""

    state: Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"]
    commit_id: CommitSha | None
    """The commit that was reviewed; GitHub forgets it when the commit is gone."""


class ReviewComment(Post):
    """A comment on a line of the diff. Kept for the record: it never carries a document."""

    path: str
    commit_id: CommitSha | None


class WorkflowRun(Model):
    """A workflow run as the API describes it; nothing here comes from what the run wrote."""

    id: Number
    attempt: Number
    path: str
    """The workflow's file, such as .github/workflows/review.yml."""
    event: str
    repository_id: Number
    head_repository_id: Number | None
    head_branch: RefName | None
    head_sha: CommitSha
    created_at: Timestamp
    url: str | None = None


class Artifact(Model):
    """An artifact of a run."""

    name: str
    run_id: Number
    expired: bool = False
    content: str | None
    """The one file in it, as text; None if it expired or was not downloaded."""


class StepOutput(Model):
    """A step's output, handed over together with the run it came from."""

    name: str
    run_id: Number
    digest: Digest
    """Of the payload: the second output that a stage sets beside it."""
    value: str


class Deletion(Model):
    """A comment that is gone (GraphQL: CommentDeletedEvent)."""

    at: Timestamp | None
    author: Account | None
    """Who had written it."""
    actor: Account | None
    """Who deleted it."""


class ChangedFile(Model):
    """A file that the pull request changes."""

    path: str
    previous_path: str | None = None
    status: Literal["added", "modified", "removed", "renamed", "copied", "changed", "unchanged"] = "modified"


class Awaited(Model):
    """A stage that was asked to speak."""

    stage: Name
    since: Timestamp


class FetchProblem(Model):
    """Something that could not be read in full."""

    resource: str
    """What was to be read, such as `reviews` or `comments page 3`."""
    message: str


class Subject(Ruled):
    """The pull request or issue, as the API describes it now."""

    RULES: ClassVar[tuple[Rule, ...]] = (
        Rule(
            Code.SCHEMA_SUBJECT,
            when={"type": ("pull_request",)},
            needs=("head_sha", "head_ref", "base_ref"),
        ),
        Rule(
            Code.SCHEMA_SUBJECT,
            when={"type": ("issue",)},
            forbids=("head_sha", "head_ref", "base_ref", "base_sha", "merge_base_sha"),
        ),
    )

    type: Literal["pull_request", "issue"]
    number: Number
    title: str
    state: Literal["open", "closed"]
    author: Account | None
    labels: Many[str] = ()
    draft: bool = False
    head_sha: CommitSha | None = None
    head_ref: RefName | None = None
    head_seen_at: Timestamp | None = None
    """When this head first became the head, from the API's own events; None if not known.

    Commit dates are their author's word, and a head that was pushed again was there before.
    """
    base_ref: RefName | None = None
    base_sha: CommitSha | None = None
    merge_base_sha: CommitSha | None = None
    earlier_heads: Many[CommitSha] = ()
    """Commits of the pull request that are not its head."""


class Evidence(Model):
    """Everything the gate may look at, read at one instant."""

    schema_version: Literal["1.0"]
    observed_at: Timestamp
    repository: Repository
    default_branch: RefName
    subject: Subject
    comments: Many[Comment] = ()
    reviews: Many[Review] = ()
    review_comments: Many[ReviewComment] = ()
    runs: Many[WorkflowRun] = ()
    artifacts: Many[Artifact] = ()
    step_outputs: Many[StepOutput] = ()
    deletions: Many[Deletion] = ()
    files: Many[ChangedFile] | None = None
    """None if they were not read; a pull request is not decided without them."""
    awaited: Many[Awaited] = ()
    problems: Many[FetchProblem] = ()


def parse_evidence(data: bytes | str) -> Evidence:
    """Return the recorded conversation that a JSON text holds.

    Raises:
        ContractError: with every problem found, at most 20.
    """
    return validate(Evidence, json_object(data, max_bytes=MAX_EVIDENCE))
