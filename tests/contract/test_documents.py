"""Documents: closed, frozen, told apart by version and kind, and refused with a code and a path."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from review_contract import Code, ContractError, Document, parse, payload
from review_contract.parsing import MAX_PROBLEMS
from review_contract.v1.kinds import DRAFTS, KINDS
from review_contract.v1.review_kinds import Review
from tests.contract.mutations import damaged
from tests.contract.strategies import documents, reviews, values
from tests.contract.vectors import BASES, Json, children, refusal


def _problems(value: Json) -> tuple[tuple[str, str], ...]:
    return tuple((problem.code, problem.path) for problem in refusal(lambda: parse(json.dumps(value))))


@given(documents())
def test_a_document_that_is_written_reads_as_the_same_document(document: Document) -> None:
    assert parse(payload(document)) == document
    assert payload(parse(payload(document))) == payload(document)


@given(documents())
def test_a_document_can_not_be_changed(document: Document) -> None:
    for field in type(document).model_fields:
        with pytest.raises(ValidationError):
            setattr(document, field, None)


@given(st.sampled_from(sorted(BASES)).filter(lambda name: not name.endswith("-draft")), st.data())
def test_an_unknown_field_is_refused_in_every_object(name: str, data: st.DataObject) -> None:
    """A field that could veto must not be dropped in silence; only `extensions` is free."""
    value = json.loads(json.dumps(BASES[name]))
    value.pop("extensions", None)
    objects = [*_objects(value)]
    data.draw(st.sampled_from(objects))["x-unknown"] = True
    # In a map, such as the counts, a name that is not known is a value of the wrong type.
    assert {Code.SCHEMA_UNKNOWN_FIELD, Code.SCHEMA_TYPE} & {code for code, _ in _problems(value)}


@given(
    values("review"),
    st.sampled_from(sorted(Review.model_fields)),
    st.sampled_from([True, 0.5, "\x00", [0]]),
)
def test_no_field_of_a_review_takes_a_value_of_another_type(value: Json, field: str, wrong: Json) -> None:
    assert _problems(value | {field: wrong}), "a boolean is no number, a number is no string"


@given(st.sampled_from(sorted(KINDS)).flatmap(values).flatmap(damaged))
def test_a_refusal_is_a_few_short_lines_each_with_a_path_into_the_document(value: Json) -> None:
    problems = refusal(lambda: parse(json.dumps(value)))
    assert len(problems) <= MAX_PROBLEMS
    for problem in problems:
        assert problem.code in {*Code}
        assert str(problem).isprintable()
        assert len(str(problem)) < 1000
        _resolves(value, problem.path, problem.code)


@given(reviews(), st.data())
def test_f20_counts_that_differ_from_the_findings_are_refused(review: Review, data: st.DataObject) -> None:
    value = json.loads(payload(review))
    name = data.draw(st.sampled_from(review.severity_scale))
    value["counts"][name] += data.draw(st.integers(1, 5))
    assert _problems(value) == ((Code.SCHEMA_COUNTS, "/counts"),)


@given(reviews(), st.sampled_from(["Blocker", "highest", "HIGH ", "\u04bbigh", "none"]))
def test_a_severity_off_the_scale_is_refused_never_taken_for_the_lowest(
    review: Review, severity: str
) -> None:
    value = json.loads(payload(review))
    value["findings"] = [{"id": "new", "severity": severity, "title": "t", "body": "b"}]
    assert _problems(value)[0][0] in {Code.SCHEMA_SEVERITY, Code.SCHEMA_FORMAT}


def test_f11_versions_and_numbers_are_not_guessed() -> None:
    """1.0 is not 1, true is no integer, an unknown version and an unknown field are refused."""
    clean = BASES["clean-review"]
    wrong_versions: dict[Code, tuple[Json, ...]] = {
        Code.SCHEMA_TYPE: (1, 1.5, True, None, ["1.0"]),
        Code.SCHEMA_FORMAT: ("1", "1.0 ", "1.0\n", "v1.0", "1.0.0", "\u0661.0", ""),
        Code.UNSUPPORTED_VERSION: ("1.1", "2.0", "0.0", "01.0", "1.00"),
    }
    for code, versions in wrong_versions.items():
        for version in versions:
            assert _problems(clean | {"schema_version": version}) == ((code, "/schema_version"),)
    assert _problems(clean | {"round": True}) == ((Code.SCHEMA_TYPE, "/round"),)
    assert _problems(clean | {"override": 1}) == ((Code.SCHEMA_UNKNOWN_FIELD, "/override"),)
    with pytest.raises(ContractError, match=r"^json-nonfinite at /: NaN is not JSON$"):
        parse(json.dumps(clean | {"round": float("nan")}))


def test_f20_an_absent_list_of_findings_is_not_an_empty_one() -> None:
    clean = BASES["clean-review"]
    without = {name: value for name, value in clean.items() if name != "findings"}
    assert _problems(clean) == ()
    assert _problems(without) == ((Code.SCHEMA_MISSING, "/findings"),)
    no_lists: tuple[Json, ...] = (None, {}, "", 0)
    for value in no_lists:
        assert _problems(clean | {"findings": value}) == ((Code.SCHEMA_TYPE, "/findings"),)


def test_f21_whether_a_verdict_contradicts_its_findings_is_for_the_policy_to_say() -> None:
    """The model has no policy: which severities block is not known here; the gate recomputes the verdict."""
    approving = BASES["review"] | {"verdict": "approve"}
    assert _problems(approving) == ()
    assert _problems(approving | {"status": "partial", "status_reason": "cut"}) == (
        (Code.SCHEMA_APPROVE_STATUS, "/status"),
    )


def test_of_a_list_with_a_bad_item_nothing_else_is_told() -> None:
    """The reader stops at a list's first bad item; that does not make the list too short."""
    advice = BASES["advice"]
    ruling = advice["rulings"][0] | {"evidence": [{"text": ""}]}
    assert _problems(advice | {"rulings": [ruling]}) == ((Code.SCHEMA_BLANK, "/rulings/0/evidence/0/text"),)
    assert _problems(advice | {"rulings": [ruling | {"evidence": []}]}) == (
        (Code.SCHEMA_LENGTH, "/rulings/0/evidence"),
    )


def test_a_refusal_tells_at_most_twenty_problems() -> None:
    strange = {f"x{number}": True for number in range(30)}
    assert len(_problems(BASES["clean-review"] | strange)) == MAX_PROBLEMS


def test_what_a_stranger_names_a_field_can_not_break_a_line() -> None:
    with pytest.raises(ContractError) as caught:
        parse(json.dumps(BASES["clean-review"] | {"a\n::error::b\x1b[2J": 1}))
    assert str(caught.value).isprintable()


def test_outcome_and_the_other_records_carry_no_verdict() -> None:
    for kind in KINDS.keys() - {"review", "critique", "response", "advice"}:
        assert not {"verdict", "alignment"} & KINDS[kind].model_fields.keys()
    assert "outcome" not in DRAFTS


def _objects(value: Json) -> list[Json]:
    nested = [one for _, child in children(value) for one in _objects(child)]
    return [value, *nested] if isinstance(value, dict) else nested


def _resolves(value: Json, path: str, code: str) -> None:
    """Assert that a JSON Pointer leads to a value, or, where something is missing, to where it belongs."""
    for part in path.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        assert value is None or children(value) or value == {}, f"{code} points beyond a value: {path}"
        value = {str(key): one for key, one in children(value)}.get(name)
