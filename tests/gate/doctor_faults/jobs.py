"""Faults of the gate's job: skipped, unpinned, with other permissions, misled, or in another's name."""

from typing import Final

from review_gate.doctor import DoctorCode as Code
from tests.gate.doctor_answers import GATE, RELAY, SHA
from tests.gate.doctor_faults.fault import Change, Fault, both, edit
from tests.gate.doctor_world import World

_STEP: Final = "    steps:\n      - uses: actions/create"
_ACTIONS: Final = frozenset({Code.CHECK_SOURCE_ACTIONS})


def own(change: Change) -> Change:
    """Break something where the gate publishes with the workflow's own token."""

    def both(world: World) -> None:
        world.with_the_workflow_s_token()
        change(world)

    return both


def permissions(new: str) -> Change:
    """Replace the permissions of the gate's job."""

    def change(world: World) -> None:
        text = world.files[GATE]
        world.edit(GATE, text[text.index("    permissions:\n") : text.index("    environment:")], new)

    return change


def wrapped_gate(world: World) -> None:
    """Let the gate stand in a reusable workflow, which a job that can be skipped calls."""
    gate = world.files[GATE]
    head, _, jobs = gate.partition("jobs:\n")
    world.files[".github/workflows/called.yml"] = (
        f"on: {{ workflow_call: }}\npermissions: {{}}\njobs:\n{jobs}"
    )
    world.files[GATE] = (
        f"{head}jobs:\n  call:\n    if: github.event_name == 'schedule'\n"
        "    permissions: { actions: read, checks: write, contents: read, issues: read, "
        "pull-requests: read }\n"
        "    uses: ./.github/workflows/called.yml\n    secrets: inherit\n"
    )


FAULTS: Final = (
    Fault(
        "job-if",
        edit(GATE, "  gate:\n", "  gate:\n    if: github.actor != 'dependabot[bot]'\n"),
        "broken",
        Code.GATE_SKIPPABLE,
        "runs only if github.actor != 'dependabot[bot]'",
        "remove the condition",
    ),
    Fault(
        "switch",
        edit(GATE, "  gate:\n", "  gate:\n    if: ${{ vars.REVIEW_ENABLED == 'true' }}\n"),
        "broken",
        Code.GATE_SKIPPABLE,
        "runs only if vars.REVIEW_ENABLED",
        "remove the condition",
    ),
    Fault(
        "step-if",
        edit(
            GATE,
            f"      - uses: acme/review-contract@{SHA}",
            f"      - if: success()\n        uses: acme/review-contract@{SHA}",
        ),
        "broken",
        Code.GATE_SKIPPABLE,
        "the gate's step in the job gate",
        "remove the condition",
    ),
    Fault(
        "needs",
        edit(GATE, "  gate:\n", "  gate:\n    needs: other\n"),
        "broken",
        Code.GATE_SKIPPABLE,
        "skipped where a job that it needs fails",
        "if: always()",
    ),
    Fault(
        "skippable-caller",
        wrapped_gate,
        "broken",
        Code.GATE_SKIPPABLE,
        "the job call of .github/workflows/review-contract.yml runs only if github.event_name == 'schedule'",
        "remove",
    ),
    Fault(
        "tag",
        edit(GATE, f"acme/review-contract@{SHA}", "acme/review-contract@v1"),
        "warning",
        Code.GATE_NOT_PINNED,
        "uses acme/review-contract@v1",
        "full SHA",
    ),
    Fault(
        "no-checks",
        own(edit(GATE, "      checks: write # the check\n", "")),
        "broken",
        Code.GATE_PERMISSIONS_SHORT,
        "lacks checks: write",
        "  checks: write",
        _ACTIONS,
    ),
    Fault(
        "no-issues",
        own(edit(GATE, "      issues: read # the comments\n", "")),
        "broken",
        Code.GATE_PERMISSIONS_SHORT,
        "lacks issues: read",
        "  issues: read",
        _ACTIONS,
    ),
    Fault(
        "nothing-declared",
        own(both(edit(GATE, "permissions: {}\n", ""), permissions(""))),
        "broken",
        Code.GATE_PERMISSIONS_SHORT,
        "lacks pull-requests: read, issues: read, actions: read, checks: write",
        "permissions:",
        _ACTIONS,
    ),
    Fault(
        "too-much",
        edit(GATE, "      contents: read #", "      contents: write #"),
        "warning",
        Code.GATE_PERMISSIONS_WIDE,
        "may also write contents",
        "and no others",
    ),
    Fault(
        "write-all",
        permissions("    permissions: write-all\n"),
        "warning",
        Code.GATE_PERMISSIONS_WIDE,
        "may also write everything",
        "contents: read",
    ),
    Fault(
        "head",
        edit(
            GATE,
            _STEP,
            "    steps:\n      - uses: actions/checkout@v4\n        with: "
            "{ ref: '${{ github.event.pull_request.head.sha }}' }\n      - uses: actions/create",
        ),
        "broken",
        Code.GATE_CHECKS_OUT_HEAD,
        "fetches the pull request's own code",
        "remove that step",
    ),
    Fault(
        "gh-checkout",
        edit(GATE, _STEP, '    steps:\n      - run: gh  pr checkout "$N"\n      - uses: actions/create'),
        "broken",
        Code.GATE_CHECKS_OUT_HEAD,
        "fetches",
        "remove that step",
    ),
    Fault(
        "git-fetch",
        edit(
            GATE,
            _STEP,
            "    steps:\n      - run: git fetch origin refs/pull/7/head\n      - uses: actions/create",
        ),
        "broken",
        Code.GATE_CHECKS_OUT_HEAD,
        "fetches",
        "remove that step",
    ),
    Fault(
        "job-id",
        edit(GATE, "  gate:\n", "  review-contract:\n"),
        "broken",
        Code.JOB_NAMED_LIKE_CHECK,
        "is called review-contract",
        "another name",
    ),
    Fault(
        "job-name",
        edit(RELAY, "  relay:\n", "  relay:\n    name: review-contract\n"),
        "broken",
        Code.JOB_NAMED_LIKE_CHECK,
        ".github/workflows/relay.yml",
        "another name",
    ),
    Fault(
        "bad-yaml",
        lambda w: w.files.update({".github/workflows/x.yaml": "on: ["}),
        "warning",
        Code.WORKFLOW_INVALID,
        ".github/workflows/x.yaml was not understood",
        "correct it",
    ),
)
