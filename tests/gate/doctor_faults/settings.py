"""Faults of secrets, variables, labels and token defaults."""

from typing import Final

from review_gate.doctor import DoctorCode as Code
from tests.gate.doctor_answers import REVIEWER, ROOT, STAGE
from tests.gate.doctor_faults.fault import Change, Fault, both, edit


def no_names(path: str, kind: str) -> Change:
    return lambda world: world.answers.update({ROOT + path: (200, {"total_count": 0, kind: []})})


def token(**said: object) -> Change:
    return lambda world: world.answers[f"{ROOT}/actions/permissions/workflow"][1].update(said)


FAULTS: Final = (
    Fault(
        "no-secret",
        no_names("/actions/organization-secrets", "secrets"),
        "broken",
        Code.SECRET_MISSING,
        "uses the secret MODEL_KEY",
        "gh secret set MODEL_KEY",
    ),
    Fault(
        "no-optional-secret",
        edit(REVIEWER, "secrets.MODEL_KEY }}", "secrets.EXTRA || secrets.MODEL_KEY }}"),
        "warning",
        Code.SECRET_MISSING,
        "uses the secret EXTRA",
        "gh secret set EXTRA",
    ),
    Fault(
        "no-environment-secret",
        no_names("/environments/gate/secrets", "secrets"),
        "broken",
        Code.SECRET_MISSING,
        "GATE_KEY",
        "--env",
    ),
    Fault(
        "no-inherited-secret",
        both(
            edit(
                REVIEWER,
                "    secrets:\n      MODEL_KEY: ${{ secrets.MODEL_KEY }}\n",
                "    secrets: inherit\n",
            ),
            edit(STAGE, "MODEL_KEY", "NEW_KEY"),
        ),
        "broken",
        Code.SECRET_MISSING,
        "review-stage.yml uses the secret NEW_KEY",
        "gh secret set NEW_KEY",
    ),
    Fault(
        "no-variable",
        no_names("/actions/variables", "variables"),
        "warning",
        Code.VARIABLE_MISSING,
        "asks for the variable REVIEW_ENABLED",
        "gh variable set REVIEW_ENABLED",
    ),
    Fault(
        "no-label",
        lambda w: w.answers.update({f"{ROOT}/labels": (200, [])}),
        "warning",
        Code.LABEL_MISSING,
        "the label skip-review",
        "create it",
    ),
    Fault(
        "writing-token",
        token(default_workflow_permissions="write"),
        "warning",
        Code.TOKEN_WRITES,
        "a token that may write",
        "Workflow permissions",
    ),
    Fault(
        "approving-token",
        token(can_approve_pull_request_reviews=True),
        "warning",
        Code.ACTIONS_MAY_APPROVE,
        "main, release/1.0 counts approvals",
        "untick",
    ),
)
