"""The receipt is read strictly: what a later run answers to must be what an earlier one posted."""

import json
from collections.abc import Mapping

import pytest

from review_contract import ContractError
from review_emitters.publishing import parse_receipt
from review_emitters.publishing.receipt import comment_of

RECEIPT: Mapping[str, object] = {
    "schema_version": "1.0",
    "carrier": {"type": "review", "id": 5, "node_id": "PRR_5", "url": "https://example.com/5"},
    "posted": True,
    "held_by": None,
    "findings": {
        "f-1": {"comment_id": 9, "url": "https://example.com/9", "used_fallback": False},
        "f-2": {"comment_id": None, "url": "https://example.com/5", "used_fallback": True},
    },
    "warnings": ["a stale review is not dismissed"],
}


def test_a_receipt_is_read_as_it_was_written() -> None:
    receipt = parse_receipt(json.dumps(RECEIPT))
    assert json.loads(receipt.model_dump_json()) == RECEIPT
    assert parse_receipt(receipt.model_dump_json()) == receipt


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"schema_version": "2.0"}, "/schema_version"),
        ({"posted": "yes"}, "/posted"),
        (
            {"carrier": {"type": "gist", "id": 5, "node_id": "x", "url": "https://example.com"}},
            "/carrier/type",
        ),
        ({"held_by": "javascript:alert(1)"}, "/held_by"),
        (
            {"findings": {"f-1": {"comment_id": "9", "url": "https://e.com", "used_fallback": False}}},
            "/comment_id",
        ),
        ({"extra": 1}, "/extra"),
    ],
)
def test_what_is_no_receipt_is_refused_with_its_place(change: Mapping[str, object], line: str) -> None:
    with pytest.raises(ContractError, match=line):
        parse_receipt(json.dumps({**RECEIPT, **change}))


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(ContractError, match="json-duplicate-key"):
        parse_receipt(json.dumps(RECEIPT)[:-1] + ', "posted": false}')


def test_the_comment_of_a_finding_is_found_in_whichever_receipt_has_one() -> None:
    receipt = parse_receipt(json.dumps(RECEIPT))
    assert comment_of([receipt], "f-1") == 9
    assert comment_of([receipt], "f-2") is None
    assert comment_of([receipt], "f-3") is None
    assert comment_of([], "f-1") is None
