"""Documents of the stories: what a stage's code stamps, around what its model said."""

import json
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from review_contract import Document, Pointer, parse, sha256
from review_contract.identity import fingerprints
from review_contract.parsing import validate
from review_contract.v1.finding import FindingDraft

Json: TypeAlias = dict[str, object]

SCALE: Final = ("critical", "high", "medium", "low", "info")


def finding(
    severity: str,
    title: str,
    body: str,
    *,
    at: tuple[str, int, int],
    code: str,
    **more: object,
) -> Json:
    """Return a finding about the lines `at` = (path, first, last), which read `code`.

    Its id and fingerprints are stamped as an emitter would: from the place and the code, not the wording.
    """
    path, first, last = at
    said = {
        "severity": severity,
        "confidence": "high",
        "title": title,
        "body": body,
        "location": {"path": path, "start_line": first, "end_line": last},
        "introduced": "new",
        **more,
    }
    file = [""] * (first - 1) + code.strip("\n").split("\n")
    stamped = fingerprints(validate(FindingDraft, said), file)
    number = sha256(f"{path}\0{code}".encode()).removeprefix("sha256:")[:8]
    return {"id": f"f-{number}", "fingerprints": dict(stamped), **said}


def answer(one: Json, action: str, justification: str, **more: object) -> Json:
    """Return a disposition for a finding."""
    return {"finding_id": one["id"], "action": action, "justification": justification, **more}


def counted(findings: Sequence[Json], scale: Sequence[str]) -> Mapping[str, int]:
    """Return how many findings of each severity there are."""
    return {name: sum(one["severity"] == name for one in findings) for name in scale}


def covering(files: Sequence[str], *, excluded: Mapping[str, str] | None = None) -> Json:
    """Return the coverage of a review that saw all files but those named, each with its reason."""
    left_out = [{"path": path, "reason": reason} for path, reason in (excluded or {}).items()]
    reviewed = [path for path in files if path not in (excluded or {})]
    return {"files_total": len(files), "reviewed": reviewed, "excluded": left_out, "truncated": False}


def document(**fields: object) -> Document:
    """Return the document that these fields make, read as the wire's readers read it."""
    made = parse(json.dumps({"schema_version": "1.0", **fields}))
    assert not isinstance(made, Pointer)
    return made
