"""Targets: which pull requests an event calls for, as the API says it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

from review_contract.problems import excerpt
from review_contract.v1.text import moment
from review_gate.live.about import About
from review_gate.live.answered import items, loaded, part
from review_gate.live.asking import MISSHAPEN, Answer, Asking, Json, Request, graphql, one, page
from review_gate.live.published import Published, published
from review_gate.live.queries import MERGE_QUEUE, SWEEP
from review_gate.live.scanning import PER_PAGE
from review_gate.policy import Policy
from review_gate.policy_file import parse_policy

T = TypeVar("T")

_ON_A_HEAD: Final = frozenset({"pull_request", "pull_request_review"})
"""Events whose runs are for a pull request's head; those of others are for the base or the default branch."""
_MOST_PARTS: Final = 400
RECENT: Final = timedelta(hours=3)
"""How far back a sweep on a schedule looks: several sweeps lie in it."""


class TargetError(Exception):
    """Which pull requests are to be decided could not be found out; the message says why."""


def found_out(find: Callable[[], T]) -> T:
    """Return what `find` finds.

    Raises:
        TargetError: it finds nothing, or GitHub's answer has another shape than it documents.
    """
    try:
        return find()
    except MISSHAPEN as error:
        reason = excerpt(repr(error))
        raise TargetError(f"an answer has another shape than GitHub documents: {reason}") from error


@dataclass(frozen=True, slots=True)
class Member:
    """A pull request in a merge group."""

    number: int
    head_sha: str
    """Of the pull request, when it was queued."""


def of_run(asking: Asking, about: About, run_id: int) -> list[int]:
    """Return the open pull requests that a run may have spoken about.

    Those whose head the run was for; where it ran on the base or the default branch, those too that changed
    since it began.

    Raises:
        TargetError: GitHub did not say.
    """
    run = _object(one(asking, Request("workflow run", "GET", f"{about.path}/actions/runs/{run_id}")))
    head, began = run.get("head_sha"), run.get("created_at")
    if not isinstance(head, str) or not isinstance(began, str):
        raise TargetError(f"GitHub does not say which commit run {run_id} was for")
    opened = list(_opened(asking, about))
    found = {pull["number"] for pull in opened if pull["head"]["sha"] == head}
    if run.get("event") in _ON_A_HEAD and found:
        return sorted(found)
    return sorted(found | {pull["number"] for pull in opened if moment(pull["updated_at"]) >= moment(began)})


def missed(asking: Asking, about: About, *, recent: bool = False) -> list[int]:
    """Return the open pull requests that no decision stands on, or one that may have been overtaken.

    Those without a check, those that are pending, those that changed since their evidence was read, and
    those decided under another policy. With `recent`, of those that did not change in the last three hours
    only such as waited long enough to be an error now.

    Raises:
        TargetError: GitHub did not say.
    """
    variables = {**about.standing(about.mode or "check"), "policy": f"HEAD:{about.policy_path}"}
    found: list[int] = []
    after: str | None = None
    for _ in range(_MOST_PARTS):
        answer = one(asking, graphql("GraphQL, open pull requests", SWEEP, **variables, after=after))
        if answer.complaint:
            raise TargetError(f"{answer.request.name}: {answer.complaint}")
        repository = json.loads(answer.text)["data"]["repository"]
        listed = repository["pullRequests"]
        sight = _sight(answer, part(repository, "policy"), recent=recent)
        found += [pull["number"] for pull in listed["nodes"] if pull and _is_missed(pull, sight)]
        if not listed["pageInfo"]["hasNextPage"]:
            break
        after = listed["pageInfo"]["endCursor"]
    return found


def members(asking: Asking, about: About, branch: str, head_sha: str) -> list[Member]:
    """Return the pull requests that a merge group's commit holds, in their order.

    Everything that is queued up to this commit counts as in it, also where GitHub builds smaller groups: what
    stands before it has to merge before it.

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
        entries += items(queue, "entries", "nodes")
        if not queue["entries"]["pageInfo"]["hasNextPage"]:
            break
        after = queue["entries"]["pageInfo"]["endCursor"]
    return _up_to(entries, head_sha)


def _up_to(entries: list[Json], head_sha: str) -> list[Member]:
    last = [one["position"] for one in entries if one["headCommit"] and one["headCommit"]["oid"] == head_sha]
    if not last:
        raise TargetError(f"no entry of the merge queue has the commit {head_sha[:7]}")
    within = sorted(
        (one for one in entries if one["position"] <= last[0]), key=lambda one: int(one["position"])
    )
    if any(one["pullRequest"] is None or one["headCommit"] is None for one in within):
        raise TargetError("an entry of the merge queue does not say what it is about")
    return [Member(one["pullRequest"]["number"], one["pullRequest"]["headRefOid"]) for one in within]


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a sweep looks for."""

    policy_oid: str
    since: datetime | None = None
    """Before this, earlier sweeps have looked; None: nobody has."""
    due: datetime | None = None
    """Whoever waits since before this has waited as long as the policy allows."""


def _sight(answer: Answer, policy: Json, *, recent: bool) -> _Sight:
    oid = str(policy.get("oid") or "")[:12]
    if not recent:
        return _Sight(oid)
    try:
        now = parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, TypeError, IndexError):
        return _Sight(oid)
    parsed = parse_policy(str(policy.get("text") or ""))
    minutes = parsed.timeouts.pending if isinstance(parsed, Policy) else 0
    return _Sight(oid, now - RECENT, now - timedelta(minutes=minutes))


def _is_missed(pull: Json, sight: _Sight) -> bool:
    """Tell whether a pull request has to be decided again; in doubt it has."""
    commits = pull["commits"]["nodes"]
    commit = commits[0]["commit"] if commits else None
    # GitHub sorts commits by their authors' dates, so that the last need not be the head.
    there = published(commit if commit and commit["oid"] == pull["headRefOid"] else None)
    if not there.known or not (there.checks or there.status):
        return True
    if any(one.mark.rpartition(".")[2] != sight.policy_oid for one in there.checks):
        return True
    changed_at = moment(pull["updatedAt"])
    if sight.since is None or changed_at >= sight.since:
        return there.waiting_since is not None or _overtaken(there, changed_at)
    waits = there.waiting_since is not None and not any(
        one.title.startswith("error:") for one in there.checks
    )
    return waits and sight.due is not None and moment(there.waiting_since or "") <= sight.due


def _overtaken(there: Published, changed_at: datetime) -> bool:
    decided = [one.observed_at for one in there.checks] + ([there.status.created_at] if there.status else [])
    try:
        return changed_at >= moment(min(decided))
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
    return part(loaded(answer.text))
