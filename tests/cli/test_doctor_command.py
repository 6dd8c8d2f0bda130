"""`doctor` as a process, on a GitHub that answers from a table: exit codes, formats, usage."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.cli.command import Ran, modules_of, run
from tests.gate.doctor_answers import GATE
from tests.gate.doctor_world import World, sound

Change = Callable[[World], object]


@dataclass
class Server:
    """A GitHub, and who asked it."""

    url: str
    world: World
    tokens: set[str]

    def doctor(self, *arguments: str, **env: str) -> Ran:
        """Run the command against it."""
        given = {"GITHUB_API_URL": self.url, "GH_TOKEN": "ghs_doctor", **env}
        return run(["doctor", "--repo", "acme/orders", *arguments], env=given)


@pytest.fixture
def github() -> Iterator[Server]:
    world, tokens = sound(), set[str]()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            tokens.add(self.headers.get("Authorization", ""))
            status, body = world.respond(asked.path, dict(parse_qsl(asked.query)))
            said = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}", world, tokens)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_sound_set_up_is_0(github: Server) -> None:
    ran = github.doctor()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "acme/orders: the set-up is sound\n\nIn order\n  ✓ main requires review-contract"
    )
    assert github.tokens == {"token ghs_doctor"}


def test_what_is_broken_is_10(github: Server) -> None:
    github.world.files.pop(GATE)
    ran = github.doctor()
    assert ran.code == 10
    assert "[no-gate]" in ran.out
    assert ran.err == "review-contract: `review-contract explain CODE` says what a code in brackets means\n"


def test_what_can_t_be_read_is_11_unless_something_is_broken(github: Server) -> None:
    github.world.refuse("/actions/secrets")
    github.world.refuse("/environments/gate/secrets")
    ran = github.doctor()
    assert ran.code == 11
    assert "Environments: read" in ran.out
    github.world.pin(None)
    assert github.doctor().code == 10


def test_another_check_is_asked_about_by_its_name(github: Server) -> None:
    ran = github.doctor("--check", "ai gate")
    assert ran.code == 10
    assert "main does not require ai gate; it requires review-contract" in ran.out


def test_the_formats(github: Server) -> None:
    said = json.loads(github.doctor("--format", "json").out)
    assert (said["version"], said["conclusion"]) == (1, "sound")
    assert github.doctor("--format", "markdown").out.startswith("## acme/orders")
    assert github.doctor("--format", "github").code == 2


def test_nobody_there_is_11_in_words(github: Server) -> None:
    github.world.refuse("", 404, "Not Found")
    ran = github.doctor()
    assert ran.code == 11
    assert "? the repository: GitHub answered 404: 'Not Found' [not-read]" in ran.out


@pytest.mark.parametrize(
    ("arguments", "env", "said"),
    [
        (["--repo", "acme/orders"], {}, "no token: set GITHUB_TOKEN or GH_TOKEN"),
        ([], {"GH_TOKEN": "x"}, "no repository is named"),
        (["--repo", "acme"], {"GH_TOKEN": "x"}, "full_name"),
        (["--repo", "acme/../x"], {"GH_TOKEN": "x"}, "full_name"),
        (["--repo", "acme/orders", "--check", ""], {"GH_TOKEN": "x"}, "--check should be 1 to 100"),
        (["--repo", "acme/orders", "--check", "\x1b[31m"], {"GH_TOKEN": "x"}, "--check should be"),
        (
            ["--repo", "acme/orders"],
            {"GH_TOKEN": "x", "GITHUB_API_URL": "file:///etc"},
            "no server's address",
        ),
    ],
)
def test_wrong_usage_is_2_with_one_line(arguments: list[str], env: dict[str, str], said: str) -> None:
    ran = run(["doctor", *arguments], env=env)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    assert "\x1b" not in ran.err


def test_no_other_command_pays_for_it() -> None:
    loaded = modules_of(["explain", "no-gate"])
    assert not {"ruamel.yaml", "review_gate.doctor", "github"} & loaded
