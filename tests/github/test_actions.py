"""Runs and artifacts as GitHub lists and hands them out."""

import io
import zipfile
from urllib.parse import urlsplit

from tests.github.asking import POOL, ask, fetched
from tests.github.world import World


def test_runs_are_listed_newest_first_and_by_commit(world: World) -> None:
    first = world.run_of(event="pull_request", pulls=(world.number,))
    world.push("more")
    second = world.run_of(".github/workflows/ci.yml", "push", conclusion="failure")
    _, listed = ask(world, "GET", "/actions/runs")
    assert [run["id"] for run in listed["workflow_runs"]] == [second.id, first.id]
    _, chosen = ask(world, "GET", "/actions/runs", head_sha=first.head_sha, event="pull_request")
    (run,) = chosen["workflow_runs"]
    assert (run["path"], run["event"]) == (".github/workflows/review.yml", "pull_request")
    assert [one["number"] for one in run["pull_requests"]] == [world.number]
    assert ask(world, "GET", f"/actions/runs/{second.id}")[1]["conclusion"] == "failure"


def test_a_run_of_a_fork_names_the_fork_as_its_head_repository(world: World) -> None:
    _, pull = ask(world, "GET", f"/pulls/{world.fork_pull()}")
    head = pull["head"]
    run = world.run_of(
        head_sha=head["sha"], head_branch=head["ref"], head_repository=head["repo"]["full_name"]
    )
    _, shown = ask(world, "GET", f"/actions/runs/{run.id}")
    assert shown["head_repository"]["id"] == head["repo"]["id"] != shown["repository"]["id"]
    assert shown["pull_requests"] == []


def test_artifacts_are_listed_newest_first_and_by_name(world: World) -> None:
    run = world.run_of()
    first, second = (world.upload(run, name, "{}") for name in ("one", "two"))
    _, listed = ask(world, "GET", "/actions/artifacts")
    assert [one["id"] for one in listed["artifacts"]] == [second.id, first.id]
    _, named = ask(world, "GET", "/actions/artifacts", name="one")
    assert [one["workflow_run"]["id"] for one in named["artifacts"]] == [run.id]
    assert ask(world, "GET", f"/actions/runs/{run.id}/artifacts")[1]["total_count"] == 2


def test_an_artifact_lies_on_another_host_where_a_token_has_no_business(world: World) -> None:
    artifact = world.upload(world.run_of(), "documents", {"a.json": b"{}", "b.json": b"[]"})
    answer = fetched(world, f"/repos/{world.repository}/actions/artifacts/{artifact.id}/zip")
    assert answer.status == 302
    where = answer.headers["Location"]
    assert urlsplit(where).hostname == "localhost"
    data = POOL.request("GET", where)
    assert data.headers["Content-Type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(data.data)).namelist() == ["a.json", "b.json"]
    assert POOL.request("GET", where, headers={"Authorization": "Bearer secret"}).status == 403
    assert world.front.illegal == [f"GET /_blobs/{artifact.id}.zip: a token was sent to where artifacts lie"]
    world.front.illegal.clear()


def test_an_expired_artifact_is_gone(world: World) -> None:
    artifact = world.upload(world.run_of(), "documents", "{}")
    artifact.expired = True
    assert ask(world, "GET", "/actions/artifacts")[1]["artifacts"][0]["expired"]
    assert ask(world, "GET", f"/actions/artifacts/{artifact.id}/zip")[0] == 410


def test_a_workflow_has_the_name_that_its_file_says(world: World) -> None:
    world.file(".github/workflows/review.yml", 'name: "Review"\non: push\n')
    run = world.run_of()
    assert ask(world, "GET", f"/actions/runs/{run.id}")[1]["name"] == "Review"
    assert ask(world, "GET", "/actions/workflows/review.yml")[1]["path"] == run.path
    assert [one["name"] for one in ask(world, "GET", "/actions/workflows")[1]["workflows"]] == ["Review"]
    assert ask(world, "GET", "/actions/workflows/gone.yml")[0] == 404
