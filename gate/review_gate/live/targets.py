"""Targets: which pull requests an event calls for, as the API says it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from review_contract.v1.text import moment
from review_gate.live.about import About
from review_gate.live.asking import Answer, Asking, Json, Request, graphql, one, page
from review_gate.live.published import published
from review_gate.live.queries import MERGE_QUEUE, SWEEP
from review_gate.live.scanning import PER_PAGE

_MOST_PARTS: Final = 400
RECENT: Final = timedelta(hours=3)
"""How far back a sweep on a schedule looks: several sweeps lie in it."""


class TargetError(Exception):
    """Which pull requests are to be decided could not be found out; the message says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """A pull request in a merge group."""

    number: int
    head_sha: str
    """Of the pull request, when it was queued."""


def of_run(asking: Asking, about: About, run_id: int) -> list[int]:
    """Return the open pull requests that a run may have spoken about.

    Those whose head the run was for; a run on the default branch was for none, so those that changed since
    it began.

    Raises:
        TargetError: GitHub did not say.
    """
    run = _object(one(asking, Request("workflow run", "GET", f"{about.path}/actions/runs/{run_id}")))
    head, began = run.get("head_sha"), run.get("created_at")
    if not isinstance(head, str) or not isinstance(began, str):
        raise TargetError(f"GitHub does not say which commit run {run_id} was for")
    opened = list(_opened(asking, about))
    found = [pull["number"] for pull in opened if pull["head"]["sha"] == head]
    return found or [pull["number"] for pull in opened if moment(pull["updated_at"]) >= moment(began)]


def missed(asking: Asking, about: About, *, recent: bool = False) -> list[int]:
    """Return the open pull requests that no decision stands on, or one that may have been overtaken.

    Those without a check, those that are pending, and those that changed since their evidence was read;
    with `recent`, of these only such as changed in the last three hours.

    Raises:
        TargetError: GitHub did not say.
    """
    variables = {**about.variables(), "check": about.check}
    variables.pop("number")
    found: list[int] = []
    after: str | None = None
    for _ in range(_MOST_PARTS):
        answer = one(asking, graphql("GraphQL, open pull requests", SWEEP, **variables, after=after))
        if answer.complaint:
            raise TargetError(f"{answer.request.name}: {answer.complaint}")
        listed = json.loads(answer.text)["data"]["repository"]["pullRequests"]
        since = _hours_ago(answer) if recent else None
        found += [pull["number"] for pull in listed["nodes"] if pull and _is_missed(pull, since)]
        if not listed["pageInfo"]["hasNextPage"]:
            break
        after = listed["pageInfo"]["endCursor"]
    return found


def members(asking: Asking, about: About, branch: str, head_sha: str) -> list[Member]:
    """Return the pull requests that a merge group's commit holds, the last one first.

    A group is a chain of entries, each built on the one before; the queue's refs name the last one only.

    Raises:
        TargetError: GitHub did not say, or no entry of the queue has this commit.
    """
    entries: list[Json] = []
    after: str | None = None
    for _ in range(_MOST_PARTS):
        owner, _, name = about.repository.partition("/")
        variables = {"owner": owner, "name": name, "branch": branch, "after": after}
        answer = one(asking, graphql("GraphQL, merge queue", MERGE_QUEUE, **variables))
        if answer.complaint:
            raise TargetError(f"{answer.request.name}: {answer.complaint}")
        queue = json.loads(answer.text)["data"]["repository"]["mergeQueue"]
        if queue is None:
            raise TargetError(f"the branch {branch} has no merge queue")
        entries += [entry for entry in queue["entries"]["nodes"] or [] if entry]
        if not queue["entries"]["pageInfo"]["hasNextPage"]:
            break
        after = queue["entries"]["pageInfo"]["endCursor"]
    return list(_chain(entries, head_sha))


def _chain(entries: list[Json], head_sha: str) -> Iterator[Member]:
    by_head = {entry["headCommit"]["oid"]: entry for entry in entries if entry["headCommit"]}
    if head_sha not in by_head:
        raise TargetError(f"no entry of the merge queue has the commit {head_sha[:7]}")
    at: str | None = head_sha
    while at in by_head:
        entry = by_head.pop(at)
        if entry["pullRequest"] is None or entry["baseCommit"] is None:
            raise TargetError("an entry of the merge queue does not say what it is about")
        yield Member(entry["pullRequest"]["number"], entry["pullRequest"]["headRefOid"])
        at = entry["baseCommit"]["oid"]


def _hours_ago(answer: Answer) -> datetime | None:
    """Return the instant before which earlier sweeps have looked, by GitHub's clock."""
    try:
        return parsedate_to_datetime(answer.headers.get("date", "")) - RECENT
    except (ValueError, TypeError, IndexError):
        return None


def _is_missed(pull: Json, since: datetime | None) -> bool:
    commits = pull["commits"]["nodes"]
    there = published(commits[0]["commit"] if commits else None)
    if not there.known or there.waiting_since or not (there.checks or there.status):
        return True
    decided = [one.observed_at for one in there.checks] + ([there.status.created_at] if there.status else [])
    changed_at = moment(pull["updatedAt"])
    try:
        return changed_at >= moment(min(decided)) and (since is None or changed_at >= since)
    except ValueError:
        return True


def _opened(asking: Asking, about: About) -> Iterator[Json]:
    query = {"state": "open", "sort": "updated", "direction": "desc"}
    for number in range(1, _MOST_PARTS):
        answer = one(asking, page("open pull requests", f"{about.path}/pulls", number, **query))
        if answer.complaint:
            raise TargetError(f"{answer.request.name}: {answer.complaint}")
        listed = json.loads(answer.text)
        yield from listed
        if len(listed) < PER_PAGE:
            return


def _object(answer: Answer) -> Json:
    if answer.complaint:
        raise TargetError(f"{answer.request.name}: {answer.complaint}")
    said = json.loads(answer.text)
    if not isinstance(said, dict):
        raise TargetError(f"{answer.request.name}: an object was asked for, and none came")
    return said
