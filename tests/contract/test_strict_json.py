"""Strict JSON: what readers of JSON take differently is refused by name, and nothing else escapes."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from review_contract import Code, ContractError, Document, parse, payload
from review_contract.strict_json import MAX_BYTES, MAX_DEPTH, MAX_NUMBER, loads
from tests.contract.strategies import documents
from tests.contract.vectors import BASES, Json, refusal

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
TREES: st.SearchStrategy[Json] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)
TEXT = json.dumps(BASES["review"])


def _code(data: bytes | str) -> str:
    with pytest.raises(ContractError) as caught:
        loads(data)
    return caught.value.code


@given(st.binary() | st.text(st.characters()))
@example(b"")
@example("\ud800")
@example("[" * 500_000)
@example('{"a":' * 100_000)
@example("1" * 5000)
@example("[" + "1" * 5000 + "]")
@example("-" * 10)
@example('{"schema_version":"1.0","kind":' + "[" * 20_000)
def test_parse_raises_contract_error_and_nothing_else(data: bytes | str) -> None:
    with pytest.raises(ContractError):
        parse(data)


@pytest.mark.parametrize("unit", [b"[", b'{"a":', b'{"a":[', b'"', b"\\", b"\xff", b"\x00", b" ", b"9"])
def test_ten_megabytes_raise_contract_error_and_nothing_else(unit: bytes) -> None:
    data = unit * (10 * 2**20 // len(unit))
    for limit in (MAX_BYTES, 2**30):
        with pytest.raises(ContractError):
            parse(data, max_bytes=limit)


@given(st.data())
def test_a_damaged_text_raises_contract_error_or_is_a_document(data: st.DataObject) -> None:
    """Deleting, doubling or replacing any span of a document's text never leads anywhere else."""
    start = data.draw(st.integers(0, len(TEXT)))
    end = data.draw(st.integers(start, min(len(TEXT), start + 20)))
    middle = data.draw(
        st.sampled_from(["", TEXT[start:end] * 2, "\x00", "\ud83d", "\\ud83d", "NaN", "-0", "1e999"])
    )
    problems = refusal(lambda: parse(TEXT[:start] + middle + TEXT[end:]))
    assert all(one.code in {*Code} for one in problems)


@given(TREES)
def test_what_needs_no_care_is_read_as_the_standard_library_reads_it(value: Json) -> None:
    text = json.dumps(value)
    assert (
        loads(text)
        == loads(text.encode())
        == loads(json.dumps(value, ensure_ascii=False))
        == json.loads(text)
    )


@given(st.dictionaries(st.text(max_size=5), SCALARS, min_size=1), st.data())
def test_a_key_that_stands_twice_is_refused_however_it_is_spelt(members: Json, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(members)))
    escaped = "".join(f"\\u{unit:04x}" for unit in _utf16(key))
    text = json.dumps(members)[:-1] + f', "{escaped}": 1}}'
    assert _code(text) == _code(f"[{text}]") == Code.JSON_DUPLICATE_KEY


@given(st.integers(), st.sampled_from(["", ".0", "e0", "E+0", ".00"]))
def test_an_integer_has_one_spelling(number: int, tail: str) -> None:
    text = f"{number}{tail}"
    if len(text) <= MAX_NUMBER and not tail:
        assert loads(text) == number
    else:
        assert _code(text) == Code.JSON_NUMBER


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_decimal_that_is_read_is_written_as_one_that_is_read(number: float) -> None:
    if problems := refusal(lambda: loads(repr(number))):
        assert problems[0].code == Code.JSON_NUMBER
    else:
        assert loads(json.dumps(loads(repr(number)))) == number


@given(documents())
def test_a_text_that_ends_with_something_else_is_no_document(document: Document) -> None:
    text = payload(document).decode()
    for tail in ("x", text, "null", "\u00a0", "\x00"):
        assert _code(text + tail) == Code.JSON_TRAILING


@pytest.mark.parametrize(("opener", "closer"), [("[", "]"), ('{"a":', "}")])
def test_depth_and_size_are_exact(opener: str, closer: str) -> None:
    def nested(depth: int) -> str:
        return opener * depth + "0" + closer * depth

    loads(nested(MAX_DEPTH))
    assert _code(nested(MAX_DEPTH + 1)) == Code.JSON_DEPTH
    loads("0" + " " * (MAX_BYTES - 1))
    assert _code("0" + " " * MAX_BYTES) == Code.JSON_SIZE
    assert _code('"' + "\u00e9" * (MAX_BYTES // 2) + '"') == Code.JSON_SIZE


def test_f7_a_byte_order_mark_and_foreign_white_space_are_refused() -> None:
    assert _code("\ufeff{}") == _code(b"\xef\xbb\xbf{}") == Code.JSON_BOM
    for white in ("\u00a0", "\u200b", "\u2028", "\x0b", "\x0c", "\x85"):
        assert _code("{" + white + "}") == Code.JSON_SYNTAX


def _utf16(text: str) -> list[int]:
    data = text.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(data[i : i + 2]) for i in range(0, len(data), 2)]
