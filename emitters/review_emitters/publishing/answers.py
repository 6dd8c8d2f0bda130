"""What is read of GitHub's answers: the fields that publishing needs, whatever else there is."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """Part of a JSON object of GitHub's; unknown fields are nothing to us."""

    model_config = ConfigDict(frozen=True, extra="ignore")


A = TypeVar("A", bound=Answer)


class Account(Answer):
    """A user, a bot, or whoever else wrote something."""

    id: int


class Written(Answer):
    """What comments and reviews have in common."""

    id: int
    node_id: str
    html_url: str
    body: str | None = None
    user: Account | None = None
    """None where the account was deleted."""

    def is_by(self, account_id: int) -> bool:
        """Tell whether this account wrote it; logins prove nothing."""
        return self.user is not None and self.user.id == account_id


class Comment(Written):
    """A comment in the conversation."""


class Review(Written):
    """A pull-request review."""

    state: str
    commit_id: str | None = None


class ReviewComment(Written):
    """A comment on lines of the diff."""

    path: str
    in_reply_to_id: int | None = None


class RepositoryAnswer(Answer):
    """A repository."""

    id: int
    full_name: str


class Issue(Written):
    """An issue."""


class Head(Answer):
    """The branch that a pull request brings."""

    ref: str
    sha: str
    repo: RepositoryAnswer | None = None
    """None where the fork was deleted."""


class Base(Answer):
    """The branch that a pull request is for."""

    ref: str
    repo: RepositoryAnswer


class PullRequest(Written):
    """A pull request."""

    base: Base
    head: Head
    state: str
    changed_files: int | None = None


class CommitAnswer(Answer):
    """A commit."""

    sha: str


class Comparison(Answer):
    """Two commits, compared."""

    merge_base_commit: CommitAnswer


class Reference(Answer):
    """A branch as git knows it."""

    object: CommitAnswer


class Viewer(Answer):
    """The account that a token speaks for."""

    database_id: int = Field(alias="databaseId")


class ViewerData(Answer):
    """What the query for the viewer yields."""

    viewer: Viewer


class ViewerAnswer(Answer):
    """The answer to the query for the viewer."""

    data: ViewerData


class Nothing(Answer):
    """An answer of which nothing is read."""


def same_text(one: str | None, other: str | None) -> bool:
    """Tell whether two bodies are one: GitHub may end lines otherwise, and drops white space at the ends."""
    return _plain(one) == _plain(other)


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()
