r"""The gate that review-contract replaces: a regular expression over a comment's prose.

It does what such a step does in a real workflow, and nothing to make it look worse:

    BODY=$(gh api "repos/$REPO/issues/$PR/comments?per_page=100&sort=updated&direction=desc" \
      --jq 'map(select(.user.login == "github-actions[bot]")) | first | .body // empty' || echo "")
    if [ -z "$BODY" ]; then echo "skipping status post"; exit 0; fi
    COUNT=$(grep -E -c "$PATTERN" <<<"$BODY" || true)

The API lists an issue's comments oldest first, whatever `sort` and `direction` ask for. So "the newest
comment of the bot" is the oldest among the first hundred, and the bot is every workflow of the repository.
"""

import re
from typing import Final, Literal, NamedTuple

from review_gate.evidence import Evidence

PATTERN: Final = re.compile(
    r"🔴 Critical|Critical \(BLOCKING\)|🟡 High-Priority|\*\*MAJOR\*\*|\*\*BLOCKING\*\*"
)
PER_PAGE: Final = 100
BOT: Final = "github-actions[bot]"


class Verdict(NamedTuple):
    """What it posts as the commit's status; `skipped` posts nothing, and a required check stays missing."""

    state: Literal["success", "failure", "skipped"]
    description: str


def regex_gate(evidence: Evidence) -> Verdict:
    """Return what a regular expression over the bot's comment says about a recorded conversation."""
    body = _body(evidence)
    if not body:
        return Verdict("skipped", "No review comment found — skipping status post")
    matched = sum(PATTERN.search(line) is not None for line in body.split("\n"))
    if matched:
        return Verdict("failure", f"{matched} severity marker(s) matched — see review comment")
    return Verdict("success", "No Critical or High-Priority findings")


def _body(evidence: Evidence) -> str:
    if any(problem.resource in {"comments", "comments page 1"} for problem in evidence.problems):
        return ""  # `|| echo ""`: an error of the API looks like a pull request without comments
    listed = sorted(evidence.comments, key=lambda comment: (comment.created_at, comment.id))
    own = (c.body for c in listed[:PER_PAGE] if c.author is not None and c.author.login == BOT)
    return next(own, "").rstrip("\n")
