"""`review-contract gate`: decide a recorded conversation, and say why."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_gate.cli.shell import Format, end, read_text, say, width

if TYPE_CHECKING:
    from review_gate.decision import Decision
    from review_gate.evidence import Evidence
    from review_gate.policy import Policy, PolicyFault


def gate(
    source: Annotated[
        Path,
        typer.Option(
            "--from",
            metavar="PATH",
            help="A recorded conversation (a file, - for standard input, or a folder with recorded.json), "
            "or a folder of raw GitHub answers.",
        ),
    ],
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The policy; by default policy.toml beside the conversation."),
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="How the decision is printed.")] = Format.TEXT,
) -> None:
    """Decide whether a pull request may merge.

    Exits with 0 for pass, 10 for fail, 11 for error, 12 for pending.
    """
    from review_gate.decision import decide
    from review_gate.explanation.outline import EXIT_CODES

    evidence = _evidence(source)
    rules = _policy(policy or _beside(source))
    decision = decide(rules, evidence)
    _print(decision, evidence, rules, output)
    raise typer.Exit(EXIT_CODES[decision.conclusion])


def _evidence(source: Path) -> "Evidence":
    from review_contract import ContractError
    from review_gate.sources import read_evidence

    try:
        return read_evidence(source, datetime.now(UTC))  # noqa: TID251 - the shell reads the clock, once
    except ContractError as error:
        end(f"{source} is no conversation: {error}")


def _beside(source: Path) -> Path | None:
    """Return the policy that lies beside a conversation, if one does."""
    if str(source) == "-":
        return None
    found = (source if source.is_dir() else source.parent) / "policy.toml"
    return found if found.is_file() else None


def _policy(path: Path | None) -> "Policy | PolicyFault":
    from review_gate.policy import Policy
    from review_gate.policy_file import parse_policy

    return Policy() if path is None else parse_policy(read_text(path))


def _print(
    decision: "Decision", evidence: "Evidence", policy: "Policy | PolicyFault", output: Format
) -> None:
    if output is Format.JSON:
        from review_gate.explanation.document import decision_document, decision_json

        say(decision_json(decision_document(decision, evidence)))
    elif output is Format.GITHUB:
        from review_gate.explanation.annotations import annotations

        say(annotations(decision))
    else:
        _print_outline(decision, evidence, policy, output)


def _print_outline(
    decision: "Decision", evidence: "Evidence", policy: "Policy | PolicyFault", output: Format
) -> None:
    import sys

    from review_gate.explanation.outline import headline, sections

    head, told = headline(decision, evidence), sections(decision, policy)
    if output is Format.MARKDOWN:
        from review_gate.explanation.markdown import markdown

        say(markdown(head, told))
    elif sys.stdout.isatty():
        from review_gate.cli.terminal import show

        show(decision.conclusion, head, told)
    else:
        from review_gate.explanation.text import plain

        say(plain(head, told, width()))
