"""How a decision leaves the command: printed, as outputs of a step, as a file, in the job's summary."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from review_gate.cli.shell import Format, end, say, width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from review_gate.decision import Decision
    from review_gate.evidence import Evidence
    from review_gate.policy import Policy, PolicyFault


def show(decision: "Decision", evidence: "Evidence", policy: "Policy | PolicyFault", output: Format) -> None:
    """Print a decision."""
    if output is Format.JSON:
        from review_gate.explanation.document import decision_document, decision_json

        say(decision_json(decision_document(decision, evidence)))
    elif output is Format.GITHUB:
        from review_gate.explanation.annotations import annotations

        say(annotations(decision))
    else:
        from review_gate.explanation.outline import headline

        show_outline(headline(decision, evidence), decision, policy, output)


def show_outline(head: str, decision: "Decision", policy: "Policy | PolicyFault", output: Format) -> None:
    """Print a decision as an outline under a headline."""
    from review_gate.explanation.outline import sections

    told = sections(decision, policy)
    if output is Format.MARKDOWN:
        from review_gate.explanation.markdown import markdown

        say(markdown(head, told))
    elif sys.stdout.isatty():
        from review_gate.cli.terminal import show as show_in_colour

        show_in_colour(decision.conclusion, head, told)
    else:
        from review_gate.explanation.text import plain

        say(plain(head, told, width()))


def outputs_of(decision: "Decision", head_sha: str | None) -> "Mapping[str, str]":
    """Return the step outputs of a decision."""
    from review_gate.explanation.document import counts

    numbers, following = counts(decision), decision.next
    return {
        "conclusion": decision.conclusion,
        "reason": decision.reason,
        "next-stage": following.stage if following else "",
        "round": str(following.round) if following else "",
        "head-sha": head_sha or "",
        "findings-total": str(numbers.get("findings-total", 0)),
        "findings-blocking": str(numbers.get("findings-blocking", 0)),
    }


def write_decision(path: Path, decision: "Decision", evidence: "Evidence") -> None:
    """Write the decision's document into a file; ends the command where that is not possible."""
    from review_gate.explanation.document import decision_document, decision_json

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(decision_json(decision_document(decision, evidence)) + "\n", encoding="utf-8")
    except OSError as error:
        end(f"can't write {path}: {error.strerror or error}")


def summarise(head: str, decision: "Decision", policy: "Policy | PolicyFault") -> None:
    """Add the explanation to the job's summary."""
    from review_gate.cli.step import add_to_summary
    from review_gate.explanation.markdown import markdown
    from review_gate.explanation.outline import sections

    add_to_summary(markdown(head, sections(decision, policy)))
