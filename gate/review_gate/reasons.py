"""Reasons: the nodes of a decision's tree, and the gate's reason codes.

What each code means, what causes it and what to do stands in `review-contract explain CODE`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from review_contract.v1.finding import Location
from review_contract.v1.record_kinds import Conclusion


class GateCode(StrEnum):
    """Why the gate concluded what it did, and what became of each candidate."""

    # The evidence and the policy.
    EVIDENCE_COMPLETE = "evidence-complete"
    EVIDENCE_INCOMPLETE = "evidence-incomplete"
    POLICY_INVALID = "policy-invalid"
    POLICY_EMPTY = "policy-empty"
    POLICY_DUPLICATE = "policy-duplicate"
    POLICY_UNKNOWN_STAGE = "policy-unknown-stage"
    POLICY_SILENT_STAGE = "policy-silent-stage"
    POLICY_KINDS = "policy-kinds"
    POLICY_KEY_RESERVED = "policy-key-reserved"
    POLICY_SHARED_ACCOUNT = "policy-shared-account"

    # Who speaks.
    COUNTED = "counted"
    NOT_A_PRODUCER = "not-a-producer"
    APP_MISMATCH = "app-mismatch"
    APP_UNVERIFIED = "app-unverified"
    DIGEST_UNPROVEN = "digest-unproven"
    WORKFLOW_UNTRUSTED = "workflow-untrusted"
    CARRIER_KIND = "carrier-kind"
    STAGE_UNKNOWN = "stage-unknown"
    STAGE_NOT_ALLOWED = "stage-not-allowed"
    KIND_NOT_ALLOWED = "kind-not-allowed"

    # What it speaks about.
    OTHER_REPOSITORY = "other-repository"
    OTHER_NUMBER = "other-number"
    OTHER_SUBJECT_TYPE = "other-subject-type"
    STALE_HEAD = "stale-head"
    BASE_CHANGED = "base-changed"
    MERGE_BASE_CHANGED = "merge-base-changed"
    MERGE_BASE_UNKNOWN = "merge-base-unknown"
    COMMIT_MISMATCH = "commit-mismatch"
    RUN_MISMATCH = "run-mismatch"

    # Whether it can be believed.
    EDITED = "edited"
    EDITED_IN = "edited-in"
    EDIT_UNVERIFIED = "edit-unverified"
    EDITED_AWAY = "edited-away"
    CARRIER_DELETED = "carrier-deleted"
    MINIMISED = "minimised"
    MINIMISED_UNKNOWN = "minimised-unknown"
    DISMISSED = "dismissed"
    REVIEW_PENDING = "review-pending"
    REVIEW_STATE = "review-state"
    BY_EMAIL = "by-email"
    ARTIFACT_MISMATCH = "artifact-mismatch"
    EVIDENCE_EXPIRED = "evidence-expired"
    UNREADABLE_BLOCK = "unreadable-block"

    # The chain of a stage.
    CHAIN_AMBIGUOUS = "chain-ambiguous"
    CHAIN_GAP = "chain-gap"
    CHAIN_BROKEN = "chain-broken"

    # What the stages said.
    STAGE_SATISFIED = "stage-satisfied"
    STAGE_MISSING = "stage-missing"
    STAGE_STARTED = "stage-started"
    STAGE_NOT_COMPLETED = "stage-not-completed"
    STAGE_NOT_APPROVED = "stage-not-approved"
    STAGE_DOUBTFUL = "stage-doubtful"
    COVERAGE_INCOMPLETE = "coverage-incomplete"
    NOT_ALIGNED = "not-aligned"
    CHANGES_REQUESTED = "changes-requested"
    VERDICT_CONTRADICTED = "verdict-contradicted"
    NEEDS_HUMAN = "needs-human"
    TIMEOUT = "timeout"

    # Findings.
    FINDING_BLOCKS = "finding-blocks"
    FINDING_STILL_OPEN = "finding-still-open"
    FINDING_AWAITS_REVIEW = "finding-awaits-review"
    FINDING_WAIVED = "finding-waived"
    FINDING_CLOSED = "finding-closed"
    SEVERITY_THRESHOLD = "severity-threshold"

    # The commit that is judged.
    SAME_HEAD = "same-head"
    CHECK_NAME_TAKEN = "check-name-taken"
    COMMENT_CHOSEN = "comment-chosen"
    COMMENT_NOT_CHOSEN = "comment-not-chosen"
    GROUP = "merge-group"
    GROUP_MEMBER = "merge-group-member"
    GROUP_UNKNOWN = "merge-group-unknown"
    NOT_PUBLISHED = "not-published"

    # Change rules.
    CHANGE_RULE_KEPT = "change-rule-kept"
    CHANGE_TOGETHER = "change-together"
    CHANGE_HUMAN_ONLY = "change-human-only"
    CHANGE_CONFINED = "change-confined"
    CHANGE_DRAFT = "change-draft"
    CHANGE_TARGET = "change-target"

    # The whole.
    STAGES = "stages"
    FINDINGS = "findings"
    CHANGE_RULES = "change-rules"
    ALL_SATISFIED = "all-satisfied"


PRECEDENCE: Final[tuple[Conclusion, ...]] = ("fail", "error", "pending", "pass")
"""Worst first: the conclusion of a node with children is the first of these that a child has."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One node of the decision: what was looked at, and what it means for the merge."""

    code: str
    conclusion: Conclusion
    sentence: str
    remedy: str = ""
    """What to do next; empty where nothing is to be done."""
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    location: Location | None = None
    url: str | None = None
    reasons: tuple["Reason", ...] = ()


def worst(conclusions: Iterable[Conclusion]) -> Conclusion:
    """Return the conclusion that wins; nothing at all is an error, for empty is never a pass."""
    found = set(conclusions)
    for conclusion in PRECEDENCE:
        if conclusion in found:
            return conclusion
    return "error"


def numbered(number: int, noun: str) -> str:
    """Return a number with its noun, such as `1 document` or `2 documents`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def leaves(reason: Reason) -> Iterable[Reason]:
    """Return the nodes without children below a node, in order."""
    if not reason.reasons:
        yield reason
    for child in reason.reasons:
        yield from leaves(child)
