"""What the guide for adopting shows is what is there, and what happens."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Final

import pytest

from review_emitters.context_file import write_context
from review_emitters.prompts import example_draft
from review_emitters.stages import STAGES
from review_gate.policy import Policy
from review_gate.policy_file import parse_policy
from tests.emitters import samples
from tests.shown import ROOT, blocks, shown
from tests.workflow_files import FILES, FOLDER, PATH, mapping, parsed

GUIDE: Final = ROOT / "docs" / "adopt.md"
TEXT: Final = GUIDE.read_text(encoding="utf-8")
POLICIES: Final = re.findall(r"^```toml\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)
WORKFLOWS: Final = re.findall(r"^```yaml\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)


def test_a_workflow_that_the_guide_shows_is_the_file() -> None:
    files = [path.read_text(encoding="utf-8") for path in FILES]
    assert len(WORKFLOWS) > 1
    assert [shown_text for shown_text in WORKFLOWS if shown_text not in files] == []


def test_the_guide_leads_to_every_workflow() -> None:
    assert [path.name for path in FILES if f"](workflows/{path.name})" not in TEXT] == []


def test_the_guide_says_for_every_stage_which_part_of_a_bot_it_is() -> None:
    table = TEXT.partition("| your bot | stage |\n")[2].partition("\n\n")[0]
    assert {*re.findall(r"`([a-z-]+)`", table)} == {*STAGES}


@pytest.mark.parametrize("text", POLICIES)
def test_a_policy_that_the_guide_shows_can_decide_about_its_workflows(text: str) -> None:
    policy = parse_policy(text)
    assert isinstance(policy, Policy), policy.problems
    for producer in tomllib.loads(text)["producers"]:
        path = FOLDER / Path(producer["path"]).name
        if path.exists():
            assert {*producer["events"]} <= mapping(parsed(path)["on"]).keys()


def test_a_command_that_the_guide_shows_prints_what_is_shown(tmp_path: Path) -> None:
    """They are run one after the other, in a checkout that has what the guide says."""
    _write_samples(tmp_path)
    commands = [one for block in blocks(GUIDE) for one in shown(block)]
    assert len(commands) > 1
    assert [(command, _printed(command, tmp_path)) for command, _ in commands] == commands


def test_what_the_guide_shows_as_a_command_is_in_a_console_block() -> None:
    run = " ".join(command for block in blocks(GUIDE) for command, _ in shown(block))
    named = {*re.findall(r"review-contract ([a-z]+)", "".join(re.findall(r"`[^`\n]+`", TEXT)))}
    assert named <= {*re.findall(r"review-contract ([a-z]+)", run)} | {"stages", "explain"}


def test_a_link_within_the_guide_leads_to_a_heading() -> None:
    headings = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", TEXT, flags=re.MULTILINE)
    }
    assert {*re.findall(r"\]\(#([^)]+)\)", TEXT)} <= headings


def _write_samples(folder: Path) -> None:
    """Write what the guide takes for given."""
    (folder / ".github").mkdir()
    (folder / ".github" / "review-contract.toml").write_text(POLICIES[0])
    (folder / "licence-policy.toml").write_text(POLICIES[-1])
    (folder / "draft.json").write_text(example_draft(STAGES["review"]))
    (folder / "refused.json").write_text('{"verdict": "looks good to me"}')
    (folder / "changes.diff").write_text(samples.DIFF_TEXT)
    (folder / "context.json").write_text(write_context(samples.subject(), samples.context().pull_request))


def _printed(command: str, folder: Path) -> str:
    ran = subprocess.run(
        ["bash", "-c", command],  # noqa: S607 - whatever bash the person has
        cwd=folder,
        env={"PATH": PATH, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return ran.stdout
