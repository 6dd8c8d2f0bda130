"""A GitHub for tests: the emulator, behind a front that supplies what it lacks and corrects what is wrong.

From the emulator come repositories, branches, commits, comparisons, and the rows of pull requests and issues.
From the front come conversations with their histories, reviews, checks, statuses, runs of workflows and their
artifacts, who is a bot, and GraphQL over all of it; `rules.py` says which of its files answers what.

Every request is held against GitHub's own description of its API; `illegal` tells which were none.
"""

import json
import os
import re
import socket
import struct
import threading
import traceback
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.github import rules
from tests.github.emulated import SEED, Emulated, Github
from tests.github.emulator import emulator
from tests.github.exchange import Answer, Ask, Before, Failure, Fault, Json, Partial, Slow, partial
from tests.github.graphql_rules import schema
from tests.github.store import State

_RESET: Final = struct.pack("ii", 1, 0)
"""SO_LINGER of zero seconds: the connection ends with a reset, not with a polite end."""
_ROOT: Final = re.compile(r"/api(?:/v3)?(?=/)")
"""Where GitHub Enterprise has its API: REST below /api/v3, GraphQL at /api/graphql."""


class Front:
    """The server, what it was asked, and what it is told to get wrong."""

    def __init__(self) -> None:
        self.asked: list[Ask] = []
        self.illegal: list[str] = []
        self.faults: list[Fault] = []
        self.before: list[Before] = []
        """What happens just before requests, each once."""
        self.state = State()
        self.stopped = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.emulated = Emulated()
        self._counting = threading.Lock()
        self._writing = threading.Lock()

    def forget(self) -> None:
        """Begin anew: what was asked, what is to fail, and what was said; repositories stay."""
        for remembered in (self.asked, self.illegal, self.faults, self.before):
            remembered.clear()
        self.state = State()

    def forward(self, ask: Ask) -> Answer:
        """Return what the emulator answers."""
        return self.emulated.ask(self.state, ask, self.url)

    def answer(self, ask: Ask) -> tuple[Answer, Failure | None]:
        """Return the answer to a request, and the failure that is played on it."""
        with self._counting:
            self.asked.append(ask)
            self.illegal += rules.problems(ask)
            fault = next((fault for fault in self.faults if fault.hits(ask)), None)
            first = next((one for one in self.before if one.due(ask)), None)
            if first:
                self.before.remove(first)
        try:
            if first:
                first.action()
            if fault is None:
                return self.carry_out(ask), None
            return self._failing(ask, fault), fault.failure
        except Exception:  # noqa: BLE001 - whatever breaks here must not pass for a failure of GitHub's
            self.illegal.append(f"{ask}: the front broke down:\n{traceback.format_exc()}")
            return Answer(500), None

    def carry_out(self, ask: Ask) -> Answer:
        """Return the answer to a request, one write at a time."""
        reads = ask.method == "GET" or (ask.place != ask.path and "mutation" not in ask.body["query"])
        with nullcontext() if reads else self._writing:
            answer = rules.answer(Github(self.state, self.forward, self.url), ask)
        link = answer.headers.get("Link", "").replace(self.url, f"{self.url}{ask.root}")
        return replace(answer, headers={**answer.headers, **({"Link": link} if link else {})})

    def _failing(self, ask: Ask, fault: Fault) -> Answer:
        """Return what is answered where a failure is played."""
        failure = fault.failure
        if isinstance(failure, Partial):
            return partial(self.carry_out(ask), failure)
        if isinstance(failure, Slow):
            self.stopped.wait(failure.seconds)
            return self.carry_out(ask)
        answer = self.carry_out(ask) if fault.after or failure == "cut" else Answer(500)
        return failure if isinstance(failure, Answer) else answer


@contextmanager
def running() -> Generator[Front]:
    """Yield the front, with an emulator of its own behind it."""
    front = Front()
    thread = threading.Thread(target=front.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    with emulator(front.url, SEED) as front.emulated.url:
        schema()  # reading it takes a second, for which no request should have to wait
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
            kind = {} if answer.body is None else {"Content-Type": "application/json; charset=utf-8"}
            for name, value in {**kind, **answer.headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve  # noqa: N815 - the base class asks for them

        def date_time_string(self, timestamp: float | None = None) -> str:
            """Tell the front's time: no answer names an instant after it."""
            return super().date_time_string(timestamp) if timestamp else front.state.clock.http_date()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing: `asked` remembers."""

    return Handler


def _ask(handler: BaseHTTPRequestHandler) -> Ask:
    parts = urlsplit(handler.path)
    data = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    token = (handler.headers.get("Authorization") or "").rpartition(" ")[2]
    body: Json = json.loads(data) if data else None
    root = _ROOT.match(parts.path)
    path = unquote(parts.path[root.end() if root else 0 :])
    return Ask(handler.command, path, dict(parse_qsl(parts.query)), body, token, root[0] if root else "")


def _bytes(body: Json, *, cut: bool) -> bytes:
    if body is None:
        return b""
    if isinstance(body, bytes):
        data = body
    else:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return data[: len(data) // 2] if cut else data
