"""Which rule answers which request; what none of them knows goes to the emulator."""

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from tests.github import (
    actions_rules,
    check_rules,
    comment_rules,
    line_rules,
    pull_rules,
    review_rules,
    setting_rules,
)
from tests.github import graphql_rules as graphql
from tests.github.emulated import Github
from tests.github.exchange import GRAPHQL, Answer, Ask, Json, refusal
from tests.github.openapi import request_problems

Rule: TypeAlias = Callable[[Github, Ask, re.Match[str]], Answer]

LONGEST_BODY: Final = 65_536
_TOO_LONG: Final = {"code": "custom", "message": "body is too long (maximum is 65536 characters)"}


def problems(ask: Ask) -> list[str]:
    """Return why a request is none that GitHub documents."""
    if ask.path == GRAPHQL:
        return [f"{ask.place}: {problem}" for problem in graphql.query_problems(ask.body)]
    if ask.path.startswith(actions_rules.BLOBS):
        return [f"{ask}: a token was sent to where artifacts lie"] if ask.token else []
    return request_problems(ask.method, ask.path, ask.query, ask.body)


def answer(github: Github, ask: Ask) -> Answer:
    """Return what GitHub answers."""
    if ask.path == GRAPHQL:
        return graphql.answer(github, ask)
    if not ask.token and ask.method != "GET":
        return refusal(401, "Requires authentication")
    said: dict[str, Json] = ask.body or {}
    if len(said.get("body") or "") > LONGEST_BODY:
        return refusal(422, "Validation Failed", _TOO_LONG)
    for method, pattern, rule in _RULES:
        if method == ask.method and (match := re.fullmatch(pattern, ask.path)):
            return rule(github.remembering() if method == "GET" else github, ask, match)
    return github.ahead(ask)


_REPO: Final = r"/repos/([^/]+/[^/]+)"
_PULL: Final = rf"{_REPO}/pulls/(\d+)"
_SETTINGS: Final = (
    r"/rulesets(?:/\d+)?|/rules/branches/.+|/branches/.+/protection|/actions/permissions/workflow"
    r"|/(?:actions/(?:organization-)?|environments/[^/]+/)(?:secrets|variables)"
)
_RULES: Final[tuple[tuple[str, str, Rule], ...]] = (
    # conversations
    ("GET", rf"{_REPO}/issues/(\d+)/comments", comment_rules.comments),
    ("POST", rf"{_REPO}/issues/(\d+)/comments", comment_rules.create),
    ("GET", rf"{_REPO}/issues/comments/(\d+)", comment_rules.one),
    ("PATCH", rf"{_REPO}/issues/comments/(\d+)", comment_rules.update),
    ("DELETE", rf"{_REPO}/issues/comments/(\d+)", comment_rules.delete),
    # reviews
    ("GET", rf"{_PULL}/reviews", review_rules.reviews),
    ("POST", rf"{_PULL}/reviews", review_rules.create),
    ("GET", rf"{_PULL}/reviews/(\d+)", review_rules.one),
    ("PUT", rf"{_PULL}/reviews/(\d+)", review_rules.update),
    ("DELETE", rf"{_PULL}/reviews/(\d+)", review_rules.delete),
    ("POST", rf"{_PULL}/reviews/(\d+)/events", review_rules.submit),
    ("PUT", rf"{_PULL}/reviews/(\d+)/dismissals", review_rules.dismiss),
    ("GET", rf"{_PULL}/reviews/(\d+)/comments", line_rules.of_review),
    ("GET", rf"{_PULL}/comments", line_rules.of_pull),
    ("POST", rf"{_PULL}/comments/(\d+)/replies", line_rules.reply),
    # pull requests, issues, branches
    ("GET", rf"{_REPO}/pulls", pull_rules.some),
    ("POST", rf"{_REPO}/(pulls|issues)", pull_rules.open_one),
    ("GET", _PULL, pull_rules.one),
    ("PATCH", _PULL, pull_rules.change),
    ("GET", rf"{_PULL}/files", pull_rules.files),
    ("GET", rf"{_PULL}/commits", pull_rules.commits),
    ("GET", rf"{_REPO}/commits/([0-9a-f]+)/pulls", pull_rules.of_commit),
    ("GET", rf"{_REPO}/issues", pull_rules.issues),
    ("GET", rf"{_REPO}/issues/(\d+)", pull_rules.get_issue),
    ("PUT", rf"{_REPO}/contents/.+", pull_rules.put_file),
    ("PATCH", rf"{_REPO}/git/refs/heads/(.+)", pull_rules.move),
    ("POST", rf"{_REPO}/forks", setting_rules.fork),
    # checks and statuses
    ("POST", rf"{_REPO}/check-runs", check_rules.create),
    ("PATCH", rf"{_REPO}/check-runs/(\d+)", check_rules.update),
    ("GET", rf"{_REPO}/check-runs/(\d+)/annotations", check_rules.annotations),
    ("GET", rf"{_REPO}/commits/(.+)/check-runs", check_rules.for_ref),
    ("POST", rf"{_REPO}/statuses/([0-9a-f]+)", check_rules.create_status),
    ("GET", rf"{_REPO}/commits/(.+)/status", check_rules.combined),
    # Actions
    ("GET", rf"{_REPO}/actions/runs", actions_rules.runs),
    ("GET", rf"{_REPO}/actions/runs/(\d+)", actions_rules.run),
    ("GET", rf"{_REPO}/actions/runs/(\d+)/artifacts", actions_rules.artifacts_of_run),
    ("GET", rf"{_REPO}/actions/artifacts", actions_rules.artifacts),
    ("GET", rf"{_REPO}/actions/artifacts/(\d+)/zip", actions_rules.download),
    ("GET", rf"{_REPO}/actions/workflows", actions_rules.workflows),
    ("GET", rf"{_REPO}/actions/workflows/([^/]+)", actions_rules.workflow),
    ("GET", rf"{actions_rules.BLOBS}(\d+)\.zip", actions_rules.blob),
    # settings and accounts
    ("GET", _REPO, setting_rules.repository),
    ("GET", rf"{_REPO}({_SETTINGS})", setting_rules.setting),
    ("GET", rf"{_REPO}/collaborators/([^/]+)/permission", setting_rules.permission),
    ("GET", "/user", setting_rules.viewer),
    ("GET", r"/user/(\d+)", setting_rules.numbered),
    ("GET", r"/users/([^/]+)", setting_rules.account),
    ("GET", r"/apps/([^/]+)", setting_rules.app),
)
