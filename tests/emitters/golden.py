"""Golden bodies: what every stage posts, in the cases that people will see. Look at them: `make gallery`.

`python -m tests.emitters.golden` writes the bodies as the code makes them now, `--html FILE` one page of them
all, rendered by cmark-gfm under GitHub-like CSS.
"""

import argparse
import html
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from review_emitters.context import OpenedPullRequest, PullRequestFacts, Push
from review_emitters.emission import Emission
from review_emitters.emit import emit, emit_without_draft
from review_emitters.ending import COMPLETED, Ending
from review_emitters.stages import STAGES
from tests.emitters.samples import COMMIT, HEAD, context, example, for_stage
from tests.emitters.shown_html import rendered

FOLDER: Final = Path(__file__).parent / "golden"

_LONG_BODY: Final = """\
`backfill()` maps `returned` orders to `shipped`:

```python
if order.state in OLD_STATES:  # 'returned' is one of them
    order.state = "shipped"
```

Two things follow:

1. Returned orders look **delivered** to the customer, see #1741 and @octocat's note.
2. The refund job skips them.
   - nightly run
   - manual run

> The migration guide says "states are never merged".
"""
_FINDINGS: Final = (
    {
        "severity": "critical",
        "category": "Correctness",
        "confidence": "high",
        "rule_id": "state-loss",
        "title": "The backfill turns returned orders into shipped ones",
        "body": _LONG_BODY,
        "failure_scenario": "Any order with `state = 'returned'` before the migration.",
        "recommendation": "Map `returned` to itself, and add it to the enum.",
        "location": {"path": "src/session.py", "start_line": 40, "end_line": 42},
        "suggestions": [
            {
                "description": "keep the state",
                "replacements": [
                    {
                        "location": {"path": "src/session.py", "start_line": 41, "end_line": 41},
                        "text": 'order.state = KEPT.get(order.state, "shipped")',
                    }
                ],
            }
        ],
        "introduced": "new",
    },
    {
        "severity": "medium",
        "category": "Tests",
        "title": "No test runs the migration backwards",
        "body": "`downgrade()` is never called.",
        "location": {"path": "tests/test_migrations.py", "start_line": 12},
        "related_locations": [{"message": "the migration", "location": {"path": "src/session.py"}}],
        "introduced": "pre_existing",
    },
    {"severity": "low", "title": "The commit message names no ticket", "body": "Add one."},
)


def cases() -> Iterator[tuple[str, Emission]]:
    """Yield what is shown, by its name."""
    for name, stage in STAGES.items():
        yield name, emit(stage, example(stage), for_stage(stage))
    review = STAGES["review"]
    long = review.draft.model_validate(
        {
            "verdict": "request_changes",
            "summary": "The migration loses data. The *rest* is fine.",
            "findings": _FINDINGS,
            "dispositions": [
                {
                    "finding_id": "f-8583d80b14c2",
                    "action": "withdrawn",
                    "justification": "Fixed by the rename.",
                }
            ],
        }
    )
    clean = review.draft.model_validate({"verdict": "approve", "summary": "Small, tested, and clear."})
    yield "review-long", emit(review, long, context())
    yield "review-approved", emit(review, clean, context())
    yield (
        "review-of-a-fork",
        emit(
            review,
            clean,
            context(
                reviews="verdict", pull_request=PullRequestFacts(from_fork=True, author_id=3, changed_files=2)
            ),
        ),
    )
    yield "review-partial", emit(review, long, context(event="pull_request"), Ending("max_turns", "30 turns"))
    yield (
        "review-started",
        emit_without_draft(review, context(), "started", COMPLETED, expires_at="2026-11-24T11:00:00Z"),
    )
    yield (
        "review-failed",
        emit_without_draft(
            review, context(), "failed", Ending("model_error", "the model's server answered 529 five times")
        ),
    )
    yield "fix-stuck", emit(STAGES["fix"], example(STAGES["fix"]), context(push=Push((COMMIT,), HEAD)))
    held = STAGES["address-review"].draft.model_validate({"held_reason": "It touches the migrations."})
    yield "address-review-held", emit(STAGES["address-review"], held, context(push=None))
    opened = context("issue", push=None, opened=OpenedPullRequest(77))
    yield "propose-fix-opened", emit(STAGES["propose-fix"], example(STAGES["propose-fix"]), opened)


def files() -> Iterator[tuple[str, str]]:
    """Yield every golden file's name and text: bodies, the reviews' own bodies, and replies."""
    for name, emission in cases():
        yield f"{name}.md", emission.body
        if emission.inline_comments:
            yield f"{name}.review.md", emission.review_body
            for number, comment in enumerate(emission.inline_comments, 1):
                yield f"{name}.line-{number}.md", comment.body + "\n"
        for number, reply in enumerate(emission.replies, 1):
            yield f"{name}.reply-{number}.md", reply.body + "\n"


_CSS: Final = """
body{font:14px/1.5 -apple-system,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif;background:#fff;
color:#1f2328;max-width:880px;margin:24px auto;padding:0 16px}
article{border:1px solid #d1d9e0;border-radius:6px;margin:0 0 28px;overflow:hidden}
header{background:#f6f8fa;border-bottom:1px solid #d1d9e0;padding:8px 16px;color:#59636e;font-weight:600}
section{padding:16px}
h2{font-size:1.5em;border-bottom:1px solid #d1d9e0;padding-bottom:.3em;margin:0 0 16px}
h3{font-size:1.25em;margin:24px 0 16px}h4{font-size:1em;margin:24px 0 8px}
p,ul,ol,pre,blockquote{margin:0 0 12px}
code{font:85% ui-monospace,"DejaVu Sans Mono",monospace;background:#818b981f;border-radius:6px;
padding:.2em .4em}
pre{background:#f6f8fa;border-radius:6px;padding:12px;overflow:auto}pre code{background:none;padding:0}
blockquote{border-left:.25em solid #d1d9e0;color:#59636e;padding:0 1em}
a{color:#0969da;text-decoration:none}
hr{border:0;border-top:1px solid #d1d9e0;margin:24px 0}ul,ol{padding-left:2em}
"""


def gallery() -> str:
    """Return one page that shows every golden file as GitHub would."""
    shown = "".join(
        f"<article><header>{html.escape(name)}</header><section>{rendered(text)}</section></article>"
        for name, text in files()
    )
    return f'<!doctype html><meta charset="utf-8"><title>Golden bodies</title><style>{_CSS}</style>{shown}'


def main() -> None:
    """Write the golden files, or the page of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--html", type=Path, help="write one page instead of the files")
    arguments = parser.parse_args()
    if arguments.html:
        arguments.html.parent.mkdir(parents=True, exist_ok=True)
        arguments.html.write_text(gallery(), "utf-8")
        print(f"wrote {arguments.html}")
        return
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.md"):
        old.unlink()
    for name, text in files():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")
    print(f"wrote {len([*FOLDER.glob('*.md')])} files to {FOLDER.name}/")


if __name__ == "__main__":
    main()
