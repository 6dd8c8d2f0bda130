"""Diffs by the real git: two trees given as values, and what git says of their difference."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's content and mode; of a submodule, its commit."""

    content: bytes
    mode: str = "100644"


Tree: TypeAlias = Mapping[bytes, Blob]


def repository(folder: Path) -> Path:
    """Make an empty repository and return it."""
    git(folder, "init", "--quiet", "--bare")
    return folder


def commit(folder: Path, before: Tree, after: Tree) -> None:
    """Make the branches `before` and `after` hold these trees, and nothing else."""
    stream = _commands("before", before) + _commands("after", after)
    git(folder, "fast-import", "--quiet", "--force", data=stream)


def diff(folder: Path, *options: str) -> bytes:
    """Return what `git diff` says of the two branches, renames included."""
    return git(folder, "diff", "--find-renames", *options, "before", "after", "--")


def git(folder: Path, *arguments: str, data: bytes = b"") -> bytes:
    """Run git without anybody's configuration."""
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, input=data, env=alone, check=True, capture_output=True).stdout


def _commands(branch: str, tree: Tree) -> bytes:
    start = f"commit refs/heads/{branch}\ncommitter a <a@example.com> 0 +0000\ndata 0\n".encode()
    return start + b"".join(_entry(path, blob) for path, blob in tree.items()) + b"\n"


def _entry(path: bytes, blob: Blob) -> bytes:
    quoted = '"' + "".join(f"\\{byte:03o}" for byte in path) + '"'
    if blob.mode == "160000":
        return f"M 160000 {blob.content.decode()} {quoted}\n".encode()
    header = f"M {blob.mode} inline {quoted}\ndata {len(blob.content)}\n"
    return header.encode() + blob.content + b"\n"
