"""What commands cost as whole processes: start-up against pydantic's, and the gate against jq and grep."""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import POLICY, comments, recorded, review
from benchmarks.measure import processes, table, verdict
from review_contract import embed, parse

_COMMAND = str(Path(sys.executable).with_name("review-contract"))
_BASELINE = [sys.executable, "-c", "from pydantic import BaseModel, ConfigDict, Field"]


def main() -> None:
    """Print the ratios of the commands."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "policy.toml").write_text(POLICY)
        (folder / "body.md").write_text(embed(parse(json.dumps(review(3)))) + "\n## Review\n")
        _start_up(folder)
        if shutil.which("jq"):
            _beside_jq(folder)
        else:
            print("\nno jq on this machine: the comparison with jq and grep was not made")


def _start_up(folder: Path) -> None:
    conversation = folder / "ten.json"
    conversation.write_text(recorded(10))
    taken = processes(
        {
            "python -c 'from pydantic import BaseModel, …'": _BASELINE,
            "validate, one body": [_COMMAND, "validate", str(folder / "body.md")],
            "gate, 10 comments": [
                _COMMAND,
                "gate",
                "--from",
                str(conversation),
                "--policy",
                str(folder / "policy.toml"),
            ],
            "policy check": [_COMMAND, "policy", "check", str(folder / "policy.toml")],
            "--help": [_COMMAND, "--help"],
        },
        rounds=15,
    )
    base, *others = taken.items()
    rows = [
        (name, f"{time * 1e3:.0f} ms", f"{time / base[1]:.2f} x", verdict(time / base[1], 1.6))
        for name, time in others
    ]
    table(
        f"Start-up (baseline: {base[0]}, {base[1] * 1e3:.0f} ms)", rows, ("", "median", "ratio", "target 7")
    )


def _beside_jq(folder: Path) -> None:
    rows: list[tuple[str, ...]] = []
    for total in (10, 100, 1_000):
        raw, conversation = folder / f"comments-{total}.json", folder / f"recorded-{total}.json"
        raw.write_text(json.dumps(comments(total)))
        conversation.write_text(recorded(total))
        grep = f"jq -r '.[].body' {raw} | grep -c Critical"
        select = (
            '.[] | select(.user.login == "acme-reviewer[bot]") | .body'
            ' | select(contains("review-contract:v1"))'
            ' | capture("\\n(?<json>\\\\{.*)\\n-->").json | fromjson | .verdict'
        )
        taken = processes(
            {
                "grep": ["sh", "-c", grep],
                "jq": ["jq", "-r", select, str(raw)],
                "gate": [
                    _COMMAND,
                    "gate",
                    "--from",
                    str(conversation),
                    "--policy",
                    str(folder / "policy.toml"),
                ],
            },
            rounds=7,
        )
        rows.append(
            (
                f"{total:,} comments",
                *(f"{taken[name] * 1e3:.0f} ms" for name in taken),
                f"{taken['gate'] / taken['jq']:.2f} x",
            )
        )
    table(
        "The gate beside what it replaces (they answer another question, and get it wrong)",
        rows,
        ("", "jq | grep -c", "jq capture | fromjson", "gate", "gate / jq"),
    )


if __name__ == "__main__":
    main()
