"""The pull request or issue, its repository, where its diff starts, and the heads before this one."""

from collections.abc import Mapping
from typing import Final

from review_contract import ContractError
from review_contract.parsing import validate
from review_contract.v1.envelope import Repository
from review_gate.evidence import Subject
from review_gate.github_answers import rest
from review_gate.github_answers.folder import (
    COMMITS,
    COMPARE,
    ISSUE,
    PULL,
    REPOSITORY,
    Folder,
    Top,
    check_total,
    noted,
    refuse,
)
from review_gate.github_answers.graphql import GraphqlAnswer
from review_gate.github_answers.shape import Fields, ShapeError

_MOST_COMMITS: Final = 250
"""How many commits of a pull request GitHub lists (REST: list commits on a pull request)."""


def repository_of(folder: Folder, top: Top) -> tuple[Repository, str]:
    """Return the repository and its default branch, from its own answer or from the pull request's base."""
    base = top.need(lambda item: rest.repository(item.child("base").child("repo"))) if top.is_pull else None
    if base is not None and REPOSITORY not in folder.answers:
        return base
    own = folder.wholes(REPOSITORY, rest.repository)
    if base is None and len(own) != 1:
        reason = f": {folder.notes.found[-1].message}" if folder.notes.found else ""
        refuse(f"{REPOSITORY} does not say which repository {ISSUE} belongs to{reason}")
    if base is not None and own != [base]:
        folder.notes.add(REPOSITORY, f"it is not the repository that {PULL} is for")
    return base or own[0]


def subject_of(folder: Folder, top: Top, graphql: GraphqlAnswer | None) -> Subject:
    """Return the subject.

    Raises:
        ContractError: where it lacks what it can't be without.
    """
    note = folder.note(top.name)
    said: dict[str, object] = {
        "type": "pull_request" if top.is_pull else "issue",
        "number": top.need(lambda item: item.get("number", int)),
        "title": top.need(lambda item: item.get("title", str)),
        "state": top.need(lambda item: item.among("state", ("open", "closed"))),
        "author": rest.author(top.item, note),
        "labels": noted(note, lambda: tuple(one.get("name", str) for one in top.item.children("labels")), ()),
    }
    if top.is_pull:
        said |= _pull(folder, top, graphql)
    try:
        return validate(Subject, said)
    except ContractError as error:
        refuse(f"{top.name}: {error.problems[0].path}: {error.problems[0].message}")


def _pull(folder: Folder, top: Top, graphql: GraphqlAnswer | None) -> Mapping[str, object]:
    note = folder.note(top.name)
    head = top.need(lambda item: item.child("head").sha("sha"))
    base_ref = top.need(lambda item: item.child("base").get("ref", str))
    base_sha = noted(note, lambda: top.item.child("base").sha("sha"), None)
    return {
        "draft": noted(note, lambda: top.item.get("draft", bool), default=False),
        "head_sha": head,
        "head_ref": top.need(lambda item: item.child("head").get("ref", str)),
        "base_ref": base_ref,
        "base_sha": base_sha,
        "merge_base_sha": _merge_base(folder, head, (base_ref, base_sha)),
        **_heads(folder, top, graphql, head),
    }


def _merge_base(folder: Folder, head: str, bases: tuple[str | None, ...]) -> str | None:
    """Return where the diff starts, if what was compared is this base and head."""

    def compared(item: Fields) -> str:
        base, _, other = item.get("url", str).partition("/compare/")[2].partition("...")
        if other != head or base not in bases:
            raise ShapeError("/url compares something else than this base and head")
        return item.child("merge_base_commit").sha("sha")

    merge_bases = set(folder.wholes(COMPARE, compared))
    if len(merge_bases) > 1:
        folder.notes.add(COMPARE, "its pages name different merge bases")
    return merge_bases.pop() if len(merge_bases) == 1 else None


def _heads(folder: Folder, top: Top, graphql: GraphqlAnswer | None, head: str) -> Mapping[str, object]:
    """Return the heads before this one, and, where GitHub lets it be known, since when this one is the head.

    GitHub publishes no times of ordinary pushes, and a forced one may bring back an old head. Only of a
    pull request of one commit, never forced, is it sure that its head is as old as itself; a guess
    that is too late would overlook what was deleted before it.
    """
    commits = folder.items(COMMITS, lambda item: item.sha("sha"))
    # Of a longer pull request GitHub lists the first 250; a commit that is not listed is only more in doubt.
    if commits is None or len(commits) < _MOST_COMMITS:
        check_total(folder, top, "commits", COMMITS, commits)
    if commits is not None and head not in commits and len(commits) < _MOST_COMMITS:
        folder.notes.add(COMMITS, "the head is not among the commits: it moved while they were read")
    forced = graphql.forced_heads if graphql else ()
    created = noted(folder.note(top.name), lambda: top.item.time("created_at"), None)
    alone = commits == [head] and graphql is not None and not forced
    return {
        "earlier_heads": tuple(dict.fromkeys(sha for sha in (*(commits or ()), *forced) if sha != head)),
        "head_seen_at": created if alone else None,
    }
