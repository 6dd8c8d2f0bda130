"""Our GraphQL is GitHub's: every query of the publishing shell holds against GitHub's own schema."""

from functools import cache
from pathlib import Path
from typing import Final

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from review_emitters.publishing.requests import Request, minimise, viewer

SCHEMA: Final = Path(__file__).parents[2] / "node_modules/@octokit/graphql-schema/schema.graphql"


@cache
def schema() -> GraphQLSchema:
    """Return GitHub's schema."""
    return build_schema(SCHEMA.read_text("utf-8"), assume_valid=True)


@pytest.mark.parametrize("request_", [viewer(), minimise("IC_1")], ids=["viewer", "minimise"])
def test_a_query_is_valid_by_github_s_schema(request_: Request) -> None:
    assert request_.body is not None
    assert validate(schema(), parse(str(request_.body["query"]))) == []


def test_a_query_with_a_field_that_github_has_not_is_seen() -> None:
    assert validate(schema(), parse("{ viewer { databaseIdd } }")) != []
