"""The reviewer's first run failed and said so; its rerun supersedes it within the same round."""

from examples.accounts import ACTIONS, VERCEL, person
from examples.documents import finding
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Evidence

SORAYA = person("soraya-haddad", 1_990_441)
WEN = person("wen-liu", 5_602_377)

FAILED = """\
## ⚠️ This pull request was NOT reviewed

The model's API answered `529 overloaded_error` on all five attempts. Do not count this as an approval.

| attempt | status | after |
|---|---|---|
| 1 | 529 | 2 s |
| 2 | 529 | 6 s |
| 3 | 529 | 14 s |
| 4 | 529 | 30 s |
| 5 | 529 | 62 s |

Re-run the job, or comment `/review`.
"""

REVIEW = """\
## Review (second attempt)

The migration adds `orders.currency` in three steps: nullable column, backfill in batches of 5,000, then
`NOT NULL` with a validated check constraint. No step holds `ACCESS EXCLUSIVE` for longer than the
catalog change.

I looked for the usual traps:

- [x] no default that rewrites the table (PostgreSQL 11+ would not, but the column is generated here)
- [x] `CREATE INDEX CONCURRENTLY` outside of the transaction
- [x] the down migration drops what the up migration made, in reverse

One remark: the backfill reports progress every batch, which is 9,400 lines in the deploy log.

**Approve** ✅
"""

NOISE = finding(
    "info",
    "The backfill logs every batch",
    "9,400 lines in the deploy log; every hundredth batch would do.",
    at=("migrations/0047_order_currency.py", 52, 52),
    code='        log.info("backfilled %d of %d", done, total)\n',
    category="observability",
    introduced="new",
)


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="fairweather/orders",
        repository_id=330_218_559,
        number=1703,
        title="Add a currency to every order",
        author=SORAYA,
        branch="soraya/order-currency",
        head="orders 1703",
        pushed="06-23 08:10",
        files=["migrations/0047_order_currency.py", "orders/models.py", "tests/test_migration_0047.py"],
        reviewer={"name": "fairweather-reviewer", "version": "1.12.0", "model": "claude-opus-4-5"},
    )
    first = thread.ran("06-23 08:11", "review.yml")
    failed = thread.document(
        "review",
        "review",
        run=first,
        id="review-1703-run-1",
        status="failed",
        status_reason="the model's API answered 529 overloaded_error on all five attempts",
        findings=[],
    )
    thread.publishes("06-23 08:14", first, failed, FAILED, minimised=True)
    thread.says(
        "06-23 08:15",
        VERCEL,
        "The latest updates on your projects.\n\n| Project | Deployment | Updated (UTC) |\n|---|---|---|\n"
        "| **orders-admin** | ✅ [Ready](https://vercel.com) | Jun 23, 2026 8:15am |\n",
    )
    thread.says("06-23 08:31", WEN, "At least it says that it didn't review 🙂\n\n/review")
    second = thread.ran("06-23 08:32", "review.yml", event="issue_comment")
    healed = thread.review(
        "review",
        "approve",
        [NOISE],
        run=second,
        id="review-1703-run-2",
        supersedes=["review-1703-run-1"],
        summary="Three-step migration without a long lock.",
    )
    thread.publishes("06-23 08:39", second, healed, REVIEW)
    thread.says(
        "06-23 08:40",
        ACTIONS,
        "**Migration dry run** on a copy of production: `0047` took 3 min 12 s, longest lock 41 ms. 🐘",
    )
    thread.says(
        "06-23 08:55", SORAYA, "Logging every 100th batch now sounds good, I'll do that in the follow-up."
    )
    thread.reviewed("06-23 09:01", WEN, "APPROVED", "Read the lock timings, happy.")
    return thread.observed("06-23 09:04")


STORY = Story(
    "healed-rerun",
    "pass",
    "all-satisfied",
    Verdict("success", "No Critical or High-Priority findings"),
    record,
)
