"""What the doctor reads: classic protection too, lists to their end, and never silence for health."""

from typing import Final

import pytest

from review_gate.doctor import DoctorCode as Code
from review_gate.doctor import conclusion
from tests.gate.doctor_answers import GATE, GATE_APP, POLICY, REVIEWER, ROOT
from tests.gate.doctor_faults import Change
from tests.gate.doctor_world import World, amiss, sound
from tests.github.openapi import answer_problems, request_problems


def _classic(world: World) -> dict[str, object]:
    """Let classic protection of both branches ask for all that the ruleset asked for."""
    said: dict[str, object] = {
        "url": f"https://api.github.com{ROOT}/branches/main/protection",
        "required_status_checks": {
            "strict": False,
            "contexts": ["review-contract"],
            "checks": [{"context": "review-contract", "app_id": GATE_APP}],
        },
        "required_pull_request_reviews": {
            "dismiss_stale_reviews": True,
            "require_code_owner_reviews": False,
            "required_approving_review_count": 1,
        },
        "enforce_admins": {"url": "https://api.github.com/x", "enabled": True},
        "allow_force_pushes": {"enabled": False},
    }
    for branch, path in (("main", "main"), ("release/1.0", "release%2F1.0")):
        world.rules(branch).clear()
        world.answers[f"{ROOT}/branches/{path}/protection"] = (200, said)
    return said


def test_classic_protection_serves_as_well() -> None:
    world = sound()
    _classic(world)
    assert amiss(world.findings()) == set()


@pytest.mark.parametrize("source", [None, -1])
def test_classic_protection_from_any_source_is_broken(source: int | None) -> None:
    world = sound()
    said = _classic(world)
    said["required_status_checks"] = {
        "contexts": ["review-contract"],
        "checks": [{"context": "review-contract", "app_id": source}],
    }
    assert amiss(world.findings()) == {Code.CHECK_ANY_SOURCE}


def test_classic_protection_tells_who_need_not_keep_to_it() -> None:
    world = sound()
    said = _classic(world)
    said["enforce_admins"] = {"url": "https://api.github.com/x", "enabled": False}
    said["required_pull_request_reviews"] = {
        "required_approving_review_count": 1,
        "bypass_pull_request_allowances": {"apps": [{"id": 1, "slug": "releaser"}], "users": [], "teams": []},
    }
    said["allow_force_pushes"] = {"enabled": True}
    found = world.findings()
    assert amiss(found) == {Code.DIRECT_PUSH, Code.FORCE_PUSH}
    sentences = " ".join(finding.sentence for finding in found)
    assert "administrators need not keep to the classic protection of main" in sentences
    assert "App releaser" in sentences


def _hide_bypass(world: World) -> None:
    world.answers[f"{ROOT}/rulesets/42"][1].pop("bypass_actors")


UNREAD: Final[tuple[tuple[str, Change, str, str], ...]] = (
    ("repository", lambda w: w.refuse("", 404, "Not Found"), "the repository", "Metadata: read"),
    ("rules", lambda w: w.refuse("/rules/branches/main"), "the rules of main", "Metadata: read"),
    ("ruleset", _hide_bypass, "the ruleset 42 of acme/orders", "Administration: write"),
    ("contents", lambda w: w.refuse("/contents", 404, "Not Found"), "the files of", "Contents: read"),
    ("policy", lambda w: w.refuse(f"/contents/{POLICY}"), POLICY, "Contents: read"),
    ("folder", lambda w: w.refuse("/contents/.github/workflows", 500), ".github/workflows", "Contents: read"),
    ("workflow", lambda w: w.refuse(f"/contents/{REVIEWER}", 502), REVIEWER, "Contents: read"),
    ("gate", lambda w: w.refuse(f"/contents/{GATE}"), GATE, "Contents: read"),
    (
        "account",
        lambda w: w.answers.update({"/user/190000001": (500, "")}),
        "the account 190000001",
        "access",
    ),
    (
        "app",
        lambda w: w.answers.update({"/apps/acme-reviewer": (500, "")}),
        "the App acme-reviewer",
        "access",
    ),
    (
        "secrets",
        lambda w: w.refuse("/actions/organization-secrets"),
        "the secrets of the organization",
        "Secrets: read",
    ),
    (
        "variables",
        lambda w: w.refuse("/environments/gate/variables"),
        "of the environment gate",
        "Environments: read",
    ),
    ("labels", lambda w: w.refuse("/labels"), "the labels", "Issues: read"),
    (
        "token",
        lambda w: w.refuse("/actions/permissions/workflow"),
        "workflow permissions",
        "Administration: read",
    ),
    (
        "shape",
        lambda w: w.answers.update({f"{ROOT}/labels": (200, {"message": "moved"})}),
        "the labels",
        "Issues: read",
    ),
    (
        "garbled",
        lambda w: w.answers.update({f"{ROOT}/rules/branches/main": (200, "<html>")}),
        "the rules of main",
        "Meta",
    ),
    ("bad-rule", lambda w: w.rules().append({"type": 7}), "the rules of main", "Metadata: read"),
)


@pytest.mark.parametrize(
    ("change", "what", "permission"), [one[1:] for one in UNREAD], ids=[one[0] for one in UNREAD]
)
def test_what_can_t_be_read_is_named_with_the_permission_that_is_missing(
    change: Change, what: str, permission: str
) -> None:
    world = sound()
    change(world)
    found = world.findings()
    assert amiss(found) == {Code.NOT_READ}
    assert conclusion(found) == "unread"
    mine = next(finding for finding in found if finding.code == Code.NOT_READ)
    assert what in mine.sentence
    assert permission in mine.remedy


def test_protection_that_can_t_be_read_matters_only_where_the_rules_leave_something_open() -> None:
    world = sound()
    world.refuse("/branches/main/protection")
    assert amiss(world.findings()) == set()
    world.drop_rule("non_fast_forward")
    world.refuse("/branches/release%2F1.0/protection", 404, "Not Found")
    found = world.findings()
    assert amiss(found) == {Code.NOT_READ}
    assert any("the classic protection of main" in finding.sentence for finding in found)


def test_a_plan_without_rules_has_none() -> None:
    world = sound()
    message = "Upgrade to GitHub Pro or make this repository public to enable this feature."
    for path in ("rules/branches/main", "branches/main/protection"):
        world.refuse(f"/{path}", 403, message)
    assert Code.CHECK_NOT_REQUIRED in amiss(world.findings())


def test_nothing_is_not_health() -> None:
    assert conclusion(()) == "unread"


def test_lists_are_read_to_the_end() -> None:
    world = sound()
    labels = world.answers[f"{ROOT}/labels"][1]
    world.answers[f"{ROOT}/labels"] = (200, [{"id": 9, "name": f"n{i}"} for i in range(250)] + labels)
    assert amiss(world.findings()) == set()
    world.answers[f"{ROOT}/labels"] = (200, [{"id": 9, "name": "x"}] * 2100)
    assert amiss(world.findings()) == {Code.NOT_READ}


_NOT_DESCRIBED: Final = ("/user/", f"{ROOT}/actions/organization-", f"{ROOT}/environments/")
"""What is documented and not among the operations that `tests/github` keeps a description of."""


def test_requests_and_answers_are_such_as_github_documents() -> None:
    world = sound()
    said = _classic(world)
    world.answers[f"{ROOT}/branches/main/protection"] = (200, said)
    world.findings()
    problems: list[str] = []
    for request in world.asked:
        if request.path.startswith(_NOT_DESCRIBED) or request.path == f"{ROOT}/contents":
            continue
        status, body = world.respond(request.path, request.query)
        problems += request_problems(request.method, request.path, request.query, request.body)
        problems += answer_problems(request.method, request.path, status, body)
    # The answers are cut to what is read.
    assert [one for one in problems if "is a required property" not in one and "anyOf" not in one] == []
