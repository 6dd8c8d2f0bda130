"""GitHub answered the gate's own questions with an error: an approval was read, the rest was not."""

from examples.accounts import ACTIONS, CODECOV, bot, person
from examples.documents import finding
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Evidence, FetchProblem

REVIEWER = bot("ledger-reviewer", 187_220_045)
CHIDI = person("chidi-eze", 7_455_300)
INES = person("ines-moreau", 5_118_204)

REVIEW = """\
## Approve

The webhook's signature is compared with `hmac.compare_digest`, the raw body is read before the JSON
parser touches it, and the timestamp's tolerance (300 s) matches the provider's documentation.

Low: the header's name is spelled twice in two files; a constant would keep them together.
"""

HEADER = finding(
    "low",
    "The signature header's name stands in two files",
    "`X-Ledger-Signature` in `webhooks.py` and in `testing.py`.",
    at=("src/ledger/webhooks.py", 12, 12),
    code='SIGNATURE = request.headers["X-Ledger-Signature"]\n',
    category="maintainability",
)


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="northwind-labs/ledger-api",
        repository_id=612_340_418,
        number=455,
        title="Verify webhook signatures",
        author=CHIDI,
        branch="chidi/webhook-signatures",
        head="ledger 455",
        pushed="09-03 17:01",
        files=["src/ledger/webhooks.py", "src/ledger/testing.py", "tests/test_webhooks.py"],
        reviewer={"name": "ledger-reviewer", "version": "3.2.0", "model": "claude-sonnet-4-5"},
        apps={REVIEWER.login: 1_204_881},
    )
    thread.posts_review(
        "09-03 17:08", REVIEWER, "APPROVED", thread.review("review", "approve", [HEADER]), REVIEW
    )
    thread.says("09-03 17:09", CODECOV, "## Codecov Report\n✅ Patch coverage is `100.00%`.\n")
    thread.says("09-03 17:10", ACTIONS, "### ⚡ Benchmarks\n\nNo benchmark changed by more than 2 %.")
    thread.says("09-03 17:22", INES, "Does this reject replays? I only see a tolerance, no nonce.")
    thread.says(
        "09-03 17:30",
        CHIDI,
        "> Does this reject replays?\n\nWithin 300 s it doesn't, the event id does (`UNIQUE "
        "(event_id)`), see "
        "`test_replayed_event_is_ignored` 🙂",
    )
    thread.says(
        "09-03 17:44",
        INES,
        "Works for me. Is GitHub slow for you too? https://www.githubstatus.com says degraded 🐢",
    )
    thread.problems.append(
        FetchProblem(
            resource="comments",
            message="HTTP 403: You have exceeded a secondary rate limit. 5 of 11 comments were read",
        )
    )
    return thread.observed("09-03 17:46")


STORY = Story(
    "api-error",
    "error",
    "evidence-incomplete",
    Verdict("skipped", "No review comment found — skipping status post"),
    record,
)
