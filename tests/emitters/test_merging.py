"""Parallel auditors' drafts become one: no objection is lost, and nothing closes that one left open."""

import re
from collections.abc import Hashable, Sequence
from itertools import permutations
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_contract.codes import Code
from review_contract.identity import TEXT, fingerprints
from review_contract.problems import ContractError
from review_contract.v1.finding import Citation, DispositionDraft, FindingDraft, Location
from review_contract.v1.review_kinds import Check, ReviewDraft, UncoveredFile, Verdict
from review_emitters.merging import merge_drafts

SCALE: Final = ("P0", "P1", "P2")


def at(path: str = "a.py", line: int | None = 7, **more: object) -> Location:
    return Location.model_validate({"path": path, "start_line": line, **more})


def finding(severity: str = "P1", body: str = "short", **more: object) -> FindingDraft:
    said = {"severity": severity, "title": "t", "body": body, "category": "A", "location": at(), **more}
    return FindingDraft.model_validate(said)


def found(*findings: FindingDraft) -> ReviewDraft:
    return ReviewDraft(findings=findings)


def merged(*drafts: ReviewDraft) -> ReviewDraft:
    return merge_drafts(drafts, SCALE)


def answered(finding_id: str = "f1", action: str = "withdrawn", why: str = "why") -> ReviewDraft:
    said = {"finding_id": finding_id, "action": action, "justification": why}
    return ReviewDraft(dispositions=(DispositionDraft.model_validate(said),))


# --------------------------------------------------------------------------------------------------- findings


def test_one_place_and_category_is_one_finding_with_the_highest_severity_and_the_longest_text() -> None:
    mild = finding("P2", "the longest of all texts", title="mild", recommendation="a longer one")
    grave = finding("P0", "short", title="grave", failure_scenario="it fails", recommendation="one")
    (one,) = merged(found(mild), found(grave)).findings
    assert (one.severity, one.title, one.failure_scenario) == ("P0", "grave / mild (2 claims)", "it fails")
    assert (one.body, one.recommendation) == ("the longest of all texts", "a longer one")


def test_what_the_gravest_does_not_say_is_taken_from_the_next() -> None:
    (one,) = merged(found(finding("P0")), found(finding("P1", failure_scenario="it fails"))).findings
    assert (one.severity, one.failure_scenario) == ("P0", "it fails")


def test_ties_keep_the_first() -> None:
    (one,) = merged(
        found(finding(body="one", recommendation="1")), found(finding(body="two", recommendation="2"))
    ).findings
    assert (one.recommendation, one.body) == ("1", "one")


def test_evidence_tags_related_places_and_suggestions_are_kept_once() -> None:
    def with_all(*names: str) -> FindingDraft:
        return finding(
            evidence=[{"text": name} for name in names],
            tags=[*names],
            related_locations=[{"location": {"path": name}} for name in names],
            suggestions=[{"replacements": [{"location": {"path": name}, "text": ""}]} for name in names],
        )

    (one,) = merged(found(with_all("a", "b")), found(with_all("b", "c"))).findings
    assert [citation.text for citation in one.evidence] == ["a", "b", "c"]
    assert one.tags == ("a", "b", "c")
    assert [place.location.path for place in one.related_locations] == ["a", "b", "c"]
    assert [suggestion.replacements[0].location.path for suggestion in one.suggestions] == ["a", "b", "c"]


def test_more_evidence_than_a_finding_may_have_is_that_of_the_gravest_first() -> None:
    def with_evidence(severity: str) -> FindingDraft:
        return finding(severity, evidence=[{"text": f"{severity} {number}"} for number in range(50)])

    (one,) = merged(found(with_evidence("P1")), found(with_evidence("P0"))).findings
    assert one.evidence == tuple(Citation(text=f"P0 {number}") for number in range(50))


@pytest.mark.parametrize(
    "other",
    [
        finding(location=at("b.py")),
        finding(location=at(line=8)),
        finding(location=at(side="LEFT")),
        finding(location=at(end_line=9)),
        finding(category="B"),
        finding(category=None),
    ],
)
def test_another_path_line_last_line_side_or_category_is_another_finding(other: FindingDraft) -> None:
    assert merged(found(finding()), found(other)).findings == (finding(), other)


@pytest.mark.parametrize("lacking", [{"location": None}, {"location": at(line=None)}, {"category": None}])
def test_without_a_line_or_a_category_only_equal_words_are_one_finding(lacking: dict[str, object]) -> None:
    def one_of(severity: str, body: str) -> FindingDraft:
        return FindingDraft.model_validate({**dict(finding(severity, body)), **lacking})

    one, same, other = one_of("P1", "short"), one_of("P0", "short"), one_of("P1", "other")
    assert merged(found(one), found(same, other)).findings == (same, other)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ([{"confidence": "low"}, {"confidence": "high"}], {"confidence": "high"}),
        ([{"confidence": "low"}, {}], {"confidence": None}),
        ([{"introduced": "pre_existing"}, {"introduced": "pre_existing"}], {"introduced": "pre_existing"}),
        ([{"introduced": "pre_existing"}, {"introduced": "new"}], {"introduced": None}),
        ([{"introduced": "pre_existing"}, {}], {"introduced": None}),
    ],
)
def test_what_could_excuse_a_finding_holds_only_if_all_say_it(
    said: Sequence[dict[str, object]], kept: dict[str, object]
) -> None:
    (one,) = merged(*(found(finding().model_copy(update=more)) for more in said)).findings
    assert {name: getattr(one, name) for name in kept} == kept


def test_a_severity_off_the_scale_is_refused_and_never_the_lowest() -> None:
    with pytest.raises(ContractError) as raised:
        merged(found(finding()), found(finding(), finding("p1", location=at("b.py"))))
    assert str(raised.value) == (
        "schema-severity at /1/findings/1/severity: 'p1' is not on the scale: P0, P1, P2"
    )


def test_no_draft_at_all_is_refused() -> None:
    with pytest.raises(ContractError) as raised:
        merged()
    assert raised.value.code == Code.SCHEMA_MISSING


def test_more_findings_than_a_draft_may_have_are_refused_not_cut() -> None:
    many = [found(*(finding(location=at(path, line)) for line in range(1, 301))) for path in ("a", "b")]
    with pytest.raises(ContractError) as raised:
        merged(*many)
    assert raised.value.code == Code.SCHEMA_LENGTH


# ------------------------------------------------------------------------------- verdict, checks and the rest


@pytest.mark.parametrize(
    ("verdicts", "worst"),
    [
        (["approve", "approve"], "approve"),
        (["approve", "abstain"], "abstain"),
        (["abstain", "comment", "approve"], "comment"),
        (["comment", "request_changes", "approve"], "request_changes"),
        (["request_changes", None], "request_changes"),
        (["abstain", None], "abstain"),
        (["approve", None], None),
        ([None, None], None),
    ],
)
def test_the_verdict_is_the_worst_and_approves_only_if_all_do(
    verdicts: Sequence[Verdict | None], worst: Verdict | None
) -> None:
    for order in permutations(verdicts):
        assert merged(*(ReviewDraft(verdict=verdict) for verdict in order)).verdict == worst


def test_a_check_that_failed_for_anyone_failed() -> None:
    def checks(**answers: str) -> ReviewDraft:
        return ReviewDraft(
            checks=tuple(Check.model_validate({"name": name, "answer": answers[name]}) for name in answers)
        )

    one = merged(
        checks(a="pass", b="not_applicable", c="not_applicable"), checks(a="fail", b="pass", d="pass")
    )
    answers = {check.name: check.answer for check in one.checks}
    assert answers == {"a": "fail", "b": "pass", "c": "not_applicable", "d": "pass"}


def test_only_what_every_auditor_left_out_was_not_reviewed() -> None:
    def left_out(*paths: str, reason: str = "r") -> ReviewDraft:
        return ReviewDraft(not_reviewed=tuple(UncoveredFile(path=path, reason=reason) for path in paths))

    one = merged(left_out("a", "b", "c", reason="first"), left_out("c", "a"), left_out("a", "c", "d"))
    assert [(file.path, file.reason) for file in one.not_reviewed] == [("a", "first"), ("c", "first")]
    assert merged(left_out("a"), ReviewDraft()).not_reviewed == ()


def test_an_answer_that_all_give_is_kept_with_its_longest_justification() -> None:
    (one,) = merged(answered(why="why"), answered(why="a longer why")).dispositions
    assert (one.finding_id, one.action, one.justification) == ("f1", "withdrawn", "a longer why")


@pytest.mark.parametrize("other", [answered(action="agreed"), answered("f2"), ReviewDraft()])
def test_a_disagreement_keeps_the_finding_open_and_is_told(other: ReviewDraft) -> None:
    one = merged(answered(), other)
    assert one.dispositions == ()
    assert one.summary is not None
    assert one.summary.startswith("The auditors do not agree on f1; it stays open.")


def test_an_auditor_who_contradicts_itself_agrees_with_nobody() -> None:
    both = ReviewDraft(dispositions=answered().dispositions + answered(action="agreed").dispositions)
    assert merged(both).dispositions == ()


def test_summaries_are_joined_each_once_and_cut_where_they_do_not_fit() -> None:
    one, two = ReviewDraft(summary="one"), ReviewDraft(summary="two")
    assert merged(one, two, one).summary == "one\n\ntwo"
    assert merged(ReviewDraft()).summary is None
    long = merged(ReviewDraft(summary="a" * 20_000), two, answered(), ReviewDraft()).summary
    assert long is not None
    assert len(long) == 20_000
    assert "f1" in long


# ------------------------------------------------------------------------------------------------------- laws

_JOIN: Final = re.compile(r" / | \([0-9]+ claims\)")
_PLACES: Final = st.none() | st.builds(
    at, st.sampled_from(["a", "b"]), st.sampled_from([None, 1, 2]), side=st.sampled_from([None, "LEFT"])
)
_FINDINGS: Final = st.builds(
    finding,
    st.sampled_from(SCALE),
    st.sampled_from(["x", "xy", "xyz"]),
    title=st.sampled_from(["t", "u", "t" * 300, "u" * 300]),
    rule_id=st.sampled_from([None, "A1"]),
    category=st.sampled_from([None, "A", "B"]),
    location=_PLACES,
    confidence=st.sampled_from([None, "high", "low"]),
    introduced=st.sampled_from([None, "new", "pre_existing"]),
    tags=st.lists(st.sampled_from(["p", "q"]), max_size=2),
)


def _answers(drafts: Sequence[ReviewDraft]) -> tuple[DispositionDraft, ...]:
    return tuple(one for draft in drafts for one in draft.dispositions)


_ANSWERS: Final = st.builds(
    _answers,
    st.lists(
        st.builds(answered, st.sampled_from(["f1", "f2"]), st.sampled_from(["withdrawn", "agreed"])),
        max_size=2,
    ),
)
_DRAFTS: Final = st.lists(
    st.builds(
        ReviewDraft,
        verdict=st.sampled_from([None, "approve", "comment", "request_changes", "abstain"]),
        summary=st.sampled_from([None, "s", "t"]),
        findings=st.lists(_FINDINGS, max_size=4).map(tuple),
        dispositions=_ANSWERS,
    ),
    min_size=1,
    max_size=3,
)


def key(one: FindingDraft) -> Hashable:
    """Return what makes two findings one, as the prose says it."""
    place = one.location
    if place is None or place.start_line is None or one.category is None:
        return one.title, one.body, place, one.category, one.rule_id
    return place.path, place.start_line, place.side or "RIGHT", one.category


def titles(one: FindingDraft) -> Sequence[str]:
    """Return the titles that a merged finding's title joins, in no order."""
    return sorted({*_JOIN.split(one.title)} - {""})


@settings(deadline=None, max_examples=300)
@given(drafts=_DRAFTS)
def test_no_finding_is_lost_and_none_gets_milder(drafts: list[ReviewDraft]) -> None:
    out = merge_drafts(drafts, SCALE).findings
    told = [one for draft in drafts for one in draft.findings]
    assert {key(one) for one in out} == {key(one) for one in told}
    for one in told:
        (whole,) = (whole for whole in out if key(whole) == key(one) and one.title in titles(whole))
        assert SCALE.index(whole.severity) <= SCALE.index(one.severity)
        assert len(whole.body) >= len(one.body)
        assert {*whole.tags} >= {*one.tags}


@settings(deadline=None, max_examples=300)
@given(drafts=_DRAFTS)
def test_merging_what_is_merged_changes_nothing(drafts: list[ReviewDraft]) -> None:
    once = merge_drafts(drafts, SCALE)
    assert merged(once) == once
    assert merged(once, once) == once


@settings(deadline=None, max_examples=200)
@given(drafts=_DRAFTS)
def test_the_order_of_the_auditors_decides_nothing_but_ties(drafts: list[ReviewDraft]) -> None:
    def essence(draft: ReviewDraft) -> tuple[object, ...]:
        facts = {
            (key(one), *titles(one)): (one.severity, len(one.body), one.confidence, one.introduced)
            for one in draft.findings
        }
        return facts, draft.verdict, {(one.finding_id, one.action) for one in draft.dispositions}

    expected = essence(merge_drafts(drafts, SCALE))
    assert all(essence(merge_drafts(order, SCALE)) == expected for order in permutations(drafts))


def test_claims_of_different_rules_stay_two_findings() -> None:
    hashes, queries = finding(rule_id="weak-hash"), finding(rule_id="sqli")
    assert len(merged(found(hashes), found(queries)).findings) == 2
    assert len(merged(found(hashes), found(queries), found(finding())).findings) == 3
    (one,) = merged(found(hashes), found(finding())).findings
    assert one.rule_id is None


@pytest.mark.parametrize("other", ["b", "!!!", "a / b (2 claims)", "2 claims"])
def test_a_joined_title_says_every_title_and_has_the_words_of_none(other: str) -> None:
    titles = ("a", other)
    (one,) = merged(*(found(finding(title=title)) for title in titles)).findings
    assert one.title == f"a / {other} (2 claims)"
    words = {fingerprints(finding(title=title), None)[TEXT] for title in titles}
    assert fingerprints(one, None)[TEXT] not in words


def test_titles_of_the_same_words_are_one_title() -> None:
    (one,) = merged(found(finding(title="Not escaped.")), found(finding(title="`not` ESCAPED"))).findings
    assert one.title == "Not escaped."


def test_titles_that_one_title_can_not_hold_stay_apart_by_their_words() -> None:
    one, other = finding(title="a" * 300), finding(title="b" * 300)
    assert merged(found(one, one), found(other)).findings == (one, other)
