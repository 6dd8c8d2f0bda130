"""Faults of the policy, of those whom it names, and of their workflows."""

from typing import Final

from review_gate.doctor import DoctorCode as Code
from tests.gate.doctor_answers import POLICY, REVIEWER, STAGE
from tests.gate.doctor_faults.fault import Change, Fault, both, edit


def account(**said: object) -> Change:
    return lambda world: world.answers["/user/190000001"][1].update(said)


def forget(path: str) -> Change:
    return lambda world: world.answers.pop(path)


FAULTS: Final = (
    Fault(
        "no-policy",
        lambda w: w.files.pop(POLICY),
        "broken",
        Code.NO_POLICY,
        "main has no .github/review-contract.toml",
        "review-contract init",
    ),
    Fault(
        "bad-policy",
        edit(POLICY, "[[stages]]", "[[stage]]"),
        "broken",
        Code.POLICY_UNUSABLE,
        "schema-unknown-field at /stage",
        "review-contract policy check",
    ),
    Fault(
        "nothing-required",
        both(
            edit(POLICY, 'name = "review"\n', 'name = "review"\nrequired = false\n'),
            edit(
                POLICY, 'name = "security-review"\n\n[[b', 'name = "security-review"\nrequired = false\n\n[[b'
            ),
        ),
        "broken",
        Code.POLICY_DECIDES_NOTHING,
        "2 producers and 0 required stages",
        "be required",
    ),
    Fault(
        "empty-policy",
        lambda w: w.files.update({POLICY: ""}),
        "broken",
        Code.POLICY_DECIDES_NOTHING,
        "0 producers and 0 required stages",
        "at least one producer",
    ),
    Fault(
        "nothing-for-a-branch",
        edit(POLICY, "blocking = {", 'stages = [{ name = "review", required = false }]\nblocking = {'),
        "broken",
        Code.POLICY_DECIDES_NOTHING,
        "into release/1.0",
        "of that section",
    ),
    Fault(
        "no-account",
        forget("/user/190000001"),
        "broken",
        Code.PRODUCER_UNKNOWN,
        "names the account 190000001, which GitHub does not know",
        "gh api users/NAME%5Bbot%5D",
    ),
    Fault(
        "a-person",
        account(login="acme-reviewer", type="User"),
        "broken",
        Code.PRODUCER_NO_BOT,
        "acme-reviewer, of type User",
        "gh api users/NAME%5Bbot%5D",
    ),
    Fault(
        "other-app",
        lambda w: w.answers["/apps/acme-reviewer"][1].update(id=5),
        "broken",
        Code.PRODUCER_APP_MISMATCH,
        "whose App is 5; the policy says 1100001",
        "write app_id = 5",
    ),
    Fault(
        "private-app",
        forget("/apps/acme-reviewer"),
        "warning",
        Code.PRODUCER_APP_UNSEEN,
        "app_id 1100001 was not compared",
        "GitHub Apps > acme-reviewer",
    ),
    Fault(
        "no-reviewer",
        lambda w: w.files.pop(REVIEWER),
        "broken",
        Code.REVIEWER_MISSING,
        "is not on main",
        "merge that file",
    ),
    Fault(
        "bad-reviewer",
        lambda w: w.files.update({REVIEWER: "on: ["}),
        "broken",
        Code.REVIEWER_MISSING,
        "can't be read: it is no YAML",
        "correct its path",
        frozenset({Code.WORKFLOW_INVALID}),
    ),
    Fault(
        "reviewer-on-pull-request",
        edit(REVIEWER, "pull_request_target", "pull_request"),
        "broken",
        Code.REVIEWER_UNTRUSTED_EVENT,
        "its approval never counts",
        "let it run on pull_request_target",
    ),
    Fault(
        "reviewer-on-both",
        edit(REVIEWER, "on:\n", "on:\n  pull_request:\n"),
        "warning",
        Code.REVIEWER_UNTRUSTED_EVENT,
        "also runs on pull_request",
        "remove pull_request",
    ),
    Fault(
        "reviewer-hides",
        edit(STAGE, "      - name: Draft\n", "      - name: Draft\n        continue-on-error: true\n"),
        "warning",
        Code.REVIEWER_HIDES_FAILURE,
        "model, step Draft",
        "remove continue-on-error",
    ),
    Fault(
        "job-hides",
        edit(STAGE, "  model:\n", "  model:\n    continue-on-error: ${{ true }}\n"),
        "warning",
        Code.REVIEWER_HIDES_FAILURE,
        "(model)",
        "remove continue-on-error",
    ),
)
