"""What GitHub answers about check runs, which only Apps write, and about commit statuses."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from tests.github.accounts import rest_app
from tests.github.comment_rules import user
from tests.github.emulated import Github
from tests.github.exchange import Answer, Ask, Json, refusal
from tests.github.pages import listed
from tests.github.store import CheckRun, Status

_MOST_ANNOTATIONS: Final = 50
_LONGEST: Final = 65_535
_KEPT: Final = ("status", "conclusion", "started_at", "completed_at", "external_id", "details_url", "name")
_NO_APP: Final = "You must authenticate via a GitHub App."
_STATES: Final = {"error": "failure", "failure": "failure", "pending": "pending", "success": "success"}


def create(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Create a check run, which only an App may."""
    repository, voice = match[1], github.state.voice(ask.token)
    if voice.login not in github.state.bots:
        return refusal(403, _NO_APP)
    sha = ask.body["head_sha"]
    if github.get(f"/repos/{repository}/git/commits/{sha}").status != 200:
        return refusal(422, f"No commit found for SHA: {sha}")
    run = CheckRun(next(github.state.small_ids), repository, sha, ask.body["name"], voice.login, {}, {}, [])
    run.fields |= {"status": "queued", "started_at": github.state.clock.tick(), "external_id": ""}
    refused = _write(github, run, ask.body)
    if refused is None:
        github.state.checks.append(run)
    return refused or Answer(201, shown(github, run))


def update(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Change a check run, which only its own App may; annotations are added to those that it has."""
    run = _found(github, match)
    if run is None:
        return refusal(404, "Not Found")
    voice = github.state.voice(ask.token)
    if voice.login not in github.state.bots:
        return refusal(403, _NO_APP)
    if voice.login != run.app:
        number = github.state.bots[voice.login].id
        text = (
            f"Invalid app_id `{number}` - check run can only be modified by the GitHub App that created it."
        )
        return refusal(403, text)
    return _write(github, run, ask.body) or Answer(200, shown(github, run))


def for_ref(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List the check runs on a commit, the newest first: only the latest of each name unless told."""
    commit = github.get(f"/repos/{match[1]}/commits/{match[2]}")
    if commit.status != 200:
        return refusal(422, f"No commit found for SHA: {match[2]}")
    found = runs_on(github, match[1], commit.body["sha"], all_of_them=ask.query.get("filter") == "all")
    query = ask.query
    chosen = [
        run
        for run in found
        if query.get("check_name", run.name) == run.name
        and query.get("status", run.fields["status"]) == run.fields["status"]
        and query.get("app_id", (number := str(github.state.bots[run.app].id))) == number
    ]
    return listed(github.url, ask, chosen, lambda run: shown(github, run), "check_runs")


def annotations(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List a check run's annotations, in the order in which they came."""
    run = _found(github, match)
    if run is None:
        return refusal(404, "Not Found")
    return listed(github.url, ask, run.annotations, lambda one: _annotation(github, run, one))


def runs_on(github: Github, repository: str, sha: str, *, all_of_them: bool) -> list[CheckRun]:
    """Return the check runs on a commit, the newest first."""
    here = [run for run in github.state.checks if (run.repository, run.head_sha) == (repository, sha)]
    newest = here[::-1]
    if all_of_them:
        return newest
    latest = {(run.name, run.app): run for run in here}
    return [run for run in newest if latest[run.name, run.app] is run]


def create_status(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Put a status onto a commit, for which one needs to be a writer."""
    repository, sha, said = match[1], match[2], ask.body
    login = github.state.voice(ask.token).login
    if not github.state.may_write(login, repository):
        return refusal(404, "Not Found")
    if github.get(f"/repos/{repository}/git/commits/{sha}").status != 200:
        return refusal(422, f"No commit found for SHA: {sha}")
    description = said.get("description")
    if len(description or "") > 140:
        text = "description is too long (maximum is 140 characters)"
        return refusal(422, "Validation Failed", {"resource": "Status", "code": "custom", "message": text})
    made = Status(
        next(github.state.small_ids),
        said.get("context", "default"),
        said["state"],
        description,
        said.get("target_url"),
        login,
        github.state.clock.tick(),
    )
    github.state.statuses[repository, sha].append(made)
    return Answer(201, {**_status(github, match, made), "creator": user(github, login)})


def combined(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Answer with the latest status of each context, and what they come to."""
    repository = match[1]
    commit = github.get(f"/repos/{repository}/commits/{match[2]}")
    if commit.status != 200:
        return refusal(422, f"No commit found for SHA: {match[2]}")
    sha = commit.body["sha"]
    latest = latest_statuses(github, repository, sha)
    page = listed(github.url, ask, latest, lambda one: _status(github, match, one, sha), "statuses")
    api = f"{github.url}/repos/{repository}/commits/{sha}"
    about = {
        "state": together(latest),
        "sha": sha,
        "repository": github.get(f"/repos/{repository}").body,
        "commit_url": api,
        "url": f"{api}/status",
    }
    return Answer(200, {**page.body, **about}, page.headers)


def latest_statuses(github: Github, repository: str, sha: str) -> list[Status]:
    """Return the last status of each context."""
    return [*{one.context: one for one in github.state.statuses[repository, sha]}.values()]


def together(statuses: Sequence[Status]) -> str:
    """Return what statuses come to; none is pending."""
    states = {_STATES[one.state] for one in statuses} or {"pending"}
    return next(state for state in ("failure", "pending", "success") if state in states)


def shown(github: Github, run: CheckRun) -> Json:
    """Return a check run as REST shows it."""
    api = f"{github.url}/repos/{run.repository}/check-runs/{run.id}"
    page = f"{github.url}/{run.repository}/runs/{run.id}"
    told = {"conclusion": None, "completed_at": None, "details_url": page, **run.fields}
    output = {key: run.output.get(key) for key in ("title", "summary", "text")}
    counted = {"annotations_count": len(run.annotations), "annotations_url": f"{api}/annotations"}
    return {
        "id": run.id,
        "node_id": f"CR_{run.id}",
        "head_sha": run.head_sha,
        "name": run.name,
        "url": api,
        "html_url": page,
        "check_suite": {"id": run.suite},
        "app": rest_app(run.app, github.state.bots, github.url),
        "pull_requests": [],
        "output": {**output, **counted},
        **told,
    }


def _write(github: Github, run: CheckRun, said: Mapping[str, Json]) -> Answer | None:
    """Carry out what was said, or return why not."""
    output = said.get("output", {})
    annotations = output.get("annotations", [])
    if len(annotations) > _MOST_ANNOTATIONS:
        return _invalid(
            f"No more than {_MOST_ANNOTATIONS} items are allowed; {len(annotations)} were supplied."
        )
    for key in ("summary", "text"):
        if len(text := output.get(key) or "") > _LONGEST:
            return _invalid(f"Only {_LONGEST} characters are allowed; {len(text)} were supplied.")
    if said.get("status") == "completed" and "conclusion" not in said:
        return _invalid('"conclusion" wasn\'t supplied.')
    run.fields |= {key: said[key] for key in _KEPT if key in said}
    run.name = run.fields.pop("name", run.name)
    if "conclusion" in said:
        run.fields |= {"status": "completed"}
        run.fields.setdefault("completed_at", github.state.clock.tick())
    elif said.get("status") in {"queued", "in_progress"}:
        run.fields |= {"conclusion": None, "completed_at": None}
    run.output |= {key: output[key] for key in ("title", "summary", "text") if output.get(key) is not None}
    run.annotations += annotations
    return None


def _invalid(text: str) -> Answer:
    return refusal(422, f"Invalid request.\n\n{text}")


def _found(github: Github, match: re.Match[str]) -> CheckRun | None:
    here = (run for run in github.state.checks if run.repository == match[1])
    return next((run for run in here if run.id == int(match[2])), None)


def _annotation(github: Github, run: CheckRun, said: Json) -> Json:
    blob = f"{github.url}/{run.repository}/blob/{run.head_sha}/{said['path']}"
    told = {"start_column": None, "end_column": None, "title": None, "raw_details": None}
    return {**told, **said, "blob_href": blob}


def _status(github: Github, match: re.Match[str], one: Status, sha: str | None = None) -> Json:
    return {
        "url": f"{github.url}/repos/{match[1]}/statuses/{sha or match[2]}",
        "avatar_url": f"{github.url}/avatars/u/{one.creator}",
        "id": one.id,
        "node_id": f"SC_{one.id}",
        "state": one.state,
        "description": one.description,
        "target_url": one.target_url,
        "context": one.context,
        "created_at": one.at,
        "updated_at": one.at,
    }
