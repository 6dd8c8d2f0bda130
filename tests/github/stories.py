"""What people, bots and workflows do in a repository, told by tests without HTTP: each by its token."""

import base64
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tests.github import history
from tests.github.actions_rules import zipped
from tests.github.emulated import Github
from tests.github.exchange import Ask, Before, Json
from tests.github.forks import share
from tests.github.front import Front
from tests.github.store import Artifact, CheckRun, Comment, Queued, Run, Status

BRANCH: Final = "feature/parser"
_branches: Final = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Story:
    """One repository, its pull request and its issue."""

    front: Front
    repository: str
    number: int
    issue: int

    def do(self, method: str, path: str, body: Json = None, token: str | None = None) -> Json:
        """Carry out a request below the repository, as the pull request's author or somebody else would."""
        where = f"/repos/{self.repository}{path}"
        answer = self.front.carry_out(Ask(method, where, {}, body, token or "author"))
        assert answer.status < 300, (method, path, answer)
        return answer.body

    # branches and files

    def sha(self, branch: str = BRANCH) -> str:
        """Return where a branch is."""
        return str(self.do("GET", f"/git/ref/heads/{branch}")["object"]["sha"])

    def branch(self, name: str, sha: str | None = None) -> None:
        """Make a branch, where `main` is or elsewhere."""
        self.do("POST", "/git/refs", {"ref": f"refs/heads/{name}", "sha": sha or self.sha("main")})

    def push(self, text: str, *, branch: str = BRANCH, force: bool = False) -> str:
        """Put a commit onto the pull request's branch, or in place of all that is there; return it."""
        if not force:
            return self.file(f"{text}.py", text, branch)
        aside = f"aside-{next(_branches)}"
        self.branch(aside)
        sha = self.file(f"{text}.py", text, aside)
        self.move(sha, branch)
        return sha

    def move(self, sha: str, branch: str = BRANCH) -> None:
        """Force a branch to a commit."""
        self.do("PATCH", f"/git/refs/heads/{branch}", {"sha": sha, "force": True})

    def file(self, path: str, text: str, branch: str = "main") -> str:
        """Commit a file, new or changed, and return the commit."""
        return self._file(self.repository, path, text, branch)

    # pull requests

    def open_pull(self, head: str, base: str = "main", token: str | None = None, **also: Json) -> int:
        """Open a pull request, from a branch or from `owner:branch`, and return its number."""
        said = {"title": head, "head": head, "base": base, **also}
        return int(self.do("POST", "/pulls", said, token)["number"])

    def twin(self, base: str = "release") -> int:
        """Open another pull request from the same branch, into another one; return its number."""
        self.branch(base)
        return self.open_pull(BRANCH, base)

    def fork_pull(self, text: str = "fork", token: str | None = None) -> int:
        """Fork the repository, commit there, and open a pull request from it; return its number."""
        token = token or "stranger"
        made = self.front.carry_out(Ask("POST", f"/repos/{self.repository}/forks", {}, {}, token))
        fork, main = made.body["full_name"], self.sha("main")
        share(self._github(), self.repository, fork, main)
        where = f"/repos/{fork}/git/refs/heads/main"
        self.front.carry_out(Ask("PATCH", where, {}, {"sha": main, "force": True}, token))
        self.front.carry_out(
            Ask("POST", f"/repos/{fork}/git/refs", {}, {"ref": f"refs/heads/{text}", "sha": main}, token)
        )
        self._file(fork, f"{text}.py", text, text)
        return self.open_pull(f"{token}:{text}", token=token)

    def push_to_fork(self, text: str, branch: str = "fork", token: str | None = None) -> str:
        """Put a commit onto a branch of a fork."""
        name = self.repository.partition("/")[2]
        return self._file(f"{token or 'stranger'}/{name}", f"{text}.py", text, branch)

    def retarget(self, base: str, number: int | None = None, token: str | None = None) -> None:
        """Let the pull request go elsewhere."""
        self.do("PATCH", f"/pulls/{number or self.number}", {"base": base}, token)

    def close(self, number: int | None = None, token: str | None = None) -> None:
        """Close the pull request."""
        self.do("PATCH", f"/pulls/{number or self.number}", {"state": "closed"}, token)

    def queue(self, branch: str, *waiting: Queued) -> None:
        """Let pull requests wait in a merge queue."""
        self.front.state.queues[self.repository, branch] = [*waiting]

    # conversations

    def comment(self, body: str, token: str | None = None, number: int | None = None) -> Json:
        """Comment on the pull request or an issue."""
        return self.do("POST", f"/issues/{number or self.number}/comments", {"body": body}, token)

    def crowd(self, count: int, token: str | None = None, number: int | None = None) -> None:
        """Let very many comments stand there, without a request for each."""
        state = self.front.state
        bodies = (f"Comment {index} of a crowd." for index in range(count))
        history.add_many(
            state, (self.repository, number or self.number), state.voice(token or "stranger"), bodies
        )

    def edit(self, comment: Json, body: str, token: str | None = None) -> None:
        """Replace a comment's body."""
        self.do("PATCH", f"/issues/comments/{comment['id']}", {"body": body}, token)

    def edit_review(self, review: Json, body: str, token: str | None = None) -> None:
        """Replace a review's body."""
        number = review["pull_request_url"].rpartition("/")[2]
        self.do("PUT", f"/pulls/{number}/reviews/{review['id']}", {"body": body}, token)

    def delete(self, comment: Json, token: str | None = None) -> None:
        """Take a comment away."""
        self.do("DELETE", f"/issues/comments/{comment['id']}", None, token)

    def delete_revision(self, post: Json, index: int) -> None:
        """Take the text of a revision away, the oldest being 0."""
        history.delete_revision(self.front.state, self.post(post), index)

    def minimise(self, post: Json, reason: str = "outdated") -> None:
        """Hide a comment or review."""
        history.minimise(self.front.state, self.post(post), reason)

    def post(self, shown: Json) -> Comment:
        """Return what the store holds of a comment or review that REST has shown."""
        return self.front.state.nodes[shown["node_id"]]

    def review(
        self, body: str, token: str, event: str | None = "COMMENT", number: int | None = None, **also: Json
    ) -> Json:
        """Review the pull request; without an event the review is pending."""
        said = {"body": body, **also} | ({"event": event} if event else {})
        return self.do("POST", f"/pulls/{number or self.number}/reviews", said, token)

    def dismiss(self, review: Json, token: str | None = None) -> None:
        """Take a verdict away."""
        number = review["pull_request_url"].rpartition("/")[2]
        self.do("PUT", f"/pulls/{number}/reviews/{review['id']}/dismissals", {"message": "Old."}, token)

    # workflows and what they leave

    def run_of(
        self,
        path: str = ".github/workflows/review.yml",
        event: str = "pull_request_target",
        **also: Json,
    ) -> Run:
        """Let a workflow have run on the pull request's head; `also` are other fields of the run."""
        state = self.front.state
        usual: dict[str, Json] = {
            "head_sha": also.get("head_sha") or self.sha(),
            "head_branch": BRANCH,
            "head_repository": self.repository,
            "actor": "author",
            "created_at": state.clock.tick(),
            "number": len(state.runs) + 1,
        }
        # The odd numbers are those of the runs' check suites.
        number = next(state.small_ids) * 2
        run = Run(id=number, repository=self.repository, path=path, event=event, **{**usual, **also})
        state.runs.append(run)
        return run

    def upload(self, run: Run, name: str, content: str | bytes | Mapping[str, bytes]) -> Artifact:
        """Let a run have uploaded an artifact: one file, named as `document.json`, or several."""
        state = self.front.state
        data = content.encode() if isinstance(content, str) else content
        files = data if isinstance(data, Mapping) else {"document.json": data}
        artifact = Artifact(next(state.small_ids), run, name, zipped(files), state.clock.tick())
        state.artifacts.append(artifact)
        return artifact

    def check_runs(self, sha: str | None = None) -> list[CheckRun]:
        """Return the check runs on a commit, by default the head, oldest first."""
        where = self.repository, sha or self.sha()
        return [run for run in self.front.state.checks if (run.repository, run.head_sha) == where]

    def statuses(self, sha: str | None = None) -> list[Status]:
        """Return all statuses on a commit, by default the head, oldest first."""
        return self.front.state.statuses[self.repository, sha or self.sha()]

    # races

    def before(self, method: str, path: str, action: Callable[[], object], *, skip: int = 0) -> None:
        """Do something once, just before a request: `/graphql#ReviewContractClosing` is a path too."""
        self.front.before.append(Before(method, path, action, skip))

    def _github(self) -> Github:
        return Github(self.front.state, self.front.forward, self.front.url)

    def _file(self, repository: str, path: str, text: str, branch: str) -> str:
        where = f"/repos/{repository}/contents/{path}"
        said = {"message": f"{path}: {text[:40]}", "content": base64.b64encode(text.encode()).decode()}
        there = self._github().get(where, {"ref": branch})
        old = {"sha": there.body["sha"]} if there.status == 200 else {}
        owner = repository.partition("/")[0]
        made = self.front.carry_out(Ask("PUT", where, {}, {**said, **old, "branch": branch}, owner))
        assert made.status < 300, made
        return str(made.body["commit"]["sha"])
