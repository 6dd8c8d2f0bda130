"""Input that nobody here wrote: GitHub's recorded answers and GitHub's webhook examples."""

from collections import Counter
from pathlib import Path
from typing import Final

from review_contract import ContractError
from review_gate.decision import decide
from review_gate.evidence import Evidence
from review_gate.github_answers import evidence_from_answers
from review_gate.policy import Policy
from review_gate.policy_file import parse_policy
from tests.gate import replay, webhooks

NOW: Final = "2026-02-11T11:00:00Z"
COMPLETE: Final = Path(__file__).parent / "answers" / "complete"
LISTS: Final = ("comments", "reviews", "review_comments", "files")


def _policy() -> Policy:
    found = parse_policy((COMPLETE / "policy.toml").read_text(encoding="utf-8"))
    assert isinstance(found, Policy)
    return found


def _complete() -> dict[str, bytes]:
    return {path.relative_to(COMPLETE).as_posix(): path.read_bytes() for path in COMPLETE.rglob("*.json")}


def _counts(evidence: Evidence) -> Counter[str]:
    return Counter({name: len(getattr(evidence, name) or ()) for name in LISTS})


def test_every_recording_is_evidence_with_its_problems_or_refused_in_one_line() -> None:
    """None of them is whole, so none may look complete; and none may end in an exception."""
    counts: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    policy = _policy()
    for recording in replay.recordings():
        counts["pull requests" if recording.is_pull else "issues"] += 1
        try:
            evidence = evidence_from_answers(recording.answers, NOW)
        except ContractError as error:
            refusals[error.problems[0].message] += 1
            continue
        counts["mapped"] += 1
        counts += _counts(evidence)
        problems.update(problem.resource for problem in evidence.problems)
        assert evidence.problems
        decision = decide(policy, evidence)
        assert decision.conclusion == "error", recording.name
    print(f"\nrecordings: {dict(counts)}\nproblems by file: {dict(problems)}")
    print("refused:", *(f"{count} x {message}" for message, count in refusals.most_common()), sep="\n  ")
    assert counts["mapped"] >= 100
    assert all(counts[name] for name in LISTS)
    assert len(refusals) <= 3, "only subjects without their own answer, or older than default branches"


def test_no_recorded_answer_passes_for_another() -> None:
    """F17: errors, HTML and answers to other questions, as GitHub sent them, in the place of each list."""
    complete = _complete()
    bodies = sorted({exchange.body for exchange in replay.exchanges()}, key=len)[:900]
    for body in bodies:
        answers = {**complete, "comments.json": body.encode(errors="surrogateescape")}
        assert evidence_from_answers(answers, NOW).problems, body[:200]
    print(f"\n{len(bodies)} recorded bodies in the place of the comments: all were told")


def test_recorded_errors_in_the_place_of_any_file_are_told() -> None:
    complete = _complete()
    errors = {e.body: e.status for e in replay.exchanges() if e.status[0] in "45" and len(e.body) < 20_000}
    for body, status in errors.items():
        for name in complete.keys() - {"pull.json"}:
            if not name.startswith("artifacts/"):
                found = evidence_from_answers({**complete, name: body.encode()}, NOW)
                assert found.problems, (name, status, body[:200])
    statuses = dict(sorted(Counter(errors.values()).items()))
    print(f"\n{len(errors)} recorded error bodies by status: {statuses}; each told in each place")


def test_every_webhook_example_is_complete_evidence() -> None:
    """GitHub's objects of 2019 to 2023, with what a payload lacks put beside them, leave nothing to tell."""
    counts: Counter[str] = Counter()
    for example in webhooks.examples():
        evidence = evidence_from_answers(example.answers, NOW)
        assert evidence.problems == (), example.name
        subject = example.payload.get("pull_request") or example.payload["issue"]
        assert evidence.subject.number == subject["number"]
        assert evidence.subject.author is not None
        assert evidence.subject.author.id == subject["user"]["id"]
        assert evidence.repository.id == example.payload["repository"]["id"]
        counts[evidence.subject.type] += 1
        counts += _counts(evidence)
    print(f"\nwebhook examples: {dict(counts)}")
    assert counts["pull_request"] >= 25
    assert counts["issue"] >= 25
    assert counts["comments"]
    assert counts["reviews"]
