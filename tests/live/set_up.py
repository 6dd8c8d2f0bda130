"""A repository whose bots speak the contract, on the test GitHub, and a gate that decides it live."""

from dataclasses import dataclass, field
from typing import Final

from review_contract import Block, Pointer, artifact_name, embed, payload, read, sha256
from review_contract.v1.envelope import Repository, Run
from review_contract.v1.envelope import Subject as DocumentSubject
from review_contract.v1.finding import Finding
from review_contract.v1.review_kinds import Coverage, Review, Verdict
from review_gate.live.about import About, Source
from review_gate.live.judging import Judged, Options, judge
from review_gate.live.session import Session
from tests.gate.conversations import changed, finding, review_document
from tests.github.accounts import BOTS, IDS
from tests.github.exchange import Json
from tests.github.world import World, brisk

CHECK: Final = "review-contract"
APP_POLICY: Final = f"""\
[[producers]]
type = "app"
name = "reviewer"
user_id = {IDS["reviewer-app"]}
app_id = {BOTS["reviewer-app"].id}
stages = ["review"]

[[stages]]
name = "review"
"""
WORKFLOW: Final = ".github/workflows/review.yml"
WORKFLOW_POLICY: Final = f"""\
[[producers]]
type = "workflow"
name = "reviewer"
path = "{WORKFLOW}"
stages = ["review"]

[[stages]]
name = "review"
"""
REVIEWER: Final = "reviewer-app"
GATE: Final = "github-actions"
"""Whose token the gate has."""


@dataclass(frozen=True, slots=True)
class Repo:
    """A repository with a policy, its pull request, and a gate."""

    world: World
    ids: list[int] = field(default_factory=list[int])

    @property
    def number(self) -> int:
        """The pull request."""
        return self.world.number

    def source(self, number: int | None = None, *, timeout: int = 5) -> Source:
        """Return what the gate reads through."""
        session = Session(GATE, self.world.front.url, sleep=brisk, timeout=timeout)
        return Source(session, session.file, About(self.world.repository, number or self.number))

    def judge(self, options: Options | None = None, number: int | None = None, *, timeout: int = 5) -> Judged:
        """Decide the pull request, and publish it unless told otherwise."""
        return judge(
            self.source(number, timeout=timeout),
            self.world.front.state.clock.now,
            options or Options(publish="check"),
        )

    def document(
        self,
        verdict: Verdict = "approve",
        *findings: Finding,
        number: int | None = None,
        **also: Json,
    ) -> Review:
        """Return a whole review of the head as it is now."""
        pull = self.world.do("GET", f"/pulls/{number or self.number}")
        files = self.world.do("GET", f"/pulls/{number or self.number}/files")
        base, head = pull["base"], pull["head"]["sha"]
        compared = self.world.do("GET", f"/compare/{base['sha']}...{head}")
        subject = DocumentSubject(
            repository=Repository(id=base["repo"]["id"], full_name=base["repo"]["full_name"]),
            type="pull_request",
            number=pull["number"],
            head_sha=head,
            base_ref=base["ref"],
            merge_base_sha=compared["merge_base_commit"]["sha"],
        )
        coverage = Coverage(
            files_total=len(files), reviewed=tuple(one["filename"] for one in files), truncated=False
        )
        self.ids.append(len(self.ids))
        said: dict[str, object] = {"id": f"r{len(self.ids)}", "subject": subject, "coverage": coverage}
        return changed(review_document(verdict, *findings), **(said | also))

    def say(self, document: Review, token: str = REVIEWER) -> Json:
        """Post a document as a comment."""
        return self.world.comment(embed(document) + "\nWords for people.\n", token, document.subject.number)

    def approve(self, number: int | None = None) -> Json:
        """Let the reviewer approve the head."""
        return self.say(self.document("approve", number=number))

    def block(self, **also: Json) -> Json:
        """Let the reviewer block the head with one finding."""
        return self.say(self.document("request_changes", finding(path="app.py", line=1), **also))

    def say_by_workflow(self, document: Review, event: str = "pull_request_target", **run: Json) -> Json:
        """Let a workflow upload a document and post it under the account that all workflows share."""
        made = self.world.run_of(WORKFLOW, event, **run)
        own = changed(document, run=Run(id=made.id, attempt=1, url=f"https://github.com/runs/{made.id}"))
        text = payload(own)
        self.world.upload(made, artifact_name(sha256(text)), text)
        held = read(embed(own))
        if isinstance(held, Block) and isinstance(held.document, Pointer):
            pointer = payload(held.document)
            self.world.upload(made, artifact_name(sha256(pointer)), pointer)
        return self.say(own, "github-actions")

    def conclusion(self, sha: str | None = None) -> str:
        """Return what the check on the head says."""
        runs = [run for run in self.world.check_runs(sha) if run.name == CHECK]
        return ",".join(str(run.fields.get("conclusion") or run.fields.get("status")) for run in runs)


def new_repo(world: World, policy: str = APP_POLICY) -> Repo:
    """Return the repository with a policy on its default branch."""
    world.file(".github/review-contract.toml", policy)
    return Repo(world)
