"""`review-contract emit`: from what a model said to a document and to what carries it."""

from pathlib import Path
from typing import Annotated

import typer

from review_gate.cli.emitting.options import (
    Destination,
    DraftFormat,
    Options,
    ReviewWord,
    Selection,
    Silence,
    Sources,
    Work,
)


def emit(
    stage_name: Annotated[str, typer.Argument(metavar="STAGE", help="A stage; `stages` lists them.")],
    draft: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="The model's draft, - is standard input; several auditors' are merged."
        ),
    ] = None,
    draft_format: Annotated[
        DraftFormat, typer.Option(help="Whose JSON the draft is.")
    ] = DraftFormat.CONTRACT,
    structured_output_env: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The variable that holds the model's structured output."),
    ] = None,
    execution_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="claude-code-action's execution file.")
    ] = None,
    max_turns: Annotated[int | None, typer.Option(min=1, help="The limit of turns that the run had.")] = None,
    started: Annotated[
        bool, typer.Option("--started", help="Say that the stage begins, and capture the head.")
    ] = False,
    failed: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Say that the stage failed; for steps with if: always()."),
    ] = None,
    skipped: Annotated[
        str | None, typer.Option(metavar="REASON", help="Say that the stage was skipped.")
    ] = None,
    expires_in: Annotated[
        int, typer.Option(min=1, max=10_080, help="Minutes after which a start is no claim any more.")
    ] = 60,
    event: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The event's payload; by default GITHUB_EVENT_PATH.")
    ] = None,
    in_reply_to: Annotated[
        str | None, typer.Option(metavar="ID", help="The id of the document that this one answers.")
    ] = None,
    context: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What the run's first step captured.")
    ] = None,
    context_out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write what was captured.")
    ] = None,
    repo: Annotated[
        str | None, typer.Option(metavar="OWNER/NAME", help="By default GITHUB_REPOSITORY.")
    ] = None,
    pr: Annotated[int | None, typer.Option(min=1, help="The pull request; by default the event's.")] = None,
    issue: Annotated[int | None, typer.Option(min=1, help="The issue; by default the event's.")] = None,
    head_sha: Annotated[
        str | None, typer.Option(metavar="SHA", help="The commit that was worked on.")
    ] = None,
    base_ref: Annotated[str | None, typer.Option(metavar="BRANCH", help="Only without --post.")] = None,
    merge_base: Annotated[str | None, typer.Option(metavar="SHA", help="Only without --post.")] = None,
    round_: Annotated[
        int | None, typer.Option("--round", min=1, max=10_000, help="Only without --post.")
    ] = None,
    diff: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The diff that the model was given.")
    ] = None,
    commit: Annotated[
        list[str] | None, typer.Option(metavar="SHA", help="A commit that was pushed; several, oldest first.")
    ] = None,
    branch: Annotated[
        str | None, typer.Option(help="Where it was pushed; by default the head branch.")
    ] = None,
    checkout: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The checkout whose remote and guide are asked.")
    ] = None,
    opened: Annotated[int | None, typer.Option(metavar="PR", help="A pull request that was opened.")] = None,
    wip: Annotated[
        bool, typer.Option("--wip", help="The pull request that was opened is unfinished.")
    ] = False,
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The policy that declares the stage, from the default branch."),
    ] = None,
    producer: Annotated[str, typer.Option(help="The bot's name, for people.")] = "review-contract",
    drafted_here: Annotated[
        bool,
        typer.Option(
            "--drafted-here", help="On workflow_run: the draft was made here, not by the run followed."
        ),
    ] = False,
    reviews: Annotated[
        ReviewWord, typer.Option(help="Whether reviews approve and request changes on GitHub.")
    ] = ReviewWord.COMMENT,
    own_id: Annotated[
        int | None, typer.Option(min=1, help="The account's numeric id; by default GitHub is asked.")
    ] = None,
    model_endpoint: Annotated[
        str | None,
        typer.Option(metavar="URL", help="ci-triage: an endpoint that speaks the OpenAI chat API."),
    ] = None,
    model: Annotated[str, typer.Option(help="ci-triage: the model to ask.")] = "default",
    post: Annotated[bool, typer.Option("--post", help="Post it.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write it into a folder, to upload and post.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the requests instead of sending them.")
    ] = False,
    receipt: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Receipts of the reviews whose findings are answered."),
    ] = None,
    receipt_out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write the receipt.")
    ] = None,
    repair_prompt: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="If the draft is refused, write why for the model, and emit nothing."
        ),
    ] = None,
) -> None:
    """Turn a model's draft into its document and what carries it: a review or comment, artifacts, outputs.

    Without --post, --out or --dry-run it prints the body. Exits with 0 if the stage spoke, and with 11 if
    what it said could not be used: then a failed document says so.
    """
    from review_gate.cli.emitting.emitting import run_emission
    from review_gate.cli.stage_commands import stage_named

    options = Options(
        selection=Selection(
            repository=repo,
            pull_request=pr,
            issue=issue,
            head_sha=head_sha,
            base_ref=base_ref,
            in_reply_to=in_reply_to,
            merge_base_sha=merge_base,
            round=round_,
            event_file=event,
            context_file=context,
            producer=producer,
            drafted_here=drafted_here,
            reviews=reviews,
            own_id=own_id,
        ),
        sources=Sources(
            drafts=tuple(draft or ()),
            draft_format=draft_format,
            structured_output_env=structured_output_env,
            execution_file=execution_file,
            max_turns=max_turns,
            diff=diff,
            endpoint=model_endpoint,
            model=model,
        ),
        work=Work(commits=tuple(commit or ()), branch=branch, checkout=checkout, opened=opened, wip=wip),
        silence=Silence.of(started=started, failed=failed, skipped=skipped, expires_in=expires_in),
        destination=Destination(
            post=post,
            dry_run=dry_run,
            out=out,
            receipts=tuple(receipt or ()),
            receipt_out=receipt_out,
            context_out=context_out,
            repair_prompt=repair_prompt,
        ),
    )
    raise typer.Exit(run_emission(stage_named(stage_name, policy), options))
