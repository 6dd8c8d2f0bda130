"""The whole story, told by the real command as processes: open, review, block, push, review, pass, and on."""

import json
import re
from pathlib import Path

import pytest

from review_emitters.prompts import example_draft
from review_emitters.stages import STAGES
from review_gate.reasons import GateCode
from tests.cli.command import Ran, run
from tests.github.exchange import Json, refusal
from tests.live.set_up import GATE, REVIEWER, Repo

DIFF = """\
diff --git a/app.py b/app.py
new file mode 100644
index 0000000..1111111
--- /dev/null
+++ b/app.py
@@ -0,0 +1 @@
+app
"""


def environment(repo: Repo, token: str) -> dict[str, str]:
    return {
        "GITHUB_TOKEN": token,
        "GITHUB_API_URL": repo.world.front.url,
        "GITHUB_REPOSITORY": repo.world.repository,
        "HOME": "/nonexistent",
    }


def gate(repo: Repo, *options: str, enterprise: bool = False) -> Ran:
    env = environment(repo, GATE)
    if enterprise:
        env["GITHUB_API_URL"] += "/api/v3"
    return run(["gate", "--pr", str(repo.number), "--publish", *options], env=env)


def reviewed(repo: Repo, folder: Path, verdict: str, *, diff: str = DIFF) -> None:
    """Let the reviewer's model draft a review, and the emitter post it."""
    draft: Json = json.loads(example_draft(STAGES["review"]))
    (one, *_) = draft["findings"]
    place = {**one["location"], "path": "app.py", "start_line": 1, "end_line": 1}
    found: Json = [{**one, "severity": "high", "location": place, "related_locations": [], "suggestions": []}]
    draft |= {"verdict": verdict, "not_reviewed": None, "findings": found if verdict != "approve" else []}
    (folder / "draft.json").write_text(json.dumps(draft))
    (folder / "pr.diff").write_text(diff)
    said: list[str | Path] = ["--draft", folder / "draft.json", "--diff", folder / "pr.diff", "--post"]
    ran = run(
        ["emit", "review", *said, "--pr", str(repo.number), "--head-sha", repo.world.sha()],
        env=environment(repo, REVIEWER),
    )
    assert ran.code == 0, ran.err


def whole_diff(repo: Repo) -> str:
    """Return the diff of everything on the branch."""
    files = repo.world.do("GET", f"/pulls/{repo.number}/files")
    parts = (
        f"diff --git a/{one['filename']} b/{one['filename']}\nnew file mode 100644\nindex 0000000..1111111\n"
        f"--- /dev/null\n+++ b/{one['filename']}\n@@ -0,0 +1 @@\n+text\n"
        for one in files
    )
    return "".join(parts)


def test_a_pull_request_is_opened_blocked_mended_and_passed(repo: Repo, tmp_path: Path) -> None:
    opened = gate(repo)
    assert opened.code == 12, opened.out + opened.err
    assert "review has not spoken about" in opened.out
    assert "awaited since" in opened.out
    assert repo.conclusion() == "in_progress"

    reviewed(repo, tmp_path, "request_changes")
    blocked = gate(repo)
    assert blocked.code == 10, blocked.out + blocked.err
    assert repo.conclusion() == "failure"
    assert "app.py:1" in blocked.out

    first = repo.world.sha()
    repo.world.push("mended")
    pushed = gate(repo)
    assert pushed.code == 12, pushed.out
    assert repo.conclusion() == "in_progress"
    assert repo.conclusion(first) == "failure"

    reviewed(repo, tmp_path, "approve", diff=whole_diff(repo))
    passed = gate(repo)
    assert passed.code == 0, passed.out + passed.err
    assert passed.out.startswith(f"PASS {repo.world.repository}#{repo.number} at ")
    assert repo.conclusion() == "success"
    assert gate(repo).code == 0
    assert len(repo.world.check_runs()) == 1


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        ("edit", GateCode.EDITED),
        ("minimise", GateCode.MINIMISED),
        ("delete", GateCode.CARRIER_DELETED),
        ("retarget", GateCode.BASE_CHANGED),
    ],
)
def test_what_passed_is_taken_back(repo: Repo, attack: str, code: GateCode) -> None:
    posted = repo.approve()
    assert gate(repo).code == 0
    if attack == "edit":
        repo.world.edit(posted, posted["body"] + "!", "maintainer")
    elif attack == "minimise":
        repo.world.minimise(posted)
    elif attack == "delete":
        repo.world.delete(posted, "maintainer")
    else:
        repo.world.branch("release")
        repo.world.retarget("release")
    ran = gate(repo)
    assert ran.code in {11, 12}
    assert f"[{code}]" in ran.out
    assert "success" not in repo.conclusion()


def test_the_command_speaks_to_github_enterprise(repo: Repo) -> None:
    repo.approve()
    ran = gate(repo, enterprise=True)
    assert ran.code == 0, ran.out + ran.err
    assert {ask.root for ask in repo.world.front.asked if "check-runs" in ask.path} == {"/api/v3"}


def test_an_issue_is_decided_and_nothing_is_published(repo: Repo) -> None:
    ran = run(["gate", "--issue", str(repo.world.issue), "--publish"], env=environment(repo, GATE))
    assert ran.code == 11
    assert "policy-empty" in ran.out
    assert repo.conclusion() == ""


def test_the_summary_comment_is_kept_up_to_date_and_written_once(repo: Repo) -> None:
    for _ in range(2):
        gate(repo, "--comment")
    assert len(repo.world.comments()) == 1
    repo.approve()
    ran = gate(repo, "--comment")
    assert ran.code == 0, ran.out + ran.err
    summary = [one for one in repo.world.comments() if "decision gate" in one["body"].split("\n", 1)[0]]
    assert len(summary) == 1
    assert "PASS" in summary[0]["body"]


def test_the_summary_of_a_gate_that_speaks_as_the_reviewer_s_app_disturbs_nothing(repo: Repo) -> None:
    env = environment(repo, REVIEWER)
    options = ["gate", "--pr", str(repo.number), "--publish", "--comment"]
    assert run(options, env=env).code == 12
    repo.approve()
    for _ in range(2):
        ran = run(options, env=env)
        assert ran.code == 0, ran.out + ran.err


def test_a_request_for_changes_that_is_edited_into_a_decision_is_still_an_error(repo: Repo) -> None:
    gate(repo, "--comment")
    (summary,) = repo.world.comments()
    posted = repo.block()
    repo.world.edit(posted, summary["body"], "maintainer")
    ran = gate(repo)
    assert ran.code == 11
    assert "[edited-away]" in ran.out


def test_without_a_token_or_a_target_the_command_says_what_is_missing(repo: Repo) -> None:
    assert run(["gate", "--pr", "1"], env={"GITHUB_REPOSITORY": "a/b"}).code == 2
    assert run(["gate"], env=environment(repo, GATE)).code == 2
    assert run(["gate", "--pr", "1", "--check", "x\ny"], env=environment(repo, GATE)).code == 2
    missing = run(["gate", "--pr", "4242"], env=environment(repo, GATE))
    assert missing.code == 11
    assert "Traceback" not in missing.err
    assert len(missing.err.strip().splitlines()) == 1


def test_a_conversation_is_recorded_without_secrets_and_decided_the_same(repo: Repo, tmp_path: Path) -> None:
    secret = "ghp_" + "a" * 36
    repo.world.comment(f"The token is {secret}, mail me at jo@example.org", "stranger")
    found = repo.document("request_changes").model_dump()
    assert found["verdict"] == "request_changes"
    repo.block(extensions={"note": f"{secret} of jo@example.org"})
    env = environment(repo, GATE)
    ran = run(["record", "--pr", str(repo.number), "--out", tmp_path / "kept"], env=env)
    assert ran.code == 0, ran.err
    text = (tmp_path / "kept/recorded.json").read_text()
    assert secret not in text
    assert "jo@example.org" not in text
    again = run(["gate", "--from", tmp_path / "kept"])
    live = gate(repo)
    assert (again.code, live.code) == (10, 10)
    assert "[finding-blocks]" in again.out
    same = run(["replay", tmp_path / "kept"])
    assert same.code == 10
    assert "nothing changed" in same.out
    assert run(["record", "--pr", str(repo.number), "--out", tmp_path / "kept"], env=env).code == 2


def test_two_recordings_are_compared(repo: Repo, tmp_path: Path) -> None:
    env = environment(repo, GATE)
    run(["record", "--pr", str(repo.number), "--out", tmp_path / "before"], env=env)
    repo.approve()
    run(["record", "--pr", str(repo.number), "--out", tmp_path / "after"], env=env)
    ran = run(["replay", tmp_path / "before", tmp_path / "after"])
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0] == "conclusion: pending (stage-missing) → pass (all-satisfied)"
    assert "carrier comment by reviewer-app[bot]" in ran.out
    shown = json.loads(run(["replay", tmp_path / "before", tmp_path / "after", "--format", "json"]).out)
    assert shown["conclusion"] == "pass"
    assert {change["what"] for change in shown["changes"]} >= {"conclusion", "reason", "carrier"}


def test_one_pull_request_that_can_t_be_read_makes_the_whole_sweep_an_error(
    repo: Repo, tmp_path: Path
) -> None:
    repo.world.branch("other")
    repo.world.file("other.py", "x", "other")
    other = repo.world.open_pull("other")
    repo.approve()
    repo.world.fail("GET", rf"/pulls/{other}$", refusal(404, "Not Found"), 9)
    (tmp_path / "event.json").write_text("{}")
    facts = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "schedule",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_OUTPUT": str(tmp_path / "outputs"),
    }
    ran = run(["gate", "--event", "--publish"], env={**environment(repo, GATE), **facts})
    assert ran.code == 11, ran.err
    said = (tmp_path / "outputs").read_text()
    assert re.findall(r"^conclusion<<(\S+)\n(.*)\n\1$", said, flags=re.MULTILINE)[-1][1] == "error"
    assert repo.conclusion() == "success"
