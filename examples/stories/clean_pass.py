"""A reviewer approves a payment client's retries, and nothing stands against it."""

from examples.accounts import CODECOV, person
from examples.documents import finding
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Evidence

INES = person("ines-moreau", 5_118_204)
TOMASZ = person("tkowalczyk", 9_340_117)

REVIEW = """\
## Review of #412: retry card captures with an idempotency key

I read all four files with their callers. The key is derived from `(order_id, attempt_group)`, not
from the clock,
so a retried capture can't charge twice. `RetryPolicy` stops on 4xx and honours `Retry-After`.

| severity | findings |
|---|---|
| critical | 0 |
| high | 0 |
| medium | 1 |
| low | 1 |

### 🟠 Medium: the jitter has no upper bound

`backoff()` adds up to 100 % jitter after the cap was applied, so the last wait can be 64 s instead of 32 s.
The queue's visibility timeout is 60 s:

```python
delay = min(cap, base * 2**attempt)
return delay + random.uniform(0, delay)   # <- applied after the cap
```

### 🟢 Low: `attempt` is logged as a string

Dashboards that sum `retry.attempt` will see `"1"`. Cosmetic.

**Verdict: approve.** Neither finding can lose or double a payment. 🚀
"""

JITTER = finding(
    "medium",
    "Jitter is added after the cap, so a wait can exceed the visibility timeout",
    "`backoff()` caps the delay at 32 s and then adds up to 100 % jitter. A wait of 64 s outlives "
    "the queue's "
    "visibility timeout of 60 s, and the message is delivered a second time.",
    at=("src/ledger/payments/retry.py", 41, 42),
    code="        delay = min(cap, base * 2**attempt)\n        return delay + random.uniform(0, delay)\n",
    rule_id="retry.unbounded-jitter",
    category="reliability",
    failure_scenario="Sixth attempt: delay 32 s + jitter 31 s = 63 s > 60 s. The idempotency key prevents a "
    "double charge, the consumer still does the work twice.",
    recommendation="Apply `min(cap, …)` after the jitter.",
)
ATTEMPT = finding(
    "low",
    "The attempt number is logged as a string",
    '`log.info("retry", attempt=str(attempt))`: dashboards sum this field.',
    at=("src/ledger/payments/client.py", 118, 118),
    code='            log.info("retry", attempt=str(attempt))\n',
    category="observability",
)


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="northwind-labs/ledger-api",
        repository_id=612_340_418,
        number=412,
        title="Retry card captures with an idempotency key",
        author=INES,
        branch="ines/capture-retries",
        head="ledger 412 b",
        pushed="03-17 09:02",
        earlier=["ledger 412 a"],
        files=[
            "src/ledger/payments/client.py",
            "src/ledger/payments/retry.py",
            "tests/payments/test_capture_retries.py",
            "docs/payments.md",
        ],
        reviewer={"name": "northwind-review", "version": "2.3.0", "model": "claude-sonnet-4-5"},
    )
    run = thread.ran("03-17 09:03", "review.yml")
    thread.publishes(
        "03-17 09:09",
        run,
        thread.review("review", "approve", [JITTER, ATTEMPT], run=run, summary="Retries can't charge twice."),
        REVIEW,
    )
    thread.says(
        "03-17 09:11",
        CODECOV,
        "## [Codecov](https://app.codecov.io/gh/northwind-labs/ledger-api/pull/412) Report\n"
        "All modified and coverable lines are covered by tests ✅\n"
        "> Project coverage is 91.84%. Comparing base to head.\n\n"
        "| Files | Coverage Δ | |\n|---|---|---|\n| src/ledger/payments/retry.py | `100.00% "
        "<100.00%> (ø)` | |\n",
    )
    thread.says(
        "03-17 09:40",
        TOMASZ,
        "Do we keep the key across a redeploy? If the pod restarts between attempt 2 and 3 I'd "
        "expect the same key.",
    )
    thread.says(
        "03-17 09:52",
        INES,
        "> Do we keep the key across a redeploy?\n\n"
        "Yes: `attempt_group` is stored with the order row, see `test_key_survives_restart`. "
        "The jitter thing is real, I opened #415 for it so that this one can go into today's train 🚂",
    )
    thread.on_line(
        "03-17 10:05",
        TOMASZ,
        "src/ledger/payments/client.py",
        "nit: `CaptureOutcome.retryable` reads nicer than comparing the status here. Not blocking.",
    )
    thread.reviewed("03-17 10:07", TOMASZ, "APPROVED", "LGTM, nice tests 👏")
    return thread.observed("03-17 10:12")


STORY = Story(
    "clean-pass",
    "pass",
    "all-satisfied",
    Verdict("success", "No Critical or High-Priority findings"),
    record,
)
