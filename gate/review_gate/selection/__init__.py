"""Selection: every carrier that might hold a document, and why each counts or does not.

Doubt about a yes removes it; doubt about a no keeps it. So a document that was edited, hidden or
dismissed can still block, and a producer's block that can't be read is an error, never silence.
"""

from typing import Final

from review_contract import sha256
from review_gate.evidence import CarrierKind, Evidence, Post
from review_gate.policy import Policy
from review_gate.selection.candidate import Candidate, Fault, Proven, Scope
from review_gate.selection.posts import (
    carried_digests,
    from_deletion,
    from_earlier_texts,
    from_post,
    from_review_comment,
)
from review_gate.selection.producers import proven_digests, voice_of_post
from review_gate.selection.runs import from_artifact, from_step_output, payload_text


def candidates(policy: Policy, evidence: Evidence) -> tuple[Candidate, ...]:
    """Return every carrier that holds a block, or that a producer made and that should hold one."""
    runs = {run.id: run for run in evidence.runs}
    proven = proven_digests(policy, evidence, runs)
    scope = Scope(
        policy,
        evidence,
        runs,
        proven,
        {
            sha256(text.encode("utf-8", "surrogatepass")): text
            for a in evidence.artifacts
            if (text := payload_text(a.content)) is not None
        },
        _earlier_heads(policy, evidence, proven),
    )
    posts: list[tuple[CarrierKind, Post]] = [
        *(("comment", post) for post in evidence.comments),
        *(("review", post) for post in evidence.reviews),
    ]
    posted = [from_post(scope, kind, post) for kind, post in posts]
    carried = carried_digests(posted)
    found = [
        *posted,
        *(earlier for kind, post in posts for earlier in from_earlier_texts(scope, kind, post)),
        *(from_artifact(scope, artifact, carried) for artifact in evidence.artifacts),
        *(from_step_output(scope, output) for output in evidence.step_outputs),
        *(from_deletion(scope, deletion) for deletion in evidence.deletions),
        *(from_review_comment(post) for post in evidence.review_comments),
    ]
    # The order in which an API lists things says nothing, and must not show in a decision either.
    return tuple(sorted((candidate for candidate in found if candidate), key=_order))


_CARRIERS: Final = ("comment", "review", "review_comment", "deleted_comment", "artifact", "step_output")
"""What people can open comes first, so that a link leads to the conversation and not to a log."""


def _order(candidate: Candidate) -> tuple[int, str, str, str, tuple[str, ...]]:
    sentences = tuple(fault.sentence for fault in candidate.faults)
    place = _CARRIERS.index(candidate.carrier)
    return place, candidate.url or "", candidate.author, candidate.digest or "", sentences


def _earlier_heads(policy: Policy, evidence: Evidence, proven: Proven) -> frozenset[str]:
    """Return the commits that were this subject's head before: what speaks of them is old, not odd."""
    heads = {
        review.commit_id
        for review in evidence.reviews
        if review.commit_id and not isinstance(voice_of_post(policy, review, proven), Fault)
    }
    return frozenset({*evidence.subject.earlier_heads, *heads} - {evidence.subject.head_sha or ""})
