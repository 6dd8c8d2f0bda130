"""`schema`, `explain` and `policy check`: what is printed equals what is published."""

from pathlib import Path

import pytest

from review_contract import Code
from review_emitters.diff import DiffCode
from review_emitters.publishing import PublishCode
from review_gate.doctor.codes import DoctorCode
from review_gate.reasons import GateCode
from review_gate.schemas import published_files
from review_gate.setup import SetupCode
from tests.cli.command import run
from tests.cli.samples import POLICY

SCHEMAS = Path(__file__).parents[2] / "schemas"


def test_the_published_schemas_equal_the_generated_ones_byte_for_byte(tmp_path: Path) -> None:
    assert run(["schema", "--write", tmp_path]).code == 0
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.json")}
    published = {path: (SCHEMAS / path).read_bytes() for path in written}
    assert written == published
    assert len(written) == len(published_files())


def test_schema_lists_and_prints() -> None:
    assert run(["schema"]).out.splitlines() == [*published_files()]
    assert run(["schema", "v1.0/review.json"]).out == published_files()["v1.0/review.json"]
    assert run(["schema", "v9/none.json"]).code == 2


def test_schema_into_a_file_s_place_is_refused_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    ran = run(["schema", "--write", tmp_path / "taken"])
    assert (ran.code, ran.err.count("\n")) == (11, 1)


@pytest.mark.parametrize("code", [Code.DIGEST_MISMATCH, GateCode.STALE_HEAD])
def test_explain_says_meaning_cause_and_remedy(code: str) -> None:
    out = run(["explain", code]).out
    assert out.startswith(code)
    assert all(word in out for word in ("Meaning", "Cause", "Remedy"))


def test_explain_knows_every_code_and_no_other() -> None:
    listed = {line.split()[0] for line in run(["explain"]).out.splitlines()}
    assert listed == {*Code, *GateCode, *DiffCode, *PublishCode, *SetupCode, *DoctorCode}
    assert run(["explain", "no-such-code"]).code == 2


def test_policy_check_says_in_words_what_passes(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(POLICY)
    ran = run(["policy", "check", tmp_path / "policy.toml"])
    assert ran.code == 0
    assert ran.out.splitlines()[0] == (
        "A pull request passes when review approved its head and no open finding blocks."
    )
    assert "account 5001, App 6001" in ran.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing can pass"),
        ("[[stages]\n", "policy-invalid at /: not TOML"),
        (POLICY + "[loop]\nkind = 'pair'\n", "schema-unknown-field at /loop"),
        (POLICY.replace('"app"', '"key"'), "policy-key-reserved at /producers/0/type"),
        (POLICY.replace('["review"]', '["reviewer"]'), "policy-unknown-stage at /producers/0/stages"),
    ],
)
def test_a_policy_that_decides_nothing_is_refused(text: str, said: str) -> None:
    ran = run(["policy", "check", "-"], text.encode())
    assert ran.code == 11
    assert said in ran.out + ran.err


def test_a_bare_command_shows_its_help() -> None:
    for arguments in ([], ["policy"]):
        ran = run(arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("Usage: review-contract ")
        assert "Commands:" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "--{}"],
        ["validate", "a", "{}"],
        ["{}"],
        ["gate", "--from", "x", "--format", "{}"],
        ["validate", "--draft", "{}"],
        ["validate", "{}"],
        ["gate", "--from", "{}"],
        ["schema", "{}"],
        ["explain", "{}"],
    ],
)
def test_hostile_arguments_are_shown_as_text(arguments: list[str]) -> None:
    hostile = "x\x1b[31m\n::error::gotcha ##[error]y\u202e"
    ran = run([argument.format(hostile) for argument in arguments])
    assert ran.code in {2, 11}
    assert not any(line.lstrip().startswith("::") for line in (ran.out + ran.err).splitlines())
    assert not {"\x1b", "\u202e"} & {*ran.out, *ran.err}
    assert "##[" not in ran.out + ran.err


def test_a_hostile_folder_is_written_to_and_shown_as_text(tmp_path: Path) -> None:
    ran = run(["schema", "--write", "##[error]x\x1b"], cwd=tmp_path)
    assert ran.code == 0
    assert "##[" not in ran.out
    assert "\x1b" not in ran.out
