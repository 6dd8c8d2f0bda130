"""The reviewer finds two critical faults in a migration, and words its headings a little differently."""

from examples.accounts import ACTIONS, CODECOV, person
from examples.documents import finding
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Evidence

BENNO = person("benno-krause", 2_774_016)
SORAYA = person("soraya-haddad", 1_990_441)
WEN = person("wen-liu", 5_602_377)

REVIEW = """\
# Pull Request Review 🔍

Thanks for splitting the states out of `orders.status`! The direction is right, but I found
**two critical inconsistencies** between the migration and the model.

### Critical Issues Found 🚨

1. **The enum of the migration lacks `refunded`.** `0051` creates `order_state` with five values, `OrderState`
   has six. The first refund after the deploy fails with `invalid input value for enum order_state:
   "refunded"`.

   ```python
   op.execute("CREATE TYPE order_state AS ENUM ('new', 'paid', 'packed', 'shipped', 'cancelled')")
   ```

2. **The backfill maps `7` to `shipped`.** In `legacy.py`, `7` is *returned*. About 31,000 returned
orders would become shipped ones, and the old column is dropped in the same transaction.

### Suggestions 💡

- `CREATE INDEX` without `CONCURRENTLY` locks writes for the build.

### Summary

| Area | Status |
|---|---|
| Model | ✅ |
| Migration | ❌ |
| Tests | ⚠️ they create the schema from the model, so they never run `0051` |

I'd hold this back until both are fixed.
"""

ENUM = finding(
    "critical",
    "The migration's enum lacks `refunded`",
    "`OrderState` has six members, the type that 0051 creates has five values.",
    at=("migrations/0051_order_state.py", 18, 18),
    code='    op.execute("CREATE TYPE order_state AS ENUM '
    "('new', 'paid', 'packed', 'shipped', 'cancelled')\")\n",
    rule_id="migrations.model-mismatch",
    category="correctness",
    failure_scenario="The first refund after the deploy fails: invalid input value for enum order_state.",
    recommendation="Add 'refunded' to the type, and a test that compares it with `OrderState`.",
)
BACKFILL = finding(
    "critical",
    "The backfill turns returned orders into shipped ones, and drops the original",
    "The legacy code 7 is `returned`; the backfill's CASE maps it to `shipped`. About 31,000 rows, "
    "and the old "
    "column is dropped in the same transaction.",
    at=("migrations/0051_order_state.py", 26, 29),
    code="        UPDATE orders SET state = CASE status\n          WHEN 5 THEN 'packed'\n"
    "          WHEN 7 THEN 'shipped'\n        END\n",
    rule_id="migrations.data-loss",
    category="data-loss",
    recommendation="Map 7 to a state of its own, and drop the column one release later.",
)
INDEX = finding(
    "medium",
    "The index is built under a write lock",
    "`CREATE INDEX` without `CONCURRENTLY` blocks writes to `orders` for the build.",
    at=("migrations/0051_order_state.py", 34, 34),
    code='    op.create_index("ix_orders_state", "orders", ["state"])\n',
    category="availability",
)


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="fairweather/orders",
        repository_id=330_218_559,
        number=1741,
        title="Replace the numeric order status by an enum",
        author=BENNO,
        branch="benno/order-state",
        head="orders 1741",
        pushed="07-14 12:40",
        files=[
            "migrations/0051_order_state.py",
            "orders/models.py",
            "orders/legacy.py",
            "tests/test_order_state.py",
        ],
        reviewer={"name": "fairweather-reviewer", "version": "1.13.0", "model": "claude-opus-4-5"},
    )
    run = thread.ran("07-14 12:41", "review.yml")
    thread.publishes(
        "07-14 12:49",
        run,
        thread.review(
            "review",
            "request_changes",
            [ENUM, BACKFILL, INDEX],
            run=run,
            summary="The migration contradicts the model twice; one of both loses data.",
        ),
        REVIEW,
    )
    thread.says("07-14 12:50", CODECOV, "## Codecov Report\n✅ All modified lines are covered by tests.\n")
    thread.says("07-14 12:52", ACTIONS, "**Migration dry run** on an empty database: `0051` took 0.4 s ✅")
    thread.says(
        "07-14 13:30",
        BENNO,
        "quality-gate ✅, dry run ✅, coverage ✅ — shipping this with the 14:00 train 🚂",
    )
    thread.says(
        "07-14 13:36", WEN, "Did you read the review? It says two critical things about the migration."
    )
    thread.says(
        "07-14 13:41",
        BENNO,
        "> quality-gate — No Critical or High-Priority findings\n\n"
        "that's what the check says, so I thought it's only suggestions 🤷",
    )
    thread.says(
        "07-14 13:47",
        SORAYA,
        "The check looks for `🔴 Critical`. The bot wrote `### Critical Issues Found 🚨` this time. "
        "Please take it off the train: 31k returned orders would become *shipped*, and we'd have no "
        "way back.",
    )
    thread.reviewed(
        "07-14 13:48", SORAYA, "CHANGES_REQUESTED", "See above. Also please run the tests over the migration."
    )
    return thread.observed("07-14 13:50")


STORY = Story(
    "prose-drift",
    "fail",
    "changes-requested",
    Verdict("success", "No Critical or High-Priority findings"),
    record,
)
