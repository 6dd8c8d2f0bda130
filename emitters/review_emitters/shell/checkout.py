"""What git says of a checkout that strangers may have prepared: the latest commits, and where heads stand.

A repository's own configuration can name programs that git then runs. None of it is obeyed here, nothing
is fetched, nobody is asked for a password, and what does not answer in time is ended.
"""

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

LIMIT: Final = 3.0
"""Seconds for one call of git."""
REMOTE_LIMIT: Final = 10.0
"""Seconds for one question to a remote."""

_KEPT: Final = ("PATH", "HOME", "SSH_AUTH_SOCK", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")
"""What git gets of our environment: how to find its programs, a network and a key."""

_ENVIRONMENT: Final[Mapping[str, str]] = {
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    # No transport at all: a partial clone fetches what it lacks through whatever program it names.
    "GIT_ALLOW_PROTOCOL": "",
    # An empty program is no program: neither core.askPass nor a terminal is used.
    "GIT_ASKPASS": "",
    "GIT_TERMINAL_PROMPT": "0",
    # Stands above core.sshCommand.
    "GIT_SSH_COMMAND": "ssh -o BatchMode=yes",
}

_REMOTE: Final[Mapping[str, str]] = {
    # Not git, which goes through core.gitProxy, and not ext, which is a program.
    "GIT_ALLOW_PROTOCOL": "file:http:https:ssh"
}

_OPTIONS: Final = (
    # Today's git runs none of these three for what is asked here; tomorrow's may.
    "--no-pager",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    # Empty, it also clears the helpers that the repository names.
    *("-c", "credential.helper="),
    # In a job's container the checkout often belongs to another user; what it could run is off already.
    *("-c", "safe.directory=*"),
)

# What the repository could choose is said: the format, signatures, a mailmap. A subject may be of any length.
_LOG: Final = (
    *("log", "-n5", "--format=%h %<(200,trunc)%s", "--encoding=UTF-8"),
    *("--no-show-signature", "--no-mailmap", "HEAD", "--"),
)


def recent_commits(folder: Path, *, limit: float = LIMIT) -> str:
    """Return the last five commits of the checkout, one line each, newest first; empty if git can't say."""
    said = _git(folder, *_LOG, limit=limit) or ""
    return "\n".join(line.rstrip() for line in said.split("\n")).rstrip()


def head(folder: Path, *, limit: float = LIMIT) -> str | None:
    """Return the commit that is checked out, or None if git can't say."""
    said = _git(folder, "rev-parse", "--verify", "--quiet", "HEAD", limit=limit)
    return said.strip() if said else None


def remote_head(folder: Path, remote: str, branch: str, *, limit: float = REMOTE_LIMIT) -> str | None:
    """Return the commit that a remote's branch points to, or None if it has none or does not say.

    `remote` is a URL, or a name that the checkout's configuration knows: then it is what that names.
    """
    name = f"refs/heads/{branch}"
    question = ("ls-remote", "--quiet", "--upload-pack=git-upload-pack", "--", remote, name)
    said = _git(folder, *question, limit=limit, environment=_REMOTE) or ""
    # The remote may know other names that end alike.
    shas = [sha for sha, _, ref in (line.partition("\t") for line in said.split("\n")) if ref == name]
    return shas[0] if len(shas) == 1 else None


def _git(
    folder: Path, *arguments: str, limit: float, environment: Mapping[str, str] = _ENVIRONMENT
) -> str | None:
    """Return what git says, or None if it fails or takes too long."""
    try:
        process = subprocess.Popen(  # noqa: S603 - our own arguments, and no shell
            ["git", *_OPTIONS, "-C", str(folder), *arguments],  # noqa: S607 - git is whatever the person has
            env={**_kept(), **_ENVIRONMENT, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A group of its own, so that the programs that git starts end with it.
            start_new_session=True,
        )
    except (OSError, ValueError):
        return None
    with process:
        try:
            said, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            return None
    return said.decode("utf-8", "replace") if process.returncode == 0 else None


def _kept() -> dict[str, str]:
    return {name: os.environ[name] for name in _KEPT if name in os.environ}
