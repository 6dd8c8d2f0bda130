"""Finding identity: whether two findings are one claim, though lines moved or words changed.

A fingerprint is named after what it hashes, so that a later way of hashing is a new name and never a
silent change. None of them hashes the wording alone together with a place: rewording never makes a
finding new, and never makes an old one disappear.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from review_contract.v1.finding import Finding, FindingDraft, Location

CONTEXT: Final = "context/v1"
"""Path and the code around the finding: survives a line shift and a rewording."""
RULE: Final = "rule/v1"
"""Rule, path and the code around the finding: the same claim at the same code."""
TEXT: Final = "text/v1"
"""The title's words: a hint, never a proof."""

_INK: Final = re.compile(r"[^\x00-\x20]+")

NEIGHBOURS: Final = 2
"""Lines that are not blank, on each side, which belong to a finding's context."""


class Match(StrEnum):
    """What is known of two findings."""

    SAME = "same"
    DIFFERENT = "different"
    UNCERTAIN = "uncertain"


def fingerprints(finding: FindingDraft, file: Sequence[str] | None) -> Mapping[str, str]:
    """Return a finding's fingerprints; `file` holds the lines of the file it is in, None if unknown."""
    found = {TEXT: _hash(_words(finding.title))}
    location = finding.location
    if location is None or file is None or location.start_line is None:
        return found
    context = _context(location, file)
    if not context:
        return found
    found[CONTEXT] = _hash(location.path, *context)
    if finding.rule_id is not None:
        found[RULE] = _hash(finding.rule_id, location.path, *context)
    return found


def match(one: Finding, other: Finding) -> Match:
    """Tell whether two findings of one stage are the same claim.

    `same` needs a shared id, alias or rule fingerprint; `different` needs that nothing at all points
    to the same thing. Everything between is `uncertain`, which never resolves a finding.
    """
    if {one.id, *one.aliases} & {other.id, *other.aliases} or _equal(one, other, RULE):
        return Match.SAME
    return Match.UNCERTAIN if _may_be_same(one, other) else Match.DIFFERENT


def _may_be_same(one: Finding, other: Finding) -> bool:
    """Tell whether anything points to one claim: the code, the words, the kind or the place."""
    if _equal(one, other, CONTEXT) or _equal(one, other, TEXT):
        return True
    if _placed(one) != _placed(other):
        return _alike(one, other)
    if _path(one) != _path(other):
        return False
    return _touching(one, other) or not (_comparable(one, other) or _other_rules(one, other))


def _equal(one: Finding, other: Finding, name: str) -> bool:
    value = one.fingerprints.get(name)
    return value is not None and value == other.fingerprints.get(name)


def _comparable(one: Finding, other: Finding) -> bool:
    """Tell whether both were fingerprinted over code, so that unequal hashes mean unequal code."""
    return CONTEXT in one.fingerprints and CONTEXT in other.fingerprints


def _alike(one: Finding, other: Finding) -> bool:
    """Tell whether two findings, of which one has no place, are of one rule or else of one category.

    Where neither has a place, to have no category is to have the same one: such a finding said again in
    other words differs in nothing but its words.
    """
    if one.rule_id is not None and other.rule_id is not None:
        return one.rule_id == other.rule_id
    neither_placed = not _placed(one) and not _placed(other)
    same_category = (one.category or "").casefold() == (other.category or "").casefold()
    return same_category and (neither_placed or one.category is not None)


def _other_rules(one: Finding, other: Finding) -> bool:
    return one.rule_id is not None and other.rule_id is not None and one.rule_id != other.rule_id


def _placed(finding: Finding) -> bool:
    return finding.location is not None


def _path(finding: Finding) -> str | None:
    return finding.location.path if finding.location else None


def _touching(one: Finding, other: Finding) -> bool:
    a, b = _lines(one.location), _lines(other.location)
    return a is None or b is None or (a[0] <= b[1] and b[0] <= a[1])


def _lines(location: Location | None) -> tuple[int, int] | None:
    if location is None or location.start_line is None:
        return None
    return location.start_line, location.end_line or location.start_line


def _context(location: Location, file: Sequence[str]) -> list[str]:
    """Return the finding's own lines and its neighbours, white space folded and blank lines left out."""
    lines = _lines(location)
    if lines is None or lines[1] > len(file):
        return []
    first, last = lines
    own = _folded(file[first - 1 : last])
    before = _folded(file[: first - 1])[-NEIGHBOURS:]
    after = _folded(file[last:])[:NEIGHBOURS]
    return [*("<" + line for line in before), *("=" + line for line in own), *(">" + line for line in after)]


def _folded(lines: Sequence[str]) -> list[str]:
    """Fold white space and control characters of ASCII; what else is white differs by language."""
    return [folded for line in lines if (folded := " ".join(_INK.findall(line)))]


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
