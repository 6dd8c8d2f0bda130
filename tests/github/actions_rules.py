"""What GitHub answers about runs of workflows and their artifacts; tests tell what ran."""

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final

from tests.github.accounts import rest_user
from tests.github.emulated import Github
from tests.github.exchange import Answer, Ask, Json, refusal
from tests.github.pages import listed
from tests.github.store import Artifact, Run

_LONG_AGO: Final = "2024-01-01T00:00:00Z"
BLOBS: Final = "/_blobs/"
"""Where artifacts are fetched, which is not the API: a token has no business there."""


def runs(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List runs, the newest first."""
    query = ask.query
    chosen = [
        run
        for run in reversed(github.state.runs)
        if run.repository == match[1]
        and query.get("head_sha", run.head_sha) == run.head_sha
        and query.get("event", run.event) == run.event
        and query.get("branch", run.head_branch) == run.head_branch
        and query.get("status", run.status) in {run.status, run.conclusion}
        and query.get("actor", run.actor) == run.actor
    ]
    return listed(github.url, ask, chosen, lambda run: shown(github, run), "workflow_runs")


def run(github: Github, _: Ask, match: re.Match[str]) -> Answer:
    """Answer with a run."""
    found = _run(github, match)
    return Answer(200, shown(github, found)) if found else refusal(404, "Not Found")


def artifacts(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List a repository's artifacts, the newest first."""
    return _listed(github, ask, [one for one in github.state.artifacts if one.run.repository == match[1]])


def artifacts_of_run(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List a run's artifacts."""
    found = _run(github, match)
    if found is None:
        return refusal(404, "Not Found")
    return _listed(github, ask, [one for one in github.state.artifacts if one.run is found])


def download(github: Github, _: Ask, match: re.Match[str]) -> Answer:
    """Say where an artifact is, which is another host and needs no token."""
    here = (one for one in github.state.artifacts if one.run.repository == match[1])
    found = next((one for one in here if one.id == int(match[2])), None)
    if found is None:
        return refusal(404, "Not Found")
    if found.expired:
        return refusal(410, "Artifact has expired")
    elsewhere = github.url.replace("//127.0.0.1", "//localhost")
    return Answer(302, None, {"Location": f"{elsewhere}{BLOBS}{found.id}.zip?sig=test"})


def blob(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Hand out an artifact, and refuse who comes with a token: it was never meant for this host."""
    if ask.token:
        return Answer(403, "<Error><Code>AuthenticationFailed</Code></Error>", {"Content-Type": "text/xml"})
    found = next(one for one in github.state.artifacts if one.id == int(match[1]))
    return Answer(200, found.data, {"Content-Type": "application/zip"})


def workflows(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List the workflows of the default branch, and those that ever ran elsewhere."""
    there = github.get(f"/repos/{match[1]}/contents/.github/workflows")
    files = [one["path"] for one in there.body] if there.status == 200 else []
    ran = [run.path for run in github.state.runs if run.repository == match[1]]
    found = [*dict.fromkeys([*files, *ran])]
    return listed(github.url, ask, found, lambda path: _workflow(github, match[1], path), "workflows")


def workflow(github: Github, _: Ask, match: re.Match[str]) -> Answer:
    """Answer with a workflow, by the name of its file."""
    path = f".github/workflows/{match[2]}"
    ran = any((run.repository, run.path) == (match[1], path) for run in github.state.runs)
    if ran or github.get(f"/repos/{match[1]}/contents/{path}").status == 200:
        return Answer(200, _workflow(github, match[1], path))
    return refusal(404, "Not Found")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as the zip of an artifact."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return made.getvalue()


def shown(github: Github, run: Run) -> Json:
    """Return a run as REST shows it."""
    api = f"{github.url}/repos/{run.repository}/actions/runs/{run.id}"
    actor = rest_user(run.actor, github.state.bots, github.url)
    urls = ("jobs", "logs", "artifacts", "cancel", "rerun")
    return {
        "id": run.id,
        "name": _name(github, run.repository, run.path),
        "node_id": f"WFR_{run.id}",
        "head_branch": run.head_branch,
        "head_sha": run.head_sha,
        "path": run.path,
        "display_title": run.path,
        "run_number": run.number,
        "event": run.event,
        "status": run.status,
        "conclusion": run.conclusion,
        "workflow_id": workflow_id(run.path),
        "check_suite_id": run.id + 1,
        "check_suite_node_id": f"CS_{run.id + 1}",
        "url": api,
        "html_url": f"{github.url}/{run.repository}/actions/runs/{run.id}",
        "pull_requests": [_pull(github, run, number) for number in run.pulls],
        "created_at": run.created_at,
        "updated_at": run.created_at,
        "run_started_at": run.created_at,
        "actor": actor,
        "triggering_actor": actor,
        "run_attempt": run.attempt,
        "referenced_workflows": [],
        **{f"{name}_url": f"{api}/{name}" for name in urls},
        "check_suite_url": f"{github.url}/repos/{run.repository}/check-suites/{run.id + 1}",
        "workflow_url": f"{github.url}/repos/{run.repository}/actions/workflows/{workflow_id(run.path)}",
        "previous_attempt_url": None,
        "head_commit": _commit(github, run),
        "repository": github.get(f"/repos/{run.repository}").body,
        "head_repository": github.get(f"/repos/{run.head_repository}").body,
    }


def workflow_id(path: str) -> int:
    """Return a workflow's number: one for each file."""
    return int(hashlib.sha256(path.encode()).hexdigest()[:6], 16)


def _run(github: Github, match: re.Match[str]) -> Run | None:
    here = (run for run in github.state.runs if run.repository == match[1])
    return next((run for run in here if run.id == int(match[2])), None)


def _listed(github: Github, ask: Ask, found: list[Artifact]) -> Answer:
    named = [one for one in reversed(found) if ask.query.get("name", one.name) == one.name]
    return listed(github.url, ask, named, lambda one: _artifact(github, one), "artifacts")


def _artifact(github: Github, one: Artifact) -> Json:
    api = f"{github.url}/repos/{one.run.repository}/actions/artifacts/{one.id}"
    repositories = [
        github.get(f"/repos/{name}").body for name in (one.run.repository, one.run.head_repository)
    ]
    return {
        "id": one.id,
        "node_id": f"ART_{one.id}",
        "name": one.name,
        "size_in_bytes": len(one.data),
        "url": api,
        "archive_download_url": f"{api}/zip",
        "expired": one.expired,
        "created_at": one.created_at,
        "updated_at": one.created_at,
        "expires_at": f"2099{one.created_at[4:]}",
        "digest": f"sha256:{hashlib.sha256(one.data).hexdigest()}",
        "workflow_run": {
            "id": one.run.id,
            "repository_id": repositories[0]["id"],
            "head_repository_id": repositories[1]["id"],
            "head_branch": one.run.head_branch,
            "head_sha": one.run.head_sha,
        },
    }


def _commit(github: Github, run: Run) -> Json:
    commit = github.get(f"/repos/{run.head_repository}/git/commits/{run.head_sha}").body
    people = {key: {name: commit[key][name] for name in ("name", "email")} for key in ("author", "committer")}
    about = {"id": commit["sha"], "tree_id": commit["tree"]["sha"], "timestamp": commit["author"]["date"]}
    return {**about, **people, "message": commit["message"]}


def _pull(github: Github, run: Run, number: int) -> Json:
    pull = github.get(f"/repos/{run.repository}/pulls/{number}").body
    sides = {
        side: {
            "ref": pull[side]["ref"],
            "sha": pull[side]["sha"],
            "repo": {key: pull[side]["repo"][key] for key in ("id", "url", "name")},
        }
        for side in ("head", "base")
    }
    return {"id": pull["id"], "number": number, "url": pull["url"], **sides}


def _workflow(github: Github, repository: str, path: str) -> Json:
    api = f"{github.url}/repos/{repository}/actions/workflows/{workflow_id(path)}"
    return {
        "id": workflow_id(path),
        "node_id": f"W_{workflow_id(path)}",
        "name": _name(github, repository, path),
        "path": path,
        "state": "active",
        "created_at": _LONG_AGO,
        "updated_at": _LONG_AGO,
        "url": api,
        "html_url": f"{github.url}/{repository}/blob/main/{path}",
        "badge_url": f"{github.url}/{repository}/actions/workflows/badge.svg",
    }


def _name(github: Github, repository: str, path: str) -> str:
    """Return a workflow's name: what its file on the default branch says, else the path."""
    there = github.get(f"/repos/{repository}/contents/{path}")
    text = base64.b64decode(there.body["content"]).decode() if there.status == 200 else ""
    said = re.search(r"^name: *(.+)$", text, re.MULTILINE)
    return said[1].strip("\"' ") if said else path
