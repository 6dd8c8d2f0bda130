"""A GitHub for tests: the emulator, behind a front that supplies what it lacks and corrects what is wrong.

From the emulator come repositories, branches, commits, comparisons, pull requests, issues and their comments,
and the rows of reviews. From `review_rules.py` come GraphQL's viewer and minimizeComment, the head of a pull
request whose branch moved, comments on lines with their anchors, replies, the one pending review of an
account, who sees it and deletes it, what may be approved or dismissed, and the limit of a body's length.

Every request is held against GitHub's own description of its API; `illegal` tells which were none.
"""

import json
import os
import socket
import struct
import threading
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import urllib3

from tests.github import review_rules
from tests.github.emulator import emulator
from tests.github.exchange import Answer, Ask, Failure, Fault, Json

SEED: Final = {
    # A token that is not named here speaks for the first account.
    "tokens": {name: {"login": name, "scopes": ["repo"]} for name in ("author", "stranger")},
    "github": {"users": [{"login": name} for name in ("review-bot", "author", "stranger")], "repos": []},
}
_RESET: Final = struct.pack("ii", 1, 0)
"""SO_LINGER of zero seconds: the connection ends with a reset, not with a polite end."""


class Front:
    """The server, what it was asked, and what it is told to get wrong."""

    def __init__(self) -> None:
        self.asked: list[Ask] = []
        self.illegal: list[str] = []
        self.faults: list[Fault] = []
        self.state = review_rules.State()
        self.stopped = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.behind = ""
        self._pool = urllib3.PoolManager(maxsize=32, retries=False)
        self._counting = threading.Lock()
        self._writing = threading.Lock()

    def forward(self, ask: Ask) -> Answer:
        """Return what the emulator answers."""
        target = f"{self.behind}{quote(ask.path)}?{urlencode(ask.query)}"
        said = None if ask.body is None else json.dumps(ask.body)
        headers = {"Authorization": f"Bearer {ask.token}", "Content-Type": "application/json"}
        answer = self._pool.request(ask.method, target, body=said, headers=headers)
        # The emulator takes the URLs of further pages from the request, not from the URL that it is given.
        link = answer.headers.get("link", "").replace(self.behind, self.url)
        body = json.loads(answer.data) if answer.data else None
        return Answer(answer.status, body, {"link": link} if link else {})

    def answer(self, ask: Ask) -> tuple[Answer, Failure | None]:
        """Return the answer to a request, and the failure that is played on it."""
        with self._counting:
            self.asked.append(ask)
            self.illegal += review_rules.problems(ask)
            fault = next((fault for fault in self.faults if fault.hits(ask)), None)
        if fault is None:
            return self.carry_out(ask), None
        answer = self.carry_out(ask) if fault.after or fault.failure == "cut" else Answer(500)
        return (fault.failure if isinstance(fault.failure, Answer) else answer), fault.failure

    def carry_out(self, ask: Ask) -> Answer:
        """Return the answer to a request, one write at a time."""
        with nullcontext() if ask.method == "GET" else self._writing:
            return review_rules.answer(self.state, self.forward, ask)


@contextmanager
def running() -> Generator[Front]:
    """Yield the front, with an emulator of its own behind it."""
    front = Front()
    thread = threading.Thread(target=front.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    with emulator(front.url, SEED) as front.behind:
        yield front
        front.stopped.set()
    front.server.shutdown()
    front.server.server_close()
    thread.join()


def _handler_of(front: Front) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def serve(self) -> None:
            answer, failure = front.answer(_ask(self))
            if failure == "silence":
                front.stopped.wait()
            if failure in ("silence", "reset"):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                os.close(self.connection.detach())
                self.close_connection = True
            else:
                self.reply(answer, _bytes(answer.body, cut=failure == "cut"))

        def reply(self, answer: Answer, data: bytes) -> None:
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve  # noqa: N815 - the base class asks for them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing: `asked` remembers."""

    return Handler


def _ask(handler: BaseHTTPRequestHandler) -> Ask:
    parts = urlsplit(handler.path)
    data = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    token = (handler.headers.get("Authorization") or "").rpartition(" ")[2]
    body: Json = json.loads(data) if data else None
    return Ask(handler.command, unquote(parts.path), dict(parse_qsl(parts.query)), body, token)


def _bytes(body: Json, *, cut: bool) -> bytes:
    if body is None:
        return b""
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return data[: len(data) // 2] if cut else data
