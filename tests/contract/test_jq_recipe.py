"""The jq recipe of `schemas/README.md` prints the counts of a review, or fails; it is never silent."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from review_contract import embed, parse
from tests.contract.vectors import BASES, SCHEMAS

RECIPE: Final = (SCHEMAS / "README.md").read_text(encoding="utf-8").split("```sh\n")[1].split("```")[0]
BODY: Final = embed(parse(json.dumps(BASES["review"])))
PARTIAL: Final = embed(parse(json.dumps(BASES["partial-review"])))
OUTCOME: Final = embed(parse(json.dumps(BASES["outcome"])))
COUNTS: Final = "critical 0\nhigh 1\nmedium 0\nlow 1\ninfo 0\n"


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        (BODY, COUNTS),
        (BODY + "\n## Review\n\nProse.\n", COUNTS),
        (embed(parse(json.dumps(BASES["review"])), inline_limit=0), COUNTS),
        ("", None),
        ("## Review\n", None),
        ("\n" + BODY, None),
        ("> " + BODY, None),
        (BODY + BODY, None),
        (BODY.replace("\n-->", ""), None),
        (PARTIAL, None),
        (OUTCOME, None),
        (BODY.replace("\n", "\r\n"), None),
        (BODY.replace('{"schema_version"', "{"), None),
    ],
)
def test_the_recipe_prints_the_counts_or_fails(body: str, printed: str | None, tmp_path: Path) -> None:
    assert _printed(body, tmp_path) == printed


def _printed(body: str, folder: Path) -> str | None:
    shell = shutil.which("sh")
    if shell is None or shutil.which("jq") is None:
        print("jq is not installed: the same steps were taken by Python")
        return _by_hand(body)
    (folder / "body.md").write_bytes(body.encode())
    done = subprocess.run([shell, "-c", RECIPE], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 5}, done.stderr
    assert (done.returncode == 0) == (_by_hand(body) is not None), "Python takes the same steps"
    return done.stdout if done.returncode == 0 else None


def _by_hand(body: str) -> str | None:
    """Take the recipe's steps; None where it says `error`."""
    header, text, closer = (body.split("\n") + [""] * 3)[:3]
    is_review = header.startswith("<!-- review-contract:v1 review ")
    if not is_review or closer != "-->" or body.count("<!-- review-contract:") != 1:
        return None
    try:
        counts = json.loads(text).get("counts")
    except ValueError:
        return None
    return None if counts is None else "".join(f"{name} {count}\n" for name, count in counts.items())
