"""Setting a repository up: what may not be said, and what GitHub does not know, is refused."""

import dataclasses
from typing import Final

import pytest

from review_gate.policy import WorkflowProducer
from review_gate.setup import SetupCode, SetupError, chosen, plan, resolve
from review_gate.setup.loops import FILES, GATE_FILE, RELAY_FILE
from tests.gate.setup_cases import (
    GITHUB,
    NOT_FOUND,
    PIN,
    REVIEW,
    Canned,
    asked_for,
    bot,
    by,
    refusal_of,
    workflow,
)


@pytest.mark.parametrize(
    ("also", "code"),
    [
        ({"repository": "parser"}, SetupCode.VALUE),
        ({"repository": "octo/.."}, SetupCode.VALUE),
        ({"loop": "triple"}, SetupCode.VALUE),
        ({"severity": "urgent"}, SetupCode.VALUE),
        ({"check": "x" * 101}, SetupCode.VALUE),
        ({"check": "decide"}, SetupCode.VALUE),
        ({"check": "Relay"}, SetupCode.VALUE),
        ({"action": "octo/review-contract@v1"}, SetupCode.PIN),
        ({"action": "octo/review-contract@" + "a" * 39}, SetupCode.PIN),
        ({"action": "octo/review-contract@" + "A" * 40}, SetupCode.PIN),
        ({"action": "octo/other@" + "a" * 40}, SetupCode.PIN),
        ({"action": PIN + "\n"}, SetupCode.PIN),
        ({"apps": ()}, SetupCode.STAGE),
        ({"apps": ("review=a", "review=b")}, SetupCode.STAGE),
        ({"workflows": (f"review={REVIEW}",)}, SetupCode.STAGE),
        ({"apps": ("review-a=acme-reviewer",)}, SetupCode.STAGE),
        ({"loop": "pair"}, SetupCode.STAGE),
        ({"apps": ("acme-reviewer",)}, SetupCode.VALUE),
        ({"apps": ("review=app/acme-reviewer",)}, SetupCode.VALUE),
        ({"apps": ("review=github-actions[bot]",)}, SetupCode.SHARED_ACCOUNT),
        ({"apps": ("review=GitHub-Actions",)}, SetupCode.SHARED_ACCOUNT),
        ({"apps": (), "workflows": ("review=review.yml",)}, SetupCode.VALUE),
        ({"apps": (), "workflows": (f"review={GATE_FILE}",)}, SetupCode.VALUE),
        ({"apps": (), "workflows": (f"review={RELAY_FILE}",)}, SetupCode.VALUE),
    ],
)
def test_what_may_not_stand_there_is_refused_before_anything_is_asked(
    also: dict[str, object], code: SetupCode
) -> None:
    github = Canned(GITHUB.table)
    error = refusal_of(asked_for(**{"apps": ("review=acme-reviewer",), **also}), github)
    assert (error.code, error.is_usage, github.asked) == (code, True, [])


def _app(**changed: tuple[int, object]) -> Canned:
    table = bot("acme-reviewer")
    names = {"account": "/users/acme-reviewer%5Bbot%5D", "app": "/apps/acme-reviewer"}
    return Canned({**table, **{names.get(key, f"/users/{key}"): said for key, said in changed.items()}})


_LOGIN: Final = "acme-reviewer[bot]"


@pytest.mark.parametrize(
    ("github", "code", "words"),
    [
        (_app(account=NOT_FOUND), SetupCode.NO_BOT, "has no App's account"),
        (
            Canned({"/users/acme-reviewer": (200, {"login": "acme-reviewer", "type": "User", "id": 3})}),
            SetupCode.NO_BOT,
            "account of type 'User'",
        ),
        (_app(account=(200, {"login": _LOGIN, "type": "User", "id": 3})), SetupCode.NO_BOT, "'User'"),
        (
            _app(account=(200, {"login": "acme[bot]", "type": "Bot", "id": 3})),
            SetupCode.NO_BOT,
            "'acme[bot]'",
        ),
        (_app(account=(200, {"login": _LOGIN, "type": "Bot", "id": True})), SetupCode.NO_ANSWER, "True"),
        (_app(account=(200, {"login": _LOGIN, "type": "Bot", "id": -1})), SetupCode.NO_ANSWER, "-1"),
        (_app(account=(200, {"login": _LOGIN, "type": "Bot"})), SetupCode.NO_ANSWER, "None"),
        (_app(account=(200, [])), SetupCode.NO_ANSWER, "an object"),
        (_app(account=(200, "")), SetupCode.NO_ANSWER, "nothing"),
        (_app(account=(200, "<html>")), SetupCode.NO_ANSWER, "no JSON"),
        (_app(account=(0, "")), SetupCode.NO_ANSWER, "no answer"),
        (_app(account=(403, {"message": "rate\nlimit"})), SetupCode.NO_ANSWER, "403"),
        (_app(app=NOT_FOUND), SetupCode.NO_APP, "private"),
        (_app(app=(200, {"slug": "other", "id": 1})), SetupCode.NO_APP, "'other'"),
        (_app(app=(200, {"slug": "acme-reviewer", "id": "1"})), SetupCode.NO_ANSWER, "id"),
        (_app(app=(500, "")), SetupCode.NO_ANSWER, "500"),
    ],
)
def test_a_bot_that_github_does_not_know_is_refused_and_never_guessed(
    github: Canned, code: SetupCode, words: str
) -> None:
    error = refusal_of(by("single", "app"), github)
    assert (error.code, error.is_usage) == (code, False)
    assert words in str(error)
    assert "\n" not in str(error)


_FILE, _DESCRIBED = workflow(REVIEW, "Review")


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({_FILE: NOT_FOUND}, SetupCode.NO_WORKFLOW),
        ({_FILE: (200, {"type": "symlink"})}, SetupCode.NO_WORKFLOW),
        ({_FILE: (200, None)}, SetupCode.NO_ANSWER),
        ({_FILE: (401, {"message": "Bad credentials"})}, SetupCode.NO_ANSWER),
        ({_DESCRIBED: (403, {"message": "Resource not accessible"})}, SetupCode.WORKFLOW_NAME),
        ({_DESCRIBED: (200, {"path": "other.yml", "name": "Review"})}, SetupCode.WORKFLOW_NAME),
    ],
)
def test_a_workflow_that_is_not_on_the_default_branch_is_refused(
    answers: dict[str, tuple[int, object]], code: SetupCode
) -> None:
    github = Canned({**GITHUB.table, **answers})
    assert refusal_of(by("single", "workflow"), github).code == code


def test_without_a_token_nobody_looks_for_workflows_and_that_is_said() -> None:
    github = Canned(GITHUB.table)
    choices = chosen(dataclasses.replace(by("single", "workflow"), reviewer_workflows=("Review",)))
    resolved = resolve(github, choices, has_token=False)
    assert github.asked == []
    assert len(resolved.warnings) == 1
    assert plan(choices, resolved).files.keys() == {*FILES}
    assert refusal_of(by("single", "workflow"), github, has_token=False).code == SetupCode.WORKFLOW_NAME


def test_a_workflow_that_is_switched_off_is_warned_of() -> None:
    github = Canned({**GITHUB.table, **workflow(REVIEW, "Review", state="disabled_manually")})
    resolved = resolve(github, chosen(by("single", "workflow")), has_token=True)
    assert [*resolved.names.values()] == ["Review"]
    assert "disabled_manually" in resolved.warnings[0]


def test_on_a_server_of_one_s_own_the_workflows_account_is_asked_for() -> None:
    github = Canned({**GITHUB.table, **bot("github-actions", 7, 8)})
    choices = chosen(by("single", "workflow"))
    policy = plan(choices, resolve(github, choices, has_token=True, own_server=True)).policy
    (producer,) = policy.producers
    assert isinstance(producer, WorkflowProducer)
    assert (producer.user_id, producer.app_id) == (7, 8)


def test_what_can_not_be_read_back_is_not_written() -> None:
    """Numbers beyond what a policy takes never come through `resolve`; so they are put in behind it."""
    choices = chosen(by("single", "app"))
    resolved = resolve(GITHUB, choices, has_token=True)
    (found,) = resolved.bots.values()
    wrong = dataclasses.replace(
        resolved, bots={"acme-reviewer": dataclasses.replace(found, user_id=41_898_282)}
    )
    with pytest.raises(SetupError, match="policy-shared-account") as caught:
        plan(choices, wrong)
    assert caught.value.code == SetupCode.NOT_READ_BACK
