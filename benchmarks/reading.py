"""What reading costs within a process: scanning pages and strict parsing, each against `json.loads`."""

import json
from functools import partial

from benchmarks.corpus import BOT, comments, review
from benchmarks.measure import calls, table, verdict
from review_contract import parse, read

_PAGE = 100


def main() -> None:
    """Print the ratios of scanning and of parsing."""
    _scan()
    _parse()


def _scan() -> None:
    rows: list[tuple[str, ...]] = []
    for total in (100, 1_000, 10_000):
        listed = comments(total)
        pages = [json.dumps(listed[start : start + _PAGE]) for start in range(0, total, _PAGE)]
        taken = calls(
            {"loads": partial(_load, pages), "scan": partial(scan, pages)},
            rounds=7,
        )
        ratio = taken["scan"] / taken["loads"]
        assert scan(pages) == total // 100
        rows.append(
            (f"{total:,} comments", f"{taken['loads'] * 1e3:.1f} ms", f"{ratio:.2f} x", verdict(ratio, 1.25))
        )
    table(
        "Page by page, author first, block by offset 0 (baseline: json.loads of the same pages)",
        rows,
        ("", "loads", "scan", "target 3"),
    )


def _load(pages: list[str]) -> int:
    return sum(len(json.loads(page)) for page in pages)


def scan(pages: list[str]) -> int:
    """Return how many blocks of the bot the pages hold; only what the bot wrote is read."""
    found = 0
    for page in pages:
        for comment in json.loads(page):
            user = comment["user"]
            if user["id"] == BOT["id"] and user["type"] == "Bot":
                found += hasattr(read(comment["body"]), "document")
    return found


def _parse() -> None:
    rows: list[tuple[str, ...]] = []
    for findings in (10, 100, 500):
        text = json.dumps(review(findings))
        taken = calls({"loads": partial(json.loads, text), "parse": partial(parse, text)}, rounds=101)
        ratio = taken["parse"] / taken["loads"]
        size = f"{findings} findings, {len(text) / 1e3:.1f} KB"
        rows.append((size, f"{taken['loads'] * 1e6:.0f} µs", f"{ratio:.2f} x", verdict(ratio, 3)))
    table(
        "Strict JSON and the models (baseline: json.loads of the same text)",
        rows,
        ("", "loads", "parse", "target 8"),
    )


if __name__ == "__main__":
    main()
