"""The survey: everything that the doctor asks GitHub, in as few rounds as what is known allows."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from review_gate.doctor import contents, stores
from review_gate.doctor.reading import (
    NOT_FOUND,
    Read,
    Unread,
    get,
    integer,
    listed,
    quoted,
    says,
    table,
    tables,
    taken,
    text,
    truth,
)
from review_gate.doctor.references import references
from review_gate.doctor.rulesets import protection_of, rules_of, ruleset_of
from review_gate.doctor.setup import Account, Branch, Rules, Ruleset, RulesetRef, Setup, TokenDefaults
from review_gate.doctor.sites import concerned
from review_gate.doctor.workflow_file import Workflow
from review_gate.live.about import POLICY_PATH
from review_gate.live.asking import Answer, Asking, Json, Request, whole
from review_gate.policy import Policy, PolicyFault

K = TypeVar("K")
T = TypeVar("T")

_BRANCH: Final = re.compile(
    r"(?!.*(?:\.\.|//|\.lock$|/\.|@\{))[^\s~^:?*\[\]\\/.][^\s~^:?*\[\]\\]{0,254}(?<![/.])"
)
"""A branch's name, and no pattern (git-check-ref-format)."""
_NO_RULES: Final = ("Branch not protected", "Branch not found", "Upgrade to GitHub")
"""What GitHub says where there is no classic protection, or can be none on the owner's plan."""


@dataclass(frozen=True, slots=True)
class _Top:
    default_branch: str
    of_organization: bool


def survey(asking: Asking, repository: str, check: str) -> Setup:
    """Return a repository's set-up."""
    path = f"/repos/{repository}"
    top, token = asking([get("the repository", path), get("workflow permissions", f"{path}/{_TOKEN}")], whole)
    about = taken(top, "Metadata: read on this repository", _top)
    if isinstance(about, Unread):
        return Setup(repository, check, about)
    held = contents.read_contents(asking, path, POLICY_PATH)
    policy = held.policy
    literal, patterns = _base_refs(policy, about.default_branch)
    branches = tuple(_branch(asking, path, name) for name in literal)
    accounts = _accounts(asking, policy)
    workflows = tuple(one for one in held.workflows if isinstance(one, Workflow))
    named = references(concerned(workflows, _reviewing(policy)))
    return Setup(
        repository=repository,
        check=check,
        default_branch=about.default_branch,
        branches=branches,
        patterns=patterns,
        rulesets=_rulesets(asking, path, branches, check),
        policy_path=POLICY_PATH,
        policy=policy,
        accounts=accounts,
        apps=_apps(asking, accounts),
        workflows=held.workflows,
        names=stores.read_names(asking, path, named, of_organization=about.of_organization),
        labels=stores.read_labels(asking, path) if named.labels else frozenset(),
        token=taken(token, "Administration: read", _token),
    )


_TOKEN: Final = "actions/permissions/workflow"  # noqa: S105 - a path


def _top(said: Json) -> _Top:
    given = table(said)
    owner = table(given.get("owner"))
    return _Top(text(given.get("default_branch")), owner.get("type") == "Organization")


def _token(said: Json) -> TokenDefaults:
    given = table(said)
    return TokenDefaults(
        writes=text(given.get("default_workflow_permissions")) == "write",
        approves=truth(given.get("can_approve_pull_request_reviews")),
    )


def _base_refs(
    policy: Read[Policy | PolicyFault | None], default: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the branches that are looked at, and the policy's patterns that name no single one."""
    sections = policy.branches if isinstance(policy, Policy) else ()
    refs = dict.fromkeys(ref for section in sections for ref in section.base_refs)
    literal = [ref for ref in refs if _BRANCH.fullmatch(ref)]
    return tuple(dict.fromkeys([default, *literal])), tuple(ref for ref in refs if ref not in literal)


def _branch(asking: Asking, path: str, name: str) -> Branch:
    where = quoted(name)
    rules = listed(asking, f"the rules of {name}", f"{path}/rules/branches/{where}", "Metadata: read", tables)
    request = get(f"the classic protection of {name}", f"{path}/branches/{where}/protection")
    answer = asking([request], whole)[0]
    none = says(answer, *_NO_RULES)
    return Branch(
        name,
        _ruled(rules, name),
        Rules() if none else taken(answer, "Administration: read", protection_of),
    )


def _ruled(rules: Read[tuple[Mapping[str, Json], ...]], name: str) -> Read[Rules]:
    if isinstance(rules, Unread):
        return Rules() if "Upgrade to GitHub" in rules.why else rules
    try:
        return rules_of(rules)
    except ValueError:
        return Unread(f"the rules of {name}", "GitHub's answer is not what it documents", "Metadata: read")


def _rulesets(asking: Asking, path: str, branches: Sequence[Branch], check: str) -> tuple[Read[Ruleset], ...]:
    """Return the rulesets that require the check, with those who may bypass them."""
    known = [branch.rules for branch in branches if isinstance(branch.rules, Rules)]
    wanted = dict.fromkeys(
        one for rules in known for one in sorted(rules.rulesets.get(check, ()), key=lambda ref: ref.id)
    )
    asked = {ref: get(f"the ruleset {ref.id} of {ref.source}", f"{path}/rulesets/{ref.id}") for ref in wanted}
    return tuple(_each(asking, asked, _ruleset).values())


def _ruleset(_: RulesetRef, answer: Answer) -> Read[Ruleset]:
    permission = "Administration: write, without which GitHub does not tell who may bypass a ruleset"
    found = taken(answer, permission, ruleset_of)
    if found is None:
        return Unread(answer.request.name, "who may bypass it is not told", permission)
    return found


def _accounts(asking: Asking, policy: Read[Policy | PolicyFault | None]) -> dict[int, Read[Account | None]]:
    producers = policy.producers if isinstance(policy, Policy) else ()
    asked = {one.user_id: get(f"the account {one.user_id}", f"/user/{one.user_id}") for one in producers}
    return _each(asking, asked, _account)


def _account(_: int, answer: Answer) -> Read[Account | None]:
    if answer.status == NOT_FOUND:
        return None
    return taken(answer, "any access to GitHub", _of_account)


def _of_account(said: Json) -> Account:
    given = table(said)
    return Account(text(given.get("login")), text(given.get("type")))


def _apps(asking: Asking, accounts: Mapping[int, Read[Account | None]]) -> dict[str, Read[int | None]]:
    bots = {one.slug for one in accounts.values() if isinstance(one, Account) and one.type == "Bot"}
    asked = {slug: get(f"the App {slug}", f"/apps/{quoted(slug)}") for slug in sorted(bots)}
    return _each(asking, asked, _app)


def _app(_: str, answer: Answer) -> Read[int | None]:
    # An App that is not public is not shown to anybody but itself.
    if answer.status in {403, NOT_FOUND}:
        return None
    return taken(answer, "any access to GitHub", lambda said: integer(table(said).get("id")))


def _reviewing(policy: Read[Policy | PolicyFault | None]) -> tuple[str, ...]:
    producers = policy.producers if isinstance(policy, Policy) else ()
    return tuple(one.path for one in producers if one.type == "workflow")


def _each(asking: Asking, asked: Mapping[K, Request], made: Callable[[K, Answer], T]) -> dict[K, T]:
    """Return what is made of the answer for each key, all asked side by side."""
    answers = asking([*asked.values()], whole)
    return {key: made(key, answer) for key, answer in zip(asked, answers, strict=True)}
