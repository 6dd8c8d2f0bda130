"""What models say in the examples that prompts show: one for each draft, kept valid by a test."""

from typing import Final

from review_emitters.stages.stage import Fields

_COMMIT_LINE: Final = {"path": "src/session.py", "start_line": 41, "end_line": 44}

FINDING: Final[Fields] = {
    "rule_id": "unclosed-client",
    "severity": "high",
    "category": "Correctness",
    "confidence": "high",
    "title": "The client is never closed when the first request fails",
    "body": "`connect` opens a client and raises before it is handed over, so nobody can close it.",
    "failure_scenario": "The server answers 503 once: one socket leaks with each retry.",
    "evidence": [{"text": "`client = await make_client()` has no `async with`.", "location": _COMMIT_LINE}],
    "recommendation": "Open the client with `async with`.",
    "location": _COMMIT_LINE,
    "introduced": "new",
}

REVIEW: Final[Fields] = {
    "verdict": "request_changes",
    "summary": "The retry path leaks a client; the rest follows the module's conventions.",
    "findings": [FINDING],
    "not_reviewed": [{"path": "docs/api.lock", "reason": "generated"}],
}

CRITIQUE: Final[Fields] = {
    "alignment": "not_aligned",
    "summary": "The leak is real; the claim about the timeout is not.",
    "dispositions": [
        {
            "finding_id": "f-8583d80b14c2",
            "action": "refuted",
            "justification": "The caller sets the timeout.",
            "evidence": [{"text": "`timeout=10` is passed.", "location": _COMMIT_LINE}],
        }
    ],
    "review_challenges": [
        {
            "problem": "praise_without_evidence",
            "quote": "The tests cover this well.",
            "justification": "No test calls `connect` with a failing server.",
        }
    ],
}

RESPONSE: Final[Fields] = {
    "verdict": "request_changes",
    "summary": "Conceded on the timeout, the leak stays.",
    "dispositions": [
        {
            "finding_id": "f-8583d80b14c2",
            "action": "conceded",
            "justification": "The caller does set the timeout.",
        }
    ],
}

ADVICE: Final[Fields] = {
    "verdict": "request_changes",
    "summary": "The leak has to be fixed before this is merged.",
    "rulings": [
        {
            "finding_id": "f-8583d80b14c2",
            "ruling": "upheld",
            "justification": "Nothing closes the client on this path.",
            "evidence": [{"text": "`raise` stands before `return client`.", "location": _COMMIT_LINE}],
        }
    ],
}

TRIAGE: Final[Fields] = {
    "classification": "bug",
    "confidence": "medium",
    "layer": "model",
    "fix_sketch": "`findAll` drops the `include` when `cache` is set; pass it on.",
}

RESEARCH: Final[Fields] = {
    "confidence": "high",
    "flags": [{"name": "anti-pattern-conflict", "reason": "The guide advises against global state."}],
    "comparisons": [
        {
            "name": "Django",
            "summary": "Middleware is a list in the settings.",
            "sources": [{"url": "https://docs.djangoproject.com/en/stable/topics/http/middleware/"}],
        }
    ],
    "dominant_pattern": "An ordered list in one place.",
    "proposal": "`set(middleware = [...])` in `config/settings.cfm`.",
}

CHANGE: Final[Fields] = {
    "summary": "The client is opened with `async with`; a spec shows the leak.",
    "verification": [{"command": "pytest tests/test_session.py", "expected": "passes", "exit_code": 0}],
    "dispositions": [
        {"finding_id": "f-8583d80b14c2", "action": "fixed", "justification": "Opened with `async with`."}
    ],
}

FIX: Final[Fields] = {
    "summary": "One of two findings is fixed.",
    "outcomes": [
        {"finding_id": "3f1c9e2-loop1-1", "status": "fixed", "reason": "Opened with `async with`."},
        {
            "finding_id": "3f1c9e2-loop1-2",
            "status": "hook_blocked",
            "reason": "The style hook refuses the only safe spelling.",
            "hook_output": "E501 line too long",
        },
    ],
}

SYNC: Final[Fields] = {
    "summary": "Only the bounds move; no patched function changed.",
    "attempt_type": "relax",
    "highest_step": "Step 5: Validate",
    "target_name": "botocore",
    "target_version": "1.40.2",
    "verification": [{"command": "pytest tests/test_patches.py", "expected": "passes", "exit_code": 0}],
}

CLOSURE: Final[Fields] = {
    "reason": "Nobody could reproduce it, and nobody answered for 14 days.",
    "evidence": [{"text": "Labelled `cannot-reproduce` on 2026-01-04; no person has written since."}],
}

DESCRIPTION: Final[Fields] = {
    "description": "Clients are closed on every path. `connect` now is a context manager."
}

NOTICE: Final[Fields] = {"message": "Ten rounds without agreement: the open points are listed below."}

CI_FAILURE: Final[Fields] = {
    "plan": "1. Read the log of `test_session`.\n2. Look at the last commit, which moved `connect`.\n\n"
    "Acceptance Criteria\n- `pytest tests/test_session.py` passes."
}
