"""Faults of rulesets and branch protection."""

from typing import Final

from review_gate.doctor import DoctorCode as Code
from tests.gate.doctor_answers import GATE_APP, POLICY, ROOT
from tests.gate.doctor_faults.fault import Change, Fault, both, edit
from tests.gate.doctor_world import World


def approvals(world: World) -> None:
    for branch in ("main", "release/1.0"):
        world.rule("pull_request", branch)["parameters"]["required_approving_review_count"] = 0


def bypass(type_: str, number: int | None, mode: str = "always") -> Change:
    def change(world: World) -> None:
        actor = {"actor_id": number, "actor_type": type_, "bypass_mode": mode}
        world.answers[f"{ROOT}/rulesets/42"][1]["bypass_actors"].append(actor)

    return change


FAULTS: Final = (
    Fault(
        "no-check",
        lambda w: w.drop_rule("required_status_checks"),
        "broken",
        Code.CHECK_NOT_REQUIRED,
        "main does not require review-contract; it requires no check",
        "New branch ruleset: active, for main",
    ),
    Fault(
        "other-check",
        lambda w: w.rule("required_status_checks")["parameters"]["required_status_checks"][0].update(
            context="tests"
        ),
        "broken",
        Code.CHECK_NOT_REQUIRED,
        "main does not require review-contract; it requires tests",
        "add review-contract",
    ),
    Fault(
        "release-branch",
        lambda w: w.rules("release/1.0").clear(),
        "broken",
        Code.CHECK_NOT_REQUIRED,
        "release/1.0 does not require",
        "for release/1.0",
        frozenset({Code.NO_HUMAN_APPROVAL, Code.DIRECT_PUSH, Code.FORCE_PUSH}),
    ),
    Fault(
        "any-source",
        lambda w: w.pin(None),
        "broken",
        Code.CHECK_ANY_SOURCE,
        "from any source",
        "choose the gate's App as the source of review-contract",
    ),
    Fault(
        "actions",
        World.with_the_workflow_s_token,
        "warning",
        Code.CHECK_SOURCE_ACTIONS,
        "GitHub Actions (App 15368)",
        "register an App that may write checks",
    ),
    Fault(
        "pinned-to-actions",
        lambda w: w.pin(15368),
        "broken",
        Code.CHECK_SOURCE_MISMATCH,
        "a token that is not the workflow's own",
        "choose the App whose token",
    ),
    Fault(
        "pinned-to-an-app",
        both(World.with_the_workflow_s_token, lambda w: w.pin(GATE_APP)),
        "broken",
        Code.CHECK_SOURCE_MISMATCH,
        "the workflow's own token, which is App 15368",
        "choose the App",
    ),
    Fault(
        "two-sources",
        lambda w: w.rules().append(
            {
                **w.rule("required_status_checks"),
                "parameters": {
                    "required_status_checks": [{"context": "review-contract", "integration_id": 9}]
                },
            }
        ),
        "broken",
        Code.CHECK_SOURCE_MISMATCH,
        "App 9 and 1200001",
        "choose the App",
    ),
    Fault(
        "no-approval",
        approvals,
        "warning",
        Code.NO_HUMAN_APPROVAL,
        "requires 0 approvals",
        "at least 1 approval",
    ),
    Fault(
        "no-pull-request",
        lambda w: w.drop_rule("pull_request"),
        "warning",
        Code.DIRECT_PUSH,
        "without a pull request",
        "Require a pull request",
        frozenset({Code.NO_HUMAN_APPROVAL}),
    ),
    Fault(
        "force-push",
        lambda w: w.drop_rule("non_fast_forward"),
        "warning",
        Code.FORCE_PUSH,
        "may be force-pushed",
        "Block force pushes",
    ),
    Fault(
        "bypass-app",
        bypass("Integration", 77),
        "broken",
        Code.BYPASS_MACHINE,
        "the App 77 may bypass the ruleset protected, always",
        "Bypass list: take it off",
    ),
    Fault(
        "bypass-key",
        bypass("DeployKey", None),
        "broken",
        Code.BYPASS_MACHINE,
        "every deploy key",
        "take it off",
    ),
    Fault(
        "bypass-writers",
        bypass("RepositoryRole", 4),
        "broken",
        Code.BYPASS_WRITERS,
        "everybody who may write",
        "take it off",
    ),
    Fault(
        "bypass-role",
        bypass("RepositoryRole", 99),
        "warning",
        Code.BYPASS_WRITERS,
        "RepositoryRole 99",
        "take",
    ),
    Fault(
        "bypass-exempt",
        bypass("OrganizationAdmin", 1, "exempt"),
        "warning",
        Code.BYPASS_WRITERS,
        "owners of the organization may bypass the ruleset protected, without being asked",
        "take it off",
    ),
    Fault(
        "pattern",
        edit(POLICY, '"release/1.0"', '"release/1.0", "hotfix/*"'),
        "warning",
        Code.BRANCH_PATTERN,
        "hotfix/*",
        "target hotfix/* too",
    ),
)
