"""What GitHub answers about rules: rulesets and classic protection, as one kind of value."""

from collections.abc import Mapping
from typing import Final, cast

from review_gate.doctor.reading import integer, table, tables, text, truth
from review_gate.doctor.setup import Actor, RequiredCheck, Rules, Ruleset, RulesetRef
from review_gate.live.asking import Json

_ANY: Final = -1
"""What classic protection calls any source."""


def rules_of(given: tuple[Mapping[str, Json], ...]) -> Rules:
    """Return what the rules of all rulesets of a branch ask together."""
    checks: list[RequiredCheck] = []
    by_check: dict[str, frozenset[RulesetRef]] = {}
    approvals = 0
    types = {text(rule.get("type")) for rule in given}
    for rule in given:
        parameters = table(rule.get("parameters") or {})
        if rule["type"] == "required_status_checks":
            origin = RulesetRef(integer(rule.get("ruleset_id")), text(rule.get("ruleset_source")))
            for one in tables(parameters.get("required_status_checks")):
                check = RequiredCheck(text(one.get("context")), _source(one.get("integration_id")))
                checks.append(check)
                by_check[check.context] = by_check.get(check.context, frozenset()) | {origin}
        if rule["type"] == "pull_request":
            approvals = max(approvals, integer(parameters.get("required_approving_review_count", 0)))
    return Rules(
        checks=tuple(checks),
        approvals=approvals,
        pull_requests="pull_request" in types,
        pushes_restricted="update" in types,
        force_push_blocked="non_fast_forward" in types,
        queue="merge_queue" in types,
        rulesets=by_check,
    )


def protection_of(said: Json) -> Rules:
    """Return what a branch's classic protection asks."""
    given = table(said)
    reviews = table(given.get("required_pull_request_reviews") or {})
    asked = table(given.get("required_status_checks") or {})
    sourced = [
        RequiredCheck(text(one.get("context")), _source(one.get("app_id")))
        for one in tables(asked.get("checks") or [])
    ]
    known = {one.context for one in sourced}
    contexts = (text(name) for name in cast("list[Json]", asked.get("contexts") or []))
    bare = [RequiredCheck(name, None) for name in contexts if name not in known]
    return Rules(
        checks=(*sourced, *bare),
        approvals=integer(reviews.get("required_approving_review_count") or 0),
        pull_requests="required_pull_request_reviews" in given,
        pushes_restricted="restrictions" in given,
        force_push_blocked=not _enabled(given, "allow_force_pushes"),
        admins_bound=_enabled(given, "enforce_admins"),
        exempt=tuple(_exempt(table(reviews.get("bypass_pull_request_allowances") or {}))),
    )


def ruleset_of(said: Json) -> Ruleset | None:
    """Return a ruleset, or None where GitHub does not tell who may bypass it."""
    given = table(said)
    if "bypass_actors" not in given:
        return None
    actors = tables(given["bypass_actors"] or [])
    return Ruleset(integer(given.get("id")), text(given.get("name")), tuple(_actor(one) for one in actors))


def _actor(given: Mapping[str, Json]) -> Actor:
    number = given.get("actor_id")
    return Actor(
        text(given.get("actor_type")),
        None if number is None else integer(number),
        text(given.get("bypass_mode", "always")),
    )


def _source(given: Json) -> int | None:
    return None if given is None or integer(given) == _ANY else integer(given)


def _enabled(given: Mapping[str, Json], name: str) -> bool:
    return name in given and truth(table(given[name]).get("enabled", False))


def _exempt(given: Mapping[str, Json]) -> list[str]:
    return [
        f"{kind} {text(one.get(key))}"
        for kind, plural, key in (
            ("user", "users", "login"),
            ("team", "teams", "slug"),
            ("App", "apps", "slug"),
        )
        for one in tables(given.get(plural) or [])
    ]
