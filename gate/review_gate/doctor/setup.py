"""A set-up: everything that was read of a repository, each piece a value or why it could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from review_gate.doctor.reading import Read, Unread
from review_gate.doctor.workflow_file import Invalid, Workflow
from review_gate.policy import Policy, PolicyFault


@dataclass(frozen=True, slots=True)
class RequiredCheck:
    """A status check that a branch requires."""

    context: str
    source: int | None
    """The App that has to give it; None: anybody."""


@dataclass(frozen=True, slots=True)
class RulesetRef:
    """The ruleset that a rule is of."""

    id: int
    source: str
    """The repository, organization or enterprise that it belongs to."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a branch: all its rulesets together, or its classic protection."""

    checks: tuple[RequiredCheck, ...] = ()
    approvals: int = 0
    pull_requests: bool = False
    """Whether a change has to come by a pull request."""
    pushes_restricted: bool = False
    force_push_blocked: bool = False
    queue: bool = False
    rulesets: Mapping[str, frozenset[RulesetRef]] = field(default_factory=dict[str, frozenset[RulesetRef]])
    """By required check, the rulesets that require it."""
    admins_bound: bool = True
    """Whether it binds administrators; of a ruleset, its bypass actors tell."""
    exempt: tuple[str, ...] = ()
    """Of classic protection: who may do without a pull request."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch into which pull requests are merged."""

    name: str
    rules: Read[Rules]
    protection: Read[Rules]
    """The classic one; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who may bypass a ruleset."""

    type: str
    id: int | None
    mode: str


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A ruleset with those who may bypass it."""

    id: int
    name: str
    bypass: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its id."""

    login: str
    type: str

    @property
    def slug(self) -> str:
        """The slug of the App whose account it is."""
        return self.login.removesuffix("[bot]")


@dataclass(frozen=True, slots=True)
class TokenDefaults:
    """What a workflow's token may do unless the workflow says otherwise."""

    writes: bool
    approves: bool


@dataclass(frozen=True, slots=True)
class Names:
    """The names of secrets and variables that workflows find, by where they lie."""

    secrets: tuple[Read[frozenset[str]], ...] = ()
    variables: tuple[Read[frozenset[str]], ...] = ()


WorkflowFile: TypeAlias = Workflow | Invalid | Unread


@dataclass(frozen=True, slots=True)
class Setup:
    """What was read."""

    repository: str
    check: str
    default_branch: Read[str]
    branches: tuple[Branch, ...] = ()
    patterns: tuple[str, ...] = ()
    """The policy's base branches that name no single branch."""
    rulesets: tuple[Read[Ruleset], ...] = ()
    policy_path: str = ""
    policy: Read[Policy | PolicyFault | None] = None
    """None: there is no file."""
    accounts: Mapping[int, Read[Account | None]] = field(default_factory=dict[int, Read[Account | None]])
    apps: Mapping[str, Read[int | None]] = field(default_factory=dict[str, Read[int | None]])
    """The ids of Apps by slug; None: GitHub shows no such App."""
    workflows: tuple[WorkflowFile, ...] = ()
    names: Names = Names()
    labels: Read[frozenset[str]] = frozenset()
    token: Read[TokenDefaults] = TokenDefaults(writes=False, approves=False)

    def readable(self) -> tuple[Workflow, ...]:
        """Return the workflows that could be read and understood."""
        return tuple(one for one in self.workflows if isinstance(one, Workflow))
