"""`review-contract gate`: decide a pull request, live or recorded, and say why."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_gate.cli.shell import USAGE, Format, end, read_text

if TYPE_CHECKING:
    from review_gate.evidence import Evidence
    from review_gate.policy import Policy, PolicyFault


def gate(
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="PATH",
            help="A recorded conversation (a file, - for standard input, or a folder with recorded.json), "
            "or a folder of raw GitHub answers.",
        ),
    ] = None,
    repo: Annotated[
        str | None,
        typer.Option(
            metavar="OWNER/NAME", help="The repository; in a workflow its own.", rich_help_panel="Live"
        ),
    ] = None,
    pr: Annotated[int | None, typer.Option(metavar="N", min=1, help="The pull request.")] = None,
    issue: Annotated[int | None, typer.Option(metavar="N", min=1, help="The issue.")] = None,
    event: Annotated[
        bool, typer.Option("--event", help="What the event of the workflow's run calls for.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Write the decision onto the head commit.")
    ] = False,
    status: Annotated[
        bool,
        typer.Option("--status", help="As a commit status; by default as a check run where that may be."),
    ] = False,
    check: Annotated[str, typer.Option(metavar="NAME", help="The check's name.")] = "review-contract",
    comment: Annotated[
        bool, typer.Option("--comment", help="Keep a comment with the decision up to date.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Decide again every half minute, until nobody is awaited.")
    ] = False,
    comment_id: Annotated[
        int | None,
        typer.Option(metavar="ID", min=1, help="A comment or review that an approval has to rest on."),
    ] = None,
    run: Annotated[
        list[int] | None,
        typer.Option(metavar="ID", min=1, help="A run whose artifacts are looked through; may be repeated."),
    ] = None,
    step_output_env: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The variable with a document that a step of this run handed over, NAME_DIGEST its digest.",
        ),
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The policy; by default policy.toml beside a recorded conversation, and live "
            ".github/review-contract.toml of the default branch.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the decision's document there as well.")
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="How the decision is printed.")] = Format.TEXT,
) -> None:
    """Decide whether a pull request may merge.

    Exits with 0 for pass, 10 for fail, 11 for error, 12 for pending.
    """
    rules = rules_of(policy) if policy else None
    if source is not None:
        if (
            repo
            or pr
            or issue
            or event
            or publish
            or watch
            or comment_id
            or run
            or step_output_env
            or comment
        ):
            end("with --from go only --policy, --out and --format: a recording is decided as it is", USAGE)
        _recorded(source, rules, out, output)
    from review_gate.cli.live_gate import Asked, decide_live

    asked = Asked(
        repository=repo,
        pr=pr,
        issue=issue,
        event=event,
        publish=("status" if status else "check") if publish else None,
        check=check,
        comment=comment,
        watch=watch,
        comment_id=comment_id,
        runs=tuple(run or ()),
        step_output_env=step_output_env,
        policy=rules,
        out=out,
        output=output,
    )
    raise typer.Exit(decide_live(asked))


def _recorded(source: Path, rules: "Policy | PolicyFault | None", out: Path | None, output: Format) -> None:
    from review_gate.cli.gate_output import show, write_decision
    from review_gate.decision import decide
    from review_gate.explanation.outline import EXIT_CODES

    evidence = evidence_of(source)
    if rules is None:
        rules = rules_beside(source)
    decision = decide(rules, evidence)
    show(decision, evidence, rules, output)
    if out is not None:
        write_decision(out, decision, evidence)
    raise typer.Exit(EXIT_CODES[decision.conclusion])


def evidence_of(source: Path) -> "Evidence":
    """Return the conversation that a path names; ends the command if it is none."""
    from review_contract import ContractError
    from review_gate.sources import read_evidence

    try:
        return read_evidence(source, datetime.now(UTC))  # noqa: TID251 - the shell reads the clock, once
    except ContractError as error:
        end(f"{source} is no conversation: {error}")


def rules_beside(source: Path) -> "Policy | PolicyFault":
    """Return the policy that lies beside a conversation; where none does, one that nothing passes."""
    from review_gate.policy import Policy

    folder = source if source.is_dir() else source.parent
    found = folder / "policy.toml"
    return rules_of(found) if str(source) != "-" and found.is_file() else Policy()


def rules_of(path: Path) -> "Policy | PolicyFault":
    """Return the policy in a file."""
    from review_gate.policy_file import parse_policy

    return parse_policy(read_text(path))
