"""Why a body has no readable block, for the person who has to repair it. No document ever comes from here."""

from dataclasses import replace
from typing import Final

from review_contract.block import Block, Diagnosis, read
from review_contract.codes import Code
from review_contract.header import SENTINEL
from review_contract.lookalikes import defaced_at

_OPENER: Final = SENTINEL[:-1]
"""What stands before the character whose place is asked for: the colon, which no opener of HTML needs."""

_WHERE: Final = {
    "fence": "a code fence",
    "indented_code": "indented code",
    "code_span": "a code span",
    "quote": "a quote",
    "list": "a list",
    "table": "a table",
    "heading": "a heading",
    "inline": "a paragraph",
    "html": "a raw HTML block",
    "attribute": "an attribute of an HTML tag",
    "comment": "another comment",
    "footnote": "a footnote",
    "link": "a link",
}
_SHOWN: Final = "GitHub shows it"
_NESTED: Final = "GitHub puts it inside, where it belongs to what surrounds it"
_SWALLOWED: Final = "GitHub swallows it, so that nothing of it is left as a comment"
_WHY: Final = (
    dict.fromkeys(("fence", "indented_code", "code_span"), _SHOWN)
    | dict.fromkeys(("attribute", "comment", "link"), _SWALLOWED)
    | {"inline": "GitHub reads it as part of the text"}
)
_LATER: Final = "GitHub hides it, but a block counts only from the body's first character on"
_REMEDY: Final = "post the block first, unchanged, as `embed` wrote it"


def diagnose(body: str) -> Diagnosis:
    """Return why the body has no readable block, where the block stands, and inside of what.

    What is wrong with a block at the body's start is what `read` says. The work is bounded: a body that
    needs more is `unreadable`. Never raises on a string.
    """
    found = read(body)
    if isinstance(found, Block):
        return Diagnosis(Code.READABLE, "the body begins with a readable block", found.header)
    if body.startswith(SENTINEL) or found.code not in {Code.MISPLACED, Code.DEFACED}:
        return found
    return _placed(found, body)


def _placed(found: Diagnosis, body: str) -> Diagnosis:
    """Add to a diagnosis where in the body's Markdown its subject stands."""
    from review_contract.html_context import TooComplex
    from review_contract.markdown_context import place_of

    exact = SENTINEL in body
    offset = body.find(SENTINEL) + len(_OPENER) if exact else defaced_at(body)
    try:
        place = place_of(body, offset or 0, _OPENER)
    except TooComplex:
        message = f"{found.message}; this Markdown is too long or too complex to say inside of what"
        return replace(found, code=Code.UNREADABLE, message=message)
    if not exact:
        return replace(
            found, message=_defaced(place.line, place.context), line=place.line, context=place.context
        )
    context = place.context or ("later",)
    return replace(found, message=_misplaced(place.line, context), line=place.line, context=context)


def _misplaced(line: int, context: tuple[str, ...]) -> str:
    if context == ("later",):
        return f"on line {line}, after other text: {_LATER}; {_REMEDY}"
    why = _WHY.get(context[-1], _NESTED)
    return f"inside {_words(context)} on line {line}: {why}, so it does not count; {_REMEDY}"


def _defaced(line: int, context: tuple[str, ...]) -> str:
    where = f"inside {_words(context)} on line {line}" if context else f"on line {line}"
    return f"{where}: something like a sentinel, but not the sentinel itself; {_REMEDY}"


def _words(context: tuple[str, ...]) -> str:
    """Return a context in words, innermost first."""
    return " in ".join(_WHERE[name] for name in reversed(context[-4:]))
