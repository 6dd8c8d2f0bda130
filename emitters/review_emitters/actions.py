"""GitHub Actions' own word about a run: its environment and its event's payload, read by nobody else.

Pure: whoever calls it reads the environment and the file. Nothing here comes from a model; what a stranger
may have written in a payload (a branch's name, a description) is checked like all that goes into a document.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from review_contract import Code, ContractError, Problem
from review_contract.parsing import validate
from review_contract.problems import excerpt
from review_contract.v1.base import Model
from review_contract.v1.envelope import Repository, Run, SubjectType
from review_contract.v1.text import CommitSha, FullName, RefName
from review_emitters.context import NO_FACTS, TRUSTED_EVENTS, PullRequestFacts

Json: TypeAlias = Mapping[str, object]

_SERVER_URL: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,15}")
_LARGEST: Final = 2**53


@dataclass(frozen=True, slots=True)
class Workflow:
    """The run of a workflow."""

    repository: str
    """owner/name."""
    repository_id: int | None
    server_url: str
    api_url: str
    run: Run | None
    event: str | None
    """None outside of GitHub Actions."""
    ref: str | None = None
    """The ref whose workflow file runs, in full."""


@dataclass(frozen=True, slots=True)
class About:
    """What an event is about, as far as its payload says it."""

    type: SubjectType
    number: int | None = None
    head_sha: str | None = None
    base_ref: str | None = None
    facts: PullRequestFacts = NO_FACTS


class _Names(Model):
    """What a payload's strings must be, before any of them is used."""

    full_name: FullName | None = None
    head_sha: CommitSha | None = None
    base_ref: RefName | None = None
    branch: RefName | None = None


def workflow_of(environment: Mapping[str, str], repository: str | None = None) -> Workflow:
    """Return the run that the environment tells of (GitHub: default environment variables).

    Raises:
        ContractError: a variable is not what GitHub sets there, or no repository is named.
    """
    name = repository or environment.get("GITHUB_REPOSITORY", "")
    if not name:
        raise _refused("/GITHUB_REPOSITORY", "no repository is named; say --repo OWNER/NAME")
    validate(_Names, {"full_name": name})
    server_url = environment.get("GITHUB_SERVER_URL") or "https://github.com"
    api_url = environment.get("GITHUB_API_URL") or "https://api.github.com"
    for variable, url in (("GITHUB_SERVER_URL", server_url), ("GITHUB_API_URL", api_url)):
        if not _SERVER_URL.fullmatch(url.removesuffix("/api/v3")):
            raise _refused(f"/{variable}", f"no server's address: {excerpt(url)}")
    own = name == environment.get("GITHUB_REPOSITORY")
    return Workflow(
        repository=name,
        repository_id=_number(environment, "GITHUB_REPOSITORY_ID") if own else None,
        server_url=server_url,
        api_url=api_url,
        run=_run(environment, server_url),
        event=environment.get("GITHUB_EVENT_NAME")
        or ("unknown" if environment.get("GITHUB_ACTIONS") else None),
        ref=environment.get("GITHUB_REF") or None,
    )


def about(payload: Json) -> About | None:
    """Return what a webhook's payload is about: a pull request, an issue, or None where it names neither.

    Raises:
        ContractError: a value in it is not what GitHub sends there.
    """
    if pull := _object(payload, "pull_request"):
        return _about_pull_request(pull)
    if issue := _object(payload, "issue"):
        type_: SubjectType = "pull_request" if "pull_request" in issue else "issue"
        return About(type_, _integer(issue, "number"))
    return None


def speaker(workflow: Workflow, payload: Json, *, drafted_here: bool) -> str | None:
    """Return the event whose word a draft is: of a `workflow_run`, the run that it follows.

    What follows a pull request's own run speaks with that run's word, unless the workflow says that it made
    the draft itself, from the diff as data. A dispatch runs the file of the branch that was chosen, and what
    a followed `workflow_run` followed is not told: neither is the default branch's word.
    """
    default = _object(payload, "repository").get("default_branch")
    if workflow.event == "workflow_run" and not drafted_here:
        run = _object(payload, "workflow_run")
        event, branch = run.get("event"), run.get("head_branch")
        followed = event if isinstance(event, str) else "an unknown event"
        if followed == "workflow_dispatch" and (default is None or branch != default):
            return f"{followed} of another branch"
        return workflow.event if followed in TRUSTED_EVENTS - {"workflow_run"} else f"{followed} (followed)"
    if workflow.event == "workflow_dispatch" and workflow.ref != f"refs/heads/{default}":
        return "workflow_dispatch of another branch"
    return workflow.event


def repository_of(payload: Json, workflow: Workflow) -> Repository | None:
    """Return the repository with its id; None where neither environment nor payload says the id."""
    said = _object(payload, "repository")
    id_ = workflow.repository_id
    if id_ is None and said.get("full_name") == workflow.repository:
        id_ = _integer(said, "id")
    return validate(Repository, {"id": id_, "full_name": workflow.repository}) if id_ else None


def _about_pull_request(pull: Json) -> About:
    head, base = _object(pull, "head"), _object(pull, "base")
    names = validate(
        _Names, {"head_sha": head.get("sha"), "base_ref": base.get("ref"), "branch": head.get("ref")}
    )
    own_repository = _integer(_object(base, "repo"), "id")
    body = pull.get("body")
    facts = PullRequestFacts(
        # A fork that was deleted is still none of ours.
        from_fork=own_repository is None or _integer(_object(head, "repo"), "id") != own_repository,
        author_id=_integer(_object(pull, "user"), "id"),
        changed_files=_integer(pull, "changed_files"),
        branch=names.branch,
        # GitHub sends whole characters; half a surrogate pair could not be written anywhere.
        description=body.encode("utf-8", "replace").decode() if isinstance(body, str) else "",
    )
    return About("pull_request", _integer(pull, "number"), names.head_sha, names.base_ref, facts)


def _run(environment: Mapping[str, str], server_url: str) -> Run | None:
    id_, attempt = _number(environment, "GITHUB_RUN_ID"), _number(environment, "GITHUB_RUN_ATTEMPT")
    if id_ is None:
        return None
    repository = environment.get("GITHUB_REPOSITORY", "")
    url = f"{server_url}/{repository}/actions/runs/{id_}" if repository else None
    return validate(Run, {"id": id_, "attempt": attempt or 1, "url": url})


def _number(environment: Mapping[str, str], name: str) -> int | None:
    said = environment.get(name, "")
    if said and not _NUMBER.fullmatch(said):
        raise _refused(f"/{name}", f"no number: {excerpt(said)}")
    return int(said) if said else None


def _object(parent: Json, name: str) -> Json:
    value = parent.get(name)
    return cast("Json", value) if isinstance(value, dict) else {}


def _integer(parent: Json, name: str) -> int | None:
    value = parent.get(name)
    return value if type(value) is int and 0 < value < _LARGEST else None


def _refused(path: str, message: str) -> ContractError:
    return ContractError(Problem(Code.SCHEMA_VALUE, path, message))
