"""A review too large for a comment went to an artifact, and the artifact has expired."""

from examples.accounts import DEPENDABOT, RENOVATE, person
from examples.documents import Json, finding
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Evidence

ANSEL = person("ansel-roth", 9_120_334)
IRIS = person("iris-okada", 4_443_871)

PACKAGES = ("billing", "catalog", "checkout", "fraud", "invoices", "ledger", "mailer", "payouts")

REVIEW = """\
## Review of the move to `httpx.AsyncClient`

118 files, 40 remarks. They repeat, so here is the gist by package; the document has every one with its line.

| package | medium | low |
|---|---|---|
| billing | 1 | 4 |
| catalog | 1 | 4 |
| checkout | 1 | 4 |
| fraud | 1 | 4 |
| invoices | 1 | 4 |
| ledger | 1 | 4 |
| mailer | 1 | 4 |
| payouts | 1 | 4 |

The pattern of the medium ones:

```python
client = httpx.AsyncClient(timeout=None)   # requests' default was 30 s here, through our adapter
```

Nothing blocks. **Approve**, with a wish to bring the timeouts back in a follow-up.
"""

_LOW = (
    ("`response.ok` is gone in httpx", "if response.ok:", "Use `response.is_success`."),
    (
        "Redirects are no longer followed",
        "await client.get(url)",
        "Say `follow_redirects=True`, or that 3xx is fine.",
    ),
    ("`data=` with a string is deprecated", "await client.post(url, data=text)", "Use `content=`."),
    ("The exception was renamed", "except requests.RequestException:", "Catch `httpx.HTTPError`."),
)


def _findings() -> list[Json]:
    found: list[Json] = []
    for index, package in enumerate(PACKAGES):
        path = f"services/{package}/client.py"
        found.append(
            finding(
                "medium",
                f"{package}: calls have no timeout any more",
                "The adapter for requests set 30 s. httpx.AsyncClient is made with timeout=None, so "
                "a provider that accepts the connection and never answers holds a worker for ever. "
                "The pool has 20 of them.",
                at=(path, 14 + index, 14 + index),
                code=f"{package}_client = httpx.AsyncClient(timeout=None)\n",
                rule_id="http.no-timeout",
                category="reliability",
                failure_scenario=f"The {package} provider hangs; after 20 calls the service stops answering.",
                recommendation="Use `timeout=httpx.Timeout(30)` in the shared factory.",
            )
        )
        for offset, (title, code, advice) in enumerate(_LOW):
            line = 40 + index * 3 + offset * 11
            found.append(
                finding(
                    "low",
                    f"{package}: {title}",
                    f"{title}: this line was taken over from requests as it was. {advice} It works "
                    "today because the shim in `services/common/compat.py` patches the response, "
                    "and the shim is to be removed.",
                    at=(path, line, line),
                    code=f"{code}  # {package}\n",
                    rule_id="http.requests-leftover",
                    category="maintainability",
                    recommendation=advice,
                )
            )
    return found


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="northwind-labs/services",
        repository_id=640_118_902,
        number=2207,
        title="Move all service clients from requests to httpx",
        author=ANSEL,
        branch="ansel/httpx",
        head="services 2207",
        inline_limit=16_384,
        pushed="01-12 09:00",
        files=[f"services/{package}/client.py" for package in PACKAGES]
        + [f"services/{package}/tests/test_endpoint_{n:02}.py" for package in PACKAGES for n in range(1, 14)]
        + [
            f"services/common/{name}.py"
            for name in ("compat", "factory", "retries", "tracing", "errors", "pool")
        ],
        reviewer={"name": "northwind-review", "version": "2.1.0", "model": "claude-opus-4-5"},
    )
    run = thread.ran("01-12 09:02", "review.yml")
    thread.publishes(
        "01-12 09:31",
        run,
        thread.review("review", "approve", _findings(), run=run),
        REVIEW,
    )
    thread.says("01-12 10:15", IRIS, "Nice! Can we wait for the release freeze to end? (Feb 9)")
    thread.says(
        "01-12 10:18",
        ANSEL,
        "Sure, it isn't urgent. I'll keep it rebased… or rather not, to keep the review 😄",
    )
    thread.says(
        "01-19 06:00",
        RENOVATE,
        "### Edited/Blocked Notification\n\nRenovate will not update this PR: it has other commits.",
    )
    thread.artifacts_expire()
    thread.says("02-09 08:05", ANSEL, "Freeze is over, let's go 🎉")
    thread.says(
        "02-09 08:20",
        IRIS,
        "The comment still says approve, but its 40 remarks were in an artifact that we keep for 14 days:\n\n"
        f"```console\n$ gh run download {run.id}\nno valid artifacts found to download\n```\n"
        "I remember something about timeouts, but not where.",
    )
    thread.says(
        "02-09 08:22",
        DEPENDABOT,
        "A newer version of `httpx` exists, but since this PR has been edited by someone "
        "other than Dependabot I haven't updated it.",
    )
    return thread.observed("02-09 08:30")


STORY = Story(
    "large-review",
    "pending",
    "evidence-expired",
    Verdict("success", "No Critical or High-Priority findings"),
    record,
)
