"""Reading: from a pull request or issue on GitHub to evidence, in a few waves of requests.

    opening  ─▶  pages of comments, reviews, files; the comparison; newest artifacts and runs
             ─▶  histories of what is kept  ─▶  artifacts and runs that were not among the newest

Nothing here decides, and nothing is raised where GitHub fails: what could not be read stands in the evidence.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from review_contract import ContractError, Problem
from review_contract.header import SENTINEL
from review_contract.problems import excerpt
from review_gate.evidence import Awaited, Evidence, FetchProblem, StepOutput
from review_gate.live.about import About, Source
from review_gate.live.answered import items, part
from review_gate.live.asking import MISSHAPEN, Answer, Request, graphql, page, pages, whole
from review_gate.live.assembly import Read, evidence_of
from review_gate.live.conversation import Conversation, List, read_lists
from review_gate.live.marks import Marks, marks_of
from review_gate.live.opening import Opening, observed_at, policy_in, policy_text, read_opening
from review_gate.live.proofs import Proofs, carried, newest, proofs_of, proofs_of_runs
from review_gate.live.published import Published, published_in
from review_gate.live.queries import STANDING
from review_gate.live.scanning import PER_PAGE, Filter, Listed
from review_gate.policy import Policy, PolicyFault, WorkflowProducer, for_base
from review_gate.reasons import GateCode

MOST_SIBLINGS: Final = 10
"""Other pull requests with the same head that are decided too: anybody may open any number of them."""
_ONE: Final = {"per_page": "1"}
_NO_LIST: Final = Listed((), (), 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller wants beyond the usual."""

    policy: Policy | PolicyFault | None = None
    """In the place of the default branch's."""
    everything: bool = False
    """Whether what strangers wrote is kept too, for a record."""
    runs: tuple[int, ...] = ()
    """Runs all of whose documents are evidence."""
    step_outputs: tuple[StepOutput, ...] = ()


@dataclass(frozen=True, slots=True)
class Live:
    """What a live reading yields."""

    evidence: Evidence
    policy: Policy | PolicyFault
    published: Published
    marks: Marks
    siblings: tuple[int, ...]
    """Other open pull requests whose head is the same commit."""
    policy_text: str | None
    """The policy file as it stands on the default branch, if it could be read."""
    policy_oid: str
    """Which version of it that is."""


def read_live(source: Source, now: str, wanted: Wanted | None = None) -> Live:
    """Return everything that a decision about the pull request or issue needs.

    `now` is the clock of this machine, for a server that does not tell its own.

    Raises:
        ContractError: the pull request or issue itself can't be read, so there is nothing to decide about.
    """
    try:
        return _live(source, now, wanted or Wanted())
    except ContractError:
        raise
    except MISSHAPEN as error:
        raise _nothing(
            f"an answer has another shape than GitHub documents: {excerpt(repr(error))}"
        ) from error


def _live(source: Source, now: str, wanted: Wanted) -> Live:
    about = source.about
    opening = read_opening(source.asking, about)
    if opening.top.complaint:
        raise _nothing(f"{opening.top.request.name} #{about.number}: {opening.top.complaint}")
    policy = wanted.policy if wanted.policy is not None else policy_in(opening, about)
    read, conversation = _read(source, opening, policy, wanted)
    instant = observed_at((opening.top,), now)
    evidence = evidence_of(about, read, instant)
    others, unsure = _siblings(source, opening, evidence.subject.head_sha)
    there = published_in(read.standing)
    if read.standing and read.standing.problem:
        unsure.append(read.standing.problem)
    evidence = evidence.model_copy(
        update={
            "awaited": _awaited(policy, evidence, there.waiting_since or instant),
            "problems": (*evidence.problems, *unsure),
        }
    )
    return Live(
        evidence,
        policy,
        there,
        marks_of(evidence, opening, conversation.histories, _ids(policy)),
        others,
        policy_text(opening),
        opening.policy_oid,
    )


def _read(
    source: Source, opening: Opening, policy: Policy | PolicyFault, wanted: Wanted
) -> tuple[Read, Conversation]:
    about = source.about
    others, proving = _others(about, opening), _paths(policy)
    vouching = newest(about.path) if proving else []
    kept, beside = _kept(policy, wanted), [*others, *vouching, *_standing(about, opening)]
    conversation, answers = read_lists(source.asking, _lists(about, opening), kept, beside)
    compare, files = (answers[0], answers[1 : len(others)]) if others else (None, [])
    lists = (*conversation.lists, _NO_LIST)
    read = Read(
        opening,
        comments=lists[0],
        reviews=lists[1],
        histories=conversation.histories,
        files=tuple(files),
        compare=compare,
        proofs=_proofs(source, conversation, proving, answers[len(others) : len(others) + 2], wanted),
        standing=answers[-1] if about.is_pull and about.mode else None,
        step_outputs=wanted.step_outputs,
        problems=conversation.problems,
    )
    return read, conversation


def _lists(about: About, opening: Opening) -> list[List]:
    lists = [
        List("comments", f"{about.path}/issues/{about.number}/comments", opening.total("comments")),
    ]
    if about.is_pull:
        lists.append(List("reviews", f"{about.top_path}/reviews", opening.total("reviews")))
    return lists


def _others(about: About, opening: Opening) -> list[Request]:
    """Return the requests for what is only there for a pull request."""
    if not about.is_pull:
        return []
    try:
        top = json.loads(opening.top.text)
        base, head, files = top["base"]["sha"], top["head"]["sha"], int(top["changed_files"])
    except (KeyError, TypeError, ValueError):
        raise _nothing("GitHub's answer is about no pull request") from None
    return [
        Request("compare", "GET", f"{about.path}/compare/{base}...{head}", _ONE),
        *pages("files", f"{about.top_path}/files", files),
    ]


def _standing(about: About, opening: Opening) -> list[Request]:
    """Return the request for what is published on the head; nothing where nothing will be."""
    if not about.is_pull or about.mode is None:
        return []
    head = json.loads(opening.top.text)["head"]["sha"]
    return [graphql("GraphQL, what is published", STANDING, **about.standing(about.mode), head=head)]


def _paths(policy: Policy | PolicyFault) -> frozenset[str]:
    """Return the workflows whose artifacts vouch for documents."""
    producers = policy.producers if isinstance(policy, Policy) else ()
    return frozenset(one.path for one in producers if isinstance(one, WorkflowProducer))


def _kept(policy: Policy | PolicyFault, wanted: Wanted) -> Filter:
    return Filter(None if wanted.everything else _ids(policy), SENTINEL)


def _ids(policy: Policy | PolicyFault) -> frozenset[int]:
    """Return the accounts that may speak."""
    return frozenset(one.user_id for one in policy.producers) if isinstance(policy, Policy) else frozenset()


def _proofs(
    source: Source,
    conversation: Conversation,
    paths: frozenset[str],
    listings: Sequence[Answer],
    wanted: Wanted,
) -> Proofs:
    runs = dict.fromkeys((*wanted.runs, *(output.run_id for output in wanted.step_outputs)))
    named = proofs_of_runs(source, [*runs]) if runs else Proofs()
    if not paths:
        return named
    found = carried(_texts(conversation))
    vouched = proofs_of(source, found, listings)
    return Proofs(
        vouched.artifacts | named.artifacts,
        vouched.runs | named.runs,
        vouched.contents | named.contents,
        [*vouched.problems, *named.problems],
    )


def _texts(conversation: Conversation) -> Iterator[str]:
    """Yield every text of the policy's accounts, the newest first, and what it was before it was edited."""
    posts = [post for one in conversation.lists for post in one.own]
    for post in sorted(posts, key=lambda post: int(post["id"]), reverse=True):
        yield post["body"] or ""
    for node in conversation.histories:
        for edit in items(node, "userContentEdits", "nodes"):
            yield edit.get("diff") or ""


def _siblings(
    source: Source, opening: Opening, head: str | None
) -> tuple[tuple[int, ...], list[FetchProblem]]:
    """Return the other open pull requests with this head, all pages of the list where there are many.

    GitHub's list of a commit's pull requests leaves out those of forks, so all open ones are looked through.
    """
    about, opened = source.about, part(opening.graphql, "pullRequests")
    nodes, total = items(opened, "nodes"), int(opened.get("totalCount") or 0)
    heads: dict[int, str] = {node["number"]: node["headRefOid"] for node in nodes}
    unsure: list[FetchProblem] = []
    if about.is_pull and total > len(nodes):
        query = {"state": "open", "sort": "created", "direction": "desc"}
        count = -(-total // PER_PAGE)
        asked = [page("open pull requests", f"{about.path}/pulls", n, **query) for n in range(2, count + 1)]
        for answer in source.asking(asked, whole):
            if answer.problem:
                unsure.append(answer.problem)
            else:
                heads |= {one["number"]: one["head"]["sha"] for one in json.loads(answer.text)}
    if len(heads) < total and not unsure:
        said = f"read {len(heads):,} of {total:,}"
        unsure.append(FetchProblem(resource="open pull requests", message=said))
    others = [number for number, sha in sorted(heads.items()) if sha == head and number != about.number]
    if len(others) > MOST_SIBLINGS:
        said = f"{len(others)} others have this head; {MOST_SIBLINGS} at most are decided with it, close some"
        unsure.append(FetchProblem(resource="open pull requests", message=said))
    return tuple(others[:MOST_SIBLINGS]), unsure


def _awaited(policy: Policy | PolicyFault, evidence: Evidence, since: str) -> tuple[Awaited, ...]:
    """Return who is awaited: every required stage, since the gate first found this head undecided."""
    if isinstance(policy, PolicyFault):
        return ()
    stages = for_base(policy, evidence.subject.base_ref).stages
    return tuple(Awaited(stage=stage.name, since=since) for stage in stages if stage.required)


def _nothing(message: str) -> ContractError:
    return ContractError(Problem(GateCode.EVIDENCE_INCOMPLETE, "", message))
