"""A note for people inside a body whose block comes first."""

from review_contract import Block, read
from review_contract.safe_text import for_markdown
from review_emitters.compose import CompositionError, compose


def with_note(body: str, note: str) -> str:
    """Return the body with a note right after its block: the block stays first, what does not fit is cut.

    Raises:
        CompositionError: the body does not begin with a block.
    """
    reading = read(body)
    if not isinstance(reading, Block):
        raise CompositionError(f"only a body that begins with a block takes a note: {reading.message}")
    prose = body.split("\n", 3)[3].lstrip("\n")
    return compose(reading.document, f"> {for_markdown(note)}\n\n{prose}")
