"""GitHub's webhook examples as events about the world's pull request, with what they lack added.

They come from other repositories, none of their comments is on a pull request, and nobody in them is a fork's
author, a bot or an attacker. Whoever is tested gets a payload that looks right, and in every text that
somebody may choose, the hostile text; only its numbers and ids are the world's.
"""

import copy
import json
from collections.abc import Mapping
from functools import cache
from typing import Final, cast

from tests.action.composite import Json
from tests.gate.webhooks import EXAMPLES
from tests.github.store import Run
from tests.github.world import World

CHOSEN: Final = frozenset(
    {"title", "body", "ref", "label", "name", "display_title", "message", "head_branch"}
)
"""Keys of texts that whoever opens, comments, pushes or labels may choose."""
QUEUE: Final = "refs/heads/gh-readonly-queue/main/pr-{}-{}"


def pull_request(world: World, action: str, number: int | None = None) -> Json:
    """Return an event about the pull request, such as pull_request_target has."""
    payload = _example("pull_request", "opened" if action == "edited" else action)
    pull = world.do("GET", f"/pulls/{number or world.number}")
    return {**payload, "action": action, "pull_request": pull, "repository": world.do("GET", "")}


def review(world: World, action: str = "submitted") -> Json:
    """Return an event about a review of the pull request."""
    return {**pull_request(world, "opened"), **_example("pull_request_review", action), "action": action}


def comment(world: World, action: str, *, on_pull: bool = True, by: str = "stranger") -> Json:
    """Return an event about a comment on the pull request, or on the issue."""
    payload = _example("issue_comment", action)
    issue = payload["issue"]
    issue["number"] = world.number if on_pull else world.issue
    if on_pull:
        api = f"{world.front.url}/repos/{world.repository}/pulls/{world.number}"
        issue["pull_request"] = dict.fromkeys(("url", "html_url", "diff_url", "patch_url"), api)
    payload["sender"] = payload["comment"]["user"] = {"login": by, "id": 7, "type": "Bot"}
    return {**payload, "repository": world.do("GET", "")}


def workflow_run(world: World, run: Run) -> Json:
    """Return the event of a run that is completed; of a fork's run, GitHub names no pull request."""
    payload = _example("workflow_run", "completed")
    told: Json = {"id": run.id, "event": run.event, "head_sha": run.head_sha, "pull_requests": []}
    payload["workflow_run"] |= told
    return {**payload, "repository": world.do("GET", "")}


def reviewer_s_run(world: World, path: str) -> Run:
    """Let a reviewer have run on the default branch, since the pull request was opened."""
    run = world.run_of(path, "issue_comment", head_sha=world.sha("main"), head_branch="main")
    run.created_at = world.do("GET", f"/pulls/{world.number}")["updated_at"]
    return run


def merge_group(head_sha: str, number: int, base_sha: str) -> Json:
    """Return the event of a merge group."""
    payload = _example("merge_group", "checks_requested")
    ref = QUEUE.format(number, base_sha)
    payload["merge_group"] |= {"head_sha": head_sha, "head_ref": ref, "base_sha": base_sha}
    return payload


def dispatch(world: World, _: str = "") -> Json:
    """Return the event of somebody who starts the workflow by hand."""
    return {**_example("workflow_dispatch", ""), "repository": world.do("GET", "")}


def schedule(world: World, _: str = "") -> Json:
    """Return what a schedule tells; there is no webhook of it."""
    return {"schedule": "7,37 * * * *", "repository": world.do("GET", "")}


def hostile(payload: object, text: str) -> Json:
    """Return the payload with a hostile text wherever somebody may choose one."""
    if isinstance(payload, list):
        return [hostile(one, text) for one in cast("list[object]", payload)]
    if not isinstance(payload, dict):
        return payload
    return {
        key: text if key in CHOSEN and isinstance(value, str | None) else hostile(value, text)
        for key, value in cast("dict[str, object]", payload).items()
    }


def _example(event: str, action: str) -> Json:
    found = (one for one in _examples()[event] if one.get("action", "") == action)
    return copy.deepcopy(next(found))


@cache
def _examples() -> Mapping[str, list[Json]]:
    return {event["name"]: event["examples"] for event in json.loads(EXAMPLES.read_bytes())}
