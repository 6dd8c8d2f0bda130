"""Commits as GraphQL shows them: their statuses, and the check runs on them by suites."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from tests.github.accounts import rest_app
from tests.github.check_rules import latest_statuses, runs_on, together
from tests.github.connection import connection, lazy
from tests.github.emulated import Github
from tests.github.exchange import Json
from tests.github.graphql_posts import actor
from tests.github.store import CheckRun, Status


def commit(github: Github, repository: str, sha: str) -> Json:
    """Return a commit."""
    return {
        "__typename": "Commit",
        "id": f"C_{sha}",
        "oid": sha,
        "abbreviatedOid": sha[:7],
        "status": lazy(lambda _: _status(github, repository, sha)),
        "checkSuites": lazy(lambda args: _suites(github, repository, sha, args)),
    }


def _status(github: Github, repository: str, sha: str) -> Json:
    latest = latest_statuses(github, repository, sha)
    if not latest:
        return None
    by_name = {one.context: _context(github, one) for one in latest}
    return {
        "__typename": "Status",
        "state": together(latest).upper(),
        "contexts": [*by_name.values()],
        "context": lazy(lambda args: by_name.get(args["name"])),
    }


def _context(github: Github, one: Status) -> Json:
    return {
        "__typename": "StatusContext",
        "context": one.context,
        "state": one.state.upper(),
        "description": one.description,
        "targetUrl": one.target_url,
        "createdAt": one.at,
        "creator": actor(github, one.creator),
    }


def _suites(github: Github, repository: str, sha: str, args: Mapping[str, Json]) -> Json:
    """Return one suite for each App that has check runs here; a filter drops suites without such a run."""
    wanted: Json = args.get("filterBy", {})
    runs = [one for one in runs_on(github, repository, sha, all_of_them=True) if _fits(github, one, wanted)]
    suites = [[*group] for _, group in groupby(sorted(runs, key=_suite), _suite)]
    return connection(
        "checkSuites", suites, lambda suite: suite[0].suite, lambda one: _shown(github, one), args
    )


def _suite(run: CheckRun) -> int:
    return run.suite


def _shown(github: Github, runs: Sequence[CheckRun]) -> Json:
    one = runs[0]
    everything = runs_on(github, one.repository, one.head_sha, all_of_them=True)
    here = [run for run in everything if run.suite == one.suite]
    return {
        "__typename": "CheckSuite",
        "databaseId": one.suite,
        "app": _app(github, one.app),
        "checkRuns": lazy(lambda args: _runs(github, here, args)),
    }


def _runs(github: Github, runs: Sequence[CheckRun], args: Mapping[str, Json]) -> Json:
    wanted: Json = args.get("filterBy", {})
    chosen = [run for run in runs if _fits(github, run, wanted)]
    if wanted.get("checkType") != "ALL":
        latest = {run.name: run for run in reversed(chosen)}
        chosen = [run for run in chosen if latest[run.name] is run]
    oldest_first = sorted(chosen, key=lambda run: run.id)
    return connection("checkRuns", oldest_first, lambda run: run.id, lambda run: _run(github, run), args)


def _fits(github: Github, run: CheckRun, wanted: Mapping[str, Json]) -> bool:
    own = {
        "checkName": run.name,
        "appId": github.state.bots[run.app].id,
        "status": run.fields["status"].upper(),
    }
    return all(own[key] == value for key, value in wanted.items() if key in own)


def _run(github: Github, run: CheckRun) -> Json:
    page = f"{github.url}/{run.repository}/runs/{run.id}"
    conclusion = run.fields.get("conclusion")
    return {
        "__typename": "CheckRun",
        "id": f"CR_{run.id}",
        "databaseId": run.id,
        "name": run.name,
        "status": run.fields["status"].upper(),
        "conclusion": conclusion.upper() if conclusion else None,
        "externalId": run.fields["external_id"],
        "startedAt": run.fields["started_at"],
        "completedAt": run.fields.get("completed_at"),
        "title": run.output.get("title"),
        "summary": run.output.get("summary"),
        "text": run.output.get("text"),
        "permalink": page,
        "url": page,
        "detailsUrl": run.fields.get("details_url", page),
        "annotations": lazy(
            lambda args: connection(
                "annotations",
                [*enumerate(run.annotations)],
                lambda one: one[0],
                lambda one: _note(one[1]),
                args,
            )
        ),
    }


def _note(said: Json) -> Json:
    ends = {
        side: {"line": said[f"{side}_line"], "column": said.get(f"{side}_column")}
        for side in ("start", "end")
    }
    return {
        "__typename": "CheckAnnotation",
        "path": said["path"],
        "title": said.get("title"),
        "message": said["message"],
        "rawDetails": said.get("raw_details"),
        "annotationLevel": said["annotation_level"].upper(),
        "location": ends,
    }


def _app(github: Github, login: str) -> Json:
    app = rest_app(login, github.state.bots, github.url)
    return {"__typename": "App", "databaseId": app["id"], "slug": app["slug"], "name": app["name"]}
