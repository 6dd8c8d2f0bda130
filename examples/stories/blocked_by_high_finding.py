"""A reviewer finds an SQL injection in a report builder and requests changes."""

from examples.accounts import CODECOV, DEPENDABOT, person
from examples.documents import finding
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Evidence

PRIYA = person("priya-raman", 3_377_902)
JONAS = person("jonas-lind", 7_701_455)

REVIEW = """\
# Code review: `Let analysts filter reports by tag`

Reviewed 3 of 3 files.

## 🔴 Critical (BLOCKING)

**SQL injection through the tag filter** (`src/reports/query_builder.py`, lines 87-91)

```python
for tag in request.tags:
    clauses.append(f"tags @> ARRAY['{tag}']")
```

`request.tags` comes from the query string. `?tag=x'] OR TRUE --` turns the filter into `TRUE` and returns the
rows of *every* tenant, because the tenant clause stands before the `OR`.

Bind it: `clauses.append("tags @> ARRAY[%s]"); params.append(tag)`.

## Medium

`ReportPage.total` is computed with a second, unfiltered query: pagination shows 40 pages where 2 exist.

## What is good

- The builder stays immutable, `with_tag()` returns a copy.
- `test_filter_by_tag` covers the empty list.

**Verdict: request changes**
"""

INJECTION = finding(
    "critical",
    "SQL injection through the tag filter returns rows of every tenant",
    "Tags from the query string are formatted into the statement. The tenant clause stands before "
    "the injected "
    "`OR`, so it does not help.",
    at=("src/reports/query_builder.py", 87, 91),
    code="for tag in request.tags:\n    clauses.append(f\"tags @> ARRAY['{tag}']\")\n\n"
    "if clauses:\n    sql += ' AND ' + ' AND '.join(clauses)\n",
    rule_id="CWE-89",
    rule_url="https://cwe.mitre.org/data/definitions/89.html",
    category="security",
    failure_scenario="GET /reports?tag=x'] OR TRUE -- returns the reports of all tenants.",
    recommendation="Bind the tag as a parameter, as `with_author()` does eleven lines above.",
)
TOTAL = finding(
    "medium",
    "The page count ignores the tag filter",
    "`ReportPage.total` runs `COUNT(*)` without the clauses: 40 pages are offered where 2 exist.",
    at=("src/reports/pagination.py", 33, 33),
    code="        total = self.scalar('SELECT COUNT(*) FROM reports WHERE tenant_id = %s', tenant)\n",
    category="correctness",
)


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="northwind-labs/report-builder",
        repository_id=598_110_733,
        number=88,
        title="Let analysts filter reports by tag",
        author=PRIYA,
        branch="feature/tag-filter",
        head="reports 88",
        pushed="04-02 13:20",
        files=["src/reports/query_builder.py", "src/reports/pagination.py", "tests/test_query_builder.py"],
        reviewer={"name": "northwind-review", "version": "2.3.1", "model": "claude-sonnet-4-5"},
    )
    run = thread.ran("04-02 13:21", "review.yml")
    thread.publishes(
        "04-02 13:27",
        run,
        thread.review(
            "review", "request_changes", [INJECTION, TOTAL], run=run, summary="The tag filter is injectable."
        ),
        REVIEW,
    )
    thread.says(
        "04-02 13:28",
        CODECOV,
        "## Codecov Report\n❌ Patch coverage is `92.31%` with `1 line` in your changes missing coverage.\n",
    )
    thread.says(
        "04-02 13:44",
        PRIYA,
        "Hm, tags are validated by the form (`[a-z-]+`), so nobody can type a quote there?",
    )
    thread.says(
        "04-02 13:58",
        JONAS,
        "The form is in the browser, the query string isn't 😅\n\n"
        '```console\n$ curl -s "$STAGING/reports?tag=x\'%5D%20OR%20TRUE%20--" | jq length\n18422\n```\n'
        "That is everybody's reports. Please bind it.",
    )
    thread.reviewed("04-02 14:00", JONAS, "CHANGES_REQUESTED", "What the bot said, see my curl above.")
    thread.says(
        "04-02 14:06", PRIYA, "Ouch. On it, I'll look for the same pattern in `exports.py` as well 🙈"
    )
    thread.says(
        "04-02 14:30",
        DEPENDABOT,
        "Dependabot tried to update `psycopg` in this repository, but the branch `feature/tag-filter` is not "
        "based on it. No action is needed here.",
    )
    return thread.observed("04-02 14:35")


STORY = Story(
    "blocked-by-high-finding",
    "fail",
    "changes-requested",
    Verdict("failure", "1 severity marker(s) matched — see review comment"),
    record,
)
