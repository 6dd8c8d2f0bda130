"""A GitHub that knows a bot and a workflow, and terminals on which somebody answers."""

import json
import os
import pty
import subprocess
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.cli.command import COMMAND
from tests.gate.setup_cases import NOT_FOUND, Said


@dataclass(slots=True)
class Server:
    """What it answers, by path, and what it was asked."""

    url: str
    table: dict[str, Said]
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Paths, each with the token that came along."""

    @property
    def environment(self) -> Mapping[str, str]:
        """What points the command at it, with a token."""
        return {"GITHUB_API_URL": self.url, "GITHUB_TOKEN": "a-token", "NO_PROXY": "*"}


@contextmanager
def serving(table: Mapping[str, Said]) -> Generator[Server]:
    """Serve for as long as the context lasts."""
    server = Server("", dict(table))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.path, self.headers.get("Authorization", "")))
            status, said = server.table.get(self.path, NOT_FOUND)
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Print nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


@dataclass(frozen=True, slots=True)
class Answered:
    """What a command ended with, and what stood on the terminal."""

    code: int
    seen: str


def on_terminal(
    arguments: Sequence[str | Path], answers: Sequence[str], cwd: Path, env: Mapping[str, str]
) -> Answered:
    """Run `review-contract` on a terminal on which somebody types these lines, and then ends the input."""
    ours, theirs = pty.openpty()
    try:
        ran = subprocess.Popen(
            [COMMAND, *arguments],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env={"PATH": os.environ["PATH"], **env},
        )
        os.write(ours, "".join(f"{answer}\n" for answer in answers).encode() + b"\x04")
        seen, _ = ran.communicate(timeout=60)
    finally:
        os.close(ours)
        os.close(theirs)
    return Answered(ran.returncode, seen.decode())
