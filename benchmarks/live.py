"""What reading a live conversation costs: time and memory of its pages, and round trips to GitHub."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from github import Auth, Github

from benchmarks.corpus import BOT, comments
from benchmarks.measure import calls, processes, table, verdict
from review_contract.header import SENTINEL
from review_gate.live.asking import pages, whole
from review_gate.live.session import Session

_PAGE: Final = 100
_LATENCY: Final = 0.08
_LISTS: Final = {"issues/1/comments": 1_000, "pulls/1/reviews": 100, "pulls/1/files": 400}
_SCAN: Final = f"""
import sys
from review_gate.live.scanning import Filter, Page, scanned
kept = Filter(frozenset({{{BOT["id"]}}}), {SENTINEL!r})
found = [len(scanned(Page(open(page).read()), kept).own) for page in sys.argv[1:]]
"""
# What getrusage says is as much as the process had that started this one.
_PEAK: Final = "print([line.split()[1] for line in open('/proc/self/status') if 'VmHWM' in line][0])"
_JQ: Final = (
    f".[] | select(.user.id == {BOT['id']} and (.body | contains({json.dumps(SENTINEL)})))"
    ' | .body | capture("^<!-- review-contract:v1 [^\\n]*\\n(?<payload>[^\\n]*)\\n-->") | .payload'
)


def main() -> None:
    """Print the ratios of scanning, of its memory, and of round trips."""
    with tempfile.TemporaryDirectory() as folder:
        sizes = {total: _written(Path(folder) / str(total), total) for total in (100, 1_000, 10_000)}
        _scan(sizes)
        _memory(sizes)
    _round_trips()


def _written(folder: Path, total: int) -> Path:
    folder.mkdir()
    listed = comments(total)
    for start in range(0, total, _PAGE):
        page = folder / f"{start:06}.json"
        page.write_text(json.dumps(listed[start : start + _PAGE]))
    return folder


def _scan(sizes: dict[int, Path]) -> None:
    rows: list[tuple[str, ...]] = []
    for (total, folder), target in zip(sizes.items(), (1.0, 0.8, 0.5), strict=True):
        files = sorted(map(str, folder.iterdir()))
        taken = processes(
            {"jq": ["jq", "-c", _JQ, *files], "scan": [sys.executable, "-I", "-c", _SCAN, *files]}, rounds=7
        )
        ratio = taken["scan"] / taken["jq"]
        shown = (f"{taken['jq'] * 1e3:.0f} ms", f"{ratio:.2f} x", verdict(ratio, target))
        rows.append((f"{total:,} comments", *shown))
    table(
        "Scanning pages, whole process (baseline: jq, contains and capture)",
        rows,
        ("", "jq", "scan", "target 1"),
    )


def _memory(sizes: dict[int, Path]) -> None:
    peaks = {total: _peak(_SCAN + _PEAK, *map(str, folder.iterdir())) for total, folder in sizes.items()}
    idle = _peak(_SCAN.partition("found =")[0] + _PEAK)
    largest = max(path.stat().st_size for path in sizes[10_000].iterdir())
    in_pages, growth = (peaks[10_000] - idle) / largest, peaks[10_000] / peaks[1_000]
    rows = [
        ("above an idle process, in largest pages", f"{in_pages:.1f}", verdict(in_pages, 20)),
        ("10,000 comments against 1,000", f"{growth:.2f} x", verdict(growth, 1.3)),
    ]
    table(f"Peak memory of scanning (largest page: {largest / 1e6:.2f} MB)", rows, ("", "", "target 2"))


def _peak(program: str, *arguments: str) -> int:
    """Return the most memory that a process had, in bytes."""
    argv = [sys.executable, "-I", "-c", program, *arguments]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1]) * 1024


def _round_trips() -> None:
    asked = [
        request for path, total in _LISTS.items() for request in pages(path, f"/repos/o/r/{path}", total)
    ]
    with _server() as (url, seen):
        session = Session("token", url)
        taken = calls(
            {"PyGithub tuned": lambda: _tuned(url), "ours": lambda: session(asked, whole)},
            rounds=5,
        )
        seen.clear()
        session(asked, whole)
        assert len(seen) == sum(-(-total // _PAGE) for total in _LISTS.values())
        started = time.perf_counter()
        _default(url)
        default = time.perf_counter() - started
    ratio, wild = taken["ours"] / taken["PyGithub tuned"], taken["ours"] / default
    rows = [
        (
            "PyGithub, 100 a page, no pauses",
            f"{taken['PyGithub tuned']:.2f} s",
            f"{ratio:.2f} x",
            verdict(ratio, 0.35),
        ),
        ("PyGithub as it comes", f"{default:.2f} s", f"{wild:.3f} x", verdict(wild, 0.03)),
    ]
    title = f"1,500 items at 80 ms a request, side by side in {len(asked)} requests ({taken['ours']:.2f} s)"
    table(title, rows, ("baseline", "", "ours", "target 9"))


def _tuned(url: str) -> None:
    client = Github(
        auth=Auth.Token("token"),
        base_url=url,
        per_page=_PAGE,
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=None,
        lazy=True,
    )
    _listed(client)


def _default(url: str) -> None:
    _listed(Github(auth=Auth.Token("token"), base_url=url))


def _listed(client: Github) -> None:
    pull = client.get_repo("o/r").get_pull(1)
    found = [*pull.get_issue_comments(), *pull.get_reviews(), *pull.get_files()]
    assert len(found) == sum(_LISTS.values())


@contextmanager
def _server() -> Generator[tuple[str, list[str]]]:
    """Yield a server of lists that answers after 80 ms, and the paths that it was asked for."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            time.sleep(_LATENCY)
            seen.append(self.path)
            parts = urlsplit(self.path)
            name = parts.path.removeprefix("/repos/o/r/")
            data, link = _page(name, {key: int(one[0]) for key, one in parse_qs(parts.query).items()}, url)
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            if link:
                self.send_header("Link", link)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield url, seen
    server.shutdown()
    server.server_close()


def _page(name: str, query: dict[str, int], url: str) -> tuple[bytes, str]:
    if name not in _LISTS:
        return json.dumps(
            {"number": 1, "url": f"{url}/repos/o/r/pulls/1", "issue_url": f"{url}/repos/o/r/issues/1"}
        ).encode(), ""
    size, number = query.get("per_page", 30), query.get("page", 1)
    items = list(_items(name, (number - 1) * size, min(number * size, _LISTS[name])))
    following = f'<{url}/repos/o/r/{name}?per_page={size}&page={number + 1}>; rel="next"'
    return json.dumps(items).encode(), following if number * size < _LISTS[name] else ""


def _items(name: str, start: int, end: int) -> Iterator[dict[str, object]]:
    for index in range(start, end):
        yield {
            "id": index + 1,
            "body": "x" * 500,
            "user": {"id": 10, "login": "dev"},
            "filename": f"{name}/{index}",
        }


if __name__ == "__main__":
    main()
