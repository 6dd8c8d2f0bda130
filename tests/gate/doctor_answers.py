"""What GitHub says of a repository that is sound in all that the doctor looks at: files and settings."""

from typing import Any, Final, TypeAlias

Json: TypeAlias = Any

REPOSITORY: Final = "acme/orders"
ROOT: Final = f"/repos/{REPOSITORY}"
SHA: Final = "0123456789abcdef0123456789abcdef01234567"
GATE_APP: Final = 1200001
GATE: Final = ".github/workflows/review-contract.yml"
REVIEWER: Final = ".github/workflows/security-review.yml"
STAGE: Final = ".github/workflows/review-stage.yml"
RELAY: Final = ".github/workflows/relay.yml"
POLICY: Final = ".github/review-contract.toml"

_POLICY: Final = """\
[[producers]]
type = "app"
name = "acme-reviewer"
user_id = 190000001
app_id = 1100001
stages = ["review"]

[[producers]]
type = "workflow"
name = "security-review"
path = ".github/workflows/security-review.yml"
events = ["pull_request_target"]
stages = ["security-review"]

[[stages]]
name = "review"

[[stages]]
name = "security-review"

[[branches]]
base_refs = ["release/1.0"]
blocking = { severity = ["medium", "P2"] }
"""
_GATE: Final = """\
name: Review contract
on:
  pull_request_target: # zizmor: ignore[dangerous-triggers]
    types: [opened, reopened, synchronize, edited, ready_for_review]
  issue_comment:
    types: [created, edited, deleted]
  workflow_run:
    workflows: ["Security review", "Review contract relay"]
    types: [completed]
  merge_group:
  schedule:
    - cron: "17 * * * *"
  workflow_dispatch:
permissions: {}

jobs:
  gate:
    runs-on: ubuntu-latest
    permissions:
      actions: read # the runs
      checks: write # the check
      contents: read # the policy
      issues: read # the comments
      pull-requests: read # the reviews
    environment: gate
    steps:
      - uses: actions/create-github-app-token@0123456789abcdef0123456789abcdef01234567
        id: app
        with:
          app-id: ${{ vars.GATE_APP_ID }}
          private-key: ${{ secrets.GATE_KEY }}
      - uses: acme/review-contract@0123456789abcdef0123456789abcdef01234567 # FULL_SHA
        with:
          check: "review-contract"
          token: ${{ steps.app.outputs.token }}
"""
_RELAY: Final = """\
name: Review contract relay
on:
  pull_request_review:
    types: [submitted, edited, dismissed]
permissions: {}
jobs:
  relay:
    runs-on: ubuntu-latest
    steps: [{ run: "true" }]
"""
_REVIEWER: Final = """\
name: Security review
on:
  pull_request_target:
    types: [opened, synchronize, labeled]
permissions: {}
jobs:
  review:
    if: vars.REVIEW_ENABLED == 'true' && !contains(github.event.pull_request.labels.*.name, 'skip-review')
    uses: ./.github/workflows/review-stage.yml
    secrets:
      MODEL_KEY: ${{ secrets.MODEL_KEY }}
"""
_STAGE: Final = """\
name: Review stage
on:
  workflow_call:
    secrets:
      MODEL_KEY: { required: true }
jobs:
  model:
    runs-on: ubuntu-latest
    steps:
      - name: Draft
        run: draft > draft.json
        env: { KEY: "${{ secrets.MODEL_KEY }}" }
"""


def files() -> dict[str, str]:
    """Return the files of the default branch."""
    return {
        GATE: _GATE,
        RELAY: _RELAY,
        REVIEWER: _REVIEWER,
        STAGE: _STAGE,
        POLICY: _POLICY,
        "README.md": "# orders\n",
    }


def answers() -> dict[str, tuple[int, Json]]:
    """Return the answers by path, files apart."""
    found: dict[str, Json] = {
        ROOT: {"name": "orders", "full_name": REPOSITORY, "default_branch": "main", "owner": _owner()},
        f"{ROOT}/rules/branches/main": _rules(),
        f"{ROOT}/rules/branches/release%2F1.0": _rules(),
        f"{ROOT}/rulesets/42": {
            "id": 42,
            "name": "protected",
            "target": "branch",
            "source_type": "Repository",
            "source": REPOSITORY,
            "enforcement": "active",
            "bypass_actors": [{"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "pull_request"}],
        },
        f"{ROOT}/actions/permissions/workflow": {
            "default_workflow_permissions": "read",
            "can_approve_pull_request_reviews": False,
        },
        f"{ROOT}/actions/secrets": _named("secrets", "OTHER"),
        f"{ROOT}/actions/organization-secrets": _named("secrets", "MODEL_KEY"),
        f"{ROOT}/environments/gate/secrets": _named("secrets", "GATE_KEY"),
        f"{ROOT}/actions/variables": _named("variables", "REVIEW_ENABLED"),
        f"{ROOT}/actions/organization-variables": _named("variables"),
        f"{ROOT}/environments/gate/variables": _named("variables", "GATE_APP_ID"),
        f"{ROOT}/labels": [{"id": 1, "name": "Skip-Review", "color": "ededed", "default": False}],
        "/user/190000001": {"login": "acme-reviewer[bot]", "id": 190000001, "type": "Bot"},
        "/user/41898282": {"login": "github-actions[bot]", "id": 41898282, "type": "Bot"},
        "/apps/acme-reviewer": {"id": 1100001, "slug": "acme-reviewer", "name": "acme reviewer"},
        "/apps/github-actions": {"id": 15368, "slug": "github-actions", "name": "GitHub Actions"},
    }
    all_of_them = {path: (200, body) for path, body in found.items()}
    for branch in ("main", "release%2F1.0"):
        all_of_them[f"{ROOT}/branches/{branch}/protection"] = (404, refusal("Branch not protected"))
    return all_of_them


def _owner() -> Json:
    return {"login": "acme", "id": 7, "type": "Organization"}


def _rules() -> list[Json]:
    of = {"ruleset_source_type": "Repository", "ruleset_source": REPOSITORY, "ruleset_id": 42}
    return [
        {"type": "deletion", **of},
        {"type": "non_fast_forward", **of},
        {
            "type": "pull_request",
            **of,
            "parameters": {
                "required_approving_review_count": 1,
                "dismiss_stale_reviews_on_push": True,
                "require_code_owner_review": True,
                "require_last_push_approval": True,
                "required_review_thread_resolution": False,
            },
        },
        {
            "type": "required_status_checks",
            **of,
            "parameters": {
                "strict_required_status_checks_policy": False,
                "required_status_checks": [{"context": "review-contract", "integration_id": GATE_APP}],
            },
        },
    ]


def _named(kind: str, *names: str) -> Json:
    dates = {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}
    rows = [{"name": name, **({"value": "x"} if kind == "variables" else {}), **dates} for name in names]
    return {"total_count": len(rows), kind: rows}


def refusal(message: str) -> Json:
    """Return what GitHub says where it refuses."""
    return {"message": message, "documentation_url": "https://docs.github.com/rest"}
