"""A pull request as it is now: its heads follow their branches, its counts are true.

The emulator remembers where the branches were when it was opened, and knows no files.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.github.emulated import Github
from tests.github.exchange import Answer, Json
from tests.github.forks import share

_LAST: Final = re.compile(r'[?&]page=(\d+)[^>]*>; rel="last"')
_SOMEBODY: Final = {"name": "GitHub", "email": "noreply@github.com", "date": "2020-01-01T00:00:00Z"}
_ONLY_IN_FULL: Final = frozenset(
    {
        *("merged", "mergeable", "rebaseable", "mergeable_state", "merged_by", "maintainer_can_modify"),
        *("comments", "review_comments", "commits", "additions", "deletions", "changed_files"),
    }
)
"""What GitHub leaves out where it lists pull requests."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a pull request changes, as one commit onto where it left its base."""

    merge_base: str
    commits: int
    squashed: str


def found(github: Github, repository: str, number: int) -> Answer:
    """Return a pull request without its counts; 404 where there is none."""
    answer = github.get(f"/repos/{repository}/pulls/{number}")
    if answer.status == 200:
        _follow(github, answer.body)
    return answer


def full(github: Github, repository: str, number: int) -> Answer:
    """Return a pull request with its counts."""
    answer = found(github, repository, number)
    return Answer(200, answer.body | _counts(github, answer.body)) if answer.status == 200 else answer


def simple(github: Github, row: Json) -> Json:
    """Return a pull request of the emulator's list as GitHub lists it."""
    _follow(github, row)
    return {key: value for key, value in row.items() if key not in _ONLY_IN_FULL}


def rows(github: Github, repository: str, state: str = "open", **ends: str) -> Sequence[Json]:
    """Return all pull requests as the emulator has them, the newest first."""
    rows: list[Json] = []
    query = {"state": state, "per_page": "100", "page": "1", **ends}
    while True:
        page = github.get(f"/repos/{repository}/pulls", query).body
        rows += page
        if len(page) < 100:
            return sorted(rows, key=lambda row: -row["number"])
        query["page"] = str(int(query["page"]) + 1)


def every(github: Github, repository: str, state: str = "open") -> Sequence[Json]:
    """Return all pull requests as they are now, the newest first."""
    return [simple(github, row) for row in rows(github, repository, state)]


def updated(github: Github, row: Json) -> str:
    """Return when something last happened to an issue or pull request."""
    repository = row["url"].partition("/repos/")[2].rsplit("/", 2)[0]
    return github.state.touched.get((repository, row["number"])) or str(row["updated_at"])


def is_of_fork(row: Json) -> bool:
    """Tell whether a pull request comes from another repository."""
    head = row["head"]["repo"]
    return head is None or bool(head["full_name"] != row["base"]["repo"]["full_name"])


def changes(github: Github, row: Json) -> Changes:
    """Return what a pull request changes."""
    repository = row["base"]["repo"]["full_name"]
    base, head = row["base"]["sha"], row["head"]["sha"]
    compared = github.get(f"/repos/{repository}/compare/{base}...{head}", {"per_page": "1"}).body
    merge_base = compared["merge_base_commit"]["sha"]
    tree = github.get(f"/repos/{repository}/git/commits/{head}").body["tree"]["sha"]
    # The list of a commit's files has pages, and goes on to 3,000; a comparison ends at 300.
    said = {"message": "squashed", "tree": tree, "parents": [merge_base], "author": _SOMEBODY}
    squashed = github.own("POST", repository, "/git/commits", said)["sha"]
    return Changes(merge_base, compared["total_commits"], squashed)


def files(github: Github, row: Json, query: Mapping[str, str]) -> Answer:
    """Return a page of a pull request's files, with links to the others."""
    repository, squashed = row["base"]["repo"]["full_name"], changes(github, row).squashed
    page = {"per_page": query.get("per_page", "30"), "page": query.get("page", "1")}
    answer = github.get(f"/repos/{repository}/commits/{squashed}", page)
    rows = [_at_head(one, squashed, row["head"]["sha"]) for one in answer.body["files"]]
    link = answer.headers.get("Link", "").replace(f"/commits/{squashed}", f"/pulls/{row['number']}/files")
    return Answer(200, rows, {"Link": link} if link else {})


def commits(github: Github, row: Json) -> list[Json]:
    """Return all commits of a pull request, oldest first."""
    repository = row["base"]["repo"]["full_name"]
    path = f"/repos/{repository}/compare/{row['base']['sha']}...{row['head']['sha']}"
    found: list[Json] = []
    while True:
        page = {"per_page": "100", "page": str(len(found) // 100 + 1)}
        rows = github.get(path, page).body["commits"]
        found += rows
        if len(rows) < 100:
            return found


def _counts(github: Github, row: Json) -> Mapping[str, int]:
    where = row["base"]["repo"]["full_name"], row["number"]
    changed = changes(github, row)
    answer = github.get(f"/repos/{where[0]}/commits/{changed.squashed}", {"per_page": "1"})
    last = _LAST.search(answer.headers.get("Link", ""))
    thread = github.state.threads[where]
    submitted = {one.id for one in thread.reviews if one.state != "PENDING"}
    on_lines = [one for one in github.state.comments if one["pull_request_url"] == row["url"]]
    return {
        "comments": len(thread.comments),
        "review_comments": sum(one["pull_request_review_id"] in submitted for one in on_lines),
        "commits": changed.commits,
        "changed_files": int(last[1]) if last else len(answer.body["files"]),
        "additions": answer.body["stats"]["additions"],
        "deletions": answer.body["stats"]["deletions"],
    }


def _follow(github: Github, row: Json) -> None:
    """Let both ends of an open pull request follow their branches; a closed one stays where it was."""
    where = row["base"]["repo"]["full_name"], row["number"]
    row["created_at"] = github.state.born.get(where, row["created_at"])
    row["updated_at"] = updated(github, row)
    heads = github.state.heads
    if row["state"] == "open":
        for side in ("head", "base"):
            sha = _branch(github, row[side])
            row[side]["sha"] = sha or row[side]["sha"]
            if sha and side == "head":
                heads[where] = sha
    row["head"]["sha"] = heads.get(where, row["head"]["sha"])
    if row["head"]["repo"] and is_of_fork(row):
        share(github, row["head"]["repo"]["full_name"], where[0], row["head"]["sha"])


def _branch(github: Github, end: Json) -> str | None:
    """Return where the branch of a pull request's end is; None where it or its repository is gone."""
    if end["repo"] is None:
        return None
    found = github.get(f"/repos/{end['repo']['full_name']}/git/ref/heads/{end['ref']}")
    return str(found.body["object"]["sha"]) if found.status == 200 else None


def _at_head(file: Json, squashed: str, head: str) -> Json:
    urls = {key: file[key].replace(squashed, head) for key in ("blob_url", "raw_url", "contents_url")}
    return {**file, **urls}
