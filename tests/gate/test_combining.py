"""Combining and comparing: what is added can only make a decision worse, and what changed is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_contract.v1.record_kinds import Conclusion
from review_gate.combining import (
    check_name_taken,
    chosen_comment,
    group,
    same_head,
    unread_sibling,
    with_reasons,
)
from review_gate.comparing import changes
from review_gate.decision import Decision, concluded, decide
from review_gate.explanation.document import decision_document
from review_gate.reasons import PRECEDENCE, GateCode, Reason
from tests.gate.conversations import POLICY, REVIEWER, comment_of, pull_request, review_document

CONCLUSIONS: list[Conclusion] = ["pass", "fail", "error", "pending"]


def decision(conclusion: Conclusion) -> Decision:
    code = GateCode.STAGE_SATISFIED if conclusion == "pass" else GateCode.STAGE_MISSING
    return concluded((Reason(code, conclusion, f"it is {conclusion}"),))


@given(st.sampled_from(CONCLUSIONS), st.lists(st.sampled_from(CONCLUSIONS), max_size=4))
def test_a_sibling_never_makes_a_decision_better(own: Conclusion, others: list[Conclusion]) -> None:
    combined = with_reasons(decision(own), same_head((n, decision(one)) for n, one in enumerate(others)))
    expected = min([own, *others], key=PRECEDENCE.index)
    assert combined.conclusion == expected


def test_what_could_not_be_read_of_a_sibling_is_an_error() -> None:
    assert with_reasons(decision("pass"), [unread_sibling(7, "404")]).conclusion == "error"


def test_a_foreign_check_of_the_gate_s_name_is_an_error_and_none_is_nothing() -> None:
    own = decision("pass")
    assert with_reasons(own, check_name_taken("review-contract", [])) is own
    taken = with_reasons(own, check_name_taken("review-contract", ["https://github.com/x/runs/1"]))
    assert (taken.conclusion, taken.reason) == ("error", GateCode.CHECK_NAME_TAKEN)


@given(st.lists(st.sampled_from(CONCLUSIONS), max_size=4), st.sampled_from(["", "the head moved"]))
def test_a_merge_group_passes_only_if_there_are_members_and_all_of_them_pass(
    members: list[Conclusion], problem: str
) -> None:
    combined = group([(n, decision(one)) for n, one in enumerate(members)], problem)
    whole = bool(members) and set(members) == {"pass"} and not problem
    assert combined.conclusion == ("pass" if whole else "error")


@pytest.mark.parametrize("ending", ["1", "11", "101"])
def test_a_comment_is_chosen_by_its_whole_number(ending: str) -> None:
    url = f"https://github.com/acme/parser/pull/12#issuecomment-{ending}"
    passed = concluded((Reason(GateCode.STAGE_SATISFIED, "pass", "yes", url=url),))
    assert chosen_comment(passed, int(ending)).conclusion == "pass"
    assert chosen_comment(passed, int(ending) + 1).conclusion == "error"
    assert chosen_comment(passed, 1 if ending != "1" else 101).conclusion == "error"


def test_what_changed_between_two_decisions_is_told_and_nothing_if_nothing_did() -> None:
    silent = pull_request()
    spoken = pull_request(comment_of(REVIEWER, review_document("approve")))
    before = decision_document(decide(POLICY, silent), silent)
    after = decision_document(decide(POLICY, spoken), spoken)
    assert changes(before, before) == ()
    found = changes(before, after)
    assert (found[0].what, found[0].before, found[0].after) == (
        "conclusion",
        "pending (stage-missing)",
        "pass (all-satisfied)",
    )
    assert {change.what for change in found} == {"conclusion", "reason", "carrier", "next"}
    back = changes(after, before)
    assert {(one.subject, one.after, one.before) for one in back} == {
        (one.subject, one.before, one.after) for one in found
    }
