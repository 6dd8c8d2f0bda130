"""Setting a repository up: nothing that is said breaks out of a file."""

import json
import tomllib
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_gate.policy import Policy
from review_gate.policy_file import parse_policy
from review_gate.setup import SetupCode, SetupError, Wanted
from review_gate.setup.loops import GATE_FILE, POLICY_FILE
from review_gate.setup.quoting import literal, quoted
from review_gate.setup.workflow_text import gate_workflow
from tests.gate.setup_cases import (
    GITHUB,
    PIN,
    REVIEW,
    Canned,
    asked_for,
    by,
    files_of,
    followed,
    refusal_of,
    the_step,
    workflow,
    yaml,
)

TEXT: Final = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    [
        '"',
        '\\"',
        "a\nb: c",
        "'",
        "${{ secrets.X }}",
        "# x",
        "]",
        "\u2028",
        "\x00",
        "\x85",
        "\U0001f600",
        "\ufeff",
    ]
)


@given(TEXT)
def test_a_quoted_text_is_that_text_in_toml_and_inyaml(text: str) -> None:
    line = quoted(text)
    assert "\n" not in line
    assert tomllib.loads(f"x = {line} # y\nz = 1\n") == {"x": text, "z": 1}
    assert yaml(f"x: {line} # y\nz: 1\n") == {"x": text, "z": 1}


@settings(deadline=None)  # a whole file is read each time
@given(st.lists(TEXT, max_size=3), TEXT)
def test_no_name_breaks_out_of_the_workflow(names: list[str], check: str) -> None:
    parsed = yaml(gate_workflow(PIN, check, names))
    plain = yaml(gate_workflow(PIN, "x", ["x"]))
    assert parsed.keys() == plain.keys()
    assert parsed["on"]["workflow_run"]["workflows"] == [literal(name) for name in names]
    step = the_step(parsed)
    assert (step["uses"], step["with"]["check"]) == (PIN, check)


def _written(said: Wanted) -> dict[str, str] | SetupError:
    try:
        return files_of(said)
    except SetupError as error:
        return error


HOSTILE: Final = (
    '"',
    "'",
    "\n",
    "\r",
    "\u2028",
    "#",
    "${{ github.token }}",
    "\x1b[31m",
    "\x00",
    "\\",
    "..",
    "/",
    "%2e",
    "?",
    " ",
    "\u202e",
    "é",
    "=",
    "@",
    "",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("field", "shape"),
    [
        ("repository", "octo/{}"),
        ("repository", "{}/parser"),
        ("loop", "single{}x"),
        ("apps", "review=acme{}x"),
        ("apps", "review{}=acme"),
        ("workflows", "review=.github/workflows/{}.yml"),
        ("severity", "high{}x"),
        ("action", "octo/review-contract@{}"),
        ("action", "{}/review-contract@" + "0" * 40),
        ("reviewer_workflows", "Review {}"),
        ("check", "x{}"),
    ],
)
def test_hostile_values_are_refused_in_one_safe_line_or_stand_where_they_belong(
    field: str, shape: str, text: str
) -> None:
    value: object = shape.format(text)
    values = (value,) if field in {"apps", "workflows", "reviewer_workflows"} else value
    other: dict[str, object] = {} if field in {"apps", "workflows"} else {"workflows": (f"review={REVIEW}",)}
    written = _written(asked_for(**{**other, field: values}))
    if isinstance(written, SetupError):
        assert str(written).replace("…", "").isascii()
        assert str(written).isprintable()
        return
    assert isinstance(parse_policy(written[POLICY_FILE]), Policy)
    gate = yaml(written[GATE_FILE])
    assert [*gate] == ["name", "on", "concurrency", "permissions", "jobs"]
    step = the_step(gate)
    assert "${{" not in json.dumps([step["uses"], step["with"].get("check"), followed(written)])


@pytest.mark.parametrize("name", ["", " x", "x" * 256, "a\nb", "a\x1bb", "\u202ea", "${{ github.token }}"])
def test_a_workflow_s_name_that_github_tells_is_checked_too(name: str) -> None:
    github = Canned({**GITHUB.table, **workflow(REVIEW, name)})
    assert refusal_of(by("single", "workflow"), github).code == SetupCode.VALUE
