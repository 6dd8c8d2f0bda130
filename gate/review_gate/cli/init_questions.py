"""What `review-contract init` asks a person for, where flags leave something out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import typer

from review_contract.safe_text import one_line
from review_gate.setup import Choices, Resolved, SetupCode, SetupError, Wanted
from review_gate.setup.choices import (
    action_of,
    loop_of,
    repository_of,
    slug_of,
    workflow_name_of,
    workflow_path_of,
)
from review_gate.setup.loops import LOOPS, LoopStage
from review_gate.setup.planning import unnamed

_FOLDER: Final = ".github/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the flags say; None where they say nothing."""

    repository: str | None
    loop: str | None
    apps: tuple[str, ...]
    workflows: tuple[str, ...]
    severity: str
    check: str
    action: str | None
    reviewer_workflows: tuple[str, ...]
    ask: bool
    """Whether somebody is there to be asked."""


def completed(said: Said) -> Wanted:
    """Return all that is needed, asked for where it was not said.

    Raises:
        SetupError: something is missing, and nobody is there to be asked.
    """
    repository = said.repository or _needed(said, "--repo", "Repository (OWNER/NAME)", repository_of)
    loop = said.loop or _needed(said, "--loop", f"Loop ({', '.join(LOOPS)})", loop_of)
    speakers = [*_speakers(said, loop_of(loop))] if said.ask else []
    pin = "Action that the workflow runs (OWNER/review-contract@ and the 40 digits of a commit)"
    return Wanted(
        repository=repository,
        loop=loop,
        apps=(*said.apps, *(one for one in speakers if not _is_path(one))),
        workflows=(*said.workflows, *(one for one in speakers if _is_path(one))),
        severity=said.severity,
        check=said.check,
        action=said.action or _needed(said, "--action", pin, action_of),
        reviewer_workflows=said.reviewer_workflows,
    )


def with_names(said: Said, choices: Choices, resolved: Resolved) -> Resolved:
    """Return what is resolved, with the names of workflows that GitHub did not tell but a person does."""
    if not said.ask:
        return resolved
    names = {
        path: _asked(f"Name of the workflow {path} (what stands behind `name:` in it)", workflow_name_of)
        for path in unnamed(choices, resolved)
    }
    return replace(resolved, names={**resolved.names, **names})


def _speakers(said: Said, loop: tuple[LoopStage, ...]) -> Iterator[str]:
    """Ask who speaks for each stage that no flag names."""
    named = {one.partition("=")[0] for one in (*said.apps, *said.workflows)}
    for stage in loop:
        if stage.name in named:
            continue
        question = f"Who speaks for {stage.name}, which {stage.task}? An App's login or a workflow's path"
        if stage.judges:
            yield f"{stage.name}={_asked(question, _speaker)}"
        elif answer := _asked(f"{question}; empty to leave it out", _speaker_or_none, default=""):
            yield f"{stage.name}={answer}"


def _is_path(speaker: str) -> bool:
    return speaker.partition("=")[2].startswith(_FOLDER)


def _speaker(answer: str) -> object:
    return workflow_path_of(answer) if answer.startswith(_FOLDER) else slug_of(answer)


def _speaker_or_none(answer: str) -> object:
    return _speaker(answer) if answer else None


def _needed(said: Said, flag: str, question: str, read: Callable[[str], object]) -> str:
    if not said.ask:
        raise SetupError(SetupCode.UNSAID, f"say {flag}, or run it in a terminal, where it asks")
    return _asked(question, read)


def _asked(question: str, read: Callable[[str], object], default: str | None = None) -> str:
    """Return an answer that can be used; asks again for as long as it can't."""

    def checked(answer: str) -> str:
        try:
            read(answer.strip())
        except SetupError as error:
            raise typer.BadParameter(one_line(str(error))) from None
        return answer.strip()

    answer: str = typer.prompt(question, default=default, show_default=False, value_proc=checked, err=True)
    return answer
