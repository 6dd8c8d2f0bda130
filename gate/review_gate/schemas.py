"""The published schemas: the contract's, and those of the gate's own inputs."""

from collections.abc import Mapping
from typing import Final

from review_contract import schemas
from review_contract.drafts import JsonSchema
from review_gate.evidence import EVIDENCE_VERSION, Evidence
from review_gate.policy import Policy

POLICY_VERSION: Final = "1.0"


def published_files() -> Mapping[str, str]:
    """Return every published schema, as its file spells it, by the file's name below `schemas/`."""
    gate = {
        f"evidence-{EVIDENCE_VERSION}.json": evidence_schema(),
        f"policy-{POLICY_VERSION}.json": policy_schema(),
    }
    return {name: schemas.render(schema) for name, schema in {**schemas.published(), **gate}.items()}


def evidence_schema() -> JsonSchema:
    """Return the schema of a recorded conversation."""
    return schemas.document_schema("evidence", Evidence)


def policy_schema() -> JsonSchema:
    """Return the schema of a policy, as its TOML reads as JSON."""
    return schemas.document_schema("policy", Policy)
