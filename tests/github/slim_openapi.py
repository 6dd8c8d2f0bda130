"""Make `openapi.json` out of GitHub's whole description: the operations that are used, without the prose.

npm pack @octokit/openapi@23.0.2   # then: generated/api.github.com.json
python tests/github/slim_openapi.py api.github.com.json tests/github/openapi.json
"""

import json
import sys
from pathlib import Path
from typing import Any, Final, cast

OPERATIONS: Final = frozenset(
    {
        # what the emitters ask
        "issues/create-comment",
        "issues/delete-comment",
        "issues/get",
        "issues/list-comments",
        "git/get-ref",
        "pulls/create-reply-for-review-comment",
        "pulls/create-review",
        "pulls/delete-pending-review",
        "pulls/dismiss-review",
        "pulls/get",
        "pulls/get-review",
        "pulls/list-comments-for-review",
        "pulls/list-review-comments",
        "pulls/list-reviews",
        "pulls/submit-review",
        "pulls/update",
        "repos/compare-commits-with-basehead",
        "repos/get",
        # what a gate asks, and `doctor` of a repository's settings
        "actions/download-artifact",
        "actions/get-github-actions-default-workflow-permissions-repository",
        "actions/get-workflow",
        "actions/get-workflow-run",
        "actions/list-artifacts-for-repo",
        "actions/list-environment-secrets",
        "actions/list-environment-variables",
        "actions/list-repo-organization-secrets",
        "actions/list-repo-organization-variables",
        "actions/list-repo-secrets",
        "actions/list-repo-variables",
        "actions/list-repo-workflows",
        "actions/list-workflow-run-artifacts",
        "actions/list-workflow-runs-for-repo",
        "apps/get-by-slug",
        "checks/create",
        "checks/list-annotations",
        "checks/list-for-ref",
        "checks/update",
        "issues/list-for-repo",
        "issues/list-labels-for-repo",
        "issues/update-comment",
        "pulls/list",
        "pulls/list-commits",
        "pulls/list-files",
        "pulls/update-review",
        "repos/create-commit-status",
        "repos/get-branch-protection",
        "repos/get-branch-rules",
        "repos/get-collaborator-permission-level",
        "repos/get-combined-status-for-ref",
        "repos/get-content",
        "repos/get-repo-ruleset",
        "repos/get-repo-rulesets",
        "repos/list-pull-requests-associated-with-commit",
        "users/get-by-id",
        "users/get-by-username",
    }
)
_PROSE: Final = frozenset(
    {"description", "summary", "example", "examples", "externalDocs", "x-github", "tags"}
)
_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})


def slim(whole: dict[str, Any]) -> dict[str, Any]:
    """Return the operations and whatever they refer to."""
    paths = {path: _wanted(item) for path, item in whole["paths"].items()}
    paths = {path: without_prose(item) for path, item in paths.items() if item}
    components: dict[str, dict[str, Any]] = {}
    waiting = _references(paths)
    while waiting:
        section, name = waiting.pop()
        if name not in components.setdefault(section, {}):
            component = without_prose(whole["components"][section][name])
            components[section][name] = component
            waiting |= _references(component)
    return {"openapi": whole["openapi"], "info": whole["info"], "paths": paths, "components": components}


def without_prose(value: object, *, names: bool = False) -> Any:  # noqa: ANN401 - JSON
    """Return a value without what only people read; `names` tells that its keys are a schema's own."""
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {
            key: without_prose(item, names=key == "properties" and not names)
            for key, item in items
            if names or key not in _PROSE
        }
    if isinstance(value, list):
        return [without_prose(item) for item in cast("list[object]", value)]
    return value


def _wanted(item: dict[str, Any]) -> dict[str, Any]:
    operations = {method: item[method] for method in item.keys() & _METHODS}
    return {m: operation for m, operation in operations.items() if operation["operationId"] in OPERATIONS}


def _references(value: object) -> set[tuple[str, str]]:
    if isinstance(value, list):
        return {found for item in cast("list[object]", value) for found in _references(item)}
    if not isinstance(value, dict):
        return set()
    fields = cast("dict[str, object]", value)
    own = fields.get("$ref")
    here = (
        {cast("tuple[str, str]", tuple(own.split("/")[2:]))}
        if isinstance(own, str)
        else set[tuple[str, str]]()
    )
    return here | {found for item in fields.values() for found in _references(item)}


def main(source: str, target: str) -> None:
    """Write the slimmed description."""
    whole = json.loads(Path(source).read_text(encoding="utf-8"))
    text = json.dumps(slim(whole), separators=(",", ":"), sort_keys=True)
    Path(target).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
