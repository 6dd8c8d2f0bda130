"""Drafts: what a model writes, and nothing that only code may say."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_contract import Code
from review_contract.drafts import draft_schema, parse_draft
from review_contract.v1.envelope import Envelope
from review_contract.v1.finding import FindingStamp
from review_contract.v1.kinds import DRAFTS, KINDS
from tests.contract.mutations import damaged
from tests.contract.vectors import BASES, Json, children, members, refusal

STAMPS = sorted({*Envelope.model_fields, *FindingStamp.model_fields, "commit_sha"})
NO_MATTER: st.SearchStrategy[Json] = st.sampled_from([None, "x", 1, [1], {"x": 1}])
KIND = st.sampled_from(sorted(DRAFTS))


def _problems(kind: str, value: Json) -> set[tuple[str, str]]:
    return {(one.code, one.path) for one in refusal(lambda: parse_draft(kind, json.dumps(value)))}


@given(KIND, st.data())
def test_null_and_nothing_to_say_are_one_thing(kind: str, data: st.DataObject) -> None:
    value = BASES[f"{kind}-draft"]
    silent = value | dict.fromkeys(data.draw(st.lists(st.sampled_from(sorted(value)), unique=True)))
    draft = parse_draft(kind, json.dumps(silent))
    assert draft.model_fields_set == {name for name, one in silent.items() if one is not None}


@given(KIND, st.data())
def test_a_property_that_is_not_there_is_a_mistake(kind: str, data: st.DataObject) -> None:
    value = json.loads(json.dumps(BASES[f"{kind}-draft"]))
    path, place = data.draw(st.sampled_from([*_objects(value, "")]))
    name = data.draw(st.sampled_from(sorted(place)))
    del place[name]
    assert _problems(kind, value) == {(Code.SCHEMA_MISSING, f"{path}/{name}")}


@given(KIND, st.sampled_from(STAMPS), st.data())
def test_a_draft_with_any_stamp_field_is_refused(kind: str, stamp: str, data: st.DataObject) -> None:
    value = json.loads(json.dumps(BASES[f"{kind}-draft"]))
    path, place = data.draw(st.sampled_from([*_objects(value, "")]))
    place[stamp] = data.draw(NO_MATTER)
    assert (Code.SCHEMA_STAMP_FIELD, f"{path}/{stamp}") in _problems(kind, value)


@pytest.mark.parametrize("kind", DRAFTS)
def test_what_only_the_document_has_is_a_stamp(kind: str) -> None:
    for name in KINDS[kind].model_fields.keys() - DRAFTS[kind].model_fields.keys():
        assert (Code.SCHEMA_STAMP_FIELD, f"/{name}") in _problems(kind, BASES[f"{kind}-draft"] | {name: None})


@given(KIND.flatmap(lambda kind: st.tuples(st.just(kind), damaged(BASES[f"{kind}-draft"]))))
def test_reading_a_draft_raises_contract_error_and_nothing_else(damaged_draft: tuple[str, Json]) -> None:
    kind, value = damaged_draft
    assert all(code in {*Code} for code, _ in _problems(kind, value))


@given(KIND, st.binary() | st.text(st.characters()))
def test_what_is_no_json_object_is_no_draft(kind: str, data: bytes | str) -> None:
    assert refusal(lambda: parse_draft(kind, data))


def test_kinds_that_no_model_writes_have_no_draft() -> None:
    assert KINDS.keys() - DRAFTS.keys() == {"outcome", "notice", "breaker", "decision"}
    with pytest.raises(KeyError):
        parse_draft("decision", "{}")


@pytest.mark.parametrize("kind", DRAFTS)
def test_a_draft_schema_tells_the_model_what_each_property_means(kind: str) -> None:
    schema: Json = draft_schema(kind)
    assert schema["description"].startswith(f"Draft of a document of kind {kind}, review-contract 1.0. ")


def _objects(value: Json, path: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        yield path, members(value)
    for name, one in children(value):
        yield from _objects(one, f"{path}/{name}")
