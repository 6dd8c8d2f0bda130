"""What a checkout says of its project, for a model's prompt: the latest commits and the guide's beginning.

Best effort: what can't be read is empty, and nothing that lies in a checkout can hold the reader up.
"""

import codecs
import os
import stat
from pathlib import Path
from typing import Final

from review_emitters.ci_triage import ProjectNotes
from review_emitters.shell.checkout import LIMIT, recent_commits

GUIDE_NAMES: Final = ("CLAUDE.md", "AGENTS.md", "CONTRIBUTING.md")
"""Where a project keeps its guide, in the order in which they are looked for."""
MAX_GUIDE: Final = 4_096
"""How much of the guide is read, in bytes."""


def read_notes(
    folder: Path, guide_names: tuple[str, ...] = GUIDE_NAMES, *, limit: float = LIMIT
) -> ProjectNotes:
    """Return what the checkout says; `limit` is git's, in seconds."""
    guides = (_beginning(folder / name) for name in guide_names)
    return ProjectNotes(recent_commits(folder, limit=limit), next(filter(None, guides), ""))


def whole_characters(data: bytes) -> str:
    """Return the text of bytes that may end in the middle of a character, without that character."""
    return codecs.getincrementaldecoder("utf-8")("replace").decode(data)


def _beginning(path: Path) -> str:
    """Return the beginning of a regular file, or nothing."""
    try:
        with open(path, "rb", opener=_open) as file:
            data = file.read(MAX_GUIDE) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""
    except (OSError, ValueError):
        return ""
    return whole_characters(data).strip()


def _open(path: str, flags: int) -> int:
    # A link could lead to the token in .git/config or out of the checkout; a pipe would wait for its writer.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
