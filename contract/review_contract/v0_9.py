"""Version 0.9, the last draft of v1: read for ever, never written.

It named the pull request `subject.pull_number`, and had no other subjects.
"""

from typing import cast

from review_contract.codes import Code
from review_contract.problems import ContractError, Problem
from review_contract.strict_json import JsonObject


def upcast(document: JsonObject) -> JsonObject:
    """Return a 0.9 document as 1.0; what else is wrong in it stays for 1.0's model to refuse.

    Raises:
        ContractError: the subject uses names that 0.9 did not have; next to the old one they would hide it.
    """
    subject = document.get("subject")
    if not isinstance(subject, dict):
        return {**document, "schema_version": "1.0"}
    old = cast("JsonObject", subject)
    if later := sorted({"type", "number"} & old.keys()):
        raise ContractError(*map(_unknown, later))
    renamed = {("number" if name == "pull_number" else name): value for name, value in old.items()}
    return {**document, "schema_version": "1.0", "subject": {"type": "pull_request", **renamed}}


def _unknown(name: str) -> Problem:
    message = "version 0.9 does not know this field; it has pull_number"
    return Problem(Code.SCHEMA_UNKNOWN_FIELD, f"/subject/{name}", message)
