"""Posting: the session, the receipts of earlier reviews, and what is told of it."""

import os
from pathlib import Path

from review_contract import ContractError
from review_contract.safe_text import for_log
from review_emitters.emission import Emission, Surface
from review_emitters.publishing import (
    PublishCode,
    PublishError,
    Receipt,
    Session,
    connect,
    parse_receipt,
    publish,
)
from review_gate.cli.emitting.capturing import Run
from review_gate.cli.emitting.leaving import outputs_of, write_file
from review_gate.cli.emitting.options import Destination, Selection
from review_gate.cli.shell import end, read_bytes, say, warn
from review_gate.cli.step import set_outputs

_TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")


def session_for(run: Run, selection: Selection, destination: Destination) -> Session | None:
    """Return a session where a token is at hand and something is to be posted or captured."""
    token = next((value for name in _TOKENS if (value := os.environ.get(name))), None)
    if destination.dry_run or not (destination.post or destination.out):
        return None
    if token is None:
        if destination.post:
            end("posting needs a token: set GITHUB_TOKEN in the step's env", code=2)
        return None
    try:
        return connect(token, run.workflow.api_url, selection.own_id)
    except PublishError as error:
        end(str(error))


def post(
    session: Session, emission: Emission, captured_body: str, destination: Destination, folder: Path | None
) -> None:
    """Post an emission and leave its receipt behind; a failure names where the document lies.

    Raises:
        PublishError: another run took the document's place: it has to be composed again.
    """
    if emission.surface is Surface.PULL_REQUEST_BODY and emission.document.status != "completed":
        warn("the description stays as it is: there is no new one")
        return
    if emission.document.subject.number is None:
        warn("a branch has no conversation: the document is in the files and the step outputs")
        return
    try:
        receipt = publish(session, emission, earlier=receipts_of(destination), captured_body=captured_body)
    except PublishError as error:
        if error.code is PublishCode.PLACE_MOVED:
            raise
        if emission.surface is Surface.PULL_REQUEST_BODY:
            warn(f"the description stays as it is: {error}")
            return
        end(f"{error}; the document lies in {folder}" if folder else str(error))
    _tell(receipt, destination)


def receipts_of(destination: Destination) -> tuple[Receipt, ...]:
    """Return the receipts that the options name."""
    try:
        return tuple(parse_receipt(read_bytes(path)) for path in destination.receipts)
    except ContractError as error:
        end(f"no receipt: {error}")


def _tell(receipt: Receipt, destination: Destination) -> None:
    set_outputs(outputs_of(receipt))
    if destination.receipt_out:
        data = receipt.model_dump_json(exclude_defaults=False)
        write_file(destination.receipt_out, data.encode())
    for warning in receipt.warnings:
        warn(warning)
    if receipt.carrier:
        say(for_log(f"{'posted' if receipt.posted else 'was there already'}: {receipt.carrier.url}"))
    else:
        say(for_log(f"not posted: {receipt.held_by} holds its place"))
