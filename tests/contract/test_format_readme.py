"""`schemas/README.md` is normative, so what can be checked of it is: its grammar, its numbers, its names."""

import json
import re
from collections.abc import Iterator
from typing import Final

import pytest

from review_contract import INLINE_LIMIT, Code, Diagnosis, read
from review_contract.block import INLINE_VALUES, MAX_BODY
from review_contract.header import MAX_HEADER, parse_header
from review_contract.strict_json import MAX_BYTES, MAX_DEPTH, MAX_NUMBER
from review_contract.v1.envelope import SCHEMA_VERSION, Envelope
from review_contract.v1.finding import Disposition, Finding
from review_contract.v1.kinds import DRAFTS, KINDS
from tests.contract.abnf import expressions
from tests.contract.vectors import FILES, SCHEMAS, VECTORS, Vector, parameters

README: Final = (SCHEMAS / "README.md").read_text(encoding="utf-8")
GRAMMAR: Final = expressions(README.split("```abnf\n")[1].split("```")[0])
HEADER: Final = next(one for one in VECTORS if one.reads == "body").texts["block"].split("\n")[0]
NOT_A_BLOCK: Final = {Code.MISSING, Code.MISPLACED, Code.DEFACED, Code.UNTERMINATED}


@pytest.mark.parametrize("vector", [one for one in parameters("body") if "too-large" not in str(one.id)])
def test_the_grammar_and_the_reader_agree_on_every_body(vector: Vector) -> None:
    """What the grammar does not derive is no block; what it derives may be refused for what it says."""
    body = vector.body()
    found = read(body)
    code = str(found.code if isinstance(found, Diagnosis) else Code.READABLE)
    is_later_major = code == Code.UNSUPPORTED_VERSION and not body.startswith("<!-- review-contract:v1 ")
    assert bool(GRAMMAR["body"].fullmatch(body)) == (code not in NOT_A_BLOCK and not is_later_major)


FIELDS: Final = (
    *("-", "", "0", "01", "1", "1" * 16, "1" * 17, "a", "A", "a_b", "a--b", "a-", "a" * 33, "\u0661", "\n"),
    *(
        "0a" * 20,
        "0a" * 32,
        "0A" * 20,
        "sha256:" + "0a" * 32,
        "sha256:" + "0A" * 32,
        "ed25519:" + "A+/" * 28 + "Aa==",
    ),
)


def _headers() -> Iterator[str]:
    """Yield the header with one field replaced, added or left out, in every place."""
    fields = HEADER.split(" ")
    for at in range(2, len(fields) + 1):
        yield " ".join([*fields[:at], *fields[at + 1 :]])
        for new in FIELDS:
            yield " ".join([*fields[:at], new, *fields[at:]])
            yield " ".join([*fields[:at], new, *fields[at + 1 :]])


def test_the_grammar_and_the_reader_agree_on_headers() -> None:
    for header in (HEADER, *_headers()):
        assert bool(GRAMMAR["header"].fullmatch(header)) == (parse_header(header) is not None), header


def test_every_code_is_described() -> None:
    assert {code for code in Code if f"`{code}`" not in README} == set()


@pytest.mark.parametrize(
    "number",
    [INLINE_LIMIT, INLINE_VALUES, MAX_BODY, MAX_BYTES, MAX_HEADER - 1, MAX_DEPTH, MAX_NUMBER, SCHEMA_VERSION],
)
def test_every_limit_is_said(number: int | str) -> None:
    said = f"{number:,}" if isinstance(number, int) and number > 2000 else str(number)
    assert re.search(rf"\b{re.escape(said)}\b", README)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_kind_is_named(kind: str) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| `{kind}` |"))
    own = KINDS[kind].model_fields.keys() - Envelope.model_fields.keys()
    assert {*re.findall(r"`([a-z_]+)`", row)} - {kind, "low"} == own
    completed = {
        name for rule in KINDS[kind].RULES if rule.code == Code.SCHEMA_INCOMPLETE for name in rule.needs
    }
    assert {*re.findall(r"`([a-z_]+)` ●", row)} == completed
    always = {name for name in own if KINDS[kind].model_fields[name].is_required()}
    assert {*re.findall(r"`([a-z_]+)` ○", row)} == always


def test_every_field_that_documents_share_is_named() -> None:
    for model in (Envelope, Finding, Disposition):
        assert {name for name in model.model_fields if f"`{name}`" not in README} == set()


def test_kinds_without_a_draft_are_named() -> None:
    without = ", ".join(f"`{kind}`" for kind in KINDS if kind not in DRAFTS)
    assert f"Kinds that no model writes ({without}) have no draft." in README


def test_what_a_vector_cites_is_a_heading_or_a_known_failure() -> None:
    headings = {match.lower().replace(" ", "-") for match in re.findall(r"^#+ (.+)$", README, re.MULTILINE)}
    cited = {one["specification"] for path in FILES for one in json.loads(path.read_text("utf-8"))["vectors"]}
    assert {one for one in cited if not re.fullmatch(r"F([1-9]|[12][0-9]|30)", one)} <= headings


def test_links_lead_to_headings() -> None:
    headings = {match.lower().replace(" ", "-") for match in re.findall(r"^#+ (.+)$", README, re.MULTILINE)}
    assert {*re.findall(r"\]\(#([^)]*)\)", README)} <= headings
