"""The plan: choices and what GitHub says about them, as the files of the repository. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from review_contract.problems import excerpt
from review_gate.policy import AppProducer, Blocking, Policy, PolicyFault, Producer, Stage, WorkflowProducer
from review_gate.policy_file import parse_policy
from review_gate.setup.choices import Choices, WorkflowSpeaker
from review_gate.setup.loops import GATE_FILE, POLICY_FILE, RELAY_FILE, SEVERITIES
from review_gate.setup.policy_text import policy_text
from review_gate.setup.refusal import SetupCode, SetupError
from review_gate.setup.resolving import ACTIONS, Resolved
from review_gate.setup.workflow_text import GATE_NAME, RELAY_NAME, gate_workflow, relay_workflow

_LONGEST_NAME: Final = 58
"""So that a number still fits behind it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written."""

    files: Mapping[str, str]
    """Texts by their paths from the repository's root."""
    policy: Policy
    """What the policy's file means, read back from its text."""


def plan(choices: Choices, resolved: Resolved) -> Plan:
    """Return the files for a repository.

    Raises:
        SetupError: a workflow's name is not known, or what was composed does not read as it should.
    """
    meant = _policy(choices, resolved)
    text = policy_text(meant, choices.loop, {stage.name: stage for stage in choices.stages})
    policy = _read_back(text, meant)
    # Every loop has a stage that posts reviews, and of those GitHub tells through the relay alone.
    followed = (*_reviewers(choices, resolved), RELAY_NAME)
    gate = gate_workflow(choices.action, choices.check, followed)
    return Plan({POLICY_FILE: text, GATE_FILE: gate, RELAY_FILE: relay_workflow()}, policy)


def unnamed(choices: Choices, resolved: Resolved) -> tuple[str, ...]:
    """Return the reviewers' workflows whose names nobody said and GitHub did not tell."""
    if choices.reviewer_workflows:
        return ()
    return tuple(one.path for one in choices.workflows if one.path not in resolved.names)


def _reviewers(choices: Choices, resolved: Resolved) -> Iterable[str]:
    """Return the names of the reviewers' workflows, each once; the gate after itself would run for ever."""
    missing = unnamed(choices, resolved)
    if missing:
        raise SetupError(
            SetupCode.WORKFLOW_NAME,
            f"the gate has to follow {', '.join(missing)}, and its name is not known; say what stands behind "
            "`name:` in it: --reviewer-workflow NAME",
        )
    named = choices.reviewer_workflows or (resolved.names[one.path] for one in choices.workflows)
    names = dict.fromkeys(named)
    if own := names.keys() & {GATE_NAME, RELAY_NAME}:
        problem = f"the gate's own workflow is called {own.pop()!r}; give the reviewer's another name"
        raise SetupError(SetupCode.WORKFLOW_NAME, problem)
    return names


def _policy(choices: Choices, resolved: Resolved) -> Policy:
    stages = tuple(Stage(name=stage.name, required=stage.judges) for stage in choices.stages)
    return Policy(
        producers=tuple(_producers(choices, resolved)),
        stages=stages,
        blocking=Blocking(severity=tuple(dict.fromkeys(SEVERITIES[choices.severity]))),
    )


def _producers(choices: Choices, resolved: Resolved) -> Iterator[Producer]:
    taken: set[str] = set()
    for app in choices.apps:
        bot = resolved.bots[app.slug]
        name = _name(app.slug, taken)
        yield AppProducer(type="app", name=name, user_id=bot.user_id, app_id=bot.app_id, stages=app.stages)
    for speaker in choices.workflows:
        stem = speaker.path.rpartition("/")[2].rpartition(".")[0]
        yield _workflow(speaker, _name(stem, taken), resolved)


def _workflow(speaker: WorkflowSpeaker, name: str, resolved: Resolved) -> WorkflowProducer:
    """Return a workflow's producer, believed on the one event that a review of a change needs."""
    said = WorkflowProducer(
        type="workflow", name=name, path=speaker.path, events=("pull_request_target",), stages=speaker.stages
    )
    bot = resolved.bots.get(ACTIONS)
    return said.model_copy(update={"user_id": bot.user_id, "app_id": bot.app_id}) if bot else said


def _name(text: str, taken: set[str]) -> str:
    """Return a producer's name that no other has, made of what people call it."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST_NAME].strip("-")
    base = words if words[:1].isalpha() else f"bot-{words}".rstrip("-")
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


def _read_back(text: str, meant: Policy) -> Policy:
    """Return what the policy's text means; a file that says anything else than was chosen is not written."""
    read = parse_policy(text)
    if isinstance(read, PolicyFault):
        raise SetupError(SetupCode.NOT_READ_BACK, f"the policy would not be one: {read.problems[0]}")
    if read != meant:
        raise SetupError(SetupCode.NOT_READ_BACK, f"the policy would say {excerpt(str(read))}")
    return read
