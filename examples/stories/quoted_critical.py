"""The change under review is about severities: its code says Critical, and so does a tally of zero."""

from examples.accounts import CODECOV, DEPENDABOT, person
from examples.documents import finding
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Evidence

YUKI = person("yuki-tanabe", 8_250_663)
FREYA = person("freya-holm", 4_871_209)

REVIEW = """\
## Review: map scanner severities to labels

The new table replaces three `if` ladders, and unknown severities now raise instead of becoming `LOW`.

```diff
-    if level == "error": return "HIGH"
+LABELS = {
+    "error": "Critical (BLOCKING)",
+    "warning": "Important",
+    "note": "Nit",
+}
```

I checked that the label `Critical (BLOCKING)` is the one which the issue templates use, and that
`test_labels.py` asserts all three.

#### Tally

- 🔴 Critical: 0
- 🟠 Medium: 0
- 🟢 Low: 1 (`LABELS` could be a `MappingProxyType`)

✅ **Approve**
"""

MUTABLE = finding(
    "low",
    "`LABELS` is a mutable module-level dict",
    "Tests patch it in place and have to restore it. `MappingProxyType` would make that an error.",
    at=("scanner/labels.py", 8, 12),
    code='LABELS = {\n    "error": "Critical (BLOCKING)",\n    "warning": "Important",\n'
    '    "note": "Nit",\n}\n',
    category="maintainability",
    confidence="medium",
)


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="openlattice/scan-triage",
        repository_id=518_300_274,
        number=173,
        title="Map scanner severities to issue labels",
        author=YUKI,
        branch="severity-labels",
        head="scan 173",
        pushed="01-29 11:15",
        files=["scanner/labels.py", "scanner/sarif.py", "tests/test_labels.py"],
        reviewer={"name": "openlattice-review", "version": "1.1.0", "model": "claude-sonnet-4-5"},
    )
    run = thread.ran("01-29 11:16", "review.yml")
    thread.publishes(
        "01-29 11:21",
        run,
        thread.review("review", "approve", [MUTABLE], run=run, summary="A table instead of three ladders."),
        REVIEW,
    )
    thread.says("01-29 11:22", CODECOV, "## Codecov Report\n✅ Patch coverage is `100.00%`.\n")
    thread.says("01-29 11:40", YUKI, "Why is `quality-gate` red? The bot approved 😕")
    thread.says(
        "01-29 11:52",
        FREYA,
        "Because it greps:\n\n"
        "```console\n"
        "$ grep -E -c '🔴 Critical|Critical \\(BLOCKING\\)|🟡 High-Priority' comment.md\n"
        "3\n"
        "```\n"
        "It counts the diff, the sentence about the diff, and `🔴 Critical: 0` 🤦",
    )
    thread.says("01-29 11:55", YUKI, "So I should write *Crit1cal* in a PR about severities? 😂")
    thread.says(
        "01-29 12:10",
        DEPENDABOT,
        "Bumps [jsonschema](https://github.com/python-jsonschema/jsonschema) from 4.25.0 to 4.26.0: "
        "superseded by #176.",
    )
    thread.reviewed("01-29 12:18", FREYA, "APPROVED", "Code is fine. The gate isn't, #174.")
    return thread.observed("01-29 12:20")


STORY = Story(
    "quoted-critical",
    "pass",
    "all-satisfied",
    Verdict("failure", "3 severity marker(s) matched — see review comment"),
    record,
)
