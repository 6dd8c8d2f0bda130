"""Versions: read first, matched whole, lifted step by step, and never guessed."""

import copy
import json

from hypothesis import assume, given
from hypothesis import strategies as st

from review_contract import Code, parse
from review_contract.parsing import UPCASTS
from review_contract.v1.envelope import SCHEMA_VERSION
from review_contract.v1.kinds import KINDS
from tests.contract.mutations import damaged
from tests.contract.strategies import values
from tests.contract.vectors import BASES, Json, refusal

KNOWN = {*UPCASTS, SCHEMA_VERSION}
VALUES = st.sampled_from(sorted(KINDS)).flatmap(values)


def _as_0_9(value: Json) -> Json:
    subject = {name: one for name, one in value["subject"].items() if name not in {"type", "number"}}
    return value | {"schema_version": "0.9", "subject": subject | {"pull_number": value["subject"]["number"]}}


@given(VALUES)
def test_a_0_9_document_reads_as_the_1_0_document(value: Json) -> None:
    assume(value["subject"]["type"] == "pull_request")
    assert parse(json.dumps(_as_0_9(value))) == parse(json.dumps(value))


@given(damaged(_as_0_9(BASES["review"])))
def test_lifting_a_document_hides_nothing_and_changes_nothing(value: Json) -> None:
    """What is wrong in an older document is refused, not repaired; the value given stays as it was."""
    given_value = copy.deepcopy(value)
    problems = refusal(lambda: UPCASTS["0.9"][1](value))
    assert value == given_value
    if not problems:
        lifted: Json = UPCASTS["0.9"][1](value)
        assert lifted.keys() == value.keys() | {"schema_version"}
        if isinstance(value.get("subject"), dict):
            assert len(lifted["subject"]) == len(value["subject"]) + 1


@given(
    st.from_regex(r"[0-9]{1,4}\.[0-9]{1,4}", fullmatch=True).filter(lambda one: one not in KNOWN),
    damaged(BASES["review"]),
)
def test_a_version_that_is_not_known_is_said_before_anything_else(version: str, value: Json) -> None:
    problems = refusal(lambda: parse(json.dumps(value | {"schema_version": version})))
    assert [one.code for one in problems] == [Code.UNSUPPORTED_VERSION]


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda one: one not in KNOWN))
def test_no_other_text_is_a_version(version: str) -> None:
    problems = refusal(lambda: parse(json.dumps(BASES["review"] | {"schema_version": version})))
    assert problems[0].code in {Code.UNSUPPORTED_VERSION, Code.SCHEMA_FORMAT}
    assert problems[0].path == "/schema_version"


def test_every_older_version_leads_to_the_current_one() -> None:
    for version in UPCASTS:
        seen = [version]
        while seen[-1] != SCHEMA_VERSION:
            seen.append(UPCASTS[seen[-1]][0])
            assert len(seen) == len({*seen}), "the steps run in a circle"
