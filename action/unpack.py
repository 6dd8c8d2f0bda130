"""Unpack the wheels that a release carries into this virtual environment, with the standard library alone.

    python -I unpack.py LOCK WHEELHOUSE

Only what the lock names, with a hash that it lists, is unpacked. Nothing is asked, resolved, run or compiled.
Exits with 3 where the release has no wheels for this Python, so that the caller asks pip; with 1 where
what it has is not what was locked, which nothing mends.
"""

import hashlib
import io
import os
import re
import stat
import sys
import sysconfig
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

NOT_FOR_THIS_PYTHON: Final = 3
_OLDEST_GLIBC: Final = 17
"""glibc 2.17: wheels for an older one are not named so (PEP 600)."""
_PIN: Final = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.!+-]+)\s*(?P<marker>;[^\\]+?)?\s(?P<rest>.*)")
_WHEEL: Final = re.compile(r"(?P<name>\w[\w.]*)-(?P<version>[\w.!+]+)(-\d[^-]*)?-[\w.]+-[\w.]+-[\w.]+\.whl")
"""PEP 427: name, version, perhaps a build, and three tags."""


class RefusedError(Exception):
    """The wheelhouse is not what was locked; the message says in what."""


@dataclass(frozen=True, slots=True)
class Pin:
    """What the lock says of one package."""

    version: str
    hashes: frozenset[str]
    everywhere: bool
    """Whether it is needed on every platform; else a marker says on which."""


def listing_for(wheelhouse: Path, python: str, machine: str, glibc: int | None) -> Path | None:
    """Return the list of the wheels for an interpreter, such as cp312-manylinux_2_28_x86_64.txt."""
    for minor in range(glibc or 0, _OLDEST_GLIBC - 1, -1):
        found = wheelhouse / f"{python}-manylinux_2_{minor}_{machine}.txt"
        if found.is_file():
            return found
    return None


def pins_of(lock: str) -> Mapping[str, Pin]:
    """Return what a file of hash-locked requirements says of each package."""
    lines = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", lock)).splitlines()
    found: dict[str, Pin] = {}
    for line in filter(str.strip, lines):
        said = _PIN.fullmatch(f"{line} ")
        if said is None:
            raise RefusedError(f"the lock has a line that is no pinned requirement: {line[:80]!r}")
        hashes = frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})(?=\s)", said["rest"]))
        found[_normal(said["name"])] = Pin(said["version"], hashes, said["marker"] is None)
    return found


def wheels_of(listing: Path, pins: Mapping[str, Pin]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each listed wheel, all of them as locked and none that is needed left out."""
    seen: set[str] = set()
    for name in listing.read_text(encoding="utf-8").split():
        package, data = _wheel(listing.parent, name, pins)
        if package in seen:
            raise RefusedError(f"{package} is listed twice")
        seen.add(package)
        yield name, data
    missing = sorted(name for name, pin in pins.items() if pin.everywhere and name not in seen)
    if missing:
        raise RefusedError(f"{listing.name} lacks {', '.join(missing)}")


def unpack(name: str, data: bytes, folder: Path) -> None:
    """Unpack a wheel into a folder, in which it may replace nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            target = _place(name, member)
            if target is None:
                continue
            path = folder / target
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(archive.read(member))


def main(lock: str, wheelhouse: str) -> int:
    """Unpack what this interpreter needs, and return the exit code."""
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    listing = listing_for(Path(wheelhouse), python, os.uname().machine, _glibc())
    if listing is None or sys.implementation.name != "cpython":
        return NOT_FOR_THIS_PYTHON
    folder = Path(sysconfig.get_path("purelib"))
    try:
        pins = pins_of(Path(lock).read_text(encoding="utf-8"))
        for name, data in wheels_of(listing, pins):
            unpack(name, data, folder)
    except (RefusedError, OSError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"review-contract: wheelhouse: {error}\n")
        return 1
    return 0


def _wheel(wheelhouse: Path, name: str, pins: Mapping[str, Pin]) -> tuple[str, bytes]:
    said = _WHEEL.fullmatch(name)
    if said is None:
        raise RefusedError(f"{name!r} is not the name of a wheel")
    package = _normal(said["name"])
    pin = pins.get(package)
    if pin is None or pin.version != said["version"]:
        raise RefusedError(f"{name} is not in the lock")
    data = (wheelhouse / name).read_bytes()
    if hashlib.sha256(data).hexdigest() not in pin.hashes:
        raise RefusedError(f"{name} has a hash that is not in the lock")
    return package, data


def _place(wheel: str, member: zipfile.ZipInfo) -> PurePosixPath | None:
    """Return where a member belongs below the folder; None for what is not unpacked.

    Of what PEP 427 puts below NAME.data, scripts and headers are of no use; modules would need an installer.
    """
    if member.is_dir():
        return None
    parts = member.filename.split("/")
    if {"", ".", ".."} & {*parts} or "\\" in member.filename or stat.S_ISLNK(member.external_attr >> 16):
        raise RefusedError(f"{wheel} has a member that leads elsewhere: {member.filename!r}")
    if not parts[0].endswith(".data"):
        return PurePosixPath(*parts)
    if parts[1] in {"purelib", "platlib"}:
        raise RefusedError(f"{wheel} has modules in {parts[0]}/, which needs an installer")
    return None


def _glibc() -> int | None:
    """Return the minor version of glibc 2; None on other systems."""
    try:
        said = os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (AttributeError, ValueError, OSError):
        return None
    found = re.fullmatch(r"glibc 2\.(\d+)", said)
    return int(found[1]) if found else None


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
