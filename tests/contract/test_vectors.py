"""Every conformance vector holds for this implementation, and every reason code has its vectors."""

import json
from pathlib import Path

import pytest

from review_contract import Code, Diagnosis, parse, payload, read, sha256
from review_contract.drafts import parse_draft
from review_contract.identity import fingerprints, match
from review_contract.parsing import validate
from review_contract.v1.finding import Finding
from review_contract.v1.kinds import DRAFTS, KINDS
from tests.contract.json_schema import validator
from tests.contract.vectors import (
    BASES,
    FILES,
    FOLDER,
    VECTORS,
    Json,
    Vector,
    children,
    parameters,
    patched,
    refusal,
)

NOT_FROM_READ = {Code.UNREADABLE}
"""Codes that only `diagnose` gives, to bodies that are too costly to explain."""
_WITH_CODES = ("text", "document", "draft", "body", "version")


@pytest.mark.parametrize("vector", parameters("text", "document", "draft", "version"))
def test_a_document_is_accepted_or_refused_as_the_vector_says(vector: Vector) -> None:
    expected = {key: value for key, value in vector.expected.items() if key != "document"}
    assert _outcome(vector) == expected


@pytest.mark.parametrize("vector", parameters("body"))
def test_a_body_is_read_as_the_vector_says(vector: Vector) -> None:
    assert _diagnosis(vector.body()) == vector.expected["code"]


@pytest.mark.parametrize("vector", parameters("payload"))
def test_a_document_is_written_as_the_vector_says(vector: Vector) -> None:
    data = payload(parse(vector.data()))
    assert {"payload": data.decode("ascii"), "digest": sha256(data)} == vector.expected


@pytest.mark.parametrize("vector", parameters("version", having="document"))
def test_an_older_document_reads_as_the_newer_one(vector: Vector) -> None:
    assert parse(vector.data()) == parse(json.dumps(patched(vector.expected["document"])))


@pytest.mark.parametrize("vector", parameters("identity"))
def test_findings_are_identified_as_the_vector_says(vector: Vector) -> None:
    given = vector.input
    if "match" in vector.expected:
        found: object = match(_finding(given["one"]), _finding(given["other"]))
        assert {"match": found} == vector.expected
    else:
        assert {
            "fingerprints": fingerprints(_finding(given["finding"]), given.get("file"))
        } == vector.expected


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_the_files_of_vectors_follow_their_schema(file: Path) -> None:
    schema = json.loads((FOLDER / "vector.schema.json").read_text(encoding="utf-8"))
    assert validator(schema)(json.loads(file.read_text(encoding="utf-8")))


def test_there_are_enough_vectors_and_their_names_are_unique() -> None:
    names = [vector.name for vector in VECTORS]
    assert len(names) == len(set(names)) >= 140


@pytest.mark.parametrize("code", sorted({*Code} - NOT_FROM_READ))
def test_every_code_has_a_failing_vector_and_a_passing_neighbour(code: Code) -> None:
    if code is Code.READABLE:
        assert any(vector.expected.get("code") == code for vector in VECTORS)
        return
    assert any(vector.expected.get("code") == code and vector.neighbour for vector in VECTORS)


@pytest.mark.parametrize("vector", parameters(*_WITH_CODES, having="neighbour"))
def test_a_neighbour_passes_and_differs_in_one_thing(vector: Vector) -> None:
    near = next(one for one in VECTORS if (one.file, one.name) == (vector.file, vector.neighbour))
    assert near.expected.get("valid") or near.expected == {"code": "readable"}
    if vector.reads in {"document", "draft", "version"}:
        assert _differences(vector.value(), near.value()) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_valid_vector_that_uses_every_optional_field(kind: str) -> None:
    assert {*KINDS[kind].model_fields} - {*BASES[kind]} <= _SHARED_OPTIONALS
    assert any(vector.reads == "document" and vector.input == {"base": kind} for vector in VECTORS)


@pytest.mark.parametrize("kind", DRAFTS)
def test_every_kind_that_a_model_writes_has_a_valid_draft(kind: str) -> None:
    assert any(vector.draft == kind and vector.expected == {"valid": True} for vector in VECTORS)


_SHARED_OPTIONALS = {
    *(
        "in_reply_to",
        "run",
        "status_reason",
        "expires_at",
        "supersedes",
        "severity_scale",
        "usage",
        "extensions",
    )
}
"""Fields of the envelope, which the vectors of reviews use."""


def _outcome(vector: Vector) -> dict[str, Json]:
    draft = vector.reads == "draft"
    problems = refusal(lambda: parse_draft(vector.draft, vector.data()) if draft else parse(vector.data()))
    return {"code": problems[0].code, "path": problems[0].path} if problems else {"valid": True}


def _diagnosis(body: str) -> str:
    found = read(body)
    return found.code if isinstance(found, Diagnosis) else Code.READABLE


def _finding(value: object) -> Finding:
    return validate(Finding, value)


def _differences(one: Json, other: Json) -> int:
    """Count the places in which two values differ; a member or item that is missing is one."""
    here, there = dict(children(one)), dict(children(other))
    if type(one) is not type(other) or not (here or there):
        return int(type(one) is not type(other) or one != other)
    shared = here.keys() & there.keys()
    return len(here.keys() ^ there.keys()) + sum(_differences(here[key], there[key]) for key in shared)
