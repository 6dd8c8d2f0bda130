"""Git tells of a checkout what it is asked, and runs nothing that the checkout names."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Final, TypeAlias

import pytest

from review_emitters.shell import checkout
from review_emitters.shell.checkout import head, recent_commits, remote_head
from tests.emitters.shell.git_repository import PLAIN, git, repository

SSH_KEYWORDS: Final = "-----BEGIN SSH SIGNATURE-----\n U1NIU0lH\n -----END SSH SIGNATURE-----"
PGP_KEYWORDS: Final = "-----BEGIN PGP SIGNATURE-----\n iQ==\n -----END PGP SIGNATURE-----"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return repository(tmp_path / "checkout")


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """Return a program that leaves a mark where it ran; `sprung` looks for it."""
    path = tmp_path / "trap"
    path.write_text(f"#!/bin/sh\n: > '{path}.sprung'\nexit 1\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def sprung(trap: Path) -> bool:
    mark = trap.with_suffix(".sprung")
    found = mark.exists()
    mark.unlink(missing_ok=True)
    return found


def configure(folder: Path, **settings: str) -> None:
    for name, value in settings.items():
        git(folder, "config", "--add", name.replace("__", "."), value)


# ------------------------------------------------------------------------------------- what git says


def test_recent_commits_are_the_subjects_newest_first(folder: Path) -> None:
    newest, oldest = recent_commits(folder).split("\n")
    assert newest == f"{git(folder, 'rev-parse', '--short', 'HEAD')} fix: bump readme"
    assert oldest.endswith(" first commit")


def test_recent_commits_are_five_at_most(folder: Path) -> None:
    for number in range(6):
        git(folder, "commit", "--quiet", "--allow-empty", "-m", f"commit {number}")
    assert [line.split(" ", 1)[1] for line in recent_commits(folder).split("\n")] == [
        f"commit {number}" for number in (5, 4, 3, 2, 1)
    ]


def test_a_subject_of_any_length_is_cut(folder: Path) -> None:
    git(folder, "commit", "--quiet", "--allow-empty", "--file=-", stdin=b"x" * 1_000_000)
    assert len(recent_commits(folder).split("\n")[0]) < 250


def test_a_subject_in_any_encoding_is_one_line(folder: Path) -> None:
    git(
        folder,
        "commit",
        "--quiet",
        "--allow-empty",
        "--file=-",
        stdin="größer\u2028\x1b[2J".encode() + b"\xff",
    )
    newest = recent_commits(folder).split("\n")[0]
    assert "größer" in newest
    assert len(recent_commits(folder).split("\n")) == 3


def test_a_subject_is_not_formatted_by_the_repository(folder: Path) -> None:
    configure(folder, format__pretty="%ae", log__decorate="full", color__ui="always", log__date="raw")
    assert recent_commits(folder).split("\n")[1].endswith(" first commit")
    assert "\x1b" not in recent_commits(folder)


def test_the_head_is_the_commit_checked_out(folder: Path) -> None:
    assert head(folder) == git(folder, "rev-parse", "HEAD")
    git(folder, "checkout", "--quiet", "HEAD~1")
    assert head(folder) == git(folder, "rev-parse", "main~1")


def test_a_shallow_clone_is_read_as_far_as_it_goes(folder: Path, tmp_path: Path) -> None:
    git(folder, "clone", "--quiet", "--depth=1", f"file://{folder}", str(tmp_path / "shallow"))
    assert recent_commits(tmp_path / "shallow").endswith(" fix: bump readme")


@pytest.mark.parametrize("name", ["missing", "empty", "unborn", "file", "nul\x00", "-c"])
def test_what_is_no_checkout_says_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "unborn").mkdir()
    git(tmp_path / "unborn", "init", "--quiet")
    (tmp_path / "file").write_text("gitdir: /nowhere\n", encoding="utf-8")
    assert recent_commits(tmp_path / name) == ""
    assert head(tmp_path / name) is None
    assert remote_head(tmp_path / name, "origin", "main") is None


def test_a_machine_without_git_says_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    assert recent_commits(folder) == ""
    assert head(folder) is None


def test_our_environment_does_not_lead_git_elsewhere(
    folder: Path, tmp_path: Path, trap: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = head(folder)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(trap))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(trap))
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    assert head(folder) == expected
    assert "first commit" in recent_commits(folder)
    assert not sprung(trap)
    assert not (tmp_path / "trace").exists()


def test_the_configuration_of_whoever_runs_it_plays_no_part(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitconfig").write_text("this is no configuration", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert head(folder) == git(folder, "rev-parse", "HEAD")


def test_a_checkout_of_another_user_is_read(folder: Path) -> None:
    other = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}  # git's own switch for its tests
    said = checkout._git(  # pyright: ignore[reportPrivateUsage] - the switch passes by no public way
        folder, "rev-parse", "HEAD", limit=3.0, environment=other
    )
    assert said is not None


# ---------------------------------------------------------------------- what a checkout's git would run

Attack: TypeAlias = Callable[[Path, Path], None]
"""Arms a checkout with a program."""


def _sign(folder: Path, signature: str) -> None:
    tree, parent = git(folder, "rev-parse", "HEAD^{tree}"), git(folder, "rev-parse", "HEAD")
    who = "A. Author <author@example.com> 0 +0000"
    lines = [f"tree {tree}", f"parent {parent}", f"author {who}", f"committer {who}", f"gpgsig {signature}"]
    commit = "\n".join([*lines, "", "signed", ""]).encode()
    sha = git(folder, "hash-object", "-t", "commit", "-w", "--stdin", stdin=commit)
    git(folder, "update-ref", "refs/heads/main", sha)


def pgp(folder: Path, trap: Path) -> None:
    _sign(folder, PGP_KEYWORDS)
    configure(folder, log__showSignature="true", gpg__program=str(trap))


def pgp_by_format(folder: Path, trap: Path) -> None:
    _sign(folder, PGP_KEYWORDS)
    configure(folder, format__pretty="%G?", gpg__openpgp__program=str(trap))


def ssh_signature(folder: Path, trap: Path) -> None:
    _sign(folder, SSH_KEYWORDS)
    configure(folder, log__showSignature="true", gpg__ssh__program=str(trap))
    configure(folder, gpg__ssh__allowedSignersFile=os.devnull)


def alias(folder: Path, trap: Path) -> None:
    configure(folder, alias__log=f"!{trap}", alias__l=f"!{trap}")


def fsmonitor(folder: Path, trap: Path) -> None:
    configure(folder, core__fsmonitor=str(trap))


def hook(folder: Path, trap: Path) -> None:
    shutil.copy(trap, folder / ".git/hooks/reference-transaction")
    shutil.copy(trap, folder / ".git/hooks/post-index-change")


def external_diff(folder: Path, trap: Path) -> None:
    configure(folder, diff__external=str(trap))


def textconv(folder: Path, trap: Path) -> None:
    (folder / ".gitattributes").write_text("* diff=trap\n", encoding="utf-8")
    configure(folder, diff__trap__textconv=str(trap))


def _partial(folder: Path, **origin: str) -> None:
    """Make a partial clone that lacks its first commit."""
    missing = git(folder, "rev-parse", "HEAD~1")
    (folder / ".git/objects" / missing[:2] / missing[2:]).unlink()
    configure(folder, core__repositoryFormatVersion="1", extensions__partialClone="origin")
    configure(folder, remote__origin__promisor="true", **origin)


def lazy_upload_pack(folder: Path, trap: Path) -> None:
    _partial(folder, remote__origin__url=str(folder), remote__origin__uploadpack=str(trap))


def lazy_ssh(folder: Path, trap: Path) -> None:
    _partial(folder, remote__origin__url="ssh://example.invalid/x", core__sshCommand=str(trap))


def lazy_ext(folder: Path, trap: Path) -> None:
    _partial(folder, remote__origin__url=f"ext::{trap}", protocol__ext__allow="always")


def included(folder: Path, trap: Path) -> None:
    extra = folder / "extra.config"
    extra.write_text(f'[core]\n\tpager = "{trap}"\n\tfsmonitor = "{trap}"\n', encoding="utf-8")
    configure(folder, include__path=str(extra))


ATTACKS: Final[dict[Attack, tuple[str, ...]]] = {
    pgp: ("log", "--oneline", "-n5"),
    pgp_by_format: ("log", "-n5"),
    ssh_signature: ("log", "--oneline", "-n5"),
    alias: ("l",),
    fsmonitor: ("status",),
    hook: ("update-ref", "refs/heads/other", "HEAD"),
    external_diff: ("log", "--patch", "--ext-diff"),
    textconv: ("log", "--patch"),
    lazy_upload_pack: ("log", "--oneline", "-n5"),
    lazy_ssh: ("log", "--oneline", "-n5"),
    lazy_ext: ("log", "--oneline", "-n5"),
    included: ("status",),
}
"""For each attack a command that falls for it."""


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_no_program_that_the_checkout_names_is_run(folder: Path, trap: Path, attack: Attack) -> None:
    attack(folder, trap)
    git(folder, *ATTACKS[attack], check=False)
    assert sprung(trap), "the attack is real"
    recent_commits(folder)
    head(folder)
    assert not sprung(trap)


def test_no_pager_is_run(folder: Path, trap: Path) -> None:
    configure(folder, core__pager=str(trap), pager__log=str(trap))
    terminal, end = os.openpty()
    plain = ["git", "-C", str(folder), "log", "--oneline"]
    subprocess.run(plain, stdout=end, env={**PLAIN, "TERM": "xterm"}, check=False)
    os.close(end)
    os.close(terminal)
    assert sprung(trap), "the attack is real"
    assert "first commit" in recent_commits(folder)
    assert not sprung(trap)


# ------------------------------------------------------------------------------------------ remotes


def test_the_head_of_a_remote_s_branch_is_told_by_name_and_by_url(folder: Path, tmp_path: Path) -> None:
    bare = tmp_path / "remote.git"
    git(folder, "clone", "--quiet", "--bare", str(folder), str(bare))
    configure(folder, remote__origin__url=str(bare))
    assert remote_head(folder, "origin", "main") == head(folder)
    assert remote_head(folder, f"file://{bare}", "main") == head(folder)
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "not pushed")
    assert remote_head(folder, "origin", "main") == git(bare, "rev-parse", "main")
    assert remote_head(folder, "origin", "main") != head(folder)


def test_only_the_branch_of_exactly_that_name_counts(folder: Path) -> None:
    for ref in ("refs/x/refs/heads/topic", "refs/tags/topic", "refs/heads/a/topic", "refs/heads/Topic"):
        git(folder, "update-ref", ref, "HEAD")
    assert remote_head(folder, str(folder), "topic") is None
    git(folder, "update-ref", "refs/heads/topic", "HEAD~1")
    assert remote_head(folder, str(folder), "topic") == git(folder, "rev-parse", "HEAD~1")


@pytest.mark.parametrize("branch", ["", "*", "mai?", "--upload-pack=x", "main\nrefs/heads/main", "main\x00"])
def test_a_branch_that_is_none_has_no_head(folder: Path, branch: str) -> None:
    assert remote_head(folder, str(folder), branch) is None


def test_a_remote_that_looks_like_an_option_is_none(folder: Path, trap: Path) -> None:
    assert remote_head(folder, f"--upload-pack={trap}", str(folder)) is None
    assert remote_head(folder, f"ext::{trap}", "main") is None
    assert remote_head(folder, f"ssh://-oProxyCommand={trap}/x", "main") is None
    assert not sprung(trap)


def remote_upload_pack(folder: Path, trap: Path) -> None:
    configure(folder, remote__origin__url=str(folder), remote__origin__uploadpack=str(trap))


def remote_ssh(folder: Path, trap: Path) -> None:
    configure(folder, remote__origin__url="ssh://example.invalid/x", core__sshCommand=str(trap))


def remote_ext(folder: Path, trap: Path) -> None:
    configure(folder, remote__origin__url=f"ext::{trap}", protocol__ext__allow="always")


def remote_helper(folder: Path, trap: Path) -> None:
    configure(folder, remote__origin__url=str(trap), remote__origin__vcs="ext", protocol__ext__allow="always")


def rewritten(folder: Path, trap: Path) -> None:
    configure(folder, remote__origin__url="https://example.invalid/x", protocol__ext__allow="always")
    git(folder, "config", f"url.ext::{trap} .insteadOf", "https://example.invalid/")


def proxy(folder: Path, trap: Path) -> None:
    configure(folder, remote__origin__url="git://example.invalid/x", core__gitProxy=str(trap))


REMOTE_ATTACKS: Final[tuple[Attack, ...]] = (
    remote_upload_pack,
    remote_ssh,
    remote_ext,
    remote_helper,
    rewritten,
    proxy,
)


@pytest.mark.parametrize("attack", REMOTE_ATTACKS, ids=lambda attack: attack.__name__)
def test_no_program_that_the_checkout_names_is_run_for_a_remote(
    folder: Path, trap: Path, attack: Attack
) -> None:
    attack(folder, trap)
    git(folder, "ls-remote", "origin", check=False)
    assert sprung(trap), "the attack is real"
    remote_head(folder, "origin", "main")
    assert not sprung(trap)


class _Unauthorised(BaseHTTPRequestHandler):
    """Wants a password for everything."""

    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


@pytest.mark.parametrize(
    "setting", ["credential.helper", "credential.http://127.0.0.1:{port}.helper", "core.askPass"]
)
def test_no_program_is_asked_for_a_password(folder: Path, trap: Path, setting: str) -> None:
    with HTTPServer(("127.0.0.1", 0), _Unauthorised) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        configure(folder, remote__origin__url=f"http://127.0.0.1:{server.server_port}/x")
        git(folder, "config", setting.format(port=server.server_port), str(trap))
        git(folder, "ls-remote", "origin", check=False)
        fell_for_it = sprung(trap)
        assert remote_head(folder, "origin", "main") is None
        server.shutdown()
    assert fell_for_it, "the attack is real"
    assert not sprung(trap)


# ------------------------------------------------------------------------------------------- hanging


def test_a_git_that_hangs_is_ended(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with (folder / ".git/config").open("a", encoding="utf-8") as config:
        config.write(f"[include]\n\tpath = {folder}/pipe\n")
    assert recent_commits(folder, limit=0.3) == ""
    assert head(folder, limit=0.3) is None
    assert remote_head(folder, "origin", "main", limit=0.3) is None


def test_a_mailmap_that_never_ends_is_not_read(folder: Path) -> None:
    os.mkfifo(folder / ".mailmap")
    with pytest.raises(subprocess.TimeoutExpired):
        git(folder, "log", "--oneline", timeout=0.5)
    assert "first commit" in recent_commits(folder, limit=60)


def test_what_git_started_ends_with_it(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        assert remote_head(folder, url, "main", limit=1.0) is None
        connection, _ = server.accept()
        with connection:
            connection.settimeout(30)
            while connection.recv(65_536):  # ends when the program that connected is gone
                pass
