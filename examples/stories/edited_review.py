"""Somebody with write access edits the reviewer's comment: request_changes becomes approve."""

from examples.accounts import ACTIONS, CODECOV, bot, person
from examples.documents import Json, finding
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_contract import Document
from review_emitters import compose
from review_gate.evidence import Edit, Evidence

REVIEWER = bot("tidewater-reviewer", 190_551_202)
VIKTOR = person("viktor-hale", 5_530_019)
LENA = person("lenabrandt", 6_650_012)
OKAFOR = person("n-okafor", 4_019_338)

BEFORE = """\
## Tidewater reviewer

**high** `evict()` iterates over `_sessions` while `touch()` changes it. Under load this is
`RuntimeError: dictionary changed size during iteration`, and the janitor task dies silently:

```python
for key, session in self._sessions.items():
    if session.expired(now):
        await session.close()        # <- yields; touch() runs
        del self._sessions[key]
```

**Request changes.**
"""

AFTER = """\
## Tidewater reviewer

Read `evict()` and `touch()`. Nothing to object to.

**Approve.**
"""

EVICT = finding(
    "high",
    "The janitor dies when a session is touched while it evicts",
    "`evict()` awaits inside of a loop over `_sessions`; `touch()` adds keys meanwhile. The "
    "RuntimeError ends the "
    "janitor's task and nobody awaits it, so sessions are never evicted again.",
    at=("tidewater/janitor.py", 31, 34),
    code="for key, session in self._sessions.items():\n    if session.expired(now):\n"
    "        await session.close()\n        del self._sessions[key]\n",
    rule_id="asyncio.mutation-while-iterating",
    category="concurrency",
    failure_scenario="Two requests during an eviction: the dict grows, the loop raises, memory fills up.",
    recommendation="Iterate over `list(self._sessions.items())` and pop with a default.",
)


def _bodies(thread: Thread) -> tuple[str, str]:
    """Return the comment before and after the edit; the editor computed a digest that fits."""

    def said(verdict: str, findings: list[Json]) -> Document:
        return thread.review("review", verdict, findings)

    return compose(said("request_changes", [EVICT]), BEFORE), compose(said("approve", []), AFTER)


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="tidewater-io/session-store",
        repository_id=455_871_206,
        number=1312,
        title="Evict expired sessions in the background",
        author=VIKTOR,
        branch="janitor",
        head="sessions 1312",
        pushed="03-05 09:30",
        files=["tidewater/janitor.py", "tidewater/sessions.py", "tests/test_janitor.py"],
        reviewer={"name": "tidewater-reviewer", "version": "0.9.7", "model": "gpt-5.1-codex"},
        apps={REVIEWER.login: 1_050_334},
    )
    before, after = _bodies(thread)
    thread.says(
        "03-05 09:33",
        ACTIONS,
        "📦 **Bundle size** unchanged (214 kB).\n\n<sub>size-limit action</sub>",
    )
    edits = [
        Edit(at=thread.moment("03-05 09:38"), editor=REVIEWER, body=before),
        Edit(at=thread.moment("03-05 10:12"), editor=VIKTOR, body=after),
    ]
    thread.says("03-05 09:38", REVIEWER, after, edits=edits)
    thread.says(
        "03-05 09:39", CODECOV, "## Codecov Report\nPatch coverage: **96.00%** with 1 line missing.\n"
    )
    thread.says("03-05 10:05", VIKTOR, "@tidewater-reviewer that loop is fine, there is only one janitor")
    thread.says("03-05 10:20", VIKTOR, "Bot approves now, ready to merge @lenabrandt")
    thread.says(
        "03-05 10:31",
        LENA,
        "I had this open in a tab since 9:40, and there it says *Request changes* 🤨 "
        'The comment has an "edited" dropdown now: 09:38 `tidewater-reviewer`, 10:12 `viktor-hale`.',
    )
    thread.says("03-05 10:34", VIKTOR, "I only fixed the formatting?")
    thread.reviewed(
        "03-05 10:40", OKAFOR, "COMMENTED", "Let's not edit the bots. `list(...)` around the items, please."
    )
    return thread.observed("03-05 10:45")


STORY = Story(
    "edited-review",
    "error",
    "edited-away",
    Verdict("success", "No Critical or High-Priority findings"),
    record,
)
