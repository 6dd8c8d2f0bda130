"""References: the secrets, variables, environments and labels that workflows name in their expressions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from review_gate.doctor.workflow_file import Workflow, called, mapping, sequence
from review_gate.live.asking import Json

_EXPRESSION: Final = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_NAME: Final = r"(?:\.|\[\s*')(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:'\s*\])?"
_SECRET: Final = re.compile(rf"\bsecrets{_NAME}(?P<otherwise>\s*\|\|)?")
_VARIABLE: Final = re.compile(rf"\bvars{_NAME}")
_LABEL: Final = re.compile(
    r"\bgithub\.event\.(?:[a-z_]+\.)?labels\.\*\.name\s*,\s*'(?P<listed>[^']+)'"
    r"|\bgithub\.event\.label\.name\s*==\s*'(?P<own>[^']+)'"
)


@dataclass(frozen=True, slots=True)
class References:
    """What workflows refer to, each with the path of one that does."""

    secrets: Mapping[str, str] = field(default_factory=dict[str, str])
    """By name in capitals; GitHub's names of secrets and variables have no case."""
    optional: frozenset[str] = frozenset()
    """Secrets that are used only with something to take their place."""
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    environments: tuple[str, ...] = ()


def references(workflows: Sequence[Workflow]) -> References:
    """Return what the workflows refer to."""
    secrets: dict[str, str] = {}
    needed: set[str] = set()
    variables: dict[str, str] = {}
    labels: dict[str, str] = {}
    inherited = {
        called(job) for one in workflows for job in one.jobs.values() if job.get("secrets") == "inherit"
    }
    for workflow in workflows:
        handed = set[str]() if workflow.path in inherited else _declared(workflow)
        for expression in _expressions(workflow.said):
            for found in _SECRET.finditer(expression):
                name = found["name"].upper()
                if name != "GITHUB_TOKEN" and name not in handed:
                    secrets.setdefault(name, workflow.path)
                    needed |= set() if found["otherwise"] else {name}
            for found in _VARIABLE.finditer(expression):
                variables.setdefault(found["name"].upper(), workflow.path)
            for found in _LABEL.finditer(expression):
                labels.setdefault(found["listed"] or found["own"], workflow.path)
    places = [place for one in workflows for job in one.jobs.values() if (place := _environment(job))]
    return References(secrets, frozenset(secrets) - needed, variables, labels, tuple(dict.fromkeys(places)))


def _declared(workflow: Workflow) -> set[str]:
    """Return the secrets that a reusable workflow is handed by whoever calls it."""
    return {name.upper() for name in mapping(workflow.triggers.get("workflow_call", {}).get("secrets"))}


def _expressions(value: Json, key: str = "") -> Iterator[str]:
    """Yield the expressions in a value: what stands in braces, and all of a condition."""
    if isinstance(value, str):
        if key == "if":
            yield value
        else:
            yield from _EXPRESSION.findall(value)
    for name, item in cast("Mapping[str, Json]", value).items() if isinstance(value, dict) else ():
        yield from _expressions(item, name)
    for item in sequence(value):
        yield from _expressions(item)


def _environment(job: Mapping[str, Json]) -> str:
    """Return the environment of a job where its name does not depend on the run."""
    given = job.get("environment")
    name = mapping(given).get("name") if isinstance(given, dict) else given
    return name if isinstance(name, str) and "${{" not in name and name.strip(".") else ""
