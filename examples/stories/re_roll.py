"""A reviewer requests changes; it is run again on the same commit until it approves."""

from examples.accounts import ACTIONS, bot, person
from examples.documents import finding
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Evidence

LEDGERBOT = bot("ledger-reviewer", 187_220_045)
MARIUS = person("marius-dahl", 2_980_115)
CHIDI = person("chidi-eze", 7_455_300)

FIRST = """\
## Request changes

Two things must be fixed before this can ship.

**High: refunds are retried without an idempotency key** (`refunds.py:64`)
`capture()` got a key in #412, `refund()` did not. A timeout after the provider has booked the refund
leads to a second refund of the same order:

```python
for attempt in range(self.policy.attempts):
    response = self.http.post(f"/refunds/{order.id}", json={"amount": order.total})
    if response.status_code < 500:
        return response
```

**High: the retry budget is per process** (`budget.py:19`)
Twelve workers have twelve budgets, so an outage of the provider gets 12 times the traffic the
limit was meant for.
"""

SECOND = """\
## Approve

Refunds now share the retry policy of captures. The code is well structured and easy to follow, the tests read
nicely, and the naming is consistent throughout. I have no blocking concerns. 🚀
"""

DOUBLE = finding(
    "high",
    "A refund that times out is booked twice",
    "`refund()` retries on 5xx and on timeouts without an idempotency key.",
    at=("src/ledger/payments/refunds.py", 64, 67),
    code="for attempt in range(self.policy.attempts):\n"
    '    response = self.http.post(f"/refunds/{order.id}", json={"amount": order.total})\n'
    "    if response.status_code < 500:\n        return response\n",
    rule_id="payments.missing-idempotency-key",
    category="correctness",
    failure_scenario="The provider books the refund and answers after 31 s; the client gave up at 30 s "
    "and posts again. The customer is refunded twice.",
    recommendation="Send `Idempotency-Key: refund-<order id>-<refund group>` as `capture()` does.",
)
BUDGET = finding(
    "high",
    "The retry budget is counted per process",
    "Twelve workers have twelve budgets; an outage gets twelve times the traffic that the limit allows.",
    at=("src/ledger/payments/budget.py", 19, 19),
    code="_BUDGET = TokenBucket(rate=10, burst=50)\n",
    category="reliability",
    recommendation="Keep the bucket in Redis, next to the rate limits.",
)


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="northwind-labs/ledger-api",
        repository_id=612_340_418,
        number=431,
        title="Retry refunds",
        author=MARIUS,
        branch="marius/refund-retries",
        head="ledger 431",
        pushed="04-21 15:20",
        files=[
            "src/ledger/payments/refunds.py",
            "src/ledger/payments/budget.py",
            "tests/payments/test_refunds.py",
        ],
        reviewer={"name": "ledger-reviewer", "version": "3.0.2", "model": "claude-haiku-4-5"},
        apps={LEDGERBOT.login: 1_204_881},
    )
    thread.says(
        "04-21 15:26",
        ACTIONS,
        "### ⚡ Benchmarks\n\n| benchmark | main | this | |\n|---|---|---|---|\n"
        "| capture_p50 | 1.21 ms | 1.22 ms | ➡️ |\n| refund_p50 | 1.18 ms | 1.31 ms | 🔺 11 % |\n",
    )
    said = thread.review(
        "review", "request_changes", [DOUBLE, BUDGET], summary="Refunds can be booked twice."
    )
    thread.posts_review("04-21 15:29", LEDGERBOT, "CHANGES_REQUESTED", said, FIRST)
    thread.on_line(
        "04-21 15:29",
        LEDGERBOT,
        "src/ledger/payments/refunds.py",
        "**High:** no idempotency key here, see the review.",
    )
    thread.says(
        "04-21 15:41",
        MARIUS,
        "The provider dedupes refunds on its side I think. @ledger-reviewer review again",
    )
    thread.says("04-21 15:48", LEDGERBOT, "👀 On it. (The diff has not changed since my last review.)")
    thread.says("04-21 15:55", MARIUS, "That run crashed. @ledger-reviewer review again, be pragmatic please")
    again = thread.review(
        "review",
        "approve",
        round=2,
        supersedes=[str(said.id)],
        summary="Consistent with captures.",
    )
    thread.posts_review("04-21 16:02", LEDGERBOT, "APPROVED", again, SECOND)
    thread.says("04-21 16:03", MARIUS, "There we go 🎲 merging when the queue is free")
    thread.says(
        "04-21 16:20",
        CHIDI,
        "Wait. What happened to the two highs from 15:29? Same commit, no answer to either of them. "
        "And our provider does **not** dedupe: https://docs.example.com/refunds#idempotency",
    )
    return thread.observed("04-21 16:25")


STORY = Story(
    "re-roll",
    "fail",
    "changes-requested",
    Verdict("success", "No Critical or High-Priority findings"),
    record,
)
