"""Version 0.9, the last draft of v1: read for ever, never written.

It named the pull request `subject.pull_number`, and had no other subjects.
"""

from review_contract.strict_json import JsonObject


def upcast(document: JsonObject) -> JsonObject:
    """Return a 0.9 document as 1.0; what is wrong in it stays for 1.0's model to refuse."""
    subject = document.get("subject")
    if not isinstance(subject, dict) or "pull_number" not in subject:
        return {**document, "schema_version": "1.0"}
    rest = {name: value for name, value in subject.items() if name != "pull_number"}
    renamed = {"type": "pull_request", "number": subject["pull_number"], **rest}
    return {**document, "schema_version": "1.0", "subject": renamed}
