"""The opening: what two answers say before the conversation is read, and what can't be known without them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Final

from review_contract import Problem
from review_gate.live.about import About
from review_gate.live.answered import items, loaded, part, value_at
from review_gate.live.asking import Answer, Asking, Json, Request, graphql, one, whole
from review_gate.live.queries import MORE, OPENING, OPENING_OF_ISSUE
from review_gate.policy import Policy, PolicyFault
from review_gate.policy_file import parse_policy
from review_gate.reasons import GateCode

_MOST_PARTS: Final = 50
"""Further hundreds of events that are followed."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known before the conversation is read."""

    top: Answer
    """The pull request or issue, over REST."""
    graphql: Json
    """The repository as GraphQL describes it; empty where it could not be had."""
    problems: tuple[str, ...]
    commits: tuple[str, ...] = ()
    events: tuple[Json, ...] = ()

    @property
    def subject(self) -> Json:
        """The pull request or issue, over GraphQL."""
        return self.graphql.get("pullRequest") or self.graphql.get("issue") or {}

    def total(self, name: str) -> int:
        """Return how many of something there are."""
        total: object = value_at(self.subject, name, "totalCount")
        return total if isinstance(total, int) else 0

    @property
    def policy_oid(self) -> str:
        """Which version of the policy file it is; empty where there is none."""
        return str(value_at(self.graphql, "policy", "oid") or "")


def read_opening(asking: Asking, about: About) -> Opening:
    """Return the opening: one answer over REST, one or more over GraphQL."""
    query = OPENING if about.is_pull else OPENING_OF_ISSUE
    variables = {**about.variables(), "policy": f"HEAD:{about.policy_path}"}
    name = "pull request" if about.is_pull else "issue"
    top, opened = asking(
        [Request(name, "GET", about.top_path), graphql("GraphQL", query, **variables)], whole
    )
    problems = [f"{opened.request.name}: {opened.complaint}"] if opened.complaint else []
    opening = Opening(top, _repository(opened), tuple(problems))
    opening = replace(opening, problems=(*problems, *_holes(opening, about)))
    return _followed(asking, about, opening)


def _holes(opening: Opening, about: About) -> Iterator[str]:
    """Yield what GraphQL does not say although it was asked: null is never taken for none."""
    if not opening.graphql:
        return
    asked = (
        ("comments", "reviews", "commits", "timelineItems")
        if about.is_pull
        else ("comments", "timelineItems")
    )
    for name in asked:
        whole = isinstance(value_at(opening.subject, name, "totalCount"), int) or name == "timelineItems"
        if not whole or not isinstance(opening.subject.get(name), dict):
            yield f"GraphQL: it does not say how many {name} there are"
    if about.is_pull and not isinstance(value_at(opening.graphql, "pullRequests", "nodes"), list):
        yield "GraphQL: it does not list the open pull requests"


def observed_at(answers: tuple[Answer, ...], otherwise: str) -> str:
    """Return GitHub's own clock as of the first answer that tells it, else what is given."""
    for given in answers:
        try:
            instant = parsedate_to_datetime(given.headers.get("date", ""))
            return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
        except (ValueError, TypeError, IndexError):
            continue
    return otherwise


def policy_in(opening: Opening, about: About) -> Policy | PolicyFault:
    """Return the policy on the default branch, or why there is none that can be used."""
    blob = part(opening.graphql, "policy")
    if not opening.graphql:
        return _no_policy("the policy was not read: GraphQL did not answer")
    if blob.get("__typename") != "Blob":
        return _no_policy(f"the default branch has no {about.policy_path}; `review-contract init` writes one")
    text = blob.get("text")
    if not isinstance(text, str) or blob.get("isBinary") or blob.get("isTruncated"):
        return _no_policy(f"{about.policy_path} on the default branch is no text, or too long")
    return parse_policy(text)


def policy_text(opening: Opening) -> str | None:
    """Return the policy file's text; None where it could not be read."""
    text = value_at(opening.graphql, "policy", "text")
    return text if isinstance(text, str) else None


def _no_policy(message: str) -> PolicyFault:
    return PolicyFault((Problem(GateCode.POLICY_INVALID, "", message),))


def _repository(opened: Answer) -> Json:
    return part(loaded(opened.text), "data", "repository")


def _followed(asking: Asking, about: About, opening: Opening) -> Opening:
    """Return the opening with all commits and events, however many parts they come in."""
    commits: list[str] = []
    events: list[Json] = []
    problems = [*opening.problems]
    found = opening.subject
    for _ in range(_MOST_PARTS):
        commits[:0] = _oids(found)
        events += items(found, "timelineItems", "nodes")
        before = _cursor(found, "commits", "Previous", "start")
        after = _cursor(found, "timelineItems", "Next", "end")
        if before is None and after is None:
            break
        ends = {
            "before": before,
            "after": after,
            "commits": before is not None,
            "timeline": after is not None,
        }
        more = one(asking, graphql("GraphQL, further events", MORE, **about.variables(), **ends))
        if more.complaint:
            problems.append(f"{more.request.name}: {more.complaint}")
        found = part(_repository(more), "issueOrPullRequest")
        if found.get("number") != about.number:
            problems.append(f"{more.request.name}: the answer is about something else")
            break
    else:
        problems.append(f"GraphQL: more than {_MOST_PARTS} hundred events or commits")
    known = tuple(dict.fromkeys(commits))
    return Opening(opening.top, opening.graphql, tuple(problems), known, tuple(events))


def _oids(found: Json) -> Iterator[str]:
    for node in items(found, "commits", "nodes"):
        yield node["commit"]["oid"]


def _cursor(found: Json, key: str, way: str, end: str) -> str | None:
    info = part(found, key, "pageInfo")
    return info.get(f"{end}Cursor") if info.get(f"has{way}Page") else None
