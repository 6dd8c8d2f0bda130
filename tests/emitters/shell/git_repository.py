"""A real repository for tests, and git as it is without any guard."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PLAIN: Final[Mapping[str, str]] = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_AUTHOR_NAME": "A. Author",
    "GIT_AUTHOR_EMAIL": "author@example.com",
    "GIT_COMMITTER_NAME": "A. Author",
    "GIT_COMMITTER_EMAIL": "author@example.com",
}


def git(folder: Path, *arguments: str, stdin: bytes = b"", check: bool = True, timeout: float = 60) -> str:
    """Run git with nothing but a clean environment, and return what it says."""
    ran = subprocess.run(
        ["git", "-C", str(folder), *arguments],  # noqa: S607 - git is whatever the person has
        env=PLAIN,
        input=stdin,
        capture_output=True,
        check=check,
        timeout=timeout,
    )
    return ran.stdout.decode().strip()


def repository(folder: Path) -> Path:
    """Make a repository with two commits on the branch main."""
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    for version, subject in (("v1", "first commit"), ("v2", "fix: bump readme")):
        (folder / "README").write_text(version, encoding="utf-8")
        git(folder, "add", "README")
        git(folder, "commit", "--quiet", "-m", subject)
    return folder
