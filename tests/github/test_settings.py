"""Settings, accounts and Apps, as whoever sets a gate up reads them."""

import pytest

from tests.github.asking import ask
from tests.github.exchange import Ask, Json, refusal
from tests.github.openapi import answer_problems
from tests.github.world import World


def read(world: World, path: str, token: str | None = None) -> tuple[int, Json]:
    answer = world.front.carry_out(Ask("GET", path, {}, None, token or "author"))
    if answer.status == 200:
        assert answer_problems("GET", path, answer.status, answer.body) == []
    return answer.status, answer.body


def test_a_bot_is_found_by_the_login_with_its_suffix_and_by_its_number(world: World) -> None:
    status, found = read(world, "/users/github-actions[bot]")
    assert (status, found["id"], found["type"]) == (200, 41_898_282, "Bot")
    assert read(world, "/user/41898282") == (200, found)
    assert read(world, "/users/github-actions")[0] == 404
    assert read(world, "/apps/github-actions")[1]["id"] == 15_368
    assert read(world, "/user", "github-actions")[0] == 403


@pytest.mark.parametrize(
    ("login", "permission", "role"),
    [("author", "admin", "admin"), ("maintainer", "write", "maintain"), ("stranger", "read", "read")],
)
def test_a_role_is_told_beside_the_permission_that_it_comes_to(
    world: World, login: str, permission: str, role: str
) -> None:
    path = f"/collaborators/{login}/permission"
    status, found = ask(world, "GET", path, None, "author")
    assert (status, found["permission"], found["role_name"]) == (200, permission, role)
    assert ask(world, "GET", path, None, "stranger")[0] == 403


def test_settings_are_what_a_test_has_set(world: World) -> None:
    assert ask(world, "GET", "/rules/branches/main") == (200, [])
    assert ask(world, "GET", "/branches/main/protection")[0] == 404
    assert ask(world, "GET", "/actions/secrets") == (200, {"total_count": 0, "secrets": []})
    settings = world.front.state.settings
    settings[f"{world.repository}/rules/branches/main"] = [{"type": "deletion"}]
    settings[f"{world.repository}/actions/secrets"] = refusal(403, "Resource not accessible by integration")
    assert ask(world, "GET", "/rules/branches/main") == (200, [{"type": "deletion"}])
    assert ask(world, "GET", "/actions/secrets")[0] == 403
