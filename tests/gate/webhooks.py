"""GitHub's webhook examples as folders of answers: the objects are GitHub's, what they lack is added.

A webhook holds one subject and one post, and spells a few things as REST does not. Totals, the lists
around them and GraphQL's view of them are made up to fit, so that a whole folder is read.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

EXAMPLES: Final = (
    Path(__file__)
    .parents[2]
    .joinpath("node_modules", "@octokit", "webhooks-examples", "api.github.com", "index.json")
)
MERGE_BASE: Final = "5" * 40

Object: TypeAlias = dict[str, Any]
"""An object that somebody else wrote; the tests look into it as they need."""


@dataclass(frozen=True, slots=True)
class Example:
    """One payload, and the folder it became."""

    name: str
    payload: Object
    answers: Mapping[str, bytes]


def examples() -> Iterator[Example]:
    """Return each example about a pull request or an issue as a complete folder."""
    for event in json.loads(EXAMPLES.read_bytes()):
        for index, payload in enumerate(event["examples"]):
            if not {"pull_request", "issue"} & payload.keys() or "repository" not in payload:
                continue
            answers = _pull(payload) if "pull_request" in payload else _issue(payload)
            dumped = {name: json.dumps(value).encode() for name, value in answers.items()}
            yield Example(f"{event['name']} {index}", payload, dumped)


def _pull(payload: Object) -> Object:
    pull, review, comment = payload["pull_request"], payload.get("review"), payload.get("comment")
    reviews = [{**review, "state": review["state"].upper()}] if review else []
    totals = {"comments": 0, "review_comments": 1 if comment else 0, "commits": 1, "changed_files": 1}
    head, base = pull["head"]["sha"], pull["base"]["sha"]
    lists = {"comments": [], "reviews": [_node(one) for one in reviews]}
    return {
        "pull.json": {"draft": False, **pull, **totals},
        "comments.json": [],
        "reviews.json": reviews,
        "review_comments.json": [comment] if comment else [],
        "files.json": [{"filename": "README.md", "status": "modified"}],
        "commits.json": [{"sha": head}],
        "compare.json": {
            "url": f"{payload['repository']['url']}/compare/{base}...{head}",
            "merge_base_commit": {"sha": MERGE_BASE},
        },
        **_around(payload, {"number": pull["number"], "headRefOid": head}, lists),
    }


def _issue(payload: Object) -> Object:
    comment = payload.get("comment")
    # On a pull request the issue's object says so; an answer about it alone would be refused.
    issue = {name: value for name, value in payload["issue"].items() if name != "pull_request"}
    lists = {"comments": [_node(comment)] if comment else []}
    return {
        "issue.json": {"state": "open", "labels": [], **issue, "comments": 1 if comment else 0},
        "comments.json": [comment] if comment else [],
        **_around(payload, {"number": issue["number"]}, lists),
    }


def _around(payload: Object, subject: Object, lists: Mapping[str, list[Object]]) -> Object:
    connections: Object = {
        name: {"totalCount": len(nodes), "pageInfo": _LAST, "nodes": nodes} for name, nodes in lists.items()
    }
    connections["timelineItems"] = {"pageInfo": _LAST, "nodes": []}
    return {
        "repository.json": payload["repository"],
        "graphql.json": {"data": {"repository": {"issueOrPullRequest": subject | connections}}},
        "runs.json": {"total_count": 0, "workflow_runs": []},
        "artifacts.json": {"total_count": 0, "artifacts": []},
    }


_LAST: Final = {"hasNextPage": False, "endCursor": None}


def _node(post: Object) -> Object:
    """Return what GraphQL says of a post that was never edited."""
    user = post["user"]
    author = {
        "__typename": user["type"],
        "login": user["login"].removesuffix("[bot]"),
        "databaseId": user["id"],
    }
    node: Object = {
        "fullDatabaseId": str(post["id"]),
        "author": author,
        "body": post["body"] or "",
        "createdViaEmail": False,
        "isMinimized": False,
        "lastEditedAt": None,
        "userContentEdits": {"totalCount": 0, "nodes": []},
    }
    return {**node, "state": post["state"]} if "state" in post else node
