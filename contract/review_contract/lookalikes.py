r"""Sentinels that were hurt on their way: recognised so that they are not taken for silence.

`<\!-- review-contract:` was really posted by a bot; editors and tools also write `&lt;!--`, dashes,
and zero-width characters. What looks like a sentinel is never read, only named. All work is bounded:
folding runs over short windows, because Unicode normalisation of a hostile body takes seconds.
"""

import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

_WORD: Final = "review-contract"
_WINDOW: Final = 24
"""Characters before the word in which an opener is looked for."""
_SPAN: Final = 64
"""Characters at the body's start, and from an opener on, that are folded."""
_MENTIONS: Final = 2_048
_FOLDS: Final = 8
"""Windows that are folded; a body with more mentions or more of them than this is called defaced."""

_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
# Letters of other scripts that look like those of the word; NFKC does not fold them.
_CONFUSABLE: Final = str.maketrans(
    dict.fromkeys(_INVISIBLE)
    | dict.fromkeys(_DASHES, "-")
    | dict(
        zip(
            "\u0435\u0441\u043e\u0430\u0456\u0440\u0442\u0475\u03bf\u03bd\u03b9\u03c4\u03c1",
            "ecoaiptvovitp",
            strict=True,
        )
    )
)
_LAST: Final = frozenset("-!\\\ufe58\ufe63\uff0d\uff01" + _DASHES)
"""What an opener, with or without dashes, ends with."""
_OPENERS: Final = (
    *("<!-", "&lt;!-", "&amp;lt;!-", "&lt;\\!-", "&#60;!-", "&#x3c;!-", "\\u003c!-", "%3c!-"),
    *("<\\!-", "\\<!-", "\\<\\!-", "<!\\-", "<!-\\-", "< !-", "<! -"),
)


def looks_defaced(body: str) -> bool:
    """Tell whether a body without the exact sentinel holds something that was meant as one."""
    return _hit(_squeezed(body)) is not None


def defaced_at(body: str) -> int | None:
    """Return where the first thing that was meant as a sentinel stands, roughly: within its line."""
    hit = _hit(_squeezed(body))
    if hit is None or body.isascii():
        return hit
    visible = (index for index, character in enumerate(body) if character not in _INVISIBLE)
    return next(islice(visible, hit, None))


def _squeezed(body: str) -> str:
    """Return the body in lower case without invisible characters; nothing else changes its place."""
    if not body.isascii():
        for invisible in _INVISIBLE:
            body = body.replace(invisible, "")
        body = body.replace("\u0130", "i")  # the one character whose lower case is two
    return body.lower()


def _hit(text: str) -> int | None:
    folds = 0
    for count, offset in enumerate(_occurrences(text, _WORD)):
        before = text[max(0, offset - _WINDOW) : offset].rstrip()
        if before[-1:] not in _LAST and count < _MENTIONS:
            continue
        folds += not before.isascii()
        if folds > _FOLDS or count >= _MENTIONS or _ends_with_opener(_fold(before)):
            return offset
    # In ASCII the word would have been found: what remains is written with letters of other scripts.
    openers = (
        at for at in (*islice(_occurrences(text, "<!"), _MENTIONS), 0) if not text[at : at + _SPAN].isascii()
    )
    return next(
        (at for at in islice(openers, _FOLDS) if _is_opener_with_word(_fold(text[at : at + _SPAN]))), None
    )


def _occurrences(text: str, part: str) -> Iterator[int]:
    offset = text.find(part)
    while offset >= 0:
        yield offset
        offset = text.find(part, offset + len(part))


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text.translate(_CONFUSABLE)).translate(_CONFUSABLE).lower()


def _is_opener_with_word(text: str) -> bool:
    offset = text.find(_WORD)
    return offset >= 0 and _ends_with_opener(text[:offset])


def _ends_with_opener(text: str) -> bool:
    """Tell whether a comment's opener, perhaps spelt wrongly, is the last thing in the text."""
    return (text.rstrip(" \t\r\n-\\") + "-").endswith(_OPENERS)
