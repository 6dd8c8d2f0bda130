"""The choices: what somebody says about a repository, checked before anything is asked or written."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from review_contract.problems import excerpt
from review_gate.setup.loops import GATE_FILE, LOOPS, RELAY_FILE, SEVERITIES, LoopStage
from review_gate.setup.refusal import SetupCode, SetupError
from review_gate.setup.workflow_text import CHECK, JOBS

SEVERITY: Final = "high"

_REPOSITORY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}/(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,100}")
_ACTION: Final = re.compile(r"(?P<repository>[^@]*/review-contract)@(?P<sha>[0-9a-f]{40})")
_SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_WORKFLOW: Final = re.compile(r"\.github/workflows/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\.ya?ml")
_CHECK: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/()-]{0,99}")
_LONGEST_NAME: Final = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was said, as it was said."""

    repository: str
    loop: str
    apps: tuple[str, ...] = ()
    """STAGE=LOGIN."""
    workflows: tuple[str, ...] = ()
    """STAGE=PATH."""
    severity: str = SEVERITY
    check: str = CHECK
    action: str
    reviewer_workflows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppSpeaker:
    """A GitHub App with the stages that it speaks for."""

    slug: str
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkflowSpeaker:
    """A workflow of the default branch with the stages that it speaks for."""

    path: str
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a repository is set up for; every text in it is of a form that can end no string and no line."""

    repository: str
    loop: str
    stages: tuple[LoopStage, ...]
    """Those of the loop for which somebody speaks."""
    apps: tuple[AppSpeaker, ...]
    workflows: tuple[WorkflowSpeaker, ...]
    severity: str
    check: str
    action: str
    reviewer_workflows: tuple[str, ...]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The loop's stages for which nobody speaks; only such that need not be heard."""
        return tuple(stage.name for stage in LOOPS[self.loop] if stage not in self.stages)


Speaking: TypeAlias = list[tuple[str, str]]
"""Stages, each with who speaks for it."""


def chosen(wanted: Wanted) -> Choices:
    """Return what was said as choices.

    Raises:
        SetupError: something is not what may stand there, or a stage has nobody, or two, to speak for it.
    """
    loop = loop_of(wanted.loop)
    apps = [_pair("--app", said, slug_of) for said in wanted.apps]
    workflows = [_pair("--workflow", said, workflow_path_of) for said in wanted.workflows]
    _complete(loop, wanted.loop, [stage for stage, _ in (*apps, *workflows)])
    heard = {stage for stage, _ in (*apps, *workflows)}
    return Choices(
        repository_of(wanted.repository),
        wanted.loop,
        tuple(stage for stage in loop if stage.name in heard),
        tuple(AppSpeaker(slug, stages) for slug, stages in _gathered(loop, apps)),
        tuple(WorkflowSpeaker(path, stages) for path, stages in _gathered(loop, workflows)),
        _severity(wanted.severity),
        _check(wanted.check),
        action_of(wanted.action),
        tuple(workflow_name_of(name) for name in wanted.reviewer_workflows),
    )


def loop_of(said: str) -> tuple[LoopStage, ...]:
    """Return the stages of a loop."""
    if said not in LOOPS:
        raise _refused("--loop", f"one of {', '.join(LOOPS)}", said)
    return LOOPS[said]


def repository_of(said: str) -> str:
    """Return a repository's name."""
    if not _REPOSITORY.fullmatch(said):
        raise _refused("--repo", "OWNER/NAME", said)
    return said


def action_of(said: str) -> str:
    """Return the action that the workflow runs, pinned to one commit: a tag or a branch can be moved."""
    found = _ACTION.fullmatch(said)
    if found and _REPOSITORY.fullmatch(found["repository"]):
        return said
    raise SetupError(
        SetupCode.PIN,
        "--action should be OWNER/review-contract@SHA with all 40 lower-case digits of a commit that you "
        f"have read; it is {excerpt(said)}",
    )


def slug_of(said: str) -> str:
    """Return an App's name from the login of its account."""
    slug = said.removesuffix("[bot]")
    if not _SLUG.fullmatch(slug):
        raise _refused("--app", "STAGE=LOGIN, such as review=my-reviewer[bot]", said)
    if slug.casefold() == "github-actions":
        raise SetupError(
            SetupCode.SHARED_ACCOUNT,
            "every workflow speaks as github-actions[bot]; name the workflow: "
            "--workflow STAGE=.github/workflows/NAME.yml",
        )
    return slug.lower()


def workflow_path_of(said: str) -> str:
    """Return the path of a reviewer's workflow."""
    if not _WORKFLOW.fullmatch(said):
        raise _refused("--workflow", "STAGE=.github/workflows/NAME.yml", said)
    if said in {GATE_FILE, RELAY_FILE}:
        raise _refused("--workflow", "the reviewer's file; this one is the gate's own", said)
    return said


def workflow_name_of(said: str) -> str:
    """Return a workflow's name, whatever its letters are; GitHub would evaluate an expression in it."""
    if 0 < len(said) <= _LONGEST_NAME and said.isprintable() and said.strip() == said and "${{" not in said:
        return said
    raise _refused("--reviewer-workflow", f"a name of one line, up to {_LONGEST_NAME} characters", said)


def _severity(said: str) -> str:
    if said not in SEVERITIES:
        raise _refused("--severity", f"one of {', '.join(SEVERITIES)}", said)
    return said


def _check(said: str) -> str:
    if not _CHECK.fullmatch(said):
        raise _refused("--check", "1 to 100 letters, digits, spaces and ._/()-", said)
    if said.casefold() in JOBS:
        raise _refused("--check", "another name than a job of the gate's workflows has", said)
    return said


def _pair(flag: str, said: str, read: Callable[[str], str]) -> tuple[str, str]:
    stage, equals, value = said.partition("=")
    if not equals:
        raise _refused(flag, "STAGE=" + ("LOGIN" if flag == "--app" else "PATH"), said)
    return stage, read(value)


def _complete(loop: Sequence[LoopStage], name: str, spoken: Sequence[str]) -> None:
    """Refuse stages of other loops, stages with two voices, and ones that judge with none."""
    known = [stage.name for stage in loop]
    for stage in spoken:
        if stage not in known:
            problem = f"the loop {name} has no stage {excerpt(stage)}; its stages: {', '.join(known)}"
            raise SetupError(SetupCode.STAGE, problem)
        if spoken.count(stage) > 1:
            raise SetupError(SetupCode.STAGE, f"say once who speaks for {stage}: two could contradict")
    silent = [stage.name for stage in loop if stage.judges and stage.name not in spoken]
    if silent:
        raise SetupError(
            SetupCode.STAGE,
            f"nobody speaks for {', '.join(silent)}; say --app STAGE=LOGIN or --workflow STAGE=PATH",
        )


def _gathered(loop: Sequence[LoopStage], pairs: Speaking) -> list[tuple[str, tuple[str, ...]]]:
    """Return each speaker once, with all its stages in the loop's order: it is one producer."""
    order = [stage.name for stage in loop]
    names = dict.fromkeys(name for _, name in sorted(pairs, key=lambda pair: order.index(pair[0])))
    return [(name, tuple(stage for stage in order if (stage, name) in pairs)) for name in names]


def _refused(flag: str, expected: str, said: str) -> SetupError:
    return SetupError(SetupCode.VALUE, f"{flag} should be {expected}; it is {excerpt(said)}")
