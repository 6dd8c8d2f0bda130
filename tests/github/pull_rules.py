"""What GitHub answers about pull requests and issues themselves, and about what they change."""

import re
from typing import Final

from tests.github import pulls
from tests.github.emulated import Github
from tests.github.exchange import Answer, Ask, Json, refusal
from tests.github.history import happened
from tests.github.pages import listed
from tests.github.store import Thread

_MOST_COMMITS: Final = 250
_OF_AN_ISSUE: Final = (
    *("id", "node_id", "number", "title", "user", "labels", "state", "locked", "assignee", "assignees"),
    *("milestone", "created_at", "updated_at", "closed_at", "body", "author_association", "draft"),
)


def one(github: Github, _: Ask, match: re.Match[str]) -> Answer:
    """Answer with a pull request, whole."""
    return pulls.full(github, match[1], int(match[2]))


def some(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List pull requests, the newest first unless told otherwise."""
    query = ask.query
    ends = {key: query[key] for key in ("head", "base") if key in query}
    found = pulls.rows(github, match[1], query.get("state", "open"), **ends)
    by_update = query.get("sort") == "updated"
    newest = sorted(found, key=lambda row: pulls.updated(github, row), reverse=True) if by_update else found
    usual = "desc" if query.get("sort", "created") == "created" else "asc"
    ordered = newest if query.get("direction", usual) == "desc" else newest[::-1]
    return listed(github.url, ask, ordered, lambda row: pulls.simple(github, row))


def open_one(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Open a pull request or issue, at an instant of the front's clock."""
    if match[2] == "pulls" and (refused := _unfit(github, match[1], ask.body)):
        return refused
    made = github.ahead(ask)
    if made.status != 201:
        return made
    where = match[1], made.body["number"]
    github.state.born[where] = github.state.touched[where] = github.state.clock.tick()
    found = issue(github, *where) if match[2] == "issues" else pulls.full(github, *where)
    return Answer(201, found.body)


def change(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Change a pull request: its title or description, its base, or whether it is open."""
    where = match[1], int(match[2])
    before = pulls.found(github, *where)
    base = ask.body.get("base")
    if base and github.get(f"/repos/{match[1]}/git/ref/heads/{base}").status != 200:
        return _invalid("base")
    changed = github.ahead(ask)
    if changed.status != 200:
        return changed
    github.state.touched[where] = github.state.clock.tick()
    after = pulls.full(github, *where)
    bases = before.body["base"]["ref"], after.body["base"]["ref"]
    if bases[0] != bases[1]:
        about = {"previousRefName": bases[0], "currentRefName": bases[1]}
        actor = github.state.voice(ask.token).login
        happened(github.state, where, "BaseRefChangedEvent", actor, about)
    return after


def files(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List the files that a pull request changes."""
    found = pulls.found(github, match[1], int(match[2]))
    return pulls.files(github, found.body, ask.query) if found.status == 200 else found


def commits(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List a pull request's commits, of which GitHub shows 250."""
    found = pulls.found(github, match[1], int(match[2]))
    if found.status != 200:
        return found
    return listed(github.url, ask, pulls.commits(github, found.body)[:_MOST_COMMITS], lambda row: row)


def of_commit(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List the pull requests that a commit is in: none, where it came from a fork."""
    repository, sha = match[1], match[2]
    if github.get(f"/repos/{repository}/git/commits/{sha}").status != 200:
        return refusal(422, f"No commit found for SHA: {sha}")
    own = [row for row in pulls.every(github, repository) if not pulls.is_of_fork(row)]
    holding = [row for row in own if sha in {one["sha"] for one in pulls.commits(github, row)}]
    return listed(github.url, ask, holding, lambda row: row)


def get_issue(github: Github, _: Ask, match: re.Match[str]) -> Answer:
    """Answer with an issue; every pull request is one too."""
    return issue(github, match[1], int(match[2]))


def issue(github: Github, repository: str, number: int) -> Answer:
    """Return an issue, or a pull request as one."""
    found = github.get(f"/repos/{repository}/issues/{number}")
    if found.status == 200:
        return Answer(200, _with_comments(github, repository, found.body))
    pull = pulls.found(github, repository, number)
    return Answer(200, _as_issue(github, pull.body)) if pull.status == 200 else found


def issues(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """List issues, pull requests among them, the newest first."""
    state = ask.query.get("state", "open")
    path = f"/repos/{match[1]}/issues"
    own = github.get(path, {**ask.query, "state": state, "per_page": "100", "page": "1"}).body
    rows = [_with_comments(github, match[1], row) for row in own]
    rows += [_as_issue(github, row) for row in pulls.every(github, match[1], state)]
    wanted = {name for name in ask.query.get("labels", "").split(",") if name}
    rows = [row for row in rows if wanted <= {label["name"] for label in row["labels"]}]
    return listed(github.url, ask, sorted(rows, key=lambda row: -row["number"]), lambda row: row)


def put_file(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Commit a file, which is a push to the pull requests from that branch."""
    done = github.ahead(ask)
    if done.status < 300:
        _pushed(github, match[1], ask.body.get("branch", "main"))
    return done


def move(github: Github, ask: Ask, match: re.Match[str]) -> Answer:
    """Move a branch; where that leaves commits behind, pull requests from it keep a trace of it."""
    repository, branch = match[1], match[2]
    path = f"/repos/{repository}"
    before = github.get(f"{path}/git/ref/heads/{branch}")
    moved = github.ahead(ask)
    if moved.status != 200 or before.status != 200:
        return moved
    old, new = before.body["object"]["sha"], moved.body["object"]["sha"]
    # Commits that have nothing in common can't be compared.
    forced = github.get(f"{path}/compare/{old}...{new}").body.get("status") not in {"ahead", "identical"}
    actor = github.state.voice(ask.token).login
    for where in _pushed(github, repository, branch):
        if forced:
            happened(github.state, where, "HeadRefForcePushedEvent", actor, {"before": old, "after": new})
    return moved


def _pushed(github: Github, repository: str, branch: str) -> list[Thread]:
    """Return the open pull requests that a push to a branch has changed."""
    bases = {repository, github.state.parents.get(repository, repository)}
    found = [row for base in bases for row in pulls.rows(github, base)]
    own = [row for row in found if row["head"]["repo"] and row["head"]["ref"] == branch]
    here = [row for row in own if row["head"]["repo"]["full_name"] == repository]
    threads = [(str(row["base"]["repo"]["full_name"]), int(row["number"])) for row in here]
    github.state.touched |= dict.fromkeys(threads, github.state.clock.tick())
    return threads


def _unfit(github: Github, repository: str, said: Json) -> Answer | None:
    """Return why no pull request can be opened; the emulator would make branches that are not there."""
    owner, _, ref = said["head"].rpartition(":")
    owner = owner or repository.partition("/")[0]
    names = {repository, *(fork for fork, parent in github.state.parents.items() if parent == repository)}
    name = next((one for one in names if one.startswith(f"{owner}/")), repository)
    for field, where, branch in (("head", name, ref), ("base", repository, said["base"])):
        if github.get(f"/repos/{where}/git/ref/heads/{branch}").status != 200:
            return _invalid(field)
    for row in pulls.every(github, repository):
        if row["head"]["label"] == f"{owner}:{ref}" and row["base"]["ref"] == said["base"]:
            text = f"A pull request already exists for {row['head']['label']}."
            return refusal(
                422, "Validation Failed", {"resource": "PullRequest", "code": "custom", "message": text}
            )
    return None


def _invalid(field: str) -> Answer:
    return refusal(422, "Validation Failed", {"resource": "PullRequest", "field": field, "code": "invalid"})


def _with_comments(github: Github, repository: str, row: Json) -> Json:
    where = repository, row["number"]
    return {
        **row,
        "comments": len(github.state.threads[where].comments),
        "created_at": github.state.born.get(where, row["created_at"]),
        "updated_at": pulls.updated(github, row),
    }


def _as_issue(github: Github, pull: Json) -> Json:
    repository = pull["base"]["repo"]["full_name"]
    api = f"{github.url}/repos/{repository}/issues/{pull['number']}"
    links = {key: pull[key] for key in ("url", "html_url", "diff_url", "patch_url", "merged_at")}
    row = {
        **{key: pull[key] for key in _OF_AN_ISSUE if key in pull},
        "url": api,
        "repository_url": f"{github.url}/repos/{repository}",
        "labels_url": f"{api}/labels{{/name}}",
        "comments_url": f"{api}/comments",
        "events_url": f"{api}/events",
        "timeline_url": f"{api}/timeline",
        "html_url": pull["html_url"],
        "state_reason": None,
        "active_lock_reason": None,
        "pull_request": links,
        "performed_via_github_app": None,
    }
    return _with_comments(github, repository, row)
