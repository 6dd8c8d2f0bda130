"""What a stage that writes code left behind, as the remote shows it; a model's word for it is not asked."""

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from review_contract import Code, ContractError, Problem
from review_contract.parsing import validate
from review_contract.problems import excerpt
from review_contract.v1.base import Many, Model
from review_contract.v1.text import CommitSha, RefName
from review_emitters.context import Context, OpenedPullRequest, Push
from review_gate.cli.emitting.capturing import Run
from review_gate.cli.emitting.options import Work

if TYPE_CHECKING:
    from review_emitters.publishing import Session


class _Claims(Model):
    commit: Many[CommitSha] = ()
    branch: RefName | None = None


def with_work(context: Context, work: Work, run: Run, session: "Session | None") -> Context:
    """Return the context with what was pushed and opened, if anything was."""
    validate(_Claims, {"commit": work.commits, "branch": work.branch})
    push = Push(work.commits, _remote_head(context, work, run, session)) if work.commits else None
    opened = _opened(work, run, session) if work.opened is not None else None
    return replace(context, push=push, opened=opened)


def _remote_head(context: Context, work: Work, run: Run, session: "Session | None") -> str | None:
    branch = work.branch or context.pull_request.branch
    if branch is None:
        raise typer.BadParameter("say with --branch where the commits were pushed")
    if session is not None:
        from review_emitters.publishing import remote_head

        return remote_head(session, run.workflow.repository, branch)
    if work.checkout is None:
        raise typer.BadParameter("--commit needs a token or --checkout: the remote is asked for its branch")
    from review_emitters.shell.checkout import remote_head as asked_by_git

    return asked_by_git(work.checkout, "origin", branch)


def _opened(work: Work, run: Run, session: "Session | None") -> OpenedPullRequest:
    if session is None or work.opened is None:
        raise typer.BadParameter("--opened needs a token: GitHub is asked whether the pull request is there")
    from review_emitters.publishing import is_open_at

    last = work.commits[-1] if work.commits else None
    if not is_open_at(session, run.workflow.repository, work.opened, last):
        message = (
            f"no open pull request has the number {excerpt(work.opened)} and the pushed commit as its head"
        )
        raise ContractError(Problem(Code.SCHEMA_CHANGE, "/pull_request", message))
    return OpenedPullRequest(work.opened, work.wip)
