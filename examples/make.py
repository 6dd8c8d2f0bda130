"""Write every story down: its recorded conversation, and the decisions that the command prints for it.

Run `python -m examples.make` after a story, a policy or an explanation changed; `--check` only compares.
"""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from examples.stories import STORIES
from review_gate.cli import app
from review_gate.evidence import Evidence

HERE: Final = Path(__file__).parent
FORMATS: Final = {"decision.txt": "text", "decision.md": "markdown", "decision.json": "json"}


def main() -> int:
    """Write what differs, or only tell it; return whether something was to be told."""
    check = "--check" in sys.argv[1:]
    differing = 0
    for path, text in files():
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        differing += 1
        print(f"{'differs' if check else 'wrote'}: {path.relative_to(HERE.parent)}")
        if not check:
            path.write_text(text, "utf-8", newline="\n")
    return int(check and differing > 0)


def files() -> Iterator[tuple[Path, str]]:
    """Yield every generated file with its content; what is decided is the conversation as it lies there."""
    for story in STORIES:
        folder = HERE / story.name
        yield folder / "recorded.json", recorded(story.record())
        for name, output in FORMATS.items():
            yield folder / name, decided(story.name, output)[1]


def recorded(evidence: Evidence) -> str:
    """Return a conversation as the JSON that the gate reads."""
    value = evidence.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def decided(name: str, output: str) -> tuple[int, str]:
    """Return the exit code of `review-contract gate`, and what it prints where there is no terminal."""
    folder = HERE / name
    arguments = ["gate", "--from", str(folder / "recorded.json"), "--policy", str(folder / "policy.toml")]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        code: int = app([*arguments, "--format", output], standalone_mode=False)
    return code, printed.getvalue()


if __name__ == "__main__":
    sys.exit(main())
