"""What the front remembers beside the emulator: conversations, checks, statuses, runs, artifacts, a queue.

REST and GraphQL both answer from here, so they can't disagree.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeAlias

from tests.github.accounts import BOTS, IDS, App, Voice, voice_of
from tests.github.clock import Clock

Json: TypeAlias = Any
Thread: TypeAlias = tuple[str, int]
"""The full name of a repository, and the number of an issue or pull request."""
Place: TypeAlias = tuple[str, str]
"""The full name of a repository, and a commit or branch in it."""


@dataclass(slots=True)
class Edit:
    """A revision of a body; the first is what was written at first."""

    editor: str
    at: str
    body: str | None
    deleted_at: str | None = None


@dataclass(slots=True, kw_only=True)
class Comment:
    """A comment in a conversation."""

    id: int
    where: Thread
    voice: Voice
    body: str
    created_at: str
    updated_at: str
    edits: list[Edit] = field(default_factory=list[Edit])
    """Oldest first; none of what was never edited."""
    hidden: str | None = None
    """Why it is minimised."""
    by_email: bool = False

    @property
    def node_id(self) -> str:
        """Its id in GraphQL."""
        return f"IC_{self.id}"


@dataclass(slots=True, kw_only=True)
class Review(Comment):
    """A review; `created_at` is when it was submitted, once it was."""

    state: str
    commit_id: str

    @property
    def node_id(self) -> str:
        """Its id in GraphQL."""
        return f"PRR_{self.id}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an issue or pull request."""

    id: int
    kind: str
    """Of GraphQL's types, the name."""
    at: str
    actor: str
    about: Mapping[str, str]


@dataclass(slots=True)
class Conversation:
    """What stands below an issue or pull request, each list in the order of its ids."""

    comments: list[Comment] = field(default_factory=list[Comment])
    reviews: list[Review] = field(default_factory=list[Review])
    events: list[Event] = field(default_factory=list[Event])


@dataclass(slots=True)
class CheckRun:
    """A check run; `output` has the title, the summary and the text."""

    id: int
    repository: str
    head_sha: str
    name: str
    app: str
    fields: dict[str, Json]
    output: dict[str, str]
    annotations: list[Json]

    @property
    def suite(self) -> int:
        """The number of its suite, of which each App has one on each commit."""
        return int(self.head_sha[:6], 16) * len(IDS) + [*IDS].index(self.app)


@dataclass(frozen=True, slots=True)
class Status:
    """A commit status."""

    id: int
    context: str
    state: str
    description: str | None
    target_url: str | None
    creator: str
    at: str


@dataclass(slots=True)
class Run:
    """A run of a workflow."""

    id: int
    repository: str
    path: str
    event: str
    head_sha: str
    head_branch: str | None
    head_repository: str
    actor: str
    created_at: str
    number: int
    status: str = "completed"
    conclusion: str | None = "success"
    attempt: int = 1
    pulls: tuple[int, ...] = ()


@dataclass(slots=True)
class Artifact:
    """What a run uploaded, as the zip that GitHub hands out."""

    id: int
    run: Run
    name: str
    data: bytes
    created_at: str
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Queued:
    """A pull request in a merge queue, and the commits that it waits on."""

    number: int
    base_sha: str
    head_sha: str


@dataclass(slots=True)
class State:
    """Everything the front remembers; tests fill and read it."""

    bots: Mapping[str, App] = field(default_factory=lambda: dict(BOTS))
    """Which accounts are bots, and of which App; all others are users."""
    roles: dict[str, str] = field(default_factory=lambda: {"maintainer": "maintain"})
    """What people may do in repositories that are not theirs; a bot may write, whoever is not named reads."""
    gone: set[str] = field(default_factory=set[str])
    """Accounts that were deleted: what they wrote has no author."""
    lines: Mapping[str, range] = field(default_factory=dict[str, range])
    """For each file of the diff, the lines that may carry a comment."""
    comments: list[Json] = field(default_factory=list[Json])
    """Comments on lines, replies among them, as REST shows them."""
    hidden: list[str] = field(default_factory=list[str])
    """Node ids of what was minimised, in order."""
    threads: defaultdict[Thread, Conversation] = field(default_factory=lambda: defaultdict(Conversation))
    nodes: dict[str, Comment] = field(default_factory=dict[str, Comment])
    """Comments and reviews by their ids in GraphQL; what was deleted is none."""
    born: dict[Thread, str] = field(default_factory=dict[Thread, str])
    """When issues and pull requests were opened."""
    touched: dict[Thread, str] = field(default_factory=dict[Thread, str])
    """When something last happened to an issue or pull request."""
    parents: dict[str, str] = field(default_factory=dict[str, str])
    """Of forks, the repositories that they come from."""
    heads: dict[Thread, str] = field(default_factory=dict[Thread, str])
    """The last heads of pull requests that are closed, or whose branch is gone."""
    checks: list[CheckRun] = field(default_factory=list[CheckRun])
    statuses: defaultdict[Place, list[Status]] = field(default_factory=lambda: defaultdict(list[Status]))
    """By repository and commit, oldest first."""
    runs: list[Run] = field(default_factory=list[Run])
    artifacts: list[Artifact] = field(default_factory=list[Artifact])
    queues: dict[Place, list[Queued]] = field(default_factory=dict[Place, list[Queued]])
    """Merge queues, by repository and branch."""
    settings: dict[str, Json] = field(default_factory=dict[str, Json])
    """Answers to reads of settings, by path: rulesets, protections, secrets."""
    clock: Clock = field(default_factory=Clock)
    ids: Iterator[int] = field(default_factory=lambda: count(2_700_000_001))
    """Ids of comments, reviews and events: larger than GraphQL's Int, as GitHub's are by now."""
    small_ids: Iterator[int] = field(default_factory=lambda: count(90_001))
    """Ids of what GraphQL still numbers with an Int."""

    def voice(self, token: str) -> Voice:
        """Return for whom a token speaks."""
        return voice_of(token, self.bots)

    def may_write(self, login: str, repository: str) -> bool:
        """Tell whether an account may change what others wrote."""
        return self.permission(login, repository) not in {"read", "triage"}

    def permission(self, login: str, repository: str) -> str:
        """Return the role of an account in a repository."""
        if repository.split("/", maxsplit=1)[0] == login:
            return "admin"
        return "write" if login in self.bots else self.roles.get(login, "read")

    def comment(self, repository: str, number: int) -> Comment | None:
        """Return the comment of this number that is in the repository."""
        found = self.nodes.get(f"IC_{number}")
        return found if found and found.where[0] == repository else None


def rank(post: Comment | Event) -> int:
    """Return what a list is ordered by."""
    return post.id


def place_of(posts: list[Comment], post: Comment) -> int:
    """Return where it stands in its list."""
    return bisect_left(posts, post.id, key=rank)
