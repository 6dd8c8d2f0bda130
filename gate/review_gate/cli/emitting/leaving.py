"""What an emission leaves behind on the machine: files, step outputs, the job's summary."""

from collections.abc import Mapping
from pathlib import Path

from review_contract import artifact_name, payload, sha256
from review_contract.block import CLOSER
from review_emitters.emission import Emission, Surface
from review_emitters.publishing.receipt import Receipt
from review_emitters.saved import saved
from review_gate.cli.shell import end
from review_gate.cli.step import add_to_summary


def write_files(folder: Path, emission: Emission, captured_body: str) -> None:
    """Write an emission's files below a folder."""
    for name, data in saved(emission, captured_body).items():
        write_file(folder / name, data)


def read_files(folder: Path) -> Mapping[str, bytes]:
    """Return the files that `write_files` wrote, by their names."""
    found = [*folder.glob("*"), *folder.glob("artifacts/*")]
    try:
        return {str(path.relative_to(folder)): path.read_bytes() for path in found if path.is_file()}
    except OSError as error:
        end(f"can't read {folder}: {error.strerror or error}")


def write_file(path: Path, data: bytes) -> None:
    """Write a file, its folders included; ends the command if that is not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        end(f"can't write {path}: {error.strerror or error}")


def add_summary(emission: Emission) -> None:
    """Add what people would read to the job's summary, where a step runs."""
    # Of a description only our own words: what people wrote in it is not ours to show.
    ours = emission.review_body if emission.surface is Surface.PULL_REQUEST_BODY else emission.body
    shown = ours.partition(f"\n{CLOSER}\n")[2].lstrip("\n")
    add_to_summary(shown)


def artifact_outputs(folder: Path, emission: Emission) -> dict[str, str]:
    """Return the step outputs that name what is to be uploaded before anything is posted.

    A pointer is uploaded too, where the document is too large for a comment: it proves who wrote the comment.
    """
    document, outcome = (_named(payload(one)) for one in (emission.document, emission.outcome))
    pointers = [name for name in emission.artifacts if name not in {document, outcome}]
    return {
        "artifacts": str(folder / "artifacts"),
        "artifact-document": document,
        "artifact-pointer": pointers[0] if pointers else "",
        "artifact-outcome": outcome,
    }


def _named(data: bytes) -> str:
    return artifact_name(sha256(data))


def outputs_of(receipt: Receipt) -> dict[str, str]:
    """Return the step outputs of a receipt."""
    carrier = receipt.carrier
    return {
        "posted": str(receipt.posted).lower(),
        "held-by": receipt.held_by or "",
        "comment-id": str(carrier.id) if carrier else "",
        "comment-url": carrier.url if carrier else "",
    }
