"""Writing what `init` composed: whichever step fails, all is as it was."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from review_gate.cli.init_files import write_all
from review_gate.setup import SetupCode, SetupError
from review_gate.setup.loops import FILES, GATE_FILE, POLICY_FILE, RELAY_FILE

OLD: Final = {POLICY_FILE: "old policy", GATE_FILE: "old gate"}
NEW: Final = {path: f"new {path}" for path in FILES}
STEPS: Final = {0: 2 * len(NEW), len(OLD): 2 * len(NEW) + len(OLD)}
"""Each file is written and moved, and what was there is moved aside first."""


def _put(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def _all(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def _fail_at(patch: pytest.MonkeyPatch, step: int, error: BaseException) -> None:
    """Let the step of this number fail, of all that write or move a file."""
    done: list[str] = []
    for name in ("write_text", "replace"):
        real = getattr(Path, name)

        def tried(self: Path, *given: Any, _real: Any = real, **also: Any) -> Any:  # noqa: ANN401 - passed on
            done.append(self.name)
            if len(done) == step + 1:
                raise error
            return _real(self, *given, **also)

        patch.setattr(Path, name, tried)


CASES: Final = [(before, step) for before in ({}, OLD) for step in range(STEPS[len(before)])]


@pytest.mark.parametrize(("before", "step"), CASES)
def test_whichever_step_fails_all_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: Mapping[str, str], step: int
) -> None:
    _put(tmp_path, before)
    _fail_at(monkeypatch, step, OSError(28, "No space left on device"))
    with pytest.raises(SetupError, match="No space left on device; all is as it was") as caught:
        write_all(tmp_path, NEW, force=True)
    assert caught.value.code == SetupCode.NOT_WRITTEN
    assert _all(tmp_path) == before
    assert (tmp_path / ".github").exists() == bool(before)


@pytest.mark.parametrize("before", [{}, OLD])
def test_there_are_no_further_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: Mapping[str, str]
) -> None:
    _put(tmp_path, before)
    _fail_at(monkeypatch, STEPS[len(before)], OSError(28, "No space left on device"))
    write_all(tmp_path, NEW, force=True)
    assert _all(tmp_path) == NEW


def test_who_interrupts_it_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _put(tmp_path, OLD)
    _fail_at(monkeypatch, 6, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write_all(tmp_path, NEW, force=True)
    assert _all(tmp_path) == OLD


def test_a_folder_in_a_file_s_place_stays(tmp_path: Path) -> None:
    (tmp_path / RELAY_FILE / "inner").mkdir(parents=True)
    with pytest.raises(SetupError, match="it is a folder"):
        write_all(tmp_path, NEW, force=True)
    assert _all(tmp_path) == {}
    assert (tmp_path / RELAY_FILE / "inner").is_dir()


def test_a_file_that_came_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    _put(tmp_path, OLD)
    with pytest.raises(SetupError, match="setup-exists"):
        write_all(tmp_path, NEW, force=False)
    assert _all(tmp_path) == OLD
