"""Running the real command as a process."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).with_name("review-contract")


@dataclass(frozen=True)
class Ran:
    """What a process printed and ended with."""

    code: int
    out: str
    err: str


def run(
    arguments: Sequence[str | Path],
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Ran:
    """Run `review-contract` with these arguments; `env` is all of its environment but the path."""
    done = subprocess.run(
        [COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        cwd=cwd,
        env=None if env is None else {"PATH": os.environ["PATH"], **env},
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def modules_of(arguments: Sequence[str | Path], stdin: bytes = b"") -> frozenset[str]:
    """Return the modules that a command has loaded when it ends."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('\\n'.join(sys.modules), file=sys.stderr))\n"
        "from review_gate.__main__ import main\n"
        "main()\n"
    )
    argv = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(argv, input=stdin, capture_output=True, check=False, timeout=60)
    return frozenset(done.stderr.decode().split())
