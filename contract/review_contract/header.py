"""Line 1 of a block: what a workflow's `contains()` can filter, and the gate can attribute."""

import re
from dataclasses import dataclass
from typing import Final

SENTINEL: Final = "<!-- review-contract:"
"""What every block of every major begins with; nothing else in a body may hold it."""
OPENER: Final = SENTINEL + "v1 "

MAX_HEADER: Final = 1024
"""Longest line 1 with its line feed, in characters."""

_KIND: Final = re.compile(r"[a-z_]{1,32}")
_STAGE: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,15}")
_HEAD: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_SIGNATURE: Final = re.compile(r"ed25519:[A-Za-z0-9+/]{86}==")


@dataclass(frozen=True, slots=True)
class Header:
    """Line 1 of a block: enough to filter events, and to attribute a block whose payload can't be read."""

    kind: str
    stage: str
    number: int | None
    """Of the pull request or issue; None is written `-`."""
    head_sha: str | None
    """None, written `-`, only for issues."""
    round: int
    digest: str
    """Of the payload's bytes, without its line feeds."""
    signature: str | None = None

    def line(self) -> str:
        """Return the header as line 1 spells it."""
        fields = [
            self.kind,
            self.stage,
            str(self.number or "-"),
            self.head_sha or "-",
            str(self.round),
            self.digest,
        ]
        return OPENER + " ".join([*fields, *filter(None, [self.signature])])


def parse_header(line: str) -> Header | None:
    """Return line 1 of a block as values, or None where it does not follow the grammar."""
    if not line.startswith(OPENER) or len(line) > MAX_HEADER:
        return None
    fields = line[len(OPENER) :].split(" ")
    patterns = (_KIND, _STAGE, _NUMBER, _HEAD, _NUMBER, _DIGEST, _SIGNATURE)
    if len(fields) not in {6, 7}:
        return None
    for index, (field, pattern) in enumerate(zip(fields, patterns, strict=False)):
        if not pattern.fullmatch(field) and not (field == "-" and index in {2, 3}):
            return None
    kind, stage, number, head, round_, digest = fields[:6]
    return Header(
        kind,
        stage,
        None if number == "-" else int(number),
        None if head == "-" else head,
        int(round_),
        digest,
        fields[6] if len(fields) == len(patterns) else None,
    )
