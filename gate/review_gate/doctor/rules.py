"""Whether a branch asks for the gate's check, from the App that gives it, and who may do without."""

from collections.abc import Callable, Iterator
from typing import Final

from review_gate.doctor.codes import DoctorCode
from review_gate.doctor.finding import Finding, broken, fine, not_read, warning
from review_gate.doctor.reading import Unread
from review_gate.doctor.setup import Actor, Branch, Rules, Ruleset, Setup
from review_gate.doctor.sites import publishing
from review_gate.policy import ACTIONS_APP_ID

_RULESETS: Final = "Settings > Rules > Rulesets"
_MACHINES: Final = {"Integration": "the App", "DeployKey": "every deploy key"}
_ROLES: Final = {2: "maintainers", 4: "everybody who may write", 5: "administrators"}
"""GitHub's own roles by number."""
_WRITERS: Final = 4
_MODES: Final = {"pull_request": "in pull requests", "exempt": "without being asked"}


def rule_findings(setup: Setup) -> Iterator[Finding]:
    """Yield what is to be said about the branches' rules."""
    for branch in setup.branches:
        yield from _check(setup, branch)
        yield from _approval(branch)
        yield from _pushes(branch)
        yield from _exempt(branch)
    for ruleset in setup.rulesets:
        yield from [not_read(ruleset)] if isinstance(ruleset, Unread) else _bypass(ruleset)
    for pattern in setup.patterns:
        yield warning(
            DoctorCode.BRANCH_PATTERN,
            f"the policy has rules for {pattern}, a pattern: what its branches require was not looked at",
            f"{_RULESETS}: let the ruleset of {setup.default_branch} target {pattern} too",
        )


def _known(branch: Branch) -> list[Rules]:
    return [part for part in (branch.rules, branch.protection) if isinstance(part, Rules)]


def _holds(branch: Branch, asked: Callable[[Rules], bool], otherwise: Finding) -> Iterator[Finding]:
    """Yield nothing if some rules ask for it; what could not be read, if that may; else the finding."""
    if any(asked(part) for part in _known(branch)):
        return
    unread = [part for part in (branch.rules, branch.protection) if isinstance(part, Unread)]
    yield from map(not_read, unread) if unread else [otherwise]


def _check(setup: Setup, branch: Branch) -> Iterator[Finding]:
    check = setup.check
    sources = [one.source for part in _known(branch) for one in part.checks if one.context == check]
    pinned = sorted({source for source in sources if source is not None})
    if not pinned:
        yield from _holds(branch, lambda _: False, _unpinned(setup, branch, required=bool(sources)))
        return
    apps = " and ".join(map(str, pinned))
    if other := _other_source(setup, pinned):
        yield broken(
            DoctorCode.CHECK_SOURCE_MISMATCH,
            f"{branch.name} requires {check} from App {apps}, and {other}",
            f"{_RULESETS}: as the source of {check}, choose the App whose token the gate publishes with",
        )
    elif ACTIONS_APP_ID in pinned:
        yield warning(
            DoctorCode.CHECK_SOURCE_ACTIONS,
            f"{branch.name} requires {check} from GitHub Actions (App {ACTIONS_APP_ID}): every workflow of "
            "the repository, also one that a pull request adds, can give it",
            "register an App that may write checks, let the gate's workflow publish with its token "
            f"(actions/create-github-app-token), and choose it as the source of {check} in {_RULESETS}",
        )
    else:
        yield fine(DoctorCode.BRANCH_GUARDED, f"{branch.name} requires {check} from App {apps}")


def _unpinned(setup: Setup, branch: Branch, *, required: bool) -> Finding:
    if required:
        return broken(
            DoctorCode.CHECK_ANY_SOURCE,
            f"{branch.name} requires {setup.check} from any source: whoever may write can set it",
            f"{_RULESETS}: choose the gate's App as the source of {setup.check} in place of any source",
        )
    names = dict.fromkeys(one.context for part in _known(branch) for one in part.checks)
    return broken(
        DoctorCode.CHECK_NOT_REQUIRED,
        f"{branch.name} does not require {setup.check}; it requires {', '.join(names) or 'no check'}",
        f"{_RULESETS} > New branch ruleset: active, for {branch.name}, tick 'Require status checks to pass', "
        f"add {setup.check}, and choose the gate's App as its source",
    )


def _other_source(setup: Setup, pinned: list[int]) -> str:
    """Return why no check can come from the Apps that are asked for; empty where one may."""
    if len(pinned) > 1:
        return "a check comes from one App"
    publishers = {site.publisher for site in publishing(setup.readable())}
    if publishers == {"own"} and ACTIONS_APP_ID in pinned:
        return "the gate publishes with a token that is not the workflow's own"
    if publishers == {"actions"} and ACTIONS_APP_ID not in pinned:
        return f"the gate publishes with the workflow's own token, which is App {ACTIONS_APP_ID}"
    return ""


def _approval(branch: Branch) -> Iterator[Finding]:
    yield from _holds(
        branch,
        lambda part: part.approvals > 0,
        warning(
            DoctorCode.NO_HUMAN_APPROVAL,
            f"{branch.name} requires 0 approvals: what a model approves is merged without a person",
            f"{_RULESETS}: tick 'Require a pull request before merging' with at least 1 approval",
        ),
    )


def _pushes(branch: Branch) -> Iterator[Finding]:
    yield from _holds(
        branch,
        lambda part: part.pull_requests or part.pushes_restricted,
        warning(
            DoctorCode.DIRECT_PUSH,
            f"{branch.name} takes commits without a pull request, from bots too",
            f"{_RULESETS}: tick 'Require a pull request before merging'",
        ),
    )
    yield from _holds(
        branch,
        lambda part: part.force_push_blocked,
        warning(
            DoctorCode.FORCE_PUSH,
            f"{branch.name} may be force-pushed: the policy and the workflows can be replaced unseen",
            f"{_RULESETS}: tick 'Block force pushes'",
        ),
    )


def _exempt(branch: Branch) -> Iterator[Finding]:
    part = branch.protection
    if not isinstance(part, Rules):
        return
    if part.checks and not part.admins_bound:
        yield fine(
            DoctorCode.BYPASS_PEOPLE,
            f"administrators need not keep to the classic protection of {branch.name}",
        )
    if part.exempt:
        yield warning(
            DoctorCode.DIRECT_PUSH,
            f"without a pull request may push to {branch.name}: {', '.join(part.exempt)}",
            "Settings > Branches: take them off 'Allow specified actors to bypass required pull requests'",
        )


def _bypass(ruleset: Ruleset) -> Iterator[Finding]:
    for actor in ruleset.bypass:
        who = _who(actor)
        said = f"{who} may bypass the ruleset {ruleset.name}, {_MODES.get(actor.mode, 'always')}"
        remedy = f"{_RULESETS} > {ruleset.name} > Bypass list: take it off"
        if actor.type in _MACHINES:
            yield broken(DoctorCode.BYPASS_MACHINE, f"{said}: it merges without the gate", remedy)
        elif actor.type == "RepositoryRole" and actor.id == _WRITERS:
            yield broken(DoctorCode.BYPASS_WRITERS, f"{said}: the gate binds nobody", remedy)
        elif actor.mode == "exempt" or (actor.type == "RepositoryRole" and actor.id not in _ROLES):
            yield warning(DoctorCode.BYPASS_WRITERS, f"{said}: see who that is", remedy)
        else:
            yield fine(DoctorCode.BYPASS_PEOPLE, said)


def _who(actor: Actor) -> str:
    if actor.type in _MACHINES:
        return f"{_MACHINES[actor.type]} {actor.id}" if actor.type == "Integration" else _MACHINES[actor.type]
    if actor.type == "RepositoryRole" and actor.id in _ROLES:
        return _ROLES[actor.id]
    return "owners of the organization" if actor.type == "OrganizationAdmin" else f"{actor.type} {actor.id}"
