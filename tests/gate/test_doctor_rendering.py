"""The findings as people and programs get them."""

import json
from typing import Final

from review_gate.doctor import Finding, Setup, examine, survey
from review_gate.doctor.rendering import as_json, markdown, plain
from tests.gate.doctor_answers import GATE, REPOSITORY, ROOT
from tests.gate.doctor_world import sound


def _examined() -> tuple[Setup, tuple[Finding, ...]]:
    world = sound()
    world.edit(GATE, "[created, edited, deleted]", "[created]")
    world.refuse("/labels")
    world.answers[f"{ROOT}/actions/permissions/workflow"][1]["default_workflow_permissions"] = "write"
    setup = survey(world, REPOSITORY, "review-contract")
    return setup, examine(setup)


_PLAIN: Final = """\
acme/orders: the set-up is broken

Broken: a merge may pass without evidence, or nothing can ever pass
  ✗ issue_comment (edited, deleted) does not start the gate (.github/workflows/review-contract.yml):
    a pass outlives the comment that it rests on [gate-trigger-missing]
      → add it to the triggers of .github/workflows/review-contract.yml
          on:
            issue_comment:
              types: [created, edited, deleted]

Not read
  ? the labels: GitHub answered 403: 'Resource not accessible by integration' [not-read]
      → run doctor with a token that has Issues: read, or look there yourself

Worth a look
  ! a workflow that declares no permissions gets a token that may write [token-writes]
      → Settings > Actions > General > Workflow permissions: choose 'Read repository contents and
        packages permissions'

In order
  ✓ main requires review-contract from App 1200001 [branch-guarded]
"""


def test_text_has_the_worst_first_with_what_to_do_below() -> None:
    assert plain(*_examined()).startswith(_PLAIN)


def test_markdown_shows_lines_as_code() -> None:
    shown = markdown(*_examined())
    assert shown.startswith("## acme/orders&#58; the set\\-up is broken\n\n### Broken: a merge may pass")
    assert "- **gate-trigger-missing** issue\\_comment" in shown
    assert (
        "\n\n  ```yaml\n  on:\n    issue_comment:\n      types: [created, edited, deleted]\n  ```\n" in shown
    )


def test_json_is_versioned_and_whole() -> None:
    setup, findings = _examined()
    said = json.loads(as_json(setup, findings))
    assert {key: said[key] for key in said if key != "findings"} == {
        "version": 1,
        "repository": "acme/orders",
        "check": "review-contract",
        "conclusion": "broken",
    }
    assert [(one["code"], one["severity"]) for one in said["findings"]] == [
        (finding.code.value, finding.severity) for finding in findings
    ]
    assert said["findings"][0]["lines"][0] == "on:"
