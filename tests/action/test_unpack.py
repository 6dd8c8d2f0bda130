"""What a release carries is unpacked only as the lock has it, and into nothing but its folder."""

import hashlib
import io
import os
import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from action import unpack
from tests.action.composite import GATE

UNPACK = GATE / "action" / "unpack.py"
LOCK = GATE / "requirements" / "run.txt"
OURS = f"cp{sys.version_info.major}{sys.version_info.minor}-manylinux_2_17_{os.uname().machine}.txt"
LISTING = "cp312-manylinux_2_28_x86_64.txt"
WHEEL = "one-1.0-py3-none-any.whl"


def zipped(*files: tuple[str | zipfile.ZipInfo, str]) -> bytes:
    """Return a wheel."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files:
            archive.writestr(name, text)
    return made.getvalue()


@dataclass(frozen=True, slots=True)
class House:
    """A wheelhouse, with what the lock says of it."""

    folder: Path

    def add(self, name: str, data: bytes) -> str:
        """Put a wheel there, and return what a lock says of it."""
        (self.folder / name).write_bytes(data)
        package, version = name.split("-")[:2]
        return f"{package}=={version} \\\n    --hash=sha256:{hashlib.sha256(data).hexdigest()}\n    # via x\n"

    def unpacked(self, lock: str, names: Iterable[str], into: Path) -> None:
        """Unpack the named wheels as main does."""
        listing = self.folder / LISTING
        listing.write_text("".join(f"{name}\n" for name in names))
        for name, data in unpack.wheels_of(listing, unpack.pins_of(lock)):
            unpack.unpack(name, data, into)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An empty wheelhouse."""
    (tmp_path / "wheelhouse").mkdir()
    return House(tmp_path / "wheelhouse")


def test_what_is_locked_is_unpacked_with_its_folders_and_without_scripts(
    house: House, tmp_path: Path
) -> None:
    wheel = zipped(("one/", ""), ("one/a/b.py", "x = 1"), ("one-1.0.data/scripts/one", "touch PWNED"))
    lock = house.add(WHEEL, wheel)
    house.unpacked(lock, [WHEEL], tmp_path / "into")
    files = [path for path in (tmp_path / "into").rglob("*") if path.is_file()]
    assert files == [tmp_path / "into/one/a/b.py"]
    assert files[0].read_text() == "x = 1"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("two-1.0-py3-none-any.whl", "is not in the lock"),
        ("one-1.1-py3-none-any.whl", "is not in the lock"),
        ("../one-1.0-py3-none-any.whl", "is not the name of a wheel"),
        ("one-1.0.zip", "is not the name of a wheel"),
    ],
)
def test_a_wheel_that_the_lock_does_not_name_is_refused(
    house: House, tmp_path: Path, name: str, words: str
) -> None:
    wheel = zipped(("one.py", ""))
    lock = house.add(WHEEL, wheel)
    (house.folder / name).write_bytes(wheel)
    with pytest.raises(unpack.RefusedError, match=re.escape(words)):
        house.unpacked(lock, [WHEEL, name], tmp_path / "into")


def test_a_wheel_with_another_hash_is_refused(house: House, tmp_path: Path) -> None:
    lock = house.add(WHEEL, zipped(("one.py", "")))
    house.add(WHEEL, zipped(("one.py", "evil = True")))
    with pytest.raises(unpack.RefusedError, match="a hash that is not in the lock"):
        house.unpacked(lock, [WHEEL], tmp_path / "into")
    assert not (tmp_path / "into").exists()


def test_a_hash_counts_for_its_own_package_alone(house: House, tmp_path: Path) -> None:
    two = zipped(("two.py", ""))
    lock = house.add(WHEEL, zipped(("one.py", ""))) + house.add("two-1.0-py3-none-any.whl", two)
    (house.folder / WHEEL).write_bytes(two)
    with pytest.raises(unpack.RefusedError, match="a hash that is not in the lock"):
        house.unpacked(lock, [WHEEL], tmp_path / "into")


def test_a_wheelhouse_that_lacks_something_is_refused(house: House, tmp_path: Path) -> None:
    lock = house.add(WHEEL, zipped(("one.py", ""))) + house.add("two-1.0-py3-none-any.whl", b"")
    with pytest.raises(unpack.RefusedError, match=f"{LISTING} lacks two"):
        house.unpacked(lock, [WHEEL], tmp_path / "into")


def test_what_is_needed_elsewhere_alone_may_lack(house: House, tmp_path: Path) -> None:
    windows = f"two==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{'0' * 64}\n"
    lock = house.add(WHEEL, zipped(("one.py", ""))) + windows
    house.unpacked(lock, [WHEEL], tmp_path / "into")
    assert (tmp_path / "into" / "one.py").exists()


def test_a_wheel_is_listed_once(house: House, tmp_path: Path) -> None:
    lock = house.add(WHEEL, zipped(("one.py", "")))
    with pytest.raises(unpack.RefusedError, match="listed twice"):
        house.unpacked(lock, [WHEEL, WHEEL], tmp_path / "into")


def link(name: str) -> zipfile.ZipInfo:
    """Return the member of an archive that is a symbolic link."""
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


@pytest.mark.parametrize(
    "member",
    [
        "../evil.py",
        "one/../../evil.py",
        "/evil.py",
        "one//evil.py",
        "./evil.py",
        "..\\evil.py",
        link("one/up"),
    ],
)
def test_a_member_that_leads_elsewhere_is_refused(
    house: House, tmp_path: Path, member: str | zipfile.ZipInfo
) -> None:
    lock = house.add(WHEEL, zipped((member, "evil")))
    with pytest.raises(unpack.RefusedError, match="leads elsewhere"):
        house.unpacked(lock, [WHEEL], tmp_path / "into")
    assert [path for path in tmp_path.rglob("*") if path.name.startswith(("evil", "up"))] == []


def test_no_wheel_replaces_what_another_one_brought(house: House, tmp_path: Path) -> None:
    other = "two-1.0-py3-none-any.whl"
    lock = house.add(WHEEL, zipped(("one.py", "1"))) + house.add(other, zipped(("one.py", "2")))
    with pytest.raises(FileExistsError):
        house.unpacked(lock, [WHEEL, other], tmp_path / "into")


def test_modules_that_need_an_installer_are_refused(house: House, tmp_path: Path) -> None:
    lock = house.add(WHEEL, zipped(("one-1.0.data/purelib/one.py", "")))
    with pytest.raises(unpack.RefusedError, match="needs an installer"):
        house.unpacked(lock, [WHEEL], tmp_path / "into")


def test_the_lock_of_the_command_is_understood_to_the_last_hash() -> None:
    text = LOCK.read_text(encoding="utf-8")
    pins = unpack.pins_of(text)
    assert len(pins) == len(re.findall(r"^\S+==", text, flags=re.MULTILINE))
    assert sum(len(pin.hashes) for pin in pins.values()) == text.count("--hash=sha256:")
    assert {name for name, pin in pins.items() if not pin.everywhere} == {
        re.sub("==.*", "", line) for line in re.findall(r"^\S+(?= ;)", text, flags=re.MULTILINE)
    }


def test_a_lock_with_anything_but_pins_is_refused() -> None:
    with pytest.raises(unpack.RefusedError, match="no pinned requirement"):
        unpack.pins_of("one>=1.0\n")


@pytest.mark.parametrize(
    ("interpreter", "found"),
    [
        (("cp312", "x86_64", 28), True),
        (("cp312", "x86_64", 39), True),
        (("cp312", "x86_64", 27), False),
        (("cp312", "x86_64", None), False),
        (("cp312", "aarch64", 39), False),
        (("cp311", "x86_64", 39), False),
    ],
)
def test_the_wheels_are_for_this_python_machine_and_libc_or_for_nobody(
    house: House,
    interpreter: tuple[str, str, int | None],
    found: bool,  # noqa: FBT001 - pytest passes it
) -> None:
    (house.folder / LISTING).touch()
    assert (unpack.listing_for(house.folder, *interpreter) is not None) == found


@pytest.mark.parametrize("listed", [None, WHEEL])
def test_the_exit_code_tells_a_wheelhouse_for_others_from_a_broken_one(
    house: House, listed: str | None
) -> None:
    if listed:
        (house.folder / OURS).write_text(listed)
    argv: list[str | Path] = [sys.executable, "-I", UNPACK, LOCK, house.folder]
    ran = subprocess.run(argv, capture_output=True, text=True, check=False)
    refused = f"review-contract: wheelhouse: {WHEEL} is not in the lock\n"
    assert (ran.returncode, ran.stderr) == ((1, refused) if listed else (3, ""))
