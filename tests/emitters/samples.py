"""What emissions of the tests start from: a pull request, its diff, and contexts."""

from dataclasses import replace
from typing import Final

from review_contract.drafts import parse_draft_as
from review_contract.v1.base import Model
from review_contract.v1.envelope import Producer, Repository, Run, Subject, SubjectType
from review_emitters.ci_triage import FailedCheck
from review_emitters.context import Context, PullRequestFacts, Push
from review_emitters.diff import Diff, parse_diff
from review_emitters.prompts import example_draft
from review_emitters.stages import Stage

HEAD: Final = "3f1c9e2" + "a" * 33
COMMIT: Final = "c" * 40
REPOSITORY_URL: Final = "https://github.com/octo/parser"

DIFF_TEXT: Final = """\
diff --git a/src/session.py b/src/session.py
index 1111111..2222222 100644
--- a/src/session.py
+++ b/src/session.py
@@ -38,5 +38,9 @@ async def connect():
     settings = load()
     name = settings.name
+    client = await make_client(name)
+    if not await client.ping():
+        raise ConnectionError(name)
+    return client
\x20
\x20
 def close():
diff --git a/docs/api.lock b/docs/api.lock
index 1111111..2222222 100644
--- a/docs/api.lock
+++ b/docs/api.lock
@@ -1 +1 @@
-1
+2
"""
DIFF: Final[Diff] = parse_diff(DIFF_TEXT)


def subject(type_: SubjectType = "pull_request") -> Subject:
    """Return a subject of this type."""
    said: dict[str, object] = {"repository": Repository(id=1, full_name="octo/parser"), "type": type_}
    if type_ != "ref":
        said["number"] = 42
    if type_ != "issue":
        said |= {"head_sha": HEAD, "base_ref": "main", "merge_base_sha": "b" * 40}
    return Subject.model_validate(said)


def context(type_: SubjectType = "pull_request", **changes: object) -> Context:
    """Return a context in which everything went well."""
    whole = Context(
        subject=subject(type_),
        producer=Producer(name="Wheels Bot", version="2.1"),
        run=Run(id=9, attempt=1, url=f"{REPOSITORY_URL}/actions/runs/9"),
        round=1,
        now="2026-11-24T10:00:00Z",
        event="pull_request_target",
        pull_request=PullRequestFacts(author_id=7, changed_files=2, branch="topic"),
        diff=DIFF,
        push=Push((COMMIT,), COMMIT),
        failed_check=FailedCheck(
            "octo/parser", "main", HEAD, "test (3.11)", "CI", f"{REPOSITORY_URL}/actions/runs/8"
        ),
        own_id=41898282,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def for_stage(stage: Stage, **changes: object) -> Context:
    """Return a context about something that the stage speaks about."""
    return context(stage.subjects[0], **changes)


def example(stage: Stage) -> Model:
    """Return the stage's example as a draft."""
    return parse_draft_as(stage.draft, example_draft(stage))
