"""What the reference pages say is what the code does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from pydantic_core import PydanticUndefined, to_jsonable_python

from review_contract.v1.base import Model
from review_contract.v1.kinds import RECORD_KINDS
from review_gate.policy import (
    DEFAULT_KINDS,
    AppProducer,
    Blocking,
    Branch,
    ChangeRule,
    Policy,
    Stage,
    Threshold,
    Timeouts,
    Waiver,
    WorkflowProducer,
)
from review_gate.policy_file import parse_policy

DOCS: Final = Path(__file__).parents[1] / "docs"
POLICY: Final = (DOCS / "policy.md").read_text(encoding="utf-8")
EXAMPLES: Final = re.findall(r"^```toml\n(.*?)^```$", POLICY, flags=re.DOTALL | re.MULTILINE)
SECTIONS: Final[tuple[type[Model], ...]] = (
    AppProducer,
    WorkflowProducer,
    Stage,
    Threshold,
    Blocking,
    Waiver,
    Timeouts,
    ChangeRule,
    Branch,
)
"""The models behind the tables of keys, in the page's order."""


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_of_a_policy_is_one(text: str) -> None:
    parsed = parse_policy(text)
    assert isinstance(parsed, Policy), parsed.problems


def test_the_first_example_can_decide() -> None:
    parsed = parse_policy(EXAMPLES[0])
    assert isinstance(parsed, Policy)
    assert parsed.producers
    assert any(stage.required for stage in parsed.stages)


def test_the_page_names_every_section() -> None:
    missing = [
        name for name in Policy.model_fields if not re.search(rf"^## `\[+{name}\]+`", POLICY, re.MULTILINE)
    ]
    assert missing == []


def test_the_page_gives_every_key_with_its_default() -> None:
    said = [_rows(table) for table in re.findall(r"\| key \| default \| meaning \|\n(?:\|.*\n)+", POLICY)]
    assert said == [_keys(model) for model in SECTIONS]


def _rows(table: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for row in table.splitlines()[2:]:
        key, default = (cell.strip() for cell in row.split("|")[1:3])
        value: object = default
        if default.startswith("`"):
            value = json.loads(default.strip("`"))
        found[key.strip("`")] = value
    return found


def _keys(model: type[Model]) -> dict[str, object]:
    return dict(_defaults(model))


def _defaults(model: type[Model]) -> Iterator[tuple[str, object]]:
    for name, field in model.model_fields.items():
        # What Blocking has from Threshold stands in the table before it.
        inherited = Threshold.model_fields.get(name)
        if model is Blocking and inherited is not None and inherited.default == field.default:
            continue
        if field.default is PydanticUndefined:
            yield name, "—"
        elif field.default is None:
            yield name, "the general one"
        else:
            yield name, to_jsonable_python(field.default)


def test_the_page_names_the_kinds_of_every_stage_that_is_known_by_name() -> None:
    table = POLICY.partition("| stage | kinds |\n")[2].partition("\n\n")[0]
    said: dict[str, tuple[str, ...]] = {}
    for row in table.splitlines()[1:]:
        stages, kinds = (re.findall(r"`([^`]+)`", cell) for cell in row.split("|")[1:3])
        said |= dict.fromkeys(stages, tuple(kinds))
    assert said == DEFAULT_KINDS
    records = POLICY.partition("Every stage may leave records too (")[2].partition(")")[0]
    assert {*re.findall(r"`([^`]+)`", records)} == RECORD_KINDS


@pytest.mark.parametrize("page", sorted(DOCS.glob("**/*.md")), ids=lambda page: page.name)
def test_a_page_refers_only_to_files_that_exist(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
