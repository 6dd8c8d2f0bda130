"""The doctor: a sound set-up is sound, and each fault is found, alone and with its remedy."""

import pytest

from review_gate.doctor import DoctorCode as Code
from review_gate.doctor import conclusion
from review_gate.setup.workflow_text import RELAY_NAME, gate_workflow, relay_workflow
from tests.gate.doctor_answers import GATE, POLICY, RELAY, REVIEWER, SHA, STAGE
from tests.gate.doctor_faults import FAULTS, Fault
from tests.gate.doctor_world import amiss, sound


def test_a_sound_set_up_has_nothing_amiss_and_says_what_was_seen() -> None:
    found = sound().findings()
    assert [finding for finding in found if finding.severity != "fine"] == []
    assert conclusion(found) == "sound"
    assert {finding.code for finding in found} == {
        Code.BRANCH_GUARDED,
        Code.BYPASS_PEOPLE,
        Code.POLICY_USABLE,
        Code.PRODUCER_KNOWN,
        Code.GATE_IN_PLACE,
        Code.REVIEWER_IN_PLACE,
        Code.SETTINGS_IN_ORDER,
    }
    said = " ".join(finding.sentence for finding in found)
    assert "release/1.0 requires review-contract from App 1200001" in said
    assert "acme-reviewer[bot] (account 190000001, App 1100001)" in said


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_each_fault_is_found_alone_and_says_what_to_do(fault: Fault) -> None:
    world = sound()
    fault.change(world)
    found = world.findings()
    assert amiss(found) == {fault.code, *fault.beside}
    mine = next(finding for finding in found if finding.code == fault.code and finding.severity != "fine")
    assert mine.severity == fault.severity
    assert fault.seen in mine.sentence
    assert fault.remedy in "\n".join([mine.remedy, *mine.lines])
    broken = any(finding.severity == "broken" for finding in found)
    assert conclusion(found) == ("broken" if broken else "sound")


def test_every_code_is_met_here() -> None:
    met = {code for fault in FAULTS for code in (fault.code, *fault.beside)}
    assert met | {finding.code for finding in sound().findings()} | {Code.NOT_READ} == {*Code}


@pytest.mark.parametrize(
    "condition",
    [
        "always()",
        "${{ always() }}",
        "'!cancelled()'",
        "true",
        "${{ github.event_name != 'issue_comment' || github.event.issue.pull_request }}",
    ],
)
def test_a_condition_by_which_no_pull_request_goes_without_a_decision_is_fine(condition: str) -> None:
    world = sound()
    world.edit(GATE, "  gate:\n", f"  gate:\n    if: {condition}\n")
    assert amiss(world.findings()) == set()


def test_a_gate_that_waits_for_others_and_runs_whatever_became_of_them_is_fine() -> None:
    world = sound()
    world.edit(GATE, "  gate:\n", "  gate:\n    needs: other\n    if: always()\n")
    assert amiss(world.findings()) == set()


def test_the_command_is_known_as_the_action_is() -> None:
    world = sound()
    world.with_the_workflow_s_token()
    text = world.files[GATE]
    step = text[text.index("      - uses: acme/") :]
    world.edit(GATE, step, "      - run: |\n          review-contract gate --event --publish --check ai\n")
    found = world.findings()
    assert amiss(found) == {Code.CHECK_SOURCE_ACTIONS, Code.GATE_OTHER_CHECK}


def test_a_gate_that_keeps_a_comment_may_write_it() -> None:
    world = sound()
    world.edit(GATE, "      pull-requests: read #", "      pull-requests: write #")
    assert amiss(world.findings()) == {Code.GATE_PERMISSIONS_WIDE}
    world.edit(GATE, "          check:", "          comment: true\n          check:")
    assert amiss(world.findings()) == set()


def test_a_gate_in_the_workflow_that_reviews_needs_no_chain() -> None:
    world = sound()
    world.edit(GATE, '"Security review", ', "")
    world.edit(POLICY, REVIEWER, GATE)
    world.edit(POLICY, '"pull_request_target"', '"pull_request_target", "schedule"')
    assert amiss(world.findings()) == set()


def test_a_step_that_only_fetches_files_may_find_none() -> None:
    world = sound()
    step = "      - { uses: actions/download-artifact@v4, continue-on-error: true }\n      - name: Draft\n"
    world.edit(STAGE, "      - name: Draft\n", step)
    assert amiss(world.findings()) == set()


def test_what_init_writes_is_sound_but_for_the_source_of_the_check() -> None:
    world = sound()
    world.with_the_workflow_s_token()
    action = f"acme/review-contract@{SHA}"
    world.files[GATE] = gate_workflow(action, "review-contract", ["Security review", RELAY_NAME])
    world.files[RELAY] = relay_workflow()
    assert amiss(world.findings()) == {Code.CHECK_SOURCE_ACTIONS}
