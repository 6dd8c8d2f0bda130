"""`review-contract init`: set a repository up, by flags or by asking."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from review_contract.safe_text import for_log
from review_gate.cli.shell import INVALID, USAGE, end, say, warn

if TYPE_CHECKING:
    from review_gate.cli.init_questions import Said
    from review_gate.setup import Choices, Plan, Resolved, SetupError


def init(
    repo: Annotated[
        str | None, typer.Option(metavar="OWNER/NAME", help="The repository; by default GITHUB_REPOSITORY.")
    ] = None,
    loop: Annotated[
        str | None, typer.Option(metavar="LOOP", help="Which stages there are: single, pair or audit-fix.")
    ] = None,
    app: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STAGE=LOGIN",
            help="The stage speaks as a GitHub App, such as review=my-reviewer[bot]; may be repeated.",
        ),
    ] = None,
    workflow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STAGE=PATH",
            help="The stage speaks with the token of this workflow of the default branch; may be repeated.",
        ),
    ] = None,
    severity: Annotated[
        str, typer.Option(metavar="NAME", help="Findings from this severity on block.")
    ] = "high",
    check: Annotated[str, typer.Option(metavar="NAME", help="The check's name.")] = "review-contract",
    action: Annotated[
        str | None,
        typer.Option(
            metavar="OWNER/review-contract@SHA",
            help="What the workflow runs: a commit of this repository that you have read, in full.",
        ),
    ] = None,
    reviewer_workflow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="The name of a reviewer's workflow; by default GitHub is asked; may be repeated.",
        ),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="The repository's root.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Overwrite the files that are there.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the files instead of writing them.")
    ] = False,
) -> None:
    """Write the policy and the gate's workflows for a repository, opening no hole.

    What is not said is asked for, where standard input is a terminal. Bots are looked up on GitHub, with
    GITHUB_TOKEN or GH_TOKEN where one is set; a name that is no bot's is refused. Exits with 2 for wrong
    usage and for files that are there already, with 11 for what GitHub or the disk refuses.
    """
    from review_gate.cli.init_files import refuse_existing, write_all
    from review_gate.cli.init_questions import Said, completed
    from review_gate.setup import SetupError, after, chosen
    from review_gate.setup.loops import FILES

    said = Said(
        repository=repo or os.environ.get("GITHUB_REPOSITORY"),
        loop=loop,
        apps=tuple(app or ()),
        workflows=tuple(workflow or ()),
        severity=severity,
        check=check,
        action=action,
        reviewer_workflows=tuple(reviewer_workflow or ()),
        ask=sys.stdin.isatty(),
    )
    try:
        if not (force or dry_run):
            refuse_existing(out, FILES)
        choices = chosen(completed(said))
        composed = _composed(said, choices)
        if dry_run:
            _show(composed)
            return
        write_all(out, composed.files, force=force)
    except SetupError as error:
        _refuse(error)
    say("\n".join(for_log(f"wrote {out / path}") for path in composed.files))
    for line in after(choices, composed.policy):
        say(for_log(line) if not line.startswith(" ") else f"  {for_log(line)}")


def _composed(said: "Said", choices: "Choices") -> "Plan":
    """Ask GitHub what is behind the choices, and return the files."""
    from review_gate.cli.init_questions import with_names
    from review_gate.setup import plan

    resolved = _resolved(choices)
    for warning in resolved.warnings:
        warn(warning)
    for stage in choices.left_out:
        warn(f"nobody speaks for {stage}, so it stays out of the policy, and is not heard")
    return plan(choices, with_names(said, choices, resolved))


def _resolved(choices: "Choices") -> "Resolved":
    from review_contract import ContractError
    from review_emitters.actions import workflow_of
    from review_gate.live.session import Session
    from review_gate.setup import resolve

    try:
        run = workflow_of(os.environ, choices.repository)
    except ContractError as error:
        end(str(error), USAGE)
    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN") or ""
    own_server = run.api_url != "https://api.github.com"
    return resolve(Session(token, run.api_url), choices, has_token=bool(token), own_server=own_server)


def _show(composed: "Plan") -> None:
    """Print the files; every name in them is of a form that no terminal and no runner obeys."""
    for path, text in composed.files.items():
        say(f"----- {path}\n{text}")


def _refuse(error: "SetupError") -> NoReturn:
    end(str(error), USAGE if error.is_usage else INVALID)
