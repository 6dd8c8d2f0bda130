"""The finding of one commit is fixed by the next, and a complete review of that one no longer has it."""

from examples.accounts import ACTIONS, CODECOV, person
from examples.documents import answer, finding
from examples.pull_request import commit
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Evidence

GUS = person("gus-ferreira", 11_208_745)
MEI = person("mei-castillo", 5_987_310)

FIRST_HEAD = "relay 619 a"

FIRST = """\
## Audit, loop 1: 1 P0 / 0 P1 / 1 P2

### 🔴 Critical

`retry_after()` trusts the header and sleeps that long. `Retry-After: 86400` parks a worker for a day:

```go
d, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
time.Sleep(time.Duration(d) * time.Second)
```

### P2

`errors.New(fmt.Sprintf(...))` → `fmt.Errorf(...)`.
"""

SECOND = """\
## Audit, loop 2: clean

`clamp(d, 0, maxWait)` bounds the wait, negative and unparsable headers fall back to the backoff, and
`TestRetryAfterIsBounded` covers both. Nothing else changed.

**Approve** ✨
"""

UNBOUNDED = finding(
    "P0",
    "A server can park a worker for as long as it likes",
    "`Retry-After` is slept without a bound.",
    at=("relay/backoff.go", 58, 59),
    code='d, _ := strconv.Atoi(resp.Header.Get("Retry-After"))\ntime.Sleep(time.Duration(d) * time.Second)\n',
    rule_id="relay.unbounded-wait",
    category="F",
    failure_scenario="Eight answers with Retry-After: 86400 and the relay delivers nothing until tomorrow.",
)
ERRORF = finding(
    "P2",
    "errors.New(fmt.Sprintf(…)) instead of fmt.Errorf",
    "Loses `%w`.",
    at=("relay/deliver.go", 101, 101),
    code='return errors.New(fmt.Sprintf("deliver %s: %v", id, err))\n',
    category="B",
)


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="pelican-mail/relay",
        repository_id=376_209_145,
        number=619,
        title="Honour Retry-After",
        author=GUS,
        branch="honour-retry-after",
        head="relay 619 b",
        pushed="10-01 14:12",
        earlier=[FIRST_HEAD],
        files=["relay/backoff.go", "relay/deliver.go", "relay/backoff_test.go"],
        scale=["P0", "P1", "P2"],
        reviewer={"name": "bug-audit", "version": "1.26.5", "model": "claude-sonnet-4-5"},
    )
    first = thread.ran("10-01 13:40", "audit.yml", of=FIRST_HEAD)
    said = thread.review("audit", "request_changes", [UNBOUNDED, ERRORF], of=FIRST_HEAD, run=first)
    thread.publishes("10-01 13:47", first, said, FIRST, minimised=True)
    thread.says("10-01 13:48", CODECOV, "## Codecov Report\nPatch coverage: **71.43%**, 2 lines missing.\n")
    thread.says("10-01 13:55", MEI, "The P0 is real, we had exactly that with a broken LB in March 😬")
    fixing = thread.ran("10-01 14:05", "fix.yml", of=FIRST_HEAD, event="workflow_run")
    fixed = thread.document(
        "change",
        "fix",
        of=FIRST_HEAD,
        run=fixing,
        action="pushed",
        commits=[commit("relay 619 b")],
        dispositions=[
            answer(UNBOUNDED, "fixed", "Clamped to maxWait (2 min).", commit_sha=commit("relay 619 b")),
            answer(ERRORF, "fixed", "fmt.Errorf with %w.", commit_sha=commit("relay 619 b")),
        ],
        verification=[{"command": "go test ./...", "expected": "ok", "exit_code": 0}],
    )
    thread.publishes(
        "10-01 14:13", fixing, fixed, f"Fixed both in {commit('relay 619 b')[:7]}: `go test ./...` is ok."
    )
    second = thread.ran("10-01 14:14", "audit.yml")
    clean = thread.review("audit", "approve", run=second, summary="The wait is bounded and tested.")
    thread.publishes("10-01 14:20", second, clean, SECOND)
    thread.says("10-01 14:21", ACTIONS, "🧪 `go test -race ./...`: 412 passed, 0 failed.")
    thread.reviewed("10-01 14:30", MEI, "APPROVED", "Thanks, bots 🤖 and @gus-ferreira!")
    thread.says(
        "10-01 14:41", GUS, "`quality-gate` still says 1 severity marker. On which commit? It's fixed 🥲"
    )
    return thread.observed("10-01 14:45")


STORY = Story(
    "fixed-and-reviewed-again",
    "pass",
    "all-satisfied",
    Verdict("failure", "1 severity marker(s) matched — see review comment"),
    record,
)
