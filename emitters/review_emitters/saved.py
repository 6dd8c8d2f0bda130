"""An emission as files: composed in one step, uploaded in the next, posted in the last.

What is restored is read back like everything that is about to be posted: a body that does not carry the whole
document is refused. That nobody else writes into the folder is the job's to see to.
"""

import json
from collections.abc import Mapping
from typing import Final, Literal

from review_contract import (
    Block,
    Code,
    ContractError,
    Document,
    Pointer,
    Problem,
    parse,
    payload,
    read,
    sha256,
)
from review_contract.parsing import json_object, validate
from review_contract.v1.base import Many, Model, Number
from review_contract.v1.record_kinds import Outcome
from review_contract.v1.text import Identifier
from review_emitters.emission import Emission, InlineComment, Reply, ReviewEvent, Surface

ARTIFACTS: Final = "artifacts/"
"""The folder whose files are to be uploaded, each as an artifact of its own under its name without .json."""
PLAN: Final = "emission.json"
DOCUMENT: Final = "document.json"
OUTCOME: Final = "outcome.json"
BODY: Final = "body.md"
REVIEW_BODY: Final = "review_body.md"


class _Comment(Model):
    finding_id: Identifier
    path: str
    body: str
    line: Number
    side: Literal["LEFT", "RIGHT"]
    start_line: Number | None = None


class _Reply(Model):
    finding_id: Identifier
    body: str


class _Plan(Model):
    schema_version: Literal["1.0"]
    surface: Literal["review", "comment", "pull_request_body"]
    review_event: ReviewEvent
    inline_comments: Many[_Comment] = ()
    unanchored: Many[Identifier] = ()
    replies: Many[_Reply] = ()
    outputs: dict[str, str]
    captured_body: str = ""


def saved(emission: Emission, captured_body: str = "") -> Mapping[str, bytes]:
    """Return an emission's files by their names; `captured_body` is the description that it was made from."""
    plan = _Plan(
        schema_version="1.0",
        surface=emission.surface.value,
        review_event=emission.review_event,
        inline_comments=tuple(
            _Comment(
                finding_id=one.finding_id,
                path=one.path,
                body=one.body,
                line=one.line,
                side=one.side,
                start_line=one.start_line,
            )
            for one in emission.inline_comments
        ),
        unanchored=emission.unanchored,
        replies=tuple(_Reply(finding_id=one.finding_id, body=one.body) for one in emission.replies),
        outputs=dict(emission.outputs),
        captured_body=captured_body,
    )
    files = {
        PLAN: json.dumps(plan.model_dump(mode="json"), ensure_ascii=True, indent=2).encode(),
        DOCUMENT: payload(emission.document),
        OUTCOME: payload(emission.outcome),
        BODY: emission.body.encode(),
        REVIEW_BODY: emission.review_body.encode(),
    }
    return files | {f"{ARTIFACTS}{name}.json": data for name, data in emission.artifacts.items()}


def restored(files: Mapping[str, bytes]) -> tuple[Emission, str]:
    """Return the emission that files hold, and the description that it was made from.

    Raises:
        ContractError: a file is missing, or is not what `saved` wrote.
    """
    if missing := [name for name in (PLAN, DOCUMENT, OUTCOME, BODY, REVIEW_BODY) if name not in files]:
        raise _refused(missing[0], "the file is missing; compose the emission again")
    plan = validate(_Plan, json_object(files[PLAN]))
    document, outcome = parse(files[DOCUMENT]), parse(files[OUTCOME])
    if isinstance(document, Pointer) or not isinstance(outcome, Outcome):
        raise _refused(DOCUMENT, "these are not the whole documents; compose the emission again")
    body, review_body = (_body(files, name, document) for name in (BODY, REVIEW_BODY))
    emission = Emission(
        document=document,
        outcome=outcome,
        surface=Surface(plan.surface),
        body=body,
        review_body=review_body,
        inline_comments=tuple(InlineComment(**dict(one)) for one in plan.inline_comments),
        unanchored=plan.unanchored,
        artifacts=_artifacts(files),
        outputs=plan.outputs,
        review_event=plan.review_event,
        replies=tuple(Reply(**dict(one)) for one in plan.replies),
    )
    return emission, plan.captured_body


def _body(files: Mapping[str, bytes], name: str, document: Document) -> str:
    body = files[name].decode("utf-8", "replace")
    reading = read(body)
    carried = reading.document if isinstance(reading, Block) else None
    digest = carried.artifact.digest if isinstance(carried, Pointer) else None
    if carried != document and digest != sha256(payload(document)):
        raise _refused(name, f"it does not carry the document of {DOCUMENT}; compose the emission again")
    return body


def _artifacts(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {
        name.removeprefix(ARTIFACTS).removesuffix(".json"): data
        for name, data in files.items()
        if name.startswith(ARTIFACTS)
    }


def _refused(name: str, message: str) -> ContractError:
    return ContractError(Problem(Code.UNREADABLE, f"/{name}", message))
