"""Redaction: secrets and mail addresses taken out of a conversation before it is kept.

A document is known by the digest of its payload, so where a payload changes its digest changes with it,
everywhere: the recording is decided as the conversation was.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, cast

from review_contract import sha256
from review_contract.header import SENTINEL

_HIDDEN: Final = "REDACTED"
_SECRETS: Final = (
    # The prefixes that their makers document, so that scanners find them.
    r"gh[pousr]_[A-Za-z0-9]{20,255}",
    r"github_pat_[A-Za-z0-9_]{20,255}",
    r"glpat-[A-Za-z0-9_-]{20,}",
    r"sk-[A-Za-z0-9_-]{20,}",
    r"xox[abeoprs]-[A-Za-z0-9-]{10,}",
    r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    r"AIza[A-Za-z0-9_-]{35}",
    r"npm_[A-Za-z0-9]{36}",
    r"pypi-[A-Za-z0-9_-]{50,}",
    r"hf_[A-Za-z0-9]{30,}",
    r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,16384}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?",
    r"(?<=://)[^\s/:@\"'<>]{1,200}:[^\s/@\"'<>]{1,200}(?=@)",
    r"(?i:(?<=bearer )|(?<=token )|(?<=password=)|(?<=secret=))[A-Za-z0-9._~+/-]{16,}=*",
)
_SECRET: Final = re.compile("|".join(_SECRETS))
_MAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b")
_HEX: Final = re.compile(r"[0-9a-f]{64}")
_PASSES: Final = 4
"""A pointer's payload changes when the digest that it names does; that is one pass more."""


def redacted(value: object) -> object:
    """Return a JSON value whose strings hold no secret of a known form, and no mail address."""
    renamed: dict[str, str] = {}
    for _ in range(_PASSES):
        found: dict[str, str] = {}
        value = _walked(value, renamed, found)
        if not found.keys() - renamed.keys():
            return value
        renamed |= found
    return value


def without_secrets(text: str) -> str:
    """Return a text with every secret of a known form, and every mail address, replaced."""
    return _MAIL.sub(_HIDDEN, _SECRET.sub(_HIDDEN, text))


def _walked(value: object, renamed: Mapping[str, str], found: dict[str, str]) -> object:
    if isinstance(value, dict):
        items = cast("Mapping[str, object]", value).items()
        return {key: _walked(item, renamed, found) for key, item in items}
    if isinstance(value, list | tuple):
        return [_walked(item, renamed, found) for item in cast("list[object]", value)]
    return _text(value, renamed, found) if isinstance(value, str) else value


def _text(text: str, renamed: Mapping[str, str], found: dict[str, str]) -> str:
    new = without_secrets(text)
    new = _HEX.sub(lambda found: renamed.get(found[0], found[0]), new)
    if new != text:
        found |= {_hex(old): _hex(after) for old, after in zip(_payloads(text), _payloads(new), strict=True)}
    return new


def _payloads(text: str) -> Iterator[str]:
    """Yield what may be a payload in a text: the second line of a block, or a whole file of JSON."""
    yield text.removesuffix("\n")
    if text.startswith(SENTINEL):
        yield text.split("\n", 2)[1] if "\n" in text else ""


def _hex(payload: str) -> str:
    return sha256(payload.encode("utf-8", "surrogatepass")).removeprefix("sha256:")
