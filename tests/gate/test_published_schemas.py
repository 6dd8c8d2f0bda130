"""The published schemas of the gate's own inputs say what the models do."""

import tomllib
from pathlib import Path
from typing import Final

import pytest
from jsonschema import Draft202012Validator

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
    validator = Draft202012Validator(evidence_schema())
    assert validator.is_valid(recorded)
    assert Evidence.model_validate(recorded) == evidence
    assert not validator.is_valid({**recorded, "problems": None})


def test_a_policy_fits_its_schema() -> None:
    policy = tomllib.loads((COMPLETE / "policy.toml").read_text(encoding="utf-8"))
    validator = Draft202012Validator(policy_schema())
    assert validator.is_valid(policy)
    assert not validator.is_valid({**policy, "stage": []})
