"""The policy: who may speak for which stage, what blocks, and what a change must keep to.

Read from the default branch only. Every default is the strict one; a policy without producers and
stages decides nothing and is an error, for empty is never a pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias, TypeVar

from pydantic import AfterValidator, Field

from review_contract import Code, Problem
from review_contract.v1.base import Many, Model, Number, refuse
from review_contract.v1.envelope import Kind, SeverityScale
from review_contract.v1.finding import Confidence, Introduced
from review_contract.v1.text import Label, Line, Name, Prose, Severity, Timestamp
from review_gate.globs import matches

T = TypeVar("T")


def _matched_in_time(glob: str) -> str:
    """Refuse globs whose matching time a stranger's path could drive up: each `**` multiplies it."""
    if glob.count("**") > MAX_DOUBLE_STARS:
        raise refuse(Code.SCHEMA_FORMAT, "", f"at most {MAX_DOUBLE_STARS} ** in one glob")
    return glob


MAX_DOUBLE_STARS: Final = 2
Glob: TypeAlias = Annotated[Line, AfterValidator(_matched_in_time)]
Some: TypeAlias = Annotated[Many[T], Field(min_length=1)]

DEFAULT_KINDS: Final[Mapping[str, tuple[Kind, ...]]] = {
    "triage": ("triage",),
    "research": ("research",),
    "propose-fix": ("change",),
    "write-docs": ("change",),
    "update-docs": ("change",),
    "review": ("review", "response"),
    "review-a": ("review", "response"),
    "review-b": ("critique",),
    "security-review": ("review",),
    "audit": ("review",),
    "fix": ("change",),
    "address-review": ("change",),
    "advisor": ("advice",),
    "auto-close": ("closure",),
    "standards-fix": ("change",),
    "description": ("change",),
    "sync": ("change",),
    "sync-review": ("review",),
    "ci-triage": ("ci_failure",),
}
"""The kinds that a stage of this name speaks where the policy does not say."""

TRUSTED_EVENTS: Final = (
    "pull_request_target",
    "issue_comment",
    "workflow_run",
    "workflow_dispatch",
    "schedule",
)
ACTIONS_USER_ID: Final = 41898282
"""github-actions[bot], under which every workflow of a repository comments."""
ACTIONS_APP_ID: Final = 15368


class AppProducer(Model):
    """A GitHub App that speaks under its own account."""

    type: Literal["app"]
    name: Name
    user_id: Number
    """The numeric id of the App's bot account: `gh api users/NAME%5Bbot%5D --jq .id`."""
    app_id: Number
    """The App's own id, compared on issue comments."""
    stages: Some[Name]


class WorkflowProducer(Model):
    """A workflow of the default branch that speaks with the workflow's own token."""

    type: Literal["workflow"]
    name: Name
    path: Annotated[Line, Field(pattern=r"^\.github/workflows/[^/]+\.ya?ml$")]
    events: Some[
        Literal["pull_request_target", "issue_comment", "workflow_run", "workflow_dispatch", "schedule"]
    ] = TRUSTED_EVENTS
    user_id: Number = ACTIONS_USER_ID
    app_id: Number = ACTIONS_APP_ID
    stages: Some[Name]


Producer: TypeAlias = AppProducer | WorkflowProducer


class DeclaredCheck(Model):
    """A question that every review of the stage must answer."""

    name: Name
    question: Line


class Stage(Model):
    """A role in the bot."""

    name: Name
    kinds: Many[Kind] = ()
    """What it speaks; may be left out for the stages that the project knows by name."""
    required: bool = True
    subject: Literal["pull_request", "issue"] = "pull_request"
    satisfied_by: Some[Literal["approve", "comment"]] = ("approve",)
    may_exclude: Many[Glob] = ()
    """Changed files that a complete review may leave out."""
    surface: Literal["review", "comment"] | None = None
    """Where the stage speaks; the gate reads both. The emitters ask."""
    severity_scale: SeverityScale | None = None
    """Severities, worst first, that the stage stamps; None: its kind's. The emitters ask."""
    checks: Many[DeclaredCheck] = ()
    """Questions that a review must answer to be complete. The emitters ask."""

    def speaks(self) -> frozenset[str]:
        """Return the kinds that this stage may speak, records apart."""
        return frozenset(self.kinds or DEFAULT_KINDS.get(self.name, ()))


class Threshold(Model):
    """Which findings block: all conditions must hold."""

    severity: Some[Severity]
    """One name for each scale in use; a finding at or above it blocks."""
    confidence: Confidence = "low"
    """Findings that are surer than this, or say nothing, block."""
    categories: Many[Label] = ()
    """Empty: all."""
    paths: Many[Glob] = ()
    """Empty: all, and findings without a place."""
    introduced: Some[Introduced] = ("new", "pre_existing", "unknown")


class Blocking(Threshold):
    """The threshold for all findings, and further ones: what any of them catches blocks."""

    severity: Some[Severity] = ("high", "HIGH", "P1")
    rules: Many[Threshold] = ()


class Waiver(Model):
    """A finding that people decided to live with."""

    fingerprint: Annotated[Line, Field(pattern=r"^[a-z][a-z0-9-]*/v[1-9][0-9]?:[0-9a-f]{64}$")]
    reason: Prose
    owner: Line
    expires_at: Timestamp


class Timeouts(Model):
    """How long a stage may be awaited, in minutes, before `pending` becomes `error`."""

    pending: Annotated[int, Field(ge=1, le=525_600)] = 24 * 60


class ChangeRule(Model):
    """What a pull request must keep to, judged by facts alone."""

    name: Name
    authors: Literal["bots", "people", "everyone"] = "everyone"
    author_ids: Many[Number] = ()
    """Narrows the rule to these accounts."""
    head_refs: Many[Glob] = ()
    """Branches that the rule is for; empty: all."""
    except_head_refs: Many[Glob] = ()
    together: Many[Some[Glob]] = ()
    """Sets of paths: a change to one of them must touch all of them."""
    human_only: Many[Glob] = ()
    """Paths that only a person's pull request may touch."""
    confined_to: Many[Glob] = ()
    """Paths outside of which nothing may change."""
    draft: bool = False
    """Whether the pull request must be a draft."""
    forbidden_bases: Many[Glob] = ()
    """Branches that must not be the target."""


class Branch(Model):
    """Other rules for pull requests into some branches; each section given replaces the general one."""

    base_refs: Some[Glob]
    stages: Some[Stage] | None = None
    blocking: Blocking | None = None
    change_rules: Many[ChangeRule] | None = None


class Policy(Model):
    """The policy file as a value."""

    producers: Many[Annotated[Producer, Field(discriminator="type")]] = ()
    stages: Many[Stage] = ()
    blocking: Blocking = Blocking()
    waivers: Many[Waiver] = ()
    timeouts: Timeouts = Timeouts()
    change_rules: Many[ChangeRule] = ()
    branches: Many[Branch] = ()


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """A policy that can't be used, and why."""

    problems: tuple[Problem, ...]


def for_base(policy: Policy, base_ref: str | None) -> Policy:
    """Return the policy as it is for pull requests into `base_ref`: the first branch section that matches."""
    if base_ref is None:
        return policy
    for branch in policy.branches:
        if matches(base_ref, branch.base_refs):
            changed = {name: getattr(branch, name) for name in ("stages", "blocking", "change_rules")}
            return policy.model_copy(
                update={name: value for name, value in changed.items() if value is not None}
            )
    return policy
