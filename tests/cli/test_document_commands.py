"""`review-contract validate` and `extract` as processes, on what people and pipes really hand over."""

import json
from pathlib import Path

import pytest

from review_contract import embed, parse, payload
from tests.cli.command import modules_of, run
from tests.cli.samples import BODY, FINDING, review

GARBAGE = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"hello", id="prose"),
    pytest.param(bytes(range(256)) * 1000, id="binary"),
    pytest.param(b"\xff\xfe<\x00!\x00", id="utf-16"),
    pytest.param(b"[" * 10_000_000, id="10 MB of nesting"),
    pytest.param(b"[" * 50_000, id="nesting"),
    pytest.param(b'{"a":' * 50_000, id="nested objects"),
    pytest.param(b"{}", id="an empty object"),
    pytest.param(b'{"schema_version":"1.0","kind":"review","kind":"review"}', id="duplicate key"),
    pytest.param(b'{"schema_version": NaN}', id="NaN"),
    pytest.param(BODY.encode()[:-30].replace(b"-->", b""), id="a cut block"),
    pytest.param(b"> " + BODY.encode(), id="a quoted block"),
    pytest.param(b"\x00" * 500_000, id="zeros"),
    pytest.param(b"<!-- review-contract:v1 " + b"x" * 500_000, id="a long header"),
    pytest.param((">```\nb\n" * 40_000).encode() + BODY.encode(), id="hostile markdown"),
]


@pytest.mark.parametrize("data", GARBAGE)
def test_garbage_is_refused_with_one_clear_line(data: bytes) -> None:
    ran = run(["validate", "-"], data)
    assert (ran.code, ran.out) == (11, "")
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err
    assert ran.err.isprintable() or ran.err[:-1].isprintable()


def test_a_directory_and_an_unreadable_file_are_refused_with_one_clear_line(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere", tmp_path / "nowhere" / "deep"):
        ran = run(["validate", path])
        assert (ran.code, ran.out, ran.err.count("\n")) == (11, "", 1)


@pytest.mark.parametrize(
    "data",
    [
        BODY.encode(),
        payload(review()),
        payload(review()) + b"\n",
        json.dumps(json.loads(payload(review()))).encode(),
    ],
)
def test_a_body_a_document_and_an_artifact_are_valid(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(data)
    by_file, by_input = run(["validate", tmp_path / "input"]), run(["validate"], data)
    assert by_file == by_input
    assert by_file.code == 0
    assert by_file.out == "valid: review by review about #42 at a1b2c3d, round 1\n"


def test_a_pointer_says_that_the_document_lies_elsewhere() -> None:
    ran = run(["validate"], embed(review(), inline_limit=10).encode())
    assert ran.code == 0
    assert "a pointer" in ran.out


def test_validate_says_what_is_wrong_and_where() -> None:
    value = json.loads(payload(review())) | {"verdict": "lgtm", "round": True}
    ran = run(["validate"], json.dumps(value).encode())
    assert ran.code == 11
    assert "schema-value at /verdict: input should be 'approve', 'request_changes'" in ran.err
    assert "schema-type at /round" in ran.err


def test_validate_says_where_a_misplaced_block_stands_and_why_it_does_not_count() -> None:
    ran = run(["validate"], b"Look:\n\n```\n" + BODY.encode() + b"```\n")
    assert ran.code == 11
    assert "misplaced" in ran.err
    assert "fence" in ran.err


def test_a_draft_is_checked_for_its_kind() -> None:
    draft = b'{"plan": "rerun it"}'
    assert run(["validate", "--draft", "ci_failure"], draft).out == "valid: a draft of kind ci_failure\n"
    ran = run(["validate", "--draft", "ci_failure"], b'{"plan": null, "round": 1}')
    assert ran.code == 11
    assert "schema-stamp-field at /round" in ran.err
    assert run(["validate", "--draft", "outcome"], draft).code == 2


def test_extract_prints_the_payload_as_it_was_signed() -> None:
    ran = run(["extract"], BODY.encode())
    assert ran.code == 0
    assert parse(ran.out) == review()
    assert ran.out.encode() == payload(review()) + b"\n"
    assert run(["extract"], b"hello").code == 11


def test_a_readable_body_needs_no_markdown_parser() -> None:
    loaded = modules_of(["validate"], BODY.encode())
    assert "review_contract.block" in loaded
    assert not loaded & {"markdown_it", "jsonschema", "github", "rich", "wcmatch", "review_gate.decision"}


def test_f27_extract_prints_no_command_of_the_runner() -> None:
    document = review(FINDING | {"title": "##[error]gotcha", "body": "::error::x"})
    ran = run(["extract"], payload(document))
    assert parse(ran.out) == document
    assert "##[" not in ran.out
    assert not ran.out.startswith("::")
