"""One small conversation, as the command line gets it."""

import json

from review_contract import Document, embed, parse
from review_contract.v1.envelope import Pointer

HEAD = "a1b2c3d4" * 5
BASE = "0f1e2d3c" * 5

POLICY = """
[[producers]]
type = "app"
name = "acme-reviewer"
user_id = 5001
app_id = 6001
stages = ["review"]

[[stages]]
name = "review"
"""

FINDING: dict[str, object] = {
    "id": "F1",
    "severity": "high",
    "title": "Query built from input",
    "body": "The name reaches the query unescaped.",
    "location": {"path": "src/db.py", "start_line": 48},
}


def review(*findings: dict[str, object], verdict: str = "approve") -> Document | Pointer:
    """Return a completed review of the head."""
    counts = {"critical": 0, "high": len(findings), "medium": 0, "low": 0, "info": 0}
    value = {
        "schema_version": "1.0",
        "kind": "review",
        "stage": "review",
        "id": "r1",
        "subject": {
            "repository": {"id": 7, "full_name": "acme/payments"},
            "type": "pull_request",
            "number": 42,
            "head_sha": HEAD,
            "base_ref": "main",
            "merge_base_sha": BASE,
        },
        "producer": {"name": "acme-reviewer"},
        "round": 1,
        "status": "completed",
        "severity_scale": ["critical", "high", "medium", "low", "info"],
        "verdict": verdict,
        "findings": list(findings),
        "counts": counts,
        "coverage": {"files_total": 1, "reviewed": ["src/db.py"], "truncated": False},
    }
    return parse(json.dumps(value))


def conversation(*bodies: str, author: str = "acme-reviewer[bot]", title: str = "Retry") -> str:
    """Return a recorded conversation whose comments have these bodies."""
    comments: list[dict[str, object]] = [
        {
            "id": index,
            "url": f"https://github.com/acme/payments/pull/42#issuecomment-{index}",
            "author": {"id": 5001, "login": author, "type": "Bot"},
            "app": {"id": 6001, "slug": "acme-reviewer"},
            "body": body,
            "created_at": "2026-03-01T10:00:00Z",
            "edits": [],
            "minimised": False,
        }
        for index, body in enumerate(bodies, start=1)
    ]
    subject = {
        "type": "pull_request",
        "number": 42,
        "title": title,
        "state": "open",
        "author": {"id": 10, "login": "dev", "type": "User"},
        "head_sha": HEAD,
        "head_ref": "retry",
        "head_seen_at": "2026-03-01T09:00:00Z",
        "base_ref": "main",
        "merge_base_sha": BASE,
    }
    return json.dumps(
        {
            "schema_version": "1.0",
            "observed_at": "2026-03-01T12:00:00Z",
            "repository": {"id": 7, "full_name": "acme/payments"},
            "default_branch": "main",
            "subject": subject,
            "comments": comments,
            "files": [{"path": "src/db.py"}],
        }
    )


BODY = embed(review()) + "\n## Review\n\nNothing to say.\n"
BLOCKING = embed(review(FINDING, verdict="request_changes")) + "\n## Review\n"
