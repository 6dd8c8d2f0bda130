"""Sentinels that were hurt on their way: recognised so that they are not taken for silence.

`<\\!-- review-contract:` was really posted by a bot; editors and tools also write `&lt;!--`, dashes,
and zero-width characters. What looks like a sentinel is never read, only named. All work is bounded:
folding runs over short windows, because Unicode normalisation of a hostile body takes seconds.
"""

import unicodedata
from typing import Final

_WORD: Final = "review-contract"
_WINDOW: Final = 24
"""Characters before the word in which an opener is looked for."""
_START: Final = 64
"""Characters at the body's start that are folded in full."""
_LOOKS: Final = 32
"""Occurrences of the word that are looked at; a body with more of them is called defaced."""

_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
# Letters of other scripts that look like those of the word; NFKC does not fold them.
_CONFUSABLE: Final = str.maketrans(
    dict.fromkeys(_INVISIBLE)
    | dict.fromkeys(_DASHES, "-")
    | dict(zip("\u0435\u0441\u043e\u0430\u0456\u0440\u0442\u0475\u03bf\u03bd\u03b9\u03c4\u03c1", "ecoaiptvovitp", strict=True))
)
_OPENERS: Final = ("<!-", "&lt;!-", "&#60;!-", "<\\!-", "\\<!-", "<!\\-", "< !-", "<! -")


def looks_defaced(body: str) -> bool:
    """Tell whether a body without the exact sentinel holds something that was meant as one."""
    if _is_opener_with_word(_fold(body[:_START])):
        return True
    text = body
    if not text.isascii():
        for invisible in _INVISIBLE:
            text = text.replace(invisible, "")
    text = text.lower()
    offset = text.find(_WORD)
    for _ in range(_LOOKS):
        if offset < 0:
            return False
        before = _fold(text[max(0, offset - _WINDOW) : offset])
        if _ends_with_opener(before):
            return True
        offset = text.find(_WORD, offset + 1)
    return offset >= 0


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_CONFUSABLE)).translate(_CONFUSABLE).lower()


def _is_opener_with_word(text: str) -> bool:
    offset = text.find(_WORD)
    return offset >= 0 and _ends_with_opener(text[:offset])


def _ends_with_opener(text: str) -> bool:
    """Tell whether a comment's opener, perhaps spelt wrongly, is the last thing in the text."""
    text = text.rstrip(" \t\r\n-")
    return any((text + "-").endswith(opener) for opener in _OPENERS)
