"""`review-contract gate` as a process: exit codes, formats, and input that can't be decided."""

import json
from pathlib import Path

import pytest

from review_contract import parse
from review_contract.v1.record_kinds import Decision
from tests.cli.command import modules_of, run
from tests.cli.samples import BLOCKING, BODY, POLICY, conversation

CASES = [
    pytest.param((BODY,), 0, "PASS", id="pass"),
    pytest.param((BLOCKING,), 10, "FAIL", id="fail"),
    pytest.param((BODY.replace("approve", "approvE"),), 11, "ERROR", id="error"),
    pytest.param(("Looks good!",), 12, "PENDING", id="pending"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.toml").write_text(POLICY)
    return tmp_path


def _record(folder: Path, *bodies: str, author: str = "acme-reviewer[bot]") -> Path:
    (folder / "recorded.json").write_text(conversation(*bodies, author=author))
    return folder


@pytest.mark.parametrize(("bodies", "code", "word"), CASES)
def test_every_conclusion_has_its_own_exit_code(
    folder: Path, bodies: tuple[str, ...], code: int, word: str
) -> None:
    ran = run(["gate", "--from", _record(folder, *bodies)])
    assert (ran.code, ran.out.split()[0], ran.err) == (code, word, "")


@pytest.mark.parametrize(("bodies", "code", "word"), CASES)
def test_json_is_a_decision_document_that_the_contract_accepts(
    folder: Path, bodies: tuple[str, ...], code: int, word: str
) -> None:
    ran = run(["gate", "--from", _record(folder, *bodies), "--format", "json"])
    document = parse(ran.out)
    assert ran.code == code
    assert isinstance(document, Decision)
    assert document.conclusion == word.lower()


def test_a_file_a_folder_and_standard_input_are_one_conversation(folder: Path) -> None:
    recorded = _record(folder, BODY) / "recorded.json"
    policy = folder / "policy.toml"
    by_file = run(["gate", "--from", recorded, "--policy", policy])
    by_input = run(["gate", "--from", "-", "--policy", policy], recorded.read_bytes())
    assert by_file == by_input == run(["gate", "--from", folder])


def test_without_a_policy_nothing_passes() -> None:
    ran = run(["gate", "--from", "-"], conversation(BODY).encode())
    assert ran.code == 11
    assert "policy-empty" in ran.out


def test_a_policy_that_can_not_be_used_is_an_error_that_names_the_key(folder: Path) -> None:
    (folder / "policy.toml").write_text(POLICY + '[blocking]\nseverity = ["hihg"]\nsevrity = 1\n')
    ran = run(["gate", "--from", _record(folder, BODY)])
    assert ran.code == 11
    assert "schema-unknown-field at /blocking/sevrity" in ran.out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty", b""),
        ("binary", bytes(range(256)) * 40),
        ("nesting", b"[" * 10_000_000),
        ("another object", b'{"schema_version":"1.0"}'),
        ("truncated", conversation(BODY).encode()[:-20]),
        ("duplicate key", b'{"schema_version":"1.0","schema_version":"1.0"}'),
    ],
)
def test_input_that_is_no_conversation_ends_with_one_line(folder: Path, name: str, content: bytes) -> None:
    (folder / "bad.json").write_bytes(content)
    ran = run(["gate", "--from", folder / "bad.json"])
    assert (ran.code, ran.out) == (11, ""), name
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("source", ["nowhere.json", "."])
def test_a_path_that_holds_no_conversation_ends_with_one_line(tmp_path: Path, source: str) -> None:
    ran = run(["gate", "--from", source], cwd=tmp_path)
    assert (ran.code, ran.out, ran.err.count("\n")) == (11, "", 1)


def test_the_wrong_usage_exits_with_2() -> None:
    assert run(["gate"]).code == 2
    assert run(["gate", "--from", "x", "--format", "yaml"]).code == 2


def test_f27_untrusted_text_reaches_no_log_as_a_command(folder: Path) -> None:
    """F27: output injection. A login and a finding's title are attacker text."""
    title = f"::error::gotcha ##[set-output name=x]y {'long ' * 20} ::add-mask::e"
    body = BLOCKING.replace("Query built from input", title)
    for output in ("text", "markdown", "json", "github"):
        ran = run(["gate", "--from", _record(folder, body, author=f"{title} x"), "--format", output])
        lines = [line.lstrip() for line in ran.out.splitlines()]
        own = [line for line in lines if line.startswith("::")]
        assert all(line.split(" ")[0] in {"::error", "::warning", "::notice"} for line in own)
        assert output == "github" or not own
        assert "##[" not in ran.out


def test_a_terminal_s_escape_sequences_are_spelt_out() -> None:
    ran = run(["gate", "--from", "-"], conversation(BODY, author="bot\u202e\u001b[2J").encode())
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert "\\u{1b}[2J" in ran.out


def test_the_usual_path_imports_no_markdown_parser_no_schema_validator_no_client(folder: Path) -> None:
    loaded = modules_of(["gate", "--from", str(_record(folder, BODY, BLOCKING))])
    assert "review_gate.decision" in loaded
    assert not loaded & {"markdown_it", "jsonschema", "github", "rich", "wcmatch", "requests"}


def test_the_explanation_says_first_what_was_decided_then_what_to_do_then_why(folder: Path) -> None:
    out = run(["gate", "--from", _record(folder, BLOCKING)]).out
    places = [
        out.index(part) for part in ("FAIL acme/payments#42", "What to do next", "Why", "What was read")
    ]
    assert places == sorted(places)
    assert "src/db.py:48" in out
    assert "https://github.com/acme/payments/pull/42#issuecomment-1" in out


def test_github_annotations_name_file_and_line(folder: Path) -> None:
    out = run(["gate", "--from", _record(folder, BLOCKING), "--format", "github"]).out
    assert "::error file=src/db.py,line=48,endLine=48,title=finding-blocks::high%3A" not in out
    assert (
        "::error file=src/db.py,line=48,endLine=48,title=finding-blocks::high: Query built from input" in out
    )


def test_json_keeps_what_a_machine_needs(folder: Path) -> None:
    value = json.loads(run(["gate", "--from", _record(folder, BLOCKING), "--format", "json"]).out)
    assert value["counts"]["findings-blocking"] == 1
    assert value["candidates"][0]["standing"] == "counted"
    assert {reason["code"] for reason in value["reasons"]} >= {"stages", "findings"}
