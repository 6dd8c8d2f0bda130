"""The files of the default branch that the doctor reads: the policy and the workflows."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from review_gate.doctor.reading import NOT_FOUND, Read, Unread, get, quoted, table, tables, taken, text
from review_gate.doctor.setup import WorkflowFile
from review_gate.doctor.workflow_file import parse_workflow
from review_gate.live.asking import Answer, Asking, Json, whole
from review_gate.policy import Policy, PolicyFault
from review_gate.policy_file import parse_policy

_FOLDER: Final = ".github/workflows"
_PERMISSION: Final = "Contents: read"
_MOST: Final = 100
"""Workflows that are read."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the default branch holds."""

    policy: Read[Policy | PolicyFault | None]
    workflows: tuple[WorkflowFile, ...]


def read_contents(asking: Asking, path: str, policy_path: str) -> Contents:
    """Return the policy and the workflows of the default branch."""
    where = f"{path}/contents"
    root, policy, folder = asking(
        [
            get("the files of the default branch", where),
            get(policy_path, f"{where}/{policy_path}"),
            get(_FOLDER, f"{where}/{_FOLDER}"),
        ],
        whole,
    )
    # Without leave to read, GitHub says "not found" too: it is believed only where the root can be read.
    seen = taken(root, _PERMISSION, tables)
    if isinstance(seen, Unread):
        return Contents(seen, (seen,))
    return Contents(_policy(policy), _workflows(asking, where, folder))


def _policy(answer: Answer) -> Read[Policy | PolicyFault | None]:
    if answer.status == NOT_FOUND:
        return None
    held = taken(answer, _PERMISSION, _text)
    return held if isinstance(held, Unread) else parse_policy(held)


def _workflows(asking: Asking, where: str, folder: Answer) -> tuple[WorkflowFile, ...]:
    if folder.status == NOT_FOUND:
        return ()
    entries = taken(folder, _PERMISSION, _paths)
    if isinstance(entries, Unread):
        return (entries,)
    asked = [get(path, f"{where}/{quoted(path, kept='/')}") for path in entries[:_MOST]]
    read = tuple(_workflow(answer) for answer in asking(asked, whole))
    if len(entries) <= _MOST:
        return read
    return (
        *read,
        Unread(_FOLDER, f"only the first {_MOST} of {len(entries)} workflows were read", _PERMISSION),
    )


def _paths(said: Json) -> list[str]:
    return sorted(_path(entry) for entry in tables(said) if _is_workflow(entry))


def _path(entry: Mapping[str, Json]) -> str:
    return f"{_FOLDER}/{text(entry.get('name'))}"


def _is_workflow(entry: Mapping[str, Json]) -> bool:
    name = text(entry.get("name"))
    return entry.get("type") == "file" and name.endswith((".yml", ".yaml")) and "/" not in name


def _workflow(answer: Answer) -> WorkflowFile:
    path = answer.request.name
    held = taken(answer, _PERMISSION, _text)
    return held if isinstance(held, Unread) else parse_workflow(path, held)


def _text(said: Json) -> str:
    """Return a file's text; what is longer than GitHub hands out here, or no text, has none."""
    given = table(said)
    if given.get("encoding") != "base64":
        raise ValueError
    return base64.b64decode(text(given.get("content")), validate=False).decode()
