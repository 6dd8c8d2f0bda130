"""The doctor's codes: one for each thing that can be amiss with a set-up, and for what was found in order.

What each means, what causes it and what to do stands in `review-contract explain CODE`.
"""

from enum import StrEnum


class DoctorCode(StrEnum):
    """What was found."""

    NOT_READ = "not-read"

    # Rulesets and branch protection.
    BRANCH_GUARDED = "branch-guarded"
    CHECK_NOT_REQUIRED = "check-not-required"
    CHECK_ANY_SOURCE = "check-any-source"
    CHECK_SOURCE_ACTIONS = "check-source-actions"
    CHECK_SOURCE_MISMATCH = "check-source-mismatch"
    NO_HUMAN_APPROVAL = "no-human-approval"
    DIRECT_PUSH = "direct-push"
    FORCE_PUSH = "force-push"
    BYPASS_MACHINE = "bypass-machine"
    BYPASS_WRITERS = "bypass-writers"
    BYPASS_PEOPLE = "bypass-people"
    BRANCH_PATTERN = "branch-pattern"

    # The policy, and whom it names.
    POLICY_USABLE = "policy-usable"
    NO_POLICY = "no-policy"
    POLICY_UNUSABLE = "policy-unusable"
    POLICY_DECIDES_NOTHING = "policy-decides-nothing"
    PRODUCER_KNOWN = "producer-known"
    PRODUCER_UNKNOWN = "producer-unknown"
    PRODUCER_NO_BOT = "producer-no-bot"
    PRODUCER_APP_MISMATCH = "producer-app-mismatch"
    PRODUCER_APP_UNSEEN = "producer-app-unseen"

    # The gate's workflow.
    GATE_IN_PLACE = "gate-in-place"
    NO_GATE = "no-gate"
    GATE_NOT_PUBLISHING = "gate-not-publishing"
    GATE_OTHER_CHECK = "gate-other-check"
    GATE_UNTRUSTED_EVENT = "gate-untrusted-event"
    GATE_TRIGGER_MISSING = "gate-trigger-missing"
    GATE_NOT_CHAINED = "gate-not-chained"
    GATE_FILTERED = "gate-filtered"
    GATE_SKIPPABLE = "gate-skippable"
    GATE_NOT_PINNED = "gate-not-pinned"
    GATE_PERMISSIONS_SHORT = "gate-permissions-short"
    GATE_PERMISSIONS_WIDE = "gate-permissions-wide"
    GATE_CHECKS_OUT_HEAD = "gate-checks-out-head"
    JOB_NAMED_LIKE_CHECK = "job-named-like-check"
    WORKFLOW_INVALID = "workflow-invalid"

    # The reviewers' workflows.
    REVIEWER_IN_PLACE = "reviewer-in-place"
    REVIEWER_MISSING = "reviewer-missing"
    REVIEWER_UNTRUSTED_EVENT = "reviewer-untrusted-event"
    REVIEWER_HIDES_FAILURE = "reviewer-hides-failure"

    # Settings that the workflows need.
    SETTINGS_IN_ORDER = "settings-in-order"
    SECRET_MISSING = "secret-missing"  # noqa: S105 - a code, no secret
    VARIABLE_MISSING = "variable-missing"
    LABEL_MISSING = "label-missing"
    TOKEN_WRITES = "token-writes"  # noqa: S105 - same
    ACTIONS_MAY_APPROVE = "actions-may-approve"
