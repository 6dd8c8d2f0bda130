"""The reviewer approved a commit; two hours later somebody pushed another one."""

from examples.accounts import ACTIONS, CODECOV, person
from examples.documents import finding
from examples.pull_request import commit
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Awaited, Evidence

OKAFOR = person("n-okafor", 4_019_338)
LENA = person("lenabrandt", 6_650_012)

REVIEW = """\
## Tidewater reviewer

`SessionStore.acquire()` now closes the connection in `finally`, which fixes the leak of #1284.
I followed every path out of the coroutine, including cancellation:

> `asyncio.CancelledError` is a `BaseException` since 3.8, so `except Exception` would have missed it.

**low** `_pool` is annotated `list`, it is a `deque`.

No blocking issues. **Approve.**
"""

ANNOTATION = finding(
    "low",
    "`_pool` is annotated as a list, it is a deque",
    "The annotation is wrong since the pool became a deque.",
    at=("tidewater/sessions.py", 22, 22),
    code="        self._pool: list[Connection] = deque(maxlen=size)\n",
    category="types",
)


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="tidewater-io/session-store",
        repository_id=455_871_206,
        number=1290,
        title="Close leaked sessions when a request is cancelled",
        author=OKAFOR,
        branch="fix/session-leak",
        head="sessions 1290 b",
        pushed="02-19 14:31",
        earlier=["sessions 1290 a"],
        files=["tidewater/sessions.py", "tests/test_cancellation.py"],
        reviewer={"name": "tidewater-reviewer", "version": "0.9.4", "model": "gpt-5.1-codex"},
    )
    run = thread.ran("02-19 12:05", "ai-review.yml", of="sessions 1290 a")
    thread.publishes(
        "02-19 12:11",
        run,
        thread.review("review", "approve", [ANNOTATION], of="sessions 1290 a", run=run),
        REVIEW,
    )
    thread.says("02-19 12:12", CODECOV, "## Codecov Report\nPatch coverage: **100.00%** of modified lines.\n")
    thread.reviewed("02-19 13:02", LENA, "APPROVED", "Finally 🎉", of="sessions 1290 a")
    thread.says(
        "02-19 14:33",
        OKAFOR,
        f"Pushed {commit('sessions 1290 b')[:7]}: while I was here I made `release()` lock-free. "
        "Small change:\n\n"
        "```python\n"
        "def release(self, connection):\n"
        "    if len(self._pool) < self._size:   # two tasks can both see size - 1\n"
        "        self._pool.append(connection)\n"
        "```\n",
    )
    second = thread.ran("02-19 14:32", "ai-review.yml")
    thread.awaited.append(Awaited(stage="review", since=thread.moment("02-19 14:32")))
    thread.says(
        "02-19 14:36",
        ACTIONS,
        f"💤 Review skipped: model quota exhausted. [Job]({second.url})\n\n"
        "<sub>Comment `/review` to try again.</sub>",
    )
    thread.says("02-19 14:50", LENA, "Already approved and the bot's check is green, merging after lunch?")
    thread.says("02-19 14:58", OKAFOR, "👍 yes please")
    return thread.observed("02-19 15:10")


STORY = Story(
    "stale-review",
    "pending",
    "stage-missing",
    Verdict("success", "No Critical or High-Priority findings"),
    record,
)
