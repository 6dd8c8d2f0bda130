"""The guards of what a release's action unpacks, and the code without each; `make mutants` removes them."""

from typing import Final

from tests.mutant import Mutant

_UNPACK: Final = "action/unpack.py"


def _unpack(test: str) -> str:
    return f"tests/action/test_unpack.py::{test}"


ACTION_MUTANTS: Final = (
    Mutant(
        "wheel-hash",
        "a wheel is unpacked only with a hash that the lock lists",
        _UNPACK,
        "    if hashlib.sha256(data).hexdigest() not in pin.hashes:\n",
        "    if not hashlib.sha256(data).hexdigest():\n",
        _unpack("test_a_wheel_with_another_hash_is_refused"),
    ),
    Mutant(
        "wheel-version",
        "a wheel is unpacked only in the version that the lock names",
        _UNPACK,
        '    if pin is None or pin.version != said["version"]:\n',
        "    if pin is None:\n",
        _unpack("test_a_wheel_that_the_lock_does_not_name_is_refused"),
    ),
    Mutant(
        "wheel-missing",
        "a release that lacks a package does not start",
        _UNPACK,
        "    if missing:\n",
        "    if missing and not seen:\n",
        _unpack("test_a_wheelhouse_that_lacks_something_is_refused"),
    ),
    Mutant(
        "wheel-slip",
        "no member of a wheel leaves the folder",
        _UNPACK,
        '    if {"", ".", ".."} & {*parts} or',
        '    if {""} & {*parts} or',
        _unpack("test_a_member_that_leads_elsewhere_is_refused"),
    ),
    Mutant(
        "wheel-link",
        "no member of a wheel is a link",
        _UNPACK,
        " or stat.S_ISLNK(member.external_attr >> 16):\n",
        ":\n",
        _unpack("test_a_member_that_leads_elsewhere_is_refused"),
    ),
    Mutant(
        "wheel-overwrites",
        "no wheel replaces what another one brought",
        _UNPACK,
        'path.open("xb")',
        'path.open("wb")',
        _unpack("test_no_wheel_replaces_what_another_one_brought"),
    ),
)
