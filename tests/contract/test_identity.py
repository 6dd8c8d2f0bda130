"""Finding identity: lines move and words change, and a claim stays the same claim or stays in doubt."""

from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from review_contract.identity import CONTEXT, NEIGHBOURS, RULE, TEXT, Match, fingerprints, match
from review_contract.v1.finding import Finding, Location
from tests.contract.strategies import IDS, LABELS, LINES, PROSE, SHAS, findings

Placed: TypeAlias = tuple[Finding, list[str]]

WHITE = st.text(" \t", max_size=3)
CODE = st.text("abc(){}=<>", min_size=1, max_size=6)
FILES = st.lists(CODE | st.just(""), min_size=1, max_size=12)


@st.composite
def _placed(draw: st.DrawFn) -> Placed:
    """Draw a finding with a rule, on lines of a file that hold code."""
    file = draw(FILES.filter(any))
    first = draw(st.integers(1, len(file)))
    last = draw(st.integers(first, len(file)))
    location = Location(path="src/a.py", start_line=first, end_line=last)
    return draw(findings()).model_copy(update={"location": location, "rule_id": draw(LABELS)}), file


def _reworded(data: st.DataObject, finding: Finding) -> Finding:
    words = {"id": data.draw(IDS), "aliases": (), "title": data.draw(LINES), "body": data.draw(PROSE)}
    return finding.model_copy(update=words | {"recommendation": data.draw(PROSE), "failure_scenario": None})


def _fingerprinted(finding: Finding, file: list[str]) -> Finding:
    return finding.model_copy(update={"fingerprints": fingerprints(finding, file)})


@given(findings(), st.data())
def test_rewording_alone_never_resolves_a_finding(finding: Finding, data: st.DataObject) -> None:
    """Another id and other words at the same place: the same claim or a doubt, never another claim."""
    assert match(finding, _reworded(data, finding)) is not Match.DIFFERENT


@given(_placed(), st.data())
def test_rewording_a_finding_with_a_rule_leaves_it_the_same(placed: Placed, data: st.DataObject) -> None:
    finding, file = placed
    other = _fingerprinted(_reworded(data, finding), file)
    assert match(_fingerprinted(finding, file), other) is Match.SAME


@given(_placed(), st.lists(CODE | st.just(""), max_size=5))
def test_a_line_shift_keeps_the_fingerprint(placed: Placed, inserted: list[str]) -> None:
    """Lines inserted above the finding's neighbours change nothing but line numbers."""
    finding, file = placed
    guard = ["guard"] * NEIGHBOURS
    before, after = _moved(finding, len(guard)), _moved(finding, len(guard) + len(inserted))
    assert fingerprints(before, [*guard, *file]) == fingerprints(after, [*inserted, *guard, *file])


def _moved(finding: Finding, by: int) -> Finding:
    assert finding.location is not None
    place = finding.location
    lines = {"start_line": (place.start_line or 0) + by, "end_line": (place.end_line or 0) + by}
    return finding.model_copy(update={"location": place.model_copy(update=lines)})


@given(_placed(), st.data())
def test_white_space_and_blank_lines_are_no_code(placed: Placed, data: st.DataObject) -> None:
    finding, file = placed
    spaced = [data.draw(WHITE) + line + data.draw(WHITE) for line in file]
    assert fingerprints(finding, file) == fingerprints(finding, [*spaced, "", "\t", " "])


@given(_placed(), CODE)
def test_other_code_at_the_place_is_another_context(placed: Placed, new: str) -> None:
    finding, file = placed
    assert finding.location is not None
    changed = [*file]
    changed[(finding.location.start_line or 1) - 1] = "new" + new
    one, other = fingerprints(finding, file), fingerprints(finding, changed)
    assert one[TEXT] == other[TEXT]
    assert one[CONTEXT] != other[CONTEXT]
    assert one[RULE] != other[RULE]


@given(findings(), findings())
def test_matching_is_symmetric_and_a_finding_is_itself(one: Finding, other: Finding) -> None:
    assert match(one, other) is match(other, one)
    assert match(one, one) is Match.SAME


@given(findings(), findings())
def test_an_id_or_an_alias_in_common_is_the_same_claim(one: Finding, other: Finding) -> None:
    assert match(one, other.model_copy(update={"id": one.id})) is Match.SAME
    assert match(one, other.model_copy(update={"aliases": (one.id,)})) is Match.SAME


@given(findings(), findings(), SHAS)
def test_without_an_id_only_a_rule_at_the_same_code_proves_a_claim(
    one: Finding, other: Finding, sha: str
) -> None:
    one = one.model_copy(update={"id": "a", "aliases": (), "fingerprints": {TEXT: sha, CONTEXT: sha}})
    other = other.model_copy(update={"id": "b", "aliases": (), "fingerprints": {TEXT: sha, CONTEXT: sha}})
    assert match(one, other) is Match.UNCERTAIN


@given(findings())
def test_without_its_file_a_finding_has_only_its_words(finding: Finding) -> None:
    assert fingerprints(finding, None).keys() == {TEXT}
    assert fingerprints(finding, []).keys() == {TEXT}
