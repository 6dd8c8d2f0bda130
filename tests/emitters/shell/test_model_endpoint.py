"""A model endpoint gives one bounded answer, or a reason; it can't make the instructions worse."""

import gzip
import json
import socket
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, NoReturn, TypeAlias

import pytest

from review_emitters.ci_triage import FailedCheck, ProjectNotes, fallback, header, instructions, prompt
from review_emitters.shell.model_endpoint import MAX_ANSWER, Answer, ask

CHECK: Final = FailedCheck(
    repository="octo-org/octo-repo",
    branch="main",
    commit_sha="3484a3fb816e0859fd6e1cea078d76385ff50625",
    check_name="linters",
    workflow="CodeQL",
    url="https://github.com/octo-org/octo-repo/runs/1291536064",
)
MESSAGES: Final = prompt(CHECK, ProjectNotes("3f1c0de fix: bump readme", "# Guide"))
PLAN: Final = "1. Look at commit 3f1c0de\n2. Run the tests\n\nAcceptance Criteria: it passes"
KEY: Final = "sk-of-the-test"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server got it."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server on the loopback interface that answers every request alike."""

    port: int
    asked: list[Asked] = field(default_factory=list[Asked])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


Responder: TypeAlias = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(respond: Responder) -> Generator[Endpoint]:
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked.append(Asked(self.path, headers, body))
            try:
                respond(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_GET = do_POST  # noqa: N815 - the base class names it so

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Endpoint(server.server_address[1], asked)
        finally:
            server.shutdown()
            thread.join()


def answering(body: bytes, status: int = 200, **headers: str) -> Responder:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return respond


def completion(content: object, finish_reason: str | None = "stop") -> bytes:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content},
        "finish_reason": finish_reason,
    }
    return json.dumps({"id": "x", "object": "chat.completion", "choices": [choice], "usage": {}}).encode()


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte so often that a limit for each read is never reached, until the client hangs up."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    pause = threading.Event()
    for _ in range(1_000):
        pause.wait(0.02)
        handler.wfile.write(b" ")
        handler.wfile.flush()


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Send as fast as possible, without saying how much, until the client hangs up."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65_536)


def endless_error(handler: BaseHTTPRequestHandler) -> None:
    """Never finish saying what went wrong."""
    handler.send_response(500)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65_536)


def hanging_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(completion(PLAN)[:50])
    handler.close_connection = True


def _ask(endpoint: str, timeout: float = 5.0) -> Answer:
    return ask(endpoint, MESSAGES, model="fake", api_key=KEY, timeout=timeout)


# ------------------------------------------------------------------------- every failure, to the byte

BOMB: Final = gzip.compress(b" " * 100 * MAX_ANSWER)

FAILURES: Final[dict[str, tuple[Responder, str]]] = {
    "500": (answering(b'{"error": {"message": "boom"}}', 500), "the endpoint answered 500"),
    "404": (answering(b"not found", 404), "the endpoint answered 404"),
    "401 that quotes the key": (answering(KEY.encode(), 401), "the endpoint answered 401"),
    "429": (answering(b"{}", 429, Retry_After="60"), "the endpoint answered 429"),
    "204": (answering(b"", 204), "the endpoint answered 204"),
    "an endless error": (endless_error, "the endpoint answered 500"),
    "a page of HTML": (
        answering(b"<!DOCTYPE html><title>Sign in</title>", Content_Type="text/html"),
        "the answer is no chat completion",
    ),
    "no body": (answering(b""), "the answer is no chat completion"),
    "malformed JSON": (answering(completion(PLAN)[:-2]), "the answer is no chat completion"),
    "not UTF-8": (answering(b'{"choices": "\xff"}'), "the answer is no chat completion"),
    "deep JSON": (answering(b"[" * 100_000), "the answer is no chat completion"),
    "an error with status 200": (answering(b'{"error": "boom"}'), "the answer is no chat completion"),
    "no choices": (answering(b'{"choices": []}'), "the answer is no chat completion"),
    "null choices": (answering(b'{"choices": null}'), "the answer is no chat completion"),
    "no message": (answering(b'{"choices": [{}]}'), "the answer is no chat completion"),
    "a list for content": (answering(completion([PLAN])), "the answer is no chat completion"),
    "null content": (answering(completion(None)), "the model said nothing"),
    "empty content": (answering(completion("")), "the model said nothing"),
    "blank content": (answering(completion(" \n\t\u00a0 ")), "the model said nothing"),
    "cut content": (answering(completion(PLAN, "length")), "the answer was cut off: length"),
    "filtered content": (
        answering(completion(PLAN, "content_filter")),
        "the answer was cut off: content_filter",
    ),
    "a large body": (
        answering(completion("x" * MAX_ANSWER)),
        f"the answer is larger than {MAX_ANSWER:,} bytes",
    ),
    "an endless body": (endless, f"the answer is larger than {MAX_ANSWER:,} bytes"),
    "a bomb": (answering(BOMB, Content_Encoding="gzip"), f"the answer is larger than {MAX_ANSWER:,} bytes"),
    "bad gzip": (
        answering(b"no gzip", Content_Encoding="gzip"),
        "the endpoint could not be asked: DecodingError",
    ),
    "a hang-up": (hanging_up, "the endpoint could not be asked: APIConnectionError"),
    "a body cut short": (cut_short, "the endpoint could not be asked: RemoteProtocolError"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_after_every_failure_the_fallback_stands_to_the_byte(failure: str) -> None:
    respond, reason = FAILURES[failure]
    with serving(respond) as endpoint:
        answer = _ask(endpoint.url)
    assert answer == Answer(None, reason)
    assert instructions(CHECK, answer.text).text.encode() == fallback(CHECK).encode()
    assert len(endpoint.asked) == 1, "a failure is not tried again"


@pytest.mark.parametrize(
    "endpoint",
    ["", "no-scheme/v1", "file:///etc/passwd", "http://[::1/v1", "http://127.0.0.1:99999/v1", "http://\x00/"],
)
def test_an_endpoint_that_is_none_is_a_reason_too(endpoint: str) -> None:
    answer = _ask(endpoint)
    assert answer.text is None
    assert answer.reason is not None
    assert answer.reason.startswith("the endpoint could not be asked: ")


def test_a_refused_connection_is_a_reason() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        answer = _ask(f"http://127.0.0.1:{free.getsockname()[1]}/v1")
    assert answer == Answer(None, "the endpoint could not be asked: APIConnectionError")


def test_a_missing_package_is_a_reason_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    answer = _ask("http://127.0.0.1:9/v1")
    assert answer.text is None
    assert "review-contract[ci-triage]" in str(answer.reason)


@pytest.mark.parametrize("key", ["line\nfeed", "näh", "\x00"])
def test_a_key_that_no_header_can_hold_is_a_reason(key: str) -> None:
    with serving(answering(completion(PLAN))) as endpoint:
        answer = ask(endpoint.url, MESSAGES, model="fake", api_key=key, timeout=5.0)
    assert answer.text is None
    assert key not in str(answer.reason)


# ------------------------------------------------------------------------------ the limit of the whole call


def test_a_server_that_drips_bytes_can_t_stretch_the_limit() -> None:
    with serving(dripping) as endpoint:
        assert _ask(endpoint.url, 0.3) == Answer(None, "the endpoint did not answer within 0.3 s")


def test_a_server_that_accepts_and_stays_silent_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = _ask(f"http://127.0.0.1:{server.getsockname()[1]}/v1", 0.3)
    assert answer == Answer(None, "the endpoint did not answer within 0.3 s")


def test_a_name_server_that_stays_silent_can_t_stretch_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    released, answered = threading.Event(), threading.Event()

    def lookup(*_: object, **__: object) -> NoReturn:
        released.wait(20)
        answered.set()
        raise socket.gaierror(socket.EAI_AGAIN, "no name server")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    try:
        assert _ask("http://model.invalid/v1", 0.3).reason == "the endpoint did not answer within 0.3 s"
        assert not answered.is_set()
    finally:
        released.set()


# ------------------------------------------------------------------------------------- where it goes


def test_a_redirect_is_not_followed() -> None:
    with serving(answering(completion("stolen"))) as elsewhere:
        for status in (301, 302, 307, 308):
            with serving(answering(b"", status, Location=f"{elsewhere.url}/chat/completions")) as endpoint:
                assert _ask(endpoint.url) == Answer(None, f"the endpoint answered {status}")
    assert elsewhere.asked == []


def test_nothing_of_the_environment_is_sent_and_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(completion("proxied"))) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-environment")
        monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-environment")
        monkeypatch.setenv("OPENAI_ORG_ID", "org-environment")
        monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-environment")
        monkeypatch.setenv("OPENAI_BASE_URL", proxy.url)
        monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer environment\nX-Environment: 1")
        with serving(answering(completion(PLAN))) as endpoint:
            assert _ask(endpoint.url) == Answer(PLAN)
            assert ask(endpoint.url, MESSAGES, model="fake") == Answer(PLAN)
    assert proxy.asked == []
    with_key, without = endpoint.asked
    assert with_key.headers["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in without.headers
    assert "environment" not in str(endpoint.asked).lower()


# ------------------------------------------------------------------------------------------ an answer


def test_an_answer_becomes_the_plan_below_the_header() -> None:
    with serving(answering(completion(PLAN))) as endpoint:
        told = instructions(CHECK, _ask(endpoint.url).text)
    assert told.text == f"{header(CHECK)}\n\n{PLAN}"
    assert told.enriched


@pytest.mark.parametrize(
    "body",
    [
        {"model": "x", "choices": [{"message": {"content": PLAN}, "finish_reason": "stop"}], "usage": {}},
        {"choices": [{"message": {"content": PLAN, "refusal": None}}]},
        {
            "choices": [{"message": {"content": PLAN}, "finish_reason": None, "logprobs": None}],
            "timings": {"x": 1},
        },
    ],
)
def test_what_servers_add_or_leave_out_does_not_matter(body: object) -> None:
    with serving(answering(json.dumps(body).encode(), Content_Type="text/plain")) as endpoint:
        assert _ask(endpoint.url) == Answer(PLAN)


def test_the_request_holds_the_model_and_the_prompt() -> None:
    with serving(answering(completion(PLAN))) as endpoint:
        _ask(endpoint.url)
    (asked,) = endpoint.asked
    assert asked.path == "/v1/chat/completions"
    sent = json.loads(asked.body)
    assert sent["model"] == "fake"
    assert [(one["role"], one["content"]) for one in sent["messages"]] == [
        (message.role, message.content) for message in MESSAGES
    ]
    for said in ("octo-org/octo-repo", "main", CHECK.commit_sha, "linters", CHECK.url, "fix: bump readme"):
        assert said in sent["messages"][1]["content"]
