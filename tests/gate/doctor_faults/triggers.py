"""Faults of the gate's presence and of the events that start it."""

from typing import Final

from review_gate.doctor import DoctorCode as Code
from tests.gate.doctor_answers import GATE, RELAY, REVIEWER, STAGE
from tests.gate.doctor_faults.fault import Fault, edit
from tests.gate.doctor_world import World

_TRIGGERS: Final = "  pull_request_target: # zizmor: ignore[dangerous-triggers]\n"


def queue(world: World) -> None:
    world.edit(GATE, "  merge_group:\n", "")
    world.rules().append({"type": "merge_queue", "ruleset_id": 42, "ruleset_source": "acme/orders"})


FAULTS: Final = (
    Fault(
        "no-gate",
        lambda w: w.files.pop(GATE),
        "broken",
        Code.NO_GATE,
        "none of the 3 workflows of main",
        "uses the action of review-contract",
    ),
    Fault(
        "no-workflows",
        lambda w: [w.files.pop(one) for one in (GATE, RELAY, REVIEWER, STAGE)],
        "broken",
        Code.NO_GATE,
        "none of the 0 workflows",
        "add a workflow",
        frozenset({Code.REVIEWER_MISSING}),
    ),
    Fault(
        "publish-none",
        edit(GATE, "          check:", "          publish: none\n          check:"),
        "broken",
        Code.GATE_NOT_PUBLISHING,
        "publishes no check",
        "--event --publish",
    ),
    Fault(
        "offline-gate",
        lambda w: w.edit(
            GATE,
            w.files[GATE][w.files[GATE].index("      - uses: acme/") :],
            "      - run: review-contract gate --from recording\n",
        ),
        "broken",
        Code.GATE_NOT_PUBLISHING,
        "the job gate of .github/workflows/review-contract.yml decides",
        "use the action",
    ),
    Fault(
        "other-name",
        edit(GATE, 'check: "review-contract"', 'check: "ai-gate"'),
        "broken",
        Code.GATE_OTHER_CHECK,
        "publishes ai-gate, and not review-contract",
        "--check for ai-gate",
    ),
    Fault(
        "on-pull-request",
        edit(GATE, _TRIGGERS, f"  pull_request:\n{_TRIGGERS}"),
        "broken",
        Code.GATE_UNTRUSTED_EVENT,
        "runs the gate on pull_request:",
        "use pull_request_target",
    ),
    Fault(
        "on-review",
        edit(GATE, _TRIGGERS, f"  pull_request_review:\n{_TRIGGERS}"),
        "broken",
        Code.GATE_UNTRUSTED_EVENT,
        "on pull_request_review:",
        "workflow_run of the workflow that reviews",
    ),
    Fault(
        "on-push",
        edit(GATE, _TRIGGERS, f"  push:\n{_TRIGGERS}"),
        "broken",
        Code.GATE_UNTRUSTED_EVENT,
        "on push:",
        "use pull_request_target",
    ),
    Fault(
        "usual-types",
        edit(GATE, "    types: [opened, reopened, synchronize, edited, ready_for_review]\n", ""),
        "broken",
        Code.GATE_TRIGGER_MISSING,
        "pull_request_target (edited)",
        "types: [opened, synchronize, reopened, edited]",
    ),
    Fault(
        "comments-created",
        edit(GATE, "[created, edited, deleted]", "[created]"),
        "broken",
        Code.GATE_TRIGGER_MISSING,
        "issue_comment (edited, deleted)",
        "types: [created, edited, deleted]",
    ),
    Fault(
        "no-comments",
        edit(GATE, "  issue_comment:\n    types: [created, edited, deleted]\n", ""),
        "broken",
        Code.GATE_TRIGGER_MISSING,
        "a pass outlives the comment",
        "  issue_comment:",
    ),
    Fault(
        "no-schedule",
        lambda w: w.edit(
            GATE,
            w.files[GATE][w.files[GATE].index("  schedule:") : w.files[GATE].index("  workflow_dispatch:")],
            "",
        ),
        "warning",
        Code.GATE_TRIGGER_MISSING,
        "no schedule",
        "- cron:",
    ),
    Fault(
        "queue",
        queue,
        "broken",
        Code.GATE_TRIGGER_MISSING,
        "merge_group (checks_requested)",
        "  merge_group:",
    ),
    Fault(
        "not-chained",
        edit(GATE, '"Security review", ', ""),
        "broken",
        Code.GATE_NOT_CHAINED,
        "the end of Security review",
        'workflows: ["Review contract relay", "Security review"]',
    ),
    Fault(
        "chained-too-early",
        edit(GATE, "    types: [completed]", "    types: [requested]"),
        "broken",
        Code.GATE_NOT_CHAINED,
        "the end of Security review",
        "types: [completed]",
    ),
    Fault(
        "no-relay",
        lambda w: w.files.pop(RELAY),
        "warning",
        Code.GATE_NOT_CHAINED,
        "a review that is posted, edited or dismissed",
        "runs on pull_request_review",
    ),
    Fault(
        "paths",
        edit(GATE, _TRIGGERS, f"{_TRIGGERS}    paths-ignore: ['**.md']\n"),
        "broken",
        Code.GATE_FILTERED,
        "filters pull_request_target by paths-ignore",
        "remove paths-ignore below pull_request_target",
    ),
    Fault(
        "branches",
        edit(GATE, "    types: [completed]", "    types: [completed]\n    branches: [main]"),
        "broken",
        Code.GATE_FILTERED,
        "filters workflow_run by branches",
        "remove branches",
    ),
)
