"""The published schemas of the gate's own inputs say what the models do."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from review_contract.drafts import JsonSchema
from review_contract.parsing import json_object
from review_gate.evidence import Evidence
from review_gate.github_answers import evidence_from_answers
from review_gate.schemas import evidence_schema, policy_schema, published_files

ROOT: Final = Path(__file__).parents[2]
COMPLETE: Final = Path(__file__).parent / "answers" / "complete"


@pytest.mark.parametrize("name", [name for name in published_files() if "/" not in name])
def test_the_published_file_is_the_generated_one(name: str) -> None:
    """`make schemas` writes it; a published version is frozen."""
    published = (ROOT / "schemas" / name).read_bytes()
    assert published == published_files()[name].encode()


def test_recorded_evidence_fits_its_schema() -> None:
    answers = {path.relative_to(COMPLETE).as_posix(): path.read_bytes() for path in COMPLETE.rglob("*.json")}
    evidence = evidence_from_answers(answers, "2026-02-11T11:00:00Z")
    recorded = json_object(evidence.model_dump_json())
    assert _fits(recorded, evidence_schema())
    assert Evidence.model_validate(recorded) == evidence
    assert not _fits({**recorded, "problems": None}, evidence_schema())


def test_a_policy_fits_its_schema() -> None:
    policy = tomllib.loads((COMPLETE / "policy.toml").read_text(encoding="utf-8"))
    assert _fits(policy, policy_schema())
    assert not _fits({**policy, "stage": []}, policy_schema())


def _fits(value: Mapping[str, Any], schema: JsonSchema) -> bool:
    validator = Draft202012Validator(schema)
    return validator.is_valid(value)  # pyright: ignore[reportUnknownMemberType] # half a type, in its stubs
