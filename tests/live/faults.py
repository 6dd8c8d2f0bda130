"""Every request of a decision, with every way in which it can fail: a table of what the gate then says.

`python -m tests.live.faults` prints it.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from review_contract import ContractError
from review_gate.live.judging import Judged
from tests.gate.conversations import finding
from tests.github.exchange import HTML, Answer, Failure, Partial, Slow, refusal
from tests.github.front import running
from tests.github.world import World, new_world
from tests.live.set_up import WORKFLOW_POLICY, Repo, new_repo

MANY: Final = 99
FAULTS: Final[dict[str, Failure]] = {
    "401": refusal(401, "Bad credentials"),
    "403": refusal(403, "Resource not accessible by integration"),
    "403 rate limit": refusal(403, "API rate limit exceeded", retry_after="3600"),
    "404": refusal(404, "Not Found"),
    "409": refusal(409, "Conflict"),
    "422": refusal(422, "Validation Failed"),
    "429": refusal(429, "Too many requests", retry_after="1"),
    "500": refusal(500, "Server Error"),
    "502": Answer(502, "<html>Bad Gateway</html>"),
    "HTML": HTML,
    "reset": "reset",
    "timeout": "silence",
    "slow": Slow(0.2),
    "truncated": "cut",
    "empty": Answer(200, ""),
    "other JSON": Answer(200, {"hello": "world"}),
    "empty list": Answer(200, []),
}
PARTIAL: Final = Partial(("repository",))
REQUESTS: Final = {
    "pull request": ("GET", r"/pulls/\d+$"),
    "opening": ("POST", r"/graphql#ReviewContractOpening$"),
    "comments": ("GET", r"/issues/\d+/comments$"),
    "reviews": ("GET", r"/pulls/\d+/reviews$"),
    "files": ("GET", r"/pulls/\d+/files$"),
    "compare": ("GET", r"/compare/"),
    "artifacts": ("GET", r"/actions/artifacts$"),
    "runs": ("GET", r"/actions/runs$"),
    "histories": ("POST", r"/graphql#ReviewContractHistories$"),
    "standing": ("POST", r"/graphql#ReviewContractStanding$"),
    "closing": ("POST", r"/graphql#ReviewContractClosing$"),
    "run's artifacts": ("GET", r"/actions/runs/\d+/artifacts$"),
    "run": ("GET", r"/actions/runs/\d+$"),
    "artifact's zip": ("GET", r"/actions/artifacts/\d+/zip$"),
    "check run": ("POST", r"/check-runs$"),
    "changed check run": ("PATCH", r"/check-runs/\d+$"),
}
GRAPHQL: Final = frozenset({"opening", "histories", "standing", "closing"})
_HARMLESS: Final = frozenset(
    {("check run", "403"), ("check run", "truncated"), ("changed check run", "truncated")}
)
WRITES: Final = frozenset({"check run", "changed check run"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision whose request failed."""

    conclusion: str
    """What was decided; `nothing` where there was nothing to decide about."""
    publication: str
    check: str
    """What stands on the head."""
    why: str
    asked: int

    @property
    def passes(self) -> bool:
        """Tell whether anything says that the pull request may merge."""
        return self.conclusion == "pass" or "success" in self.check


def cases() -> Iterator[tuple[str, str]]:
    """Yield every request with every fault that it can have."""
    for request in REQUESTS:
        yield from ((request, fault) for fault in FAULTS)
        if request in GRAPHQL:
            yield request, "GraphQL partial"


def approved(world: World, request: str) -> Repo:
    """Return a repository whose pull request would pass, by a decision that makes this request."""
    repo = new_repo(world, WORKFLOW_POLICY)
    if request == "changed check run":
        repo.judge()
    document = repo.document()
    if request == "artifact's zip":
        long = [finding(f"F{n}", "low", path="app.py", line=1, title="x" * 200) for n in range(200)]
        document = repo.document("approve", *long)
    repo.say_by_workflow(document)
    if request in {"run's artifacts", "run"}:
        for number in range(101):
            other = world.run_of(".github/workflows/other.yml")
            world.upload(other, f"other-{number}", "x")
    world.review("Looks good.", "maintainer")
    return repo


def tried(repo: Repo, request: str, fault: str) -> Outcome:
    """Decide and publish while a request fails, always."""
    method, path = REQUESTS[request]
    failure = PARTIAL if fault == "GraphQL partial" else FAULTS[fault]
    repo.world.fail(method, path, failure, MANY)
    before = len(repo.world.front.asked)
    try:
        judged: Judged | None = repo.judge(timeout=1 if fault == "timeout" else 10)
        why = ""
    except ContractError as error:
        judged, why = None, str(error)
    repo.world.front.faults.clear()
    asked = len(repo.world.front.asked) - before
    check = repo.conclusion()
    if judged is None:
        return Outcome("nothing", "none", check, why, asked)
    publication = judged.publication
    shown = publication.outcome if publication else "none"
    told = judged.evidence.problems
    why = "; ".join(f"{one.resource}: {one.message}" for one in told) or (
        publication.why if publication else ""
    )
    return Outcome(judged.decision.conclusion, shown, check, why or judged.decision.summary, asked)


def main() -> None:
    """Print the table."""
    print(f"{'request':<17} {'fault':<16} {'decision':<8} {'published':<10} {'check':<12} {'asked':>5}  why")
    with running() as front:
        front.state.lines = {"app.py": range(1, 41)}
        for request, fault in cases():
            found = tried(approved(new_world(front), request), request, fault)
            why = re.sub(r"\s+", " ", found.why)[:90]
            row = f"{request:<17} {fault:<16} {found.conclusion:<8} {found.publication:<10}"
            print(f"{row} {found.check or '-':<12} {found.asked:>5}  {why}", flush=True)
            if found.passes and not harmless(request, fault):
                sys.exit(f"{request} with {fault} passes")


def harmless(request: str, fault: str) -> bool:
    """Tell whether the pull request may pass all the same.

    A late answer is an answer; a token that may not write check runs may still write commit statuses; and
    a write whose answer was cut is seen to stand there.
    """
    redirected = request == "artifact's zip" and fault == "truncated"  # it says where, and nothing else
    return fault == "slow" or redirected or (request, fault) in _HARMLESS


if __name__ == "__main__":
    main()
