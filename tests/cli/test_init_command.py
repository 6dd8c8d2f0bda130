"""`review-contract init` as a process: what it writes, asks and refuses, and that it never writes half."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from review_gate.policy import Policy
from review_gate.policy_file import parse_policy
from review_gate.setup import SetupCode
from review_gate.setup.loops import FILES, LOOPS, POLICY_FILE
from tests.cli.command import Ran, run
from tests.cli.init_server import Server, on_terminal, serving
from tests.gate.setup_cases import NOT_FOUND, PIN, REPOSITORY, REVIEW, WAYS, bot, followed, workflow

TABLE: Final = {**bot("acme-reviewer"), **bot("github-actions", 7, 8), **workflow(REVIEW, "Review")}
SPEAKERS: Final = {"app": "acme-reviewer[bot]", "workflow": REVIEW}
WHERE: Final = ("--repo", REPOSITORY, "--action", PIN)
BY_APP: Final = (*WHERE, "--loop", "single", "--app", "review=acme-reviewer[bot]")


@pytest.fixture
def github() -> Iterator[Server]:
    with serving(TABLE) as server:
        yield server


def _init(folder: Path, github: Server, *arguments: str | Path, **env: str) -> Ran:
    return run(["init", *arguments], cwd=folder, env={**github.environment, **env})


def _written(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in found}


# --------------------------------------------------------------------------------------- what is written


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("loop", LOOPS)
def test_every_loop_is_set_up_by_flags_alone(tmp_path: Path, github: Server, loop: str, way: str) -> None:
    speakers = [word for stage in LOOPS[loop] for word in (f"--{way}", f"{stage.name}={SPEAKERS[way]}")]
    ran = _init(tmp_path, github, *WHERE, "--loop", loop, *speakers)
    assert (ran.code, ran.err) == (0, "")
    written = _written(tmp_path)
    assert {*written} == {*FILES}
    assert isinstance(parse_policy(written[POLICY_FILE]), Policy)
    assert ("Review" in followed(written)) == (way == "workflow")
    assert [line for line in ran.out.splitlines() if line.startswith("wrote ")] == [
        f"wrote {path}" for path in FILES
    ]
    assert f"review-contract doctor --repo {REPOSITORY}" in ran.out
    checked = run(["policy", "check"], cwd=tmp_path)
    assert (checked.code, checked.err) == (0, "")


def test_a_dry_run_prints_the_files_and_writes_none(tmp_path: Path, github: Server) -> None:
    shown = _init(tmp_path, github, *BY_APP, "--dry-run")
    assert (shown.code, _written(tmp_path)) == (0, {})
    _init(tmp_path, github, *BY_APP)
    assert shown.out == "".join(f"----- {path}\n{text}" for path, text in _written_in_order(tmp_path))


def _written_in_order(folder: Path) -> list[tuple[str, str]]:
    written = _written(folder)
    return [(path, written[path]) for path in FILES]


def test_the_repository_is_the_workflow_s_own_and_the_folder_the_one_that_is_named(
    tmp_path: Path, github: Server
) -> None:
    arguments = [word for word in BY_APP if word not in {"--repo", REPOSITORY}]
    ran = _init(tmp_path, github, *arguments, "--out", tmp_path / "new", GITHUB_REPOSITORY=REPOSITORY)
    assert (ran.code, {*_written(tmp_path / "new")}) == (0, {*FILES})


def test_the_token_goes_along_and_without_one_the_bots_are_looked_up_all_the_same(
    tmp_path: Path, github: Server
) -> None:
    assert _init(tmp_path, github, *BY_APP, GITHUB_TOKEN="", GH_TOKEN="").code == 0
    assert {token for _, token in github.asked} == {""}
    assert _init(tmp_path, github, *BY_APP, "--force", GITHUB_TOKEN="", GH_TOKEN="other").code == 0
    assert github.asked[-1][1].endswith("other")


def test_without_a_token_it_is_said_that_nobody_looked(tmp_path: Path, github: Server) -> None:
    arguments = [
        *WHERE,
        "--loop",
        "pair",
        "--workflow",
        f"review-a={REVIEW}",
        "--workflow",
        f"review-b={REVIEW}",
    ]
    ran = _init(tmp_path, github, *arguments, "--reviewer-workflow", "Review", GITHUB_TOKEN="")
    assert ran.code == 0
    assert [line.partition(" ")[2] for line in ran.err.splitlines()] == [
        f"without a token nobody looked whether {REVIEW} is on GitHub",
        "nobody speaks for advisor, so it stays out of the policy, and is not heard",
    ]


# --------------------------------------------------------------------------------------- what is refused


def _problem(ran: Ran) -> str:
    """Return the code of the one line that a refusal is."""
    assert ran.out == ""
    (line,) = ran.err.splitlines()
    assert line.startswith("review-contract: ")
    return line.split()[1].rstrip(":")


@pytest.mark.parametrize("there", FILES)
def test_nothing_is_overwritten_unless_it_is_forced(tmp_path: Path, github: Server, there: str) -> None:
    (tmp_path / there).parent.mkdir(parents=True)
    (tmp_path / there).write_text("mine")
    ran = _init(tmp_path, github, *BY_APP)
    assert (ran.code, _problem(ran)) == (2, SetupCode.EXISTS)
    assert (_written(tmp_path), github.asked) == ({there: "mine"}, [])
    assert _init(tmp_path, github, *BY_APP, "--force").code == 0
    assert {*_written(tmp_path)} == {*FILES}
    assert "mine" not in _written(tmp_path).values()


def test_a_link_that_leads_nowhere_is_there_too(tmp_path: Path, github: Server) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / POLICY_FILE).symlink_to("elsewhere")
    assert _init(tmp_path, github, *BY_APP).code == 2
    assert _init(tmp_path, github, *BY_APP, "--force").code == 0
    assert not (tmp_path / POLICY_FILE).is_symlink()
    assert not (tmp_path / ".github" / "elsewhere").exists()


@pytest.mark.parametrize(
    ("said", "code", "problem"),
    [
        ((), 2, SetupCode.UNSAID),
        (("--repo", REPOSITORY), 2, SetupCode.UNSAID),
        (("--repo", REPOSITORY, "--loop", "single"), 2, SetupCode.UNSAID),
        ((*WHERE, "--loop", "single"), 2, SetupCode.STAGE),
        ((*WHERE, "--loop", "all"), 2, SetupCode.VALUE),
        ((*BY_APP, "--repo", "o\x1b[31m/r"), 2, SetupCode.VALUE),
        ((*BY_APP, "--repo", "o\n::error::/r"), 2, SetupCode.VALUE),
        ((*BY_APP, "--check", "${{ github.token }}"), 2, SetupCode.VALUE),
        ((*BY_APP, "--action", "o/review-contract@main"), 2, SetupCode.PIN),
        ((*WHERE, "--loop", "single", "--app", "review=octocat"), 11, SetupCode.NO_BOT),
        ((*WHERE, "--loop", "single", "--app", "review=nobody"), 11, SetupCode.NO_BOT),
        (
            (*WHERE, "--loop", "single", "--workflow", "review=.github/workflows/x.yml"),
            11,
            SetupCode.NO_WORKFLOW,
        ),
    ],
)
def test_a_refusal_is_one_line_with_a_code_and_writes_nothing(
    tmp_path: Path, github: Server, said: tuple[str, ...], code: int, problem: SetupCode
) -> None:
    github.table["/users/octocat"] = (200, {"login": "octocat", "id": 583231, "type": "User"})
    ran = _init(tmp_path, github, *said)
    assert (ran.code, _problem(ran), _written(tmp_path)) == (code, problem, {})


def test_a_server_that_does_not_answer_is_said_in_one_line(tmp_path: Path, github: Server) -> None:
    github.table["/apps/acme-reviewer"] = (401, {"message": "Bad credentials\n::error::x"})
    ran = _init(tmp_path, github, *BY_APP)
    assert (ran.code, _problem(ran)) == (11, SetupCode.NO_ANSWER)
    ran = _init(tmp_path, github, *BY_APP, GITHUB_API_URL="file:///etc")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert _written(tmp_path) == {}


def test_a_file_in_a_folder_s_place_is_said_in_one_line(tmp_path: Path, github: Server) -> None:
    (tmp_path / ".github").write_text("mine")
    ran = _init(tmp_path, github, *BY_APP)
    assert (ran.code, _problem(ran), _written(tmp_path)) == (11, SetupCode.NOT_WRITTEN, {".github": "mine"})


# -------------------------------------------------------------------------------------------- by asking


def test_on_a_terminal_it_asks_until_an_answer_can_be_used(tmp_path: Path, github: Server) -> None:
    answers = [
        "parser",
        REPOSITORY,
        "both",
        "pair",
        "a b",
        "acme-reviewer[bot]",
        REVIEW,
        "",
        "v1",
        PIN,
    ]
    ran = on_terminal(["init"], answers, tmp_path, github.environment)
    assert ran.code == 0, ran.seen
    assert ran.seen.count("Error: setup-") == 4
    by_flags = ("--loop", "pair", "--app", "review-a=acme-reviewer", "--workflow", f"review-b={REVIEW}")
    flags = _init(tmp_path, github, *WHERE, *by_flags, "--out", tmp_path / "flags")
    assert flags.code == 0
    flagged = _written(tmp_path / "flags")
    assert {path: text for path, text in _written(tmp_path).items() if path in FILES} == flagged


def test_on_a_terminal_it_asks_for_a_name_that_github_does_not_tell(tmp_path: Path, github: Server) -> None:
    github.table[f"/repos/{REPOSITORY}/actions/workflows/review.yml"] = NOT_FOUND
    arguments = ["init", *WHERE, "--loop", "single", "--workflow", f"review={REVIEW}"]
    assert on_terminal(arguments, ["A review"], tmp_path, github.environment).code == 0
    assert followed(_written(tmp_path))[0] == "A review"


def test_who_leaves_without_an_answer_leaves_nothing_behind(tmp_path: Path, github: Server) -> None:
    ran = on_terminal(["init"], [REPOSITORY], tmp_path, github.environment)
    assert (ran.code, _written(tmp_path)) == (1, {})
    assert "Traceback" not in ran.seen
