"""The repository as GraphQL shows it: pull requests and issues, files and commits, the merge queue."""

import base64
import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from tests.github import pulls
from tests.github.accounts import bare
from tests.github.connection import connection, lazy, refused
from tests.github.emulated import Github
from tests.github.exchange import Json
from tests.github.graphql_commits import commit
from tests.github.graphql_posts import actor, conversation
from tests.github.store import Queued

Kinds: TypeAlias = tuple[str, ...]

_BOTH: Final = ("PullRequest", "Issue")
_CALLED: Final[Mapping[Kinds, str]] = {
    _BOTH: "an issue or pull request",
    ("PullRequest",): "a PullRequest",
    ("Issue",): "an Issue",
}


def repository(github: Github, viewer: str, owner: str, name: str) -> Json:
    """Return a repository."""
    found = github.get(f"/repos/{owner}/{name}")
    if found.status != 200:
        raise refused("NOT_FOUND", f"Could not resolve to a Repository with the name '{owner}/{name}'.")
    full_name, default = found.body["full_name"], found.body["default_branch"]

    def numbered(number: int, kinds: Kinds) -> Json:
        return _numbered(github, viewer, full_name, number, kinds)

    return {
        "__typename": "Repository",
        "id": found.body["node_id"],
        "databaseId": found.body["id"],
        "name": name,
        "nameWithOwner": full_name,
        "owner": lazy(lambda _: actor(github, owner)),
        "isFork": found.body["fork"],
        "isPrivate": found.body["private"],
        "url": found.body["html_url"],
        "defaultBranchRef": {"__typename": "Ref", "name": default},
        "object": lazy(lambda args: _object(github, full_name, default, args)),
        "pullRequests": lazy(lambda args: _pulls(github, viewer, full_name, args)),
        "pullRequest": lazy(lambda args: numbered(args["number"], ("PullRequest",))),
        "issue": lazy(lambda args: numbered(args["number"], ("Issue",))),
        "issueOrPullRequest": lazy(lambda args: numbered(args["number"], _BOTH)),
        "mergeQueue": lazy(lambda args: _queue(github, viewer, full_name, args.get("branch") or default)),
    }


def pull(github: Github, viewer: str, row: Json) -> Json:
    """Return a pull request."""
    full_name, number = row["base"]["repo"]["full_name"], row["number"]
    return {
        "__typename": "PullRequest",
        "id": row["node_id"],
        "number": number,
        "title": row["title"],
        "body": row["body"] or "",
        "url": row["html_url"],
        "state": "MERGED" if row.get("merged_at") else row["state"].upper(),
        "isDraft": row["draft"],
        "isCrossRepository": pulls.is_of_fork(row),
        "createdAt": row["created_at"],
        "updatedAt": row["updated_at"],
        "author": lazy(lambda _: actor(github, bare(row["user"]["login"])) if row["user"] else None),
        "headRefOid": row["head"]["sha"],
        "headRefName": row["head"]["ref"],
        "baseRefOid": row["base"]["sha"],
        "baseRefName": row["base"]["ref"],
        "commits": lazy(lambda args: _commits(github, row, args)),
        "files": lazy(lambda args: _files(github, row, args)),
        **conversation(github, (full_name, number), viewer),
    }


def _numbered(github: Github, viewer: str, full_name: str, number: int, kinds: Kinds) -> Json:
    """Return an issue or pull request, if it is of one of these kinds."""
    row = pulls.found(github, full_name, number)
    if row.status == 200 and "PullRequest" in kinds:
        return pull(github, viewer, row.body)
    issue = github.get(f"/repos/{full_name}/issues/{number}")
    if issue.status == 200 and "Issue" in kinds:
        return _issue(github, viewer, full_name, issue.body)
    kind = _CALLED[kinds]
    raise refused("NOT_FOUND", f"Could not resolve to {kind} with the number of {number}.")


def _issue(github: Github, viewer: str, full_name: str, row: Json) -> Json:
    where = full_name, row["number"]
    lists = conversation(github, where, viewer)
    return {
        "__typename": "Issue",
        "id": row["node_id"],
        "number": row["number"],
        "title": row["title"],
        "body": row["body"] or "",
        "url": row["html_url"],
        "state": row["state"].upper(),
        "createdAt": github.state.born.get(where, row["created_at"]),
        "updatedAt": pulls.updated(github, row),
        "author": lazy(lambda _: actor(github, bare(row["user"]["login"])) if row["user"] else None),
        "comments": lists["comments"],
        "timelineItems": lists["timelineItems"],
    }


def _pulls(github: Github, viewer: str, full_name: str, args: Mapping[str, Json]) -> Json:
    states = {state.lower() for state in args.get("states") or ("OPEN", "CLOSED", "MERGED")}
    rows = [row for row in pulls.rows(github, full_name, "all") if _state(row) in states]
    order: Json = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    sign = -1 if order["direction"] == "DESC" else 1

    def rank(row: Json) -> int:
        if order["field"] != "UPDATED_AT":
            return sign * int(row["number"])
        return sign * int(re.sub(r"\D", "", pulls.updated(github, row)))

    return connection(
        "pullRequests",
        sorted(rows, key=rank),
        rank,
        lambda row: pull(github, viewer, pulls.simple(github, row)),
        args,
    )


def _state(row: Json) -> str:
    return "merged" if row.get("merged_at") else row["state"]


def _commits(github: Github, row: Json, args: Mapping[str, Json]) -> Json:
    full_name = row["base"]["repo"]["full_name"]
    shas = [*enumerate(one["sha"] for one in pulls.commits(github, row))]
    return connection(
        "commits", shas, lambda one: one[0], lambda one: {"commit": commit(github, full_name, one[1])}, args
    )


def _files(github: Github, row: Json, args: Mapping[str, Json]) -> Json:
    found: list[Json] = []
    while True:
        page = {"per_page": "100", "page": str(len(found) // 100 + 1)}
        rows = pulls.files(github, row, page).body
        found += rows
        if len(rows) < 100:
            break
    numbered = [*enumerate(found)]
    return connection("files", numbered, lambda one: one[0], lambda one: _file(one[1]), args)


def _file(row: Json) -> Json:
    change = {"removed": "DELETED"}.get(row["status"], row["status"].upper())
    counts = {key: row[key] for key in ("additions", "deletions")}
    return {"__typename": "PullRequestChangedFile", "path": row["filename"], "changeType": change, **counts}


def _object(github: Github, full_name: str, default: str, args: Mapping[str, Json]) -> Json:
    """Return a commit, or what stands at a path in one: `HEAD:docs/page.md`."""
    if args.get("oid"):
        return _commit(github, full_name, args["oid"])
    ref, colon, path = args["expression"].partition(":")
    ref = default if ref == "HEAD" else ref
    if not colon:
        return _commit(github, full_name, ref)
    found = github.get(f"/repos/{full_name}/contents/{path}", {"ref": ref})
    if found.status != 200:
        return None
    if isinstance(found.body, list):
        return {"__typename": "Tree"}
    return _blob(found.body["sha"], base64.b64decode(found.body["content"]))


def _commit(github: Github, full_name: str, ref: str) -> Json:
    found = github.get(f"/repos/{full_name}/commits/{ref}", {"per_page": "1"})
    return commit(github, full_name, found.body["sha"]) if found.status == 200 else None


def _blob(sha: str, data: bytes) -> Json:
    binary = b"\0" in data
    text = None if binary else data.decode("utf-8", "replace")
    told = {"byteSize": len(data), "isBinary": binary, "isTruncated": False, "text": text}
    return {"__typename": "Blob", "oid": sha, "id": f"B_{sha}", **told}


def _queue(github: Github, viewer: str, full_name: str, branch: str) -> Json:
    if (full_name, branch) not in github.state.queues:
        return None
    waiting = [*enumerate(github.state.queues[full_name, branch])]
    return {
        "__typename": "MergeQueue",
        "entries": lazy(
            lambda args: connection(
                "entries",
                waiting,
                lambda one: one[0],
                lambda one: _entry(github, viewer, full_name, *one),
                args,
            )
        ),
    }


def _entry(github: Github, viewer: str, full_name: str, index: int, queued: Queued) -> Json:
    return {
        "__typename": "MergeQueueEntry",
        "position": index + 1,
        "state": "AWAITING_CHECKS",
        "baseCommit": commit(github, full_name, queued.base_sha),
        "headCommit": commit(github, full_name, queued.head_sha),
        "pullRequest": lazy(lambda _: _numbered(github, viewer, full_name, queued.number, ("PullRequest",))),
    }
