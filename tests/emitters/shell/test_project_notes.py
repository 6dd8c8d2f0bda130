"""Notes on a project are read as far as they can be, and no checkout holds the reader up or leads it out."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from review_emitters.ci_triage import FailedCheck, ProjectNotes, prompt
from review_emitters.shell.project_notes import MAX_GUIDE, read_notes, whole_characters
from tests.emitters.shell.git_repository import git, repository


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return repository(tmp_path / "checkout")


def test_notes_are_the_commits_and_the_guide(folder: Path) -> None:
    (folder / "CLAUDE.md").write_text("# Guide\n\nRun `make test`.\n", encoding="utf-8")
    notes = read_notes(folder)
    assert [line.split(" ", 1)[1] for line in notes.recent_commits.split("\n")] == [
        "fix: bump readme",
        "first commit",
    ]
    assert notes.guide == "# Guide\n\nRun `make test`."


def test_the_prompt_holds_what_was_read(folder: Path) -> None:
    (folder / "CLAUDE.md").write_text("Run `make test`.", encoding="utf-8")
    check = FailedCheck(
        "o/r", "main", git(folder, "rev-parse", "HEAD"), "tests", None, "https://example.com/1"
    )
    told = prompt(check, read_notes(folder))[1].content
    assert " fix: bump readme\n" in told
    assert "| Run `make test`.\n" in told


def test_the_first_guide_that_says_something_is_taken(folder: Path) -> None:
    (folder / "CONTRIBUTING.md").write_text("for people", encoding="utf-8")
    assert read_notes(folder).guide == "for people"
    (folder / "AGENTS.md").write_text("for agents", encoding="utf-8")
    (folder / "CLAUDE.md").write_text(" \n", encoding="utf-8")
    assert read_notes(folder).guide == "for agents"
    assert read_notes(folder, ("GUIDE.md", "CONTRIBUTING.md")).guide == "for people"


def test_what_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_notes(tmp_path) == ProjectNotes("", "")
    assert read_notes(tmp_path / "missing") == ProjectNotes("", "")


@pytest.mark.parametrize("before", range(MAX_GUIDE - 4, MAX_GUIDE + 1))
@pytest.mark.parametrize("character", ["é", "€", "😀"])
def test_the_guide_is_cut_between_characters(folder: Path, before: int, character: str) -> None:
    (folder / "CLAUDE.md").write_text("x" * before + character * 3, encoding="utf-8")
    guide = read_notes(folder).guide
    kept = (MAX_GUIDE - before) // len(character.encode())
    assert guide == "x" * before + character * kept


@given(st.text(), st.integers(min_value=0, max_value=60))
@example("😀", 3)
def test_a_cut_text_is_the_text_without_the_cut_character(text: str, size: int) -> None:
    data = text.encode("utf-8", "surrogatepass") if text.isascii() else text.encode("utf-8")
    kept = whole_characters(data[:size])
    assert text.startswith(kept)
    assert size - len(kept.encode()) < 4 or kept == text


@given(st.binary())
def test_bytes_that_are_no_text_are_read_all_the_same(data: bytes) -> None:
    whole_characters(data).encode()


def test_a_guide_of_any_size_is_read_at_its_beginning(folder: Path) -> None:
    with (folder / "CLAUDE.md").open("wb") as file:
        file.write(b"# Guide")
        file.truncate(2**40)
    assert read_notes(folder).guide.startswith("# Guide")
    assert len(read_notes(folder).guide) <= MAX_GUIDE


@pytest.mark.parametrize("target", ["../secret", ".git/config", "README", "/proc/self/environ", "CLAUDE.md"])
def test_a_guide_that_is_a_link_is_not_followed(folder: Path, target: str) -> None:
    (folder.parent / "secret").write_text("a secret", encoding="utf-8")
    (folder / "CLAUDE.md").symlink_to(target)
    assert read_notes(folder).guide == ""
    (folder / "AGENTS.md").write_text("for agents", encoding="utf-8")
    assert read_notes(folder).guide == "for agents"


def test_a_guide_that_is_no_file_holds_nobody_up(folder: Path) -> None:
    os.mkfifo(folder / "CLAUDE.md")
    (folder / "AGENTS.md").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "CONTRIBUTING.md"))
        assert read_notes(folder, ("CLAUDE.md", "AGENTS.md", "CONTRIBUTING.md", "nul\x00")).guide == ""


@pytest.mark.parametrize("written", [b"", b"from a pipe"])
def test_a_pipe_that_somebody_writes_to_is_no_guide(folder: Path, written: bytes) -> None:
    os.mkfifo(folder / "CLAUDE.md")
    writer = os.open(folder / "CLAUDE.md", os.O_RDWR | os.O_NONBLOCK)
    os.write(writer, written)
    assert read_notes(folder).guide == ""
    os.close(writer)


def test_a_git_that_hangs_costs_the_commits_only(folder: Path) -> None:
    (folder / "CLAUDE.md").write_text("for agents", encoding="utf-8")
    os.mkfifo(folder / "pipe")
    with (folder / ".git/config").open("a", encoding="utf-8") as config:
        config.write(f"[include]\n\tpath = {folder}/pipe\n")
    assert read_notes(folder, limit=0.3) == ProjectNotes("", "for agents")
