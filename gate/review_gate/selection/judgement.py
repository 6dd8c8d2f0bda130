"""Judgement: whether a producer's document is its to make, and is about this very subject."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from review_contract import Block, ContractError, Pointer, parse
from review_contract.block import payload, pointer_to
from review_contract.problems import excerpt
from review_contract.v1.kinds import RECORD_KINDS, Document
from review_gate.policy import Producer
from review_gate.reasons import GateCode
from review_gate.selection.candidate import Candidate, Fault, Scope, stale


def judged(
    scope: Scope, shell: Candidate, producer: Producer, block: Block, faults: list[Fault]
) -> Candidate:
    """Return the candidate with its document, and with what is wrong with the document itself."""
    document, content = block.document, block.header.digest
    if isinstance(document, Pointer):
        content = document.artifact.digest
        document, missing = _resolved(scope, document)
        faults += missing
    checks: tuple[Callable[[Scope, Producer, Document | Pointer], Iterator[Fault]], ...]
    checks = (_stage_faults, _subject_faults, _base_faults)
    faults += [fault for check in checks for fault in check(scope, producer, document)]
    foreign = any(fault.code in _FOREIGN for fault in faults)
    return replace(
        shell,
        digest=block.header.digest,
        content=content,
        document=None if foreign else document,
        stage=document.stage,
        faults=tuple(faults),
    )


_FOREIGN: Final = frozenset({GateCode.OTHER_REPOSITORY, GateCode.OTHER_NUMBER})


def _stage_faults(scope: Scope, producer: Producer, document: Document | Pointer) -> Iterator[Fault]:
    stage = next((stage for stage in scope.policy.stages if stage.name == document.stage), None)
    if stage is None:
        yield Fault("reject", GateCode.STAGE_UNKNOWN, f"the policy has no stage {document.stage!r}")
    elif document.stage not in producer.stages:
        sentence = f"{producer.name} may not speak for {document.stage!r}"
        yield Fault("reject", GateCode.STAGE_NOT_ALLOWED, sentence)
    elif document.kind not in stage.speaks() | RECORD_KINDS:
        sentence = f"the stage {stage.name!r} does not speak {document.kind!r}"
        yield Fault("reject", GateCode.KIND_NOT_ALLOWED, sentence)


def _subject_faults(scope: Scope, _: Producer, document: Document | Pointer) -> Iterator[Fault]:
    said, actual = document.subject, scope.evidence.subject
    if said.repository.id != scope.evidence.repository.id:
        sentence = f"it is about repository {said.repository.id} ({excerpt(said.repository.full_name)})"
        yield Fault("error", GateCode.OTHER_REPOSITORY, sentence)
    elif said.type != actual.type:
        yield Fault("reject", GateCode.OTHER_SUBJECT_TYPE, f"it is about a {said.type}, not a {actual.type}")
    elif said.number != actual.number:
        yield Fault("error", GateCode.OTHER_NUMBER, f"it is about #{said.number}")
    elif said.head_sha != actual.head_sha:
        yield Fault("reject", GateCode.STALE_HEAD, stale(said.head_sha))


def _base_faults(scope: Scope, _: Producer, document: Document | Pointer) -> Iterator[Fault]:
    """Retargeting changes the diff without changing the head, so base and merge base must agree too."""
    said, actual = document.subject, scope.evidence.subject
    if actual.type == "issue" or said.head_sha != actual.head_sha:
        return
    if said.base_ref != actual.base_ref:
        sentence = f"it was written for base {excerpt(said.base_ref)}, now it is {excerpt(actual.base_ref)}"
        yield Fault("doubt", GateCode.BASE_CHANGED, sentence)
    if said.merge_base_sha is None or actual.merge_base_sha is None:
        who = "the document" if said.merge_base_sha is None else "the evidence"
        yield Fault("doubt", GateCode.MERGE_BASE_UNKNOWN, f"{who} does not name the merge base")
    elif said.merge_base_sha != actual.merge_base_sha:
        sentence = f"its merge base is {said.merge_base_sha[:7]}, now it is {actual.merge_base_sha[:7]}"
        yield Fault("doubt", GateCode.MERGE_BASE_CHANGED, sentence)


def _resolved(scope: Scope, pointer: Pointer) -> tuple[Document | Pointer, tuple[Fault, ...]]:
    """Return the document that a pointer's artifact holds, or the pointer and what is wrong."""
    text = scope.contents.get(pointer.artifact.digest)
    if text is None:
        sentence = "the artifact with the whole document is gone or was not read; re-run the stage"
        return pointer, (Fault("doubt", GateCode.EVIDENCE_EXPIRED, sentence),)
    try:
        document = parse(text)
    except ContractError as error:
        return pointer, (Fault("error", GateCode.UNREADABLE_BLOCK, f"the artifact can't be read: {error}"),)
    if isinstance(document, Pointer) or payload(pointer_to(document, text.encode())) != payload(pointer):
        sentence = "the artifact's document is not the one that the comment points to"
        return pointer, (Fault("error", GateCode.ARTIFACT_MISMATCH, sentence),)
    return document, ()
