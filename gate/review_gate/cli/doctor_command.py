"""`review-contract doctor`: whether a repository is set up so that the gate decides, and what to do."""

import os
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from review_gate.cli.shell import INVALID, USAGE, end, say, warn, width

if TYPE_CHECKING:
    from review_gate.live.session import Session

_CHECK_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/()-]{0,99}")
_EXIT_CODES: Final = {"sound": 0, "broken": 10, "unread": INVALID}


class Shown(StrEnum):
    """How the findings are printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def doctor(
    repo: Annotated[
        str | None, typer.Option(metavar="OWNER/NAME", help="The repository; in a workflow its own.")
    ] = None,
    check: Annotated[
        str, typer.Option(metavar="NAME", help="The name of the check that the gate publishes.")
    ] = "review-contract",
    output: Annotated[Shown, typer.Option("--format", help="How the findings are printed.")] = Shown.TEXT,
) -> None:
    """Check a repository's set-up, and say what to do where it is not sound.

    Exits with 0 if nothing is broken, 10 if something is, 11 if something could not be read.
    """
    if not _CHECK_NAME.fullmatch(check):
        end(f"--check should be 1 to 100 letters, digits, spaces and ._/()-; it is {check!r}", USAGE)
    name, session = _connected(repo)
    from review_gate.doctor import conclusion, examine, survey
    from review_gate.doctor.rendering import as_json, markdown, plain

    setup = survey(session, name, check)
    findings = examine(setup)
    if output is Shown.JSON:
        say(as_json(setup, findings))
    elif output is Shown.MARKDOWN:
        say(markdown(setup, findings))
    else:
        say(plain(setup, findings, width()))
        if any(finding.severity in {"broken", "warning"} for finding in findings):
            warn("`review-contract explain CODE` says what a code in brackets means")
    raise typer.Exit(_EXIT_CODES[conclusion(findings)])


def _connected(repo: str | None) -> "tuple[str, Session]":
    from review_contract import ContractError
    from review_emitters.actions import workflow_of
    from review_gate.live.session import Session

    try:
        workflow = workflow_of(os.environ, repo)
    except ContractError as error:
        end(str(error), USAGE)
    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN") or ""
    if not token:
        end(
            "no token: set GITHUB_TOKEN or GH_TOKEN, for all checks to one of an administrator "
            "(`GH_TOKEN=$(gh auth token)`)",
            USAGE,
        )
    return workflow.repository, Session(token, workflow.api_url)
