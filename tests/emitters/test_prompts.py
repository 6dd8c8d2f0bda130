"""The section for a prompt: what it says is what the draft takes."""

import json
import re
from typing import Any

import pytest

from review_contract import ContractError
from review_contract.drafts import parse_draft_as
from review_emitters.prompts import contract_section, example_draft, updated_guide
from review_emitters.stages import STAGES, Stage
from review_emitters.stages.allowed import check_allowed, stage_schema

EVERY_STAGE = pytest.mark.parametrize("stage", STAGES.values(), ids=list(STAGES))


def blocks(section: str) -> list[object]:
    """Return the JSON of the fenced blocks: the schema, then the example."""
    return [
        json.loads(text) for text in re.findall(r"^```json\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    ]


@EVERY_STAGE
def test_the_section_holds_the_stage_s_schema_and_an_example_that_its_draft_takes(stage: Stage) -> None:
    schema, example = blocks(contract_section(stage))
    assert schema == stage_schema(stage)
    check_allowed(stage, parse_draft_as(stage.draft, json.dumps(example)))


@EVERY_STAGE
def test_the_schema_is_what_structured_output_takes(stage: Stage) -> None:
    schema: Any = stage_schema(stage)
    assert "$ref" not in json.dumps(schema)
    assert "$defs" not in json.dumps(schema)
    waiting = [schema]
    while waiting:
        one = waiting.pop()
        if "properties" in one:
            assert one["additionalProperties"] is False
            assert one["required"] == [*one["properties"]]
        waiting += [*one.get("properties", {}).values(), *one.get("anyOf", [])]
        waiting += [one["items"]] if "items" in one else []


@EVERY_STAGE
def test_what_the_stage_does_not_allow_is_refused_and_not_in_its_schema(stage: Stage) -> None:
    for field, allowed in stage.allowed.items():
        assert json.dumps(list(allowed)) in json.dumps(stage_schema(stage)), field


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("review-a", "/findings/0/category", "Style"),
        ("audit", "/findings/0/category", "K"),
        ("audit", "/findings/0/severity", "P3"),
        ("triage", "/classification", "feature"),
        ("research", "/flags/0/name", "other"),
        ("sync-review", "/checks/0/name", "made-up"),
    ],
)
def test_a_value_that_the_stage_does_not_know_is_refused_where_it_stands(
    name: str, path: str, value: str
) -> None:
    said = json.loads(example_draft(STAGES[name]))
    *way, last = path.strip("/").split("/")
    place = said
    for part in way:
        place = place[int(part) if part.isdigit() else part]
    place[last] = value
    draft = parse_draft_as(STAGES[name].draft, json.dumps(said))
    with pytest.raises(ContractError) as refused:
        check_allowed(STAGES[name], draft)
    assert refused.value.problems[0].path == path


def test_a_guide_keeps_what_people_wrote_and_gets_the_section_once() -> None:
    stage = STAGES["sync-review"]
    guide = "# Guide\n\nBe kind.\n"
    once = updated_guide(guide, stage)
    assert once.startswith(guide.rstrip())
    assert updated_guide(once, stage) == once
    assert all(check.question in once for check in stage.checks)
    stale = once.replace(stage.checks[0].question, "an older question")
    assert updated_guide(stale, stage) == once
    both = updated_guide(once, STAGES["triage"])
    assert updated_guide(both, stage) == both


def test_a_guide_with_half_a_section_is_refused() -> None:
    stage = STAGES["triage"]
    with pytest.raises(ValueError, match="once each"):
        updated_guide("<!-- begin contract of triage -->\n", stage)
