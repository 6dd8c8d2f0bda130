"""Requests of the front's own tests: over REST, held against GitHub's description, and over GraphQL."""

import json
from typing import Final

import urllib3

from tests.github.exchange import Ask, Json
from tests.github.openapi import answer_problems
from tests.github.world import World

POOL: Final = urllib3.PoolManager(retries=False)


def ask(
    world: World, method: str, path: str, body: Json = None, token: str | None = None, **query: str
) -> tuple[int, Json]:
    """Return status and body of an answer, after holding it against GitHub's description.

    Not every refusal is described that GitHub gives.
    """
    where = f"/repos/{world.repository}{path}"
    answer = world.front.carry_out(Ask(method, where, query, body, token or world.bot))
    problems = answer_problems(method, where, answer.status, answer.body)
    undescribed = f"{method} {where}: status {answer.status} is not documented"
    assert problems == [] or (answer.status >= 400 and problems == [undescribed])
    return answer.status, answer.body


def graphql(world: World, query: str, token: str | None = None, **variables: Json) -> Json:
    """Return what GraphQL answers; owner, name and number are the world's unless given."""
    owner, _, name = world.repository.partition("/")
    known = {"owner": owner, "name": name, "number": world.number}
    used = {key: value for key, value in known.items() if f"${key}" in query}
    said = {"query": query, "variables": {**used, **variables}}
    answer = world.front.carry_out(Ask("POST", "/graphql", {}, said, token or world.bot))
    assert answer.status == 200
    return json.loads(json.dumps(answer.body))


def repository(world: World, fields: str, **variables: Json) -> Json:
    """Return fields of the world's repository."""
    wanted = f"repository(owner: $owner, name: $name) {{ {fields} }}"
    answer = graphql(world, f"query Test($owner: String!, $name: String!) {{ {wanted} }}", **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["repository"]


def pull(world: World, fields: str) -> Json:
    """Return fields of the world's pull request."""
    return repository(world, f"pullRequest(number: {world.number}) {{ {fields} }}")["pullRequest"]


def fetched(
    world: World, path: str, method: str = "GET", token: str = "", body: Json = None
) -> urllib3.BaseHTTPResponse:
    """Return an answer as it comes over the wire, to a path of the front's own."""
    headers = {"Authorization": f"Bearer {token or world.bot}"}
    said = None if body is None else json.dumps(body)
    return POOL.request(method, f"{world.front.url}{path}", headers=headers, body=said, redirect=False)
