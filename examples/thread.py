"""A thread: a conversation written down post by post, and frozen into evidence at its end.

Ids, commits and seconds are derived from what is said, so that a story is the same on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from examples.accounts import ACTIONS, APPS
from examples.pull_request import PullRequest, commit
from review_contract import Block, Document, artifact_name, payload, read, sha256
from review_contract.v1.envelope import Repository
from review_emitters import compose
from review_gate.evidence import (
    Account,
    Artifact,
    Awaited,
    ChangedFile,
    Comment,
    Deletion,
    Edit,
    Evidence,
    FetchProblem,
    Review,
    ReviewComment,
    Subject,
    WorkflowRun,
)

State: TypeAlias = Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"]


@dataclass(kw_only=True)
class Thread(PullRequest):
    """One pull request's conversation while it is written down."""

    comments: list[Comment] = field(default_factory=list[Comment])
    reviews: list[Review] = field(default_factory=list[Review])
    review_comments: list[ReviewComment] = field(default_factory=list[ReviewComment])
    runs: list[WorkflowRun] = field(default_factory=list[WorkflowRun])
    artifacts: list[Artifact] = field(default_factory=list[Artifact])
    awaited: list[Awaited] = field(default_factory=list[Awaited])
    deletions: list[Deletion] = field(default_factory=list[Deletion])
    problems: list[FetchProblem] = field(default_factory=list[FetchProblem])

    def says(
        self, at: str, who: Account, body: str, *, edits: Sequence[Edit] = (), minimised: bool = False
    ) -> str:
        """Somebody comments; the comment's URL is returned."""
        number = self.new_id(2_800_000_000, len(self.comments), 1_327)
        url = f"{self.url}#issuecomment-{number}"
        own = self.apps.get(who.login)
        app = {"id": own, "slug": who.login.removesuffix("[bot]")} if own else APPS.get(who.login)
        comment = Comment.model_validate(
            {
                "id": number,
                "url": url,
                "author": who,
                "body": body.strip("\n"),
                "created_at": self.moment(at),
                "edits": tuple(edits),
                "minimised": minimised,
                "app": app,
            }
        )
        self.comments.append(comment)
        return url

    def reviewed(
        self,
        at: str,
        who: Account,
        state: State,
        body: str,
        *,
        of: str | None = None,
    ) -> None:
        """Somebody submits a review of the commit `of`, the head where none is named."""
        number = self.new_id(2_100_000_000, len(self.reviews), 911)
        url = f"{self.url}#pullrequestreview-{number}"
        self.reviews.append(
            Review(
                id=number,
                url=url,
                author=who,
                body=body.strip("\n"),
                created_at=self.moment(at),
                edits=(),
                minimised=False,
                state=state,
                commit_id=commit(of or self.head),
            )
        )

    def posts_review(self, at: str, who: Account, state: State, what: Document, prose: str) -> None:
        """An App submits a document as the review of the commit that it is about."""
        self.reviewed(at, who, state, compose(what, prose))

    def publishes_as(
        self, at: str, who: Account, what: Document, prose: str, *, minimised: bool = False
    ) -> None:
        """An App posts a document as a comment."""
        self.says(at, who, compose(what, prose), minimised=minimised)

    def on_line(self, at: str, who: Account, path: str, body: str, *, of: str | None = None) -> None:
        """Somebody comments on a line of the diff."""
        number = self.new_id(1_600_000_000, len(self.review_comments), 73)
        self.review_comments.append(
            ReviewComment(
                id=number,
                url=f"{self.url}#discussion_r{number}",
                author=who,
                body=body.strip("\n"),
                created_at=self.moment(at),
                edits=(),
                minimised=False,
                path=path,
                commit_id=commit(of or self.head),
            )
        )

    def ran(
        self, at: str, workflow: str, *, of: str | None = None, event: str = "pull_request_target"
    ) -> WorkflowRun:
        """A workflow runs for the commit `of`."""
        number = self.new_id(14_000_000_000, len(self.runs), 48_611)
        run = WorkflowRun(
            id=number,
            attempt=1,
            path=f".github/workflows/{workflow}",
            event=event,
            repository_id=self.repository_id,
            head_repository_id=self.repository_id,
            head_branch=self.branch,
            head_sha=commit(of or self.head),
            created_at=self.moment(at),
            url=f"https://github.com/{self.repository}/actions/runs/{number}",
        )
        self.runs.append(run)
        return run

    def publishes(
        self,
        at: str,
        run: WorkflowRun,
        what: Document,
        prose: str,
        *,
        minimised: bool = False,
    ) -> None:
        """A workflow uploads a document as its run's artifact and posts it with the workflow's token."""
        body = compose(what, prose, inline_limit=self.inline_limit)
        block = read(body)
        assert isinstance(block, Block)
        # What the comment carries proves who wrote it; what it points to lies beside it.
        for carried in dict.fromkeys((payload(block.document), payload(what))):
            name = artifact_name(sha256(carried))
            self.artifacts.append(Artifact(name=name, run_id=run.id, content=carried.decode("ascii")))
        self.says(at, ACTIONS, body, minimised=minimised)

    def artifacts_expire(self) -> None:
        """Everything that was uploaded so far expires: it is still listed, and empty."""
        expired = {"expired": True, "content": None}
        self.artifacts = [artifact.model_copy(update=expired) for artifact in self.artifacts]

    def observed(self, at: str) -> Evidence:
        """Return what the gate reads at this moment."""
        return Evidence(
            schema_version="1.0",
            observed_at=self.moment(at),
            repository=Repository(id=self.repository_id, full_name=self.repository),
            default_branch=self.base,
            subject=Subject(
                type="pull_request",
                number=self.number,
                title=self.title,
                state="open",
                author=self.author,
                labels=tuple(self.labels),
                head_sha=commit(self.head),
                head_ref=self.branch,
                head_seen_at=self.moment(self.pushed),
                base_ref=self.base,
                base_sha=commit(f"{self.repository} base"),
                merge_base_sha=commit(f"{self.repository} merge base"),
                earlier_heads=tuple(commit(name) for name in self.earlier),
            ),
            comments=tuple(self.comments),
            reviews=tuple(self.reviews),
            review_comments=tuple(self.review_comments),
            runs=tuple(self.runs),
            artifacts=tuple(self.artifacts),
            deletions=tuple(self.deletions),
            files=tuple(ChangedFile(path=path) for path in self.files),
            awaited=tuple(self.awaited),
            problems=tuple(self.problems),
        )
