"""A pull request of the stories: its facts, and the documents that are stamped with them.

Ids, commits and seconds are derived from what is said, so that a story is the same on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from examples.documents import SCALE, Json, counted, covering, document
from review_contract import INLINE_LIMIT, Document, sha256
from review_gate.evidence import Account, WorkflowRun


def commit(name: str) -> str:
    """Return the SHA of the commit that a story calls by this name."""
    return sha256(name.encode()).removeprefix("sha256:")[:40]


@dataclass(kw_only=True)
class PullRequest:
    """What is known of a pull request, whoever says what about it."""

    repository: str
    repository_id: int
    number: int
    title: str
    author: Account
    branch: str
    head: str
    """The name of the commit that is the head when the gate looks."""
    pushed: str
    """When it was pushed."""
    files: Sequence[str]
    earlier: Sequence[str] = ()
    """Names of the commits that were the head before."""
    labels: Sequence[str] = ()
    base: str = "main"
    reviewer: Json = field(default_factory=dict[str, object])
    """The stamp `producer` of its documents."""
    scale: Sequence[str] = SCALE
    inline_limit: int = INLINE_LIMIT
    apps: dict[str, int] = field(default_factory=dict[str, int])
    """The ids of its own Apps, by the login of their bots."""

    @property
    def url(self) -> str:
        """The pull request's address."""
        return f"https://github.com/{self.repository}/pull/{self.number}"

    def moment(self, at: str) -> str:
        """Return the timestamp of `MM-DD HH:MM` in 2026; the seconds follow from it."""
        day, time = at.split(" ")
        seconds = sum(map(ord, at + self.title)) % 60
        return f"2026-{day}T{time}:{seconds:02}Z"

    def new_id(self, start: int, index: int, step: int) -> int:
        """Return an id of the size that GitHub's have by now, rising with the conversation."""
        return start + self.repository_id % 10_000 * 1_000 + self.number * 7 + index * step

    def document(self, kind: str, stage: str, *, of: str | None = None, **fields: object) -> Document:
        """Return a document about the commit `of`, with the stamps that this thread knows."""
        head, round_ = of or self.head, fields.pop("round", 1)
        stamps: Json = {
            "kind": kind,
            "stage": stage,
            "id": f"{stage}-{self.number}-{commit(head)[:7]}-r{round_}",
            "subject": {
                "repository": {"id": self.repository_id, "full_name": self.repository},
                "type": "pull_request",
                "number": self.number,
                "head_sha": commit(head),
                "base_ref": self.base,
                "merge_base_sha": commit(f"{self.repository} merge base"),
            },
            "producer": self.reviewer,
            "round": round_,
            "status": "completed",
            "severity_scale": list(self.scale),
        }
        if isinstance(run := fields.pop("run", None), WorkflowRun):
            stamps["run"] = {"id": run.id, "attempt": run.attempt, "url": run.url}
        return document(**{**stamps, **fields})

    def review(
        self,
        stage: str,
        verdict: str,
        findings: Sequence[Json] = (),
        *,
        of: str | None = None,
        **fields: object,
    ) -> Document:
        """Return a completed review of every file."""
        said: Json = {
            "verdict": verdict,
            "findings": list(findings),
            "counts": counted(findings, self.scale),
            "coverage": covering(self.files),
        }
        return self.document("review", stage, of=of, **{**said, **fields})
