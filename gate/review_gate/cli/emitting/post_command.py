"""`review-contract post`: the last step, after what was composed has been uploaded."""

from pathlib import Path
from typing import Annotated

import typer

from review_gate.cli.emitting.options import Destination, Selection
from review_gate.cli.shell import end


def post(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `emit --out DIR` wrote.")],
    receipt: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Receipts of the reviews whose findings are answered."),
    ] = None,
    receipt_out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write the receipt.")
    ] = None,
    own_id: Annotated[
        int | None, typer.Option(help="The account's numeric id; by default GitHub is asked.")
    ] = None,
) -> None:
    """Post what `emit --out` composed, once its artifacts are uploaded.

    Exits with 11 if it could not be posted; running it again never posts twice.
    """
    from review_contract import ContractError
    from review_emitters.publishing import PublishError
    from review_emitters.saved import restored
    from review_gate.cli.emitting import posting
    from review_gate.cli.emitting.capturing import run_of
    from review_gate.cli.emitting.leaving import read_files

    destination = Destination(post=True, receipts=tuple(receipt or ()), receipt_out=receipt_out)
    selection = Selection(own_id=own_id)
    try:
        emission, captured_body = restored(read_files(folder))
        run = run_of(Selection(repository=emission.document.subject.repository.full_name, own_id=own_id))
    except ContractError as error:
        end(f"{folder}: {error}")
    session = posting.session_for(run, selection, destination)
    if session is None:
        return
    try:
        posting.post(session, emission, captured_body, destination, folder)
    except PublishError as error:
        end(f"{error}; the document lies in {folder}")
