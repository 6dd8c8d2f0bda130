"""Posts: comments and reviews as carriers, and everything that may have happened to them since.

Carriers are append-only, so every edit is a doubt. GitHub's REST API can't show a review's edits, and
`updated_at` is no edit signal: the history is GraphQL's, and history that was not read is an error.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from review_contract import Block, Code, Diagnosis, Pointer, read
from review_contract.header import SENTINEL, Header, parse_header
from review_contract.v1.kinds import Document
from review_gate.evidence import CarrierKind, Deletion, Edit, Post, Review
from review_gate.policy import WorkflowProducer
from review_gate.reasons import GateCode
from review_gate.selection.candidate import (
    Candidate,
    Fault,
    Scope,
    Voice,
    before_this_head,
    name_of,
    stale,
    with_faults,
)
from review_gate.selection.judgement import judged
from review_gate.selection.producers import unproven, voice_of_post


def from_post(scope: Scope, kind: CarrierKind, post: Post) -> Candidate | None:
    """Return what a comment or review holds; None if it holds no block and never did."""
    shell = Candidate(kind, name_of(post.author), post.url)
    voice = voice_of_post(scope.policy, post, scope.proven)
    if isinstance(voice, Fault):
        return _stranger(scope, shell, post, voice)
    reading = read(post.body)
    if isinstance(reading, Diagnosis):
        if isinstance(voice.producer, WorkflowProducer):
            return _stranger(scope, shell, post, unproven(voice.producer))
        return _unreadable_post(scope, shell, post, reading)
    head = scope.evidence.subject.head_sha
    faults = [
        *voice.faults,
        *_post_faults(post, reading.header),
        *(_review_faults(post, reading.document, head) if isinstance(post, Review) else ()),
        *_history_faults(scope, post, reading.header),
    ]
    candidate = judged(scope, shell, voice.producer, reading, faults)
    # A gate's summary by an account that speaks for stages too is no word of theirs.
    own = _is_decision(reading) and not any(fault.effect == "error" for fault in candidate.faults)
    return None if own else candidate


def _is_decision(reading: Block | Diagnosis) -> bool:
    """Tell whether a text was a gate's decision: it carries no verdict, so nothing is lost with it."""
    return isinstance(reading, Block) and reading.document.kind == "decision"


def _stranger(scope: Scope, shell: Candidate, post: Post, fault: Fault) -> Candidate | None:
    """Drop what no producer wrote, unread; that a sentinel was there is told to people only."""
    faults = (fault, *_once_proven(scope, post))
    return with_faults(shell, *faults) if len(faults) > 1 or SENTINEL in post.body else None


def _once_proven(scope: Scope, post: Post) -> Iterator[Fault]:
    """Tell whether a post of the shared account was a workflow's before somebody edited it."""
    for edit in post.edits or ():
        if edit.body is None or not edit.body.startswith(SENTINEL):
            continue
        voice = voice_of_post(scope.policy, post.model_copy(update={"body": edit.body}), scope.proven)
        if isinstance(voice, Voice) and _may_have_been_another(scope, edit, None):
            sentence = f"an earlier text of it, edited by {name_of(edit.editor)}, was a producer's block"
            yield Fault("error", GateCode.EDITED_AWAY, sentence)
            return


def from_earlier_texts(scope: Scope, kind: CarrierKind, post: Post) -> Iterator[Candidate]:
    """Yield what a post once said about an earlier head, or nobody can read: an edit takes nothing back.

    (That it once said something else about this head is an error already, and is not heard again.)
    """
    bodies = dict.fromkeys(edit.body for edit in post.edits or () if edit.body and edit.body != post.body)
    for body in bodies:
        earlier = from_post(scope, kind, post.model_copy(update={"body": body}))
        if earlier and (earlier.history or any(f.code is GateCode.UNREADABLE_BLOCK for f in earlier.faults)):
            yield earlier


def carried_digests(posted: Iterable[Candidate | None]) -> frozenset[str]:
    """Return the digests of the documents that posts carry or point to."""
    heard = [one for one in posted if one and one.vouched and (one.stands or one.history)]
    documents = [(one.digest, one.document) for one in heard]
    pointers = [document.artifact.digest for _, document in documents if isinstance(document, Pointer)]
    return frozenset({*pointers, *(digest for digest, _ in documents if digest)})


def _unreadable_post(scope: Scope, shell: Candidate, post: Post, diagnosis: Diagnosis) -> Candidate | None:
    history = tuple(_history_faults(scope, post, None))
    if diagnosis.code == Code.MISSING:
        return with_faults(shell, *history) if history else None
    header = diagnosis.header if diagnosis.code != Code.HEADER_MISMATCH else None
    head = header.head_sha if header else None
    if header and head in scope.earlier_heads and header.kind not in _HOLDING_FINDINGS:
        return with_faults(shell, Fault("reject", GateCode.STALE_HEAD, stale(head)), *history)
    sentence = f"a producer's block can't be read: {diagnosis.code}, {diagnosis.message}"
    return with_faults(shell, Fault("error", GateCode.UNREADABLE_BLOCK, sentence), *history)


_HOLDING_FINDINGS: Final = frozenset({"review", "critique"})
"""Kinds whose findings outlive their head: unread, they might be open still."""


def _post_faults(post: Post, header: Header) -> Iterator[Fault]:
    if post.edits and all(_holds(edit, header) for edit in post.edits):
        yield Fault("doubt", GateCode.EDITED, f"it was edited by {_editors(post)}; carriers are append-only")
    elif post.edits:
        yield Fault(
            "doubt", GateCode.EDITED_IN, f"its block was not in it from the start; {_editors(post)} edited it"
        )
    if post.minimised is None:
        yield Fault("doubt", GateCode.MINIMISED_UNKNOWN, "whether it is hidden was not read")
    elif post.minimised:
        yield Fault("doubt", GateCode.MINIMISED, "it is hidden")
    if post.by_email:
        yield Fault("doubt", GateCode.BY_EMAIL, "it came by mail; bots do not mail")


def _review_faults(review: Review, document: Document | Pointer, head_sha: str | None) -> Iterator[Fault]:
    if review.state == "PENDING":
        yield Fault("reject", GateCode.REVIEW_PENDING, "the review was not submitted")
    if review.state == "DISMISSED":
        yield Fault("doubt", GateCode.DISMISSED, "the review was dismissed")
    if review.commit_id != document.subject.head_sha:
        said = review.commit_id[:7] if review.commit_id else "no commit"
        yield Fault("doubt", GateCode.COMMIT_MISMATCH, f"GitHub says that the review was of {said}")
    verdict = getattr(document, "verdict", None)
    contradictory = {("APPROVED", "request_changes"), ("CHANGES_REQUESTED", "approve")}
    if document.subject.head_sha == head_sha and (review.state, verdict) in contradictory:
        sentence = f"the review's state is {review.state}, its document says {verdict}"
        yield Fault("error", GateCode.REVIEW_STATE, sentence)


def _history_faults(scope: Scope, post: Post, current: Header | None) -> Iterator[Fault]:
    """Tell whether an earlier text of the post was, or may have been, another block about this head."""
    if post.edits is None:
        yield Fault(
            "error",
            GateCode.EDIT_UNVERIFIED,
            "its edit history was not read: it may have said something else",
        )
    for edit in post.edits or ():
        if _may_have_been_another(scope, edit, current):
            sentence = f"an earlier text of it was or may have been another block; edited by {_editors(post)}"
            yield Fault("error", GateCode.EDITED_AWAY, sentence)
            return


def _editors(post: Post) -> str:
    """Name who changed a post: the first revision is the text as it was posted, by its author."""
    revisions = sorted(post.edits or (), key=lambda edit: edit.at or "")
    return ", ".join(dict.fromkeys(name_of(edit.editor) for edit in revisions[1:] or revisions))


def _holds(edit: Edit, header: Header) -> bool:
    """Tell whether a revision began with this very block."""
    line = edit.body.split("\n", 1)[0] if edit.body else ""
    known = parse_header(line)
    return known is not None and known.digest == header.digest


def _may_have_been_another(scope: Scope, edit: Edit, current: Header | None) -> bool:
    if before_this_head(scope.evidence, edit.at):
        return False
    if edit.body is None:
        return True
    if not edit.body.startswith(SENTINEL):
        return False
    header = parse_header(edit.body.split("\n", 1)[0])
    if header is None:
        return True
    if header.kind == "decision" and _is_decision(read(edit.body)):
        return False
    same = current is not None and header.digest == current.digest
    return not same and header.head_sha not in scope.earlier_heads


def from_review_comment(post: Post) -> Candidate | None:
    """Return a rejected candidate where a comment on the diff holds a sentinel."""
    if SENTINEL not in post.body:
        return None
    fault = Fault("reject", GateCode.CARRIER_KIND, "a comment on a line of the diff carries no document")
    return Candidate("review_comment", name_of(post.author), post.url, faults=(fault,))


def from_deletion(scope: Scope, deletion: Deletion) -> Candidate | None:
    """Return an error where a comment of a producer is gone that may have been about this head."""
    author = deletion.author
    if author is None or author.type != "Bot" or before_this_head(scope.evidence, deletion.at):
        return None
    apps = {producer.user_id for producer in scope.policy.producers if producer.type == "app"}
    if author.id is not None and author.id not in apps:
        return None
    sentence = f"{name_of(deletion.actor)} deleted a comment of {name_of(author)} since this head appeared"
    fault = Fault("error", GateCode.CARRIER_DELETED, sentence)
    return Candidate("deleted_comment", name_of(author), None, faults=(fault,))
