"""The published schemas say what the models do: what only one of them accepts is a bug in one of them.

Three exceptions, each named: what JSON Schema can't express, what a schema sees only after JSON was read
strictly, and what structured-output APIs don't take into a draft's schema.
"""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_contract import Code, parse
from review_contract.drafts import draft_schema, parse_draft
from review_contract.parsing import UPCASTS
from review_contract.schemas import published, render
from review_contract.v1.kinds import DRAFTS, KINDS
from tests.contract.json_schema import Accepts, validator
from tests.contract.mutations import damaged
from tests.contract.strategies import values
from tests.contract.vectors import BASES, SCHEMAS, Json, Vector, children, members, parameters, refusal

RULES: Final = frozenset(
    {
        *(code for code in Code if code.startswith("json-")),
        Code.SCHEMA_TIMESTAMP,
        Code.SCHEMA_DUPLICATE,
        Code.SCHEMA_LOCATION,
        Code.SCHEMA_SEVERITY,
        Code.SCHEMA_COUNTS,
        Code.SCHEMA_COVERAGE,
        Code.SCHEMA_CONFIDENCE_CAP,
    }
)
"""Codes of documents that their published schema accepts."""

DRAFT_RULES: Final = RULES | {
    Code.SCHEMA_MISSING,  # null, where the draft's model needs a value
    Code.SCHEMA_BLANK,
    Code.SCHEMA_LENGTH,
    Code.SCHEMA_RANGE,
    Code.SCHEMA_DISPOSITION,
    Code.SCHEMA_FORMAT,  # a final line feed, to a validator whose `$` lets it pass
}
"""Codes of drafts that their schema accepts: it has no keyword that structured-output APIs refuse."""


@pytest.mark.parametrize("vector", parameters("text", "document", "version"))
def test_schema_and_model_agree_on_every_document_vector_unless_it_says_rule(vector: Vector) -> None:
    expected_by_code = vector.expected.get("code", "").startswith("json-")
    accepted = _schema_accepts(_loaded(vector.data()))
    assert accepted == ("valid" in vector.expected or vector.rule) or (accepted and expected_by_code)


@pytest.mark.parametrize("vector", parameters("draft"))
def test_schema_and_model_agree_on_every_draft_vector_unless_it_says_rule(vector: Vector) -> None:
    accepted = _validator(f"drafts/{vector.draft}")(vector.value())
    assert accepted == ("valid" in vector.expected or vector.rule)


@settings(max_examples=600)
@given(st.data())
def test_schema_and_model_agree_on_damaged_documents(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*KINDS, "pointer", "clean-review", "partial-review", "started-review"]))
    value = data.draw(damaged(BASES[name]))
    _agree(_codes(lambda: parse(json.dumps(value))), accepted=_schema_accepts(value), rules=RULES)


@settings(max_examples=200)
@given(st.sampled_from(sorted(KINDS)).flatmap(values).flatmap(lambda value: st.just(value) | damaged(value)))
def test_schema_and_model_agree_on_generated_documents(value: Json) -> None:
    _agree(_codes(lambda: parse(json.dumps(value))), accepted=_schema_accepts(value), rules=RULES)


@settings(max_examples=400)
@given(st.data())
def test_schema_and_model_agree_on_damaged_drafts(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(DRAFTS)))
    value = data.draw(damaged(BASES[f"{kind}-draft"]))
    accepted = _validator(f"drafts/{kind}")(value)
    _agree(_codes(lambda: parse_draft(kind, json.dumps(value))), accepted=accepted, rules=DRAFT_RULES)


def test_the_committed_schemas_are_the_generated_ones_byte_for_byte() -> None:
    committed = {
        path.relative_to(SCHEMAS).as_posix(): path.read_bytes() for path in SCHEMAS.glob("v1.0/**/*.json")
    }
    assert committed == {name: render(schema).encode() for name, schema in published().items()}


@pytest.mark.parametrize("name", published())
def test_every_published_schema_is_a_closed_object_of_draft_2020_12(name: str) -> None:
    schema: Json = published()[name]
    assert schema["type"] == "object"
    assert schema["properties"]
    assert all(one["additionalProperties"] is not True for one in _objects(schema))


@pytest.mark.parametrize("kind", DRAFTS)
def test_a_draft_schema_has_the_form_that_structured_output_apis_take(kind: str) -> None:
    """No references, no choice at the root, every object closed, every property required and nullable."""
    schema: Json = draft_schema(kind)
    text = json.dumps(schema)
    assert "$ref" not in text
    assert "oneOf" not in text
    assert "anyOf" not in schema
    for one in _objects(schema):
        assert one["additionalProperties"] is False
        assert one["required"] == [*one["properties"]]
        assert all(validator(member)(None) for member in members(one["properties"]).values())


def _agree(codes: frozenset[str], *, accepted: bool, rules: frozenset[Code]) -> None:
    if accepted:
        assert codes <= rules, "the schema accepts what the model refuses"
    else:
        assert codes, "the model accepts what the schema refuses"


def _codes(read: Callable[[], object]) -> frozenset[str]:
    return frozenset(problem.code for problem in refusal(read))


def _loaded(data: bytes) -> Json:
    """Return what a reader without our care sees."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _schema_accepts(value: Json) -> bool:
    """Choose the schema as its README says: an older version is lifted first, `artifact` means a pointer."""
    version = members(value).get("schema_version")
    if isinstance(version, str) and version in UPCASTS:
        lift = UPCASTS[version][1]
        value = None if refusal(lambda: lift(value)) else lift(value)
    kind = "pointer" if "artifact" in members(value) else members(value).get("kind")
    return isinstance(kind, str) and kind in {*KINDS, "pointer"} and _validator(kind)(value)


@cache
def _validator(name: str) -> Accepts:
    return validator(published()[f"v1.0/{name}.json"])


def _objects(schema: Json) -> Iterator[Json]:
    if {"properties", "additionalProperties"} <= members(schema).keys():
        yield schema
    for _, one in children(schema):
        yield from _objects(one)
