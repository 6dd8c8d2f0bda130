"""GitHub's GraphQL: its own schema validates every query and checks every answer; the store fills it in."""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, cast

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    build_schema,
    execute,  # pyright: ignore[reportUnknownVariableType] - its middleware is not typed
    parse,
    validate,
)

from tests.github import history
from tests.github.accounts import IDS, node_id, rest_login
from tests.github.connection import lazy, refused
from tests.github.emulated import Github
from tests.github.exchange import Answer, Ask, Json, refusal
from tests.github.graphql_answers import repository
from tests.github.graphql_posts import post
from tests.github.store import Review

SCHEMA: Final = Path(__file__).parents[2] / "node_modules/@octokit/graphql-schema/schema.graphql"
_KEYS: Final = {"query", "variables", "operationName"}
_MOST_IDS: Final = 100
_NO_TOKEN: Final = "This endpoint requires you to be authenticated."


@cache
def schema() -> GraphQLSchema:
    """Return GitHub's schema."""
    return build_schema(SCHEMA.read_text("utf-8"), assume_valid=True)


def query_problems(body: Json) -> list[str]:
    """Return why something is no query that GitHub would carry out."""
    said = cast("dict[str, Json]", body) if isinstance(body, dict) else dict[str, Json]()
    if not {"query", "variables"} <= {*said} <= _KEYS:
        return ["a query and its variables"]
    read = _read(said["query"])
    return [] if isinstance(read, DocumentNode) else [error.message for error in read]


def answer(github: Github, ask: Ask) -> Answer:
    """Return what GraphQL answers: always 200, with data, errors, or both."""
    if not ask.token:
        return refusal(401, _NO_TOKEN)
    read = _read(ask.body["query"])
    if not isinstance(read, DocumentNode):
        return Answer(200, {"errors": [_shown(error) for error in read]})
    result: Any = execute(
        schema(),
        read,
        _root(github.remembering(), github.state.voice(ask.token).login),
        variable_values=ask.body.get("variables"),
        operation_name=ask.body.get("operationName"),
    )
    errors = {"errors": [_shown(error) for error in result.errors]} if result.errors else {}
    # Where the variables do not fit, nothing was carried out, and there is no data at all.
    data = {} if result.data is None and errors else {"data": result.data}
    return Answer(200, {**data, **errors})


@lru_cache(maxsize=256)
def _read(query: str) -> DocumentNode | tuple[GraphQLError, ...]:
    """Return a query, or why it is none."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return (error,)
    return (*validate(schema(), document),) or document


def _shown(error: GraphQLError) -> Json:
    """Return an error as GitHub words it; `type` stands beside the message."""
    told: dict[str, Json] = {}
    if error.extensions and "type" in error.extensions:
        told["type"] = error.extensions["type"]
    if error.path:
        told["path"] = [*error.path]
    places = [{"line": one.line, "column": one.column} for one in error.locations or ()]
    return {**told, "locations": places, "message": error.message}


def _root(github: Github, viewer: str) -> Json:
    bots = github.state.bots
    name = rest_login(viewer, bots)
    return {
        # An installation is a viewer too, and has its bot's name with the suffix.
        "viewer": {
            "__typename": "User",
            "id": node_id(viewer, bots),
            "databaseId": IDS[viewer],
            "login": name,
        },
        "repository": lazy(lambda args: repository(github, viewer, args["owner"], args["name"])),
        "node": lazy(lambda args: _nodes(github, viewer, [args["id"]])[0]),
        "nodes": lazy(lambda args: _nodes(github, viewer, args["ids"])),
        "minimizeComment": lazy(lambda args: _minimise(github, viewer, args["input"])),
    }


def _nodes(github: Github, viewer: str, ids: Sequence[str]) -> Sequence[Json]:
    """Return what has these ids, and for each that is none an error in its place."""
    if len(ids) > _MOST_IDS:
        text = f"You may not provide more than {_MOST_IDS} node ids; you provided {len(ids)}."
        raise refused("ARGUMENT_LIMIT", text)
    return [_node(github, viewer, one) for one in ids]


def _node(github: Github, viewer: str, id_: str) -> Json:
    found = github.state.nodes.get(id_)
    if found is None or (
        isinstance(found, Review) and found.state == "PENDING" and found.voice.login != viewer
    ):
        return refused("NOT_FOUND", f"Could not resolve to a node with the global id of '{id_}'.")
    return post(github, found)


def _minimise(github: Github, viewer: str, said: Json) -> Json:
    found = github.state.nodes.get(said["subjectId"])
    if found is None:
        text = f"Could not resolve to a node with the global id of '{said['subjectId']}'."
        raise refused("NOT_FOUND", text)
    if found.voice.login != viewer and not github.state.may_write(viewer, found.where[0]):
        text = f"{viewer} does not have the correct permissions to execute `MinimizeComment`"
        raise refused("FORBIDDEN", text)
    history.minimise(github.state, found, said["classifier"].lower())
    return {"minimizedComment": post(github, found)}
