"""The law of the gate, and every way of breaking it: tamperings, and a runner for many conversations.

    python -m tests.gate.law --conversations 10000 [--seed N] [--jobs 2]

Corrupting, hiding, editing, dismissing, reordering or duplicating any carrier, or moving the head, never
turns a non-pass into a pass; adding anything by someone who is not a producer changes nothing at all;
deleting a carrier gives an error where the deletion can be seen, and else exactly what the remaining
documents say. At the first violation the runner prints the smallest conversation that shows it.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal, TypeAlias

from review_contract import Block, Code, Diagnosis, artifact_name, embed, payload, read, sha256
from review_contract.header import SENTINEL, parse_header
from review_contract.v1.base import Model
from review_gate.decision import Decision, decide
from review_gate.evidence import (
    Account,
    App,
    Artifact,
    Comment,
    Deletion,
    Evidence,
    FetchProblem,
    Post,
    StepOutput,
    WorkflowRun,
)
from review_gate.evidence import Review as PostedReview
from review_gate.policy import Policy, for_base
from tests.gate.conversations import (
    ACTIONS,
    HEAD,
    MAINTAINER,
    NUMBER,
    OTHER_WORKFLOW,
    REPOSITORY,
    STRANGER,
    WORKFLOW,
    Bot,
    artifact_of,
    changed,
    comment_of,
    covered,
    critique_document,
    edit,
    finding,
    line_comment_of,
    notice_document,
    output_of,
    review_document,
    review_of,
    said_by,
)
from tests.gate.generator import Conversation, chance, conversation, replaced

Law: TypeAlias = Literal["never helps", "never passes", "changes nothing", "is founded"]
Tamper: TypeAlias = Callable[[Random, Conversation], Evidence | None]

LISTS: Final = (
    "comments",
    "reviews",
    "review_comments",
    "runs",
    "artifacts",
    "step_outputs",
    "deletions",
    "awaited",
    "problems",
)
"""The lists whose order an API chose. (That of the files is the diff's own.)"""
NEW_HEAD: Final = "9d9d8c8c" * 5


@dataclass(frozen=True)
class Tampering:
    """One way of tampering with a conversation, and what it may do."""

    name: str
    law: Law
    tamper: Tamper
    """None where the conversation has nothing to tamper with."""


@dataclass(frozen=True)
class Violation:
    """A conversation, tampered with, that breaks the law."""

    sentence: str
    policy: Policy
    before: Evidence
    after: Evidence


# --------------------------------------------------------------------------------------------------- the law


def violation(told: Conversation, tampering: Tampering, rng: Random) -> tuple[Decision | None, str]:
    """Return the decision after tampering, and how it breaks the law; empty where it keeps it."""
    tampered = tampering.tamper(rng, told)
    if tampered is None:
        return None, ""
    before = decide(told.policy, told.evidence)
    after = decide(told.policy, tampered)
    return after, broken(tampering.law, told.policy, before, after, tampered)


def broken(law: Law, policy: Policy, before: Decision, after: Decision, tampered: Evidence) -> str:
    """Return the sentence that is broken, or an empty one."""
    if law == "changes nothing" and essence(before) != essence(after):
        return f"nothing may change: {before.conclusion} ({before.reason}), now {after.conclusion}"
    if law == "never passes" and after.conclusion == "pass":
        return "this never passes"
    if law == "never helps" and before.conclusion != "pass" and after.conclusion == "pass":
        return f"{before.conclusion} ({before.reason}) became a pass"
    return unfounded(policy, tampered, after)


def unfounded(policy: Policy, evidence: Evidence, decision: Decision) -> str:
    """Say which required stage a pass lacks positive evidence for; empty if it is no pass or has it."""
    if decision.conclusion != "pass":
        return ""
    stages = [one for one in for_base(policy, evidence.subject.base_ref).stages if one.required]
    clean = {
        candidate.document.stage
        for candidate in decision.candidates
        if candidate.document
        and not candidate.faults
        and candidate.document.status == "completed"
        and candidate.document.subject.head_sha == evidence.subject.head_sha
    }
    if not stages or evidence.problems or any(one.blocks for one in decision.findings):
        return "it passed without a stage, with unread evidence, or with a finding that blocks"
    missing = [stage.name for stage in stages if stage.name not in clean]
    return f"it passed without a clean document of {', '.join(missing)}" if missing else ""


def essence(decision: Decision) -> tuple[object, ...]:
    """Return everything of a decision but the list of who was heard."""
    return (
        decision.conclusion,
        decision.reason,
        decision.summary,
        decision.reasons,
        decision.findings,
        decision.next,
    )


# ------------------------------------------------------------------------------------------ finding carriers


def spots(told: Conversation, *names: str) -> list[tuple[str, int]]:
    """Return where in these lists something of a producer stands."""
    return [
        (name, index)
        for name in names
        for index, item in enumerate(getattr(told.evidence, name))
        if not isinstance(item, Post) or by_producer(told, item)
    ]


def by_producer(told: Conversation, post: Post) -> bool:
    """Tell whether a post is a producer's own: an App by its ids, a workflow by what it uploaded."""
    author = post.author
    if author is None or author.type != "Bot":
        return False
    names = {artifact.name for artifact in told.evidence.artifacts}
    header = parse_header(post.body.split("\n", 1)[0])
    for producer in told.policy.producers:
        if producer.user_id == author.id and (
            producer.type == "app" or (header and artifact_name(header.digest) in names)
        ):
            return True
    return False


def one_of(rng: Random, places: Sequence[tuple[str, int]]) -> tuple[str, int] | None:
    return rng.choice(places) if places else None


def changed_at(told: Conversation, place: tuple[str, int], **fields: object) -> Evidence:
    return replaced(told.evidence, *place, fields)


def item_at(told: Conversation, place: tuple[str, int]) -> Post:
    found: Post = getattr(told.evidence, place[0])[place[1]]
    return found


def without(evidence: Evidence, place: tuple[str, int]) -> Evidence:
    name, index = place
    items = getattr(evidence, name)
    return evidence.model_copy(update={name: (*items[:index], *items[index + 1 :])})


def with_more(evidence: Evidence, rng: Random, *items: Model) -> Evidence:
    """Return the evidence with more items, each somewhere in the list of its kind."""
    for item in items:
        name = _LIST_OF[type(item)]
        known = [*getattr(evidence, name)]
        known.insert(rng.randint(0, len(known)), item)
        evidence = evidence.model_copy(update={name: tuple(known)})
    return evidence


_LIST_OF: Final[dict[type[Model], str]] = {
    Comment: "comments",
    PostedReview: "reviews",
    WorkflowRun: "runs",
    Artifact: "artifacts",
    StepOutput: "step_outputs",
    Deletion: "deletions",
}

POSTS: Final = ("comments", "reviews")


# -------------------------------------------------------------------------------------------------- removing


def remove(*names: str) -> Tamper:
    """Take one carrier away, without a trace: what remains decides, and a pass is founded on it."""

    def tamper(rng: Random, told: Conversation) -> Evidence | None:
        place = one_of(rng, spots(told, *names))
        return without(told.evidence, place) if place else None

    return tamper


def delete_with_trace(rng: Random, told: Conversation) -> Evidence | None:
    """Delete a comment of an App since this head appeared, which the timeline tells."""
    ids = {producer.user_id for producer in told.policy.producers if producer.type == "app"}
    place = one_of(
        rng,
        [
            place
            for place in spots(told, "comments")
            if (who := item_at(told, place).author) is not None and who.id in ids
        ],
    )
    if place is None:
        return None
    gone = Deletion(at=told.evidence.observed_at, author=item_at(told, place).author, actor=MAINTAINER)
    return with_more(without(told.evidence, place), rng, gone)


def drop_page(rng: Random, told: Conversation) -> Evidence | None:
    """Lose the end of a list, as a failed page does; whoever reads says so."""
    name = rng.choice(("comments", "reviews", "artifacts", "runs"))
    items = getattr(told.evidence, name)
    kept = items[: rng.randint(0, len(items))]
    problem = FetchProblem(resource=f"{name} page 2", message="HTTP 502")
    return told.evidence.model_copy(update={name: kept, "problems": (problem,)})


def files_unread(_: Random, told: Conversation) -> Evidence:
    return told.evidence.model_copy(update={"files": None})


# ------------------------------------------------------------------------------------------------ corrupting


def corrupt(how: Callable[[Random, str], str]) -> Tamper:
    """Mangle the text of one carrier, as a broken transport would: without any record of an edit."""

    def tamper(rng: Random, told: Conversation) -> Evidence | None:
        place = one_of(rng, spots(told, *POSTS, "artifacts"))
        if place is None:
            return None
        name, index = place
        item = getattr(told.evidence, name)[index]
        field_ = "content" if name == "artifacts" else "body"
        text = getattr(item, field_)
        if not text:
            return None
        mangled = how(rng, text)
        return None if mangled == text else changed_at(told, place, **{field_: mangled})

    return tamper


def flip(rng: Random, text: str) -> str:
    index = rng.randrange(len(text))
    return text[:index] + rng.choice('"\\{}[],:0aZ<>-\n \x00é') + text[index + 1 :]


def delete_some(rng: Random, text: str) -> str:
    index = rng.randrange(len(text))
    return text[:index] + text[index + rng.choice((1, 1, 2, 9)) :]


def insert(rng: Random, text: str) -> str:
    index = rng.randrange(len(text) + 1)
    grain = rng.choice(('"', "\\", "-->", "<!--", "\n", "\r", "\u200b", '"verdict":"approve",', "\ufeff"))
    return text[:index] + grain + text[index:]


def truncate(rng: Random, text: str) -> str:
    return text[: rng.randrange(len(text))]


def prefix(rng: Random, text: str) -> str:
    return rng.choice(("\n", " ", "\ufeff", "> ", "Review:\n", "```\n", "<details>\n", "x")) + text


def crlf(_: Random, text: str) -> str:
    return text.replace("\n", "\r\n")


def other_digest(rng: Random, text: str) -> str:
    line, _, rest = text.partition("\n")
    digest = f"sha256:{rng.getrandbits(256):064x}"
    return f"{line.rsplit(' ', 1)[0]} {digest}\n{rest}"


def other_header(rng: Random, text: str) -> str:
    """Change one value of line 1, leaving payload and digest alone."""
    line, _, rest = text.partition("\n")
    fields = line.split(" ")
    index = rng.choice((2, 3, 4, 5, 6))
    if len(fields) < 8:
        return text
    fields[index] = {2: "review", 3: "review", 4: "123", 5: HEAD, 6: "1"}[index]
    return f"{' '.join(fields)}\n{rest}"


def other_word(rng: Random, text: str) -> str:
    """Change a word of the payload that matters, leaving line 1 alone."""
    words = (
        ('"request_changes"', '"approve"'),
        ('"changes"', '"approve"'),
        ('"failed"', '"completed"'),
        ('"partial"', '"completed"'),
        ('"critical"', '"info"'),
        (HEAD, NEW_HEAD),
        (NEW_HEAD, HEAD),
    )
    found = [pair for pair in words if pair[0] in text]
    if not found:
        return text
    old, new = rng.choice(found)
    line, _, rest = text.partition("\n")
    return f"{line}\n{rest.replace(old, new)}" if text.startswith(SENTINEL) else text.replace(old, new)


def swap_payloads(rng: Random, told: Conversation) -> Evidence | None:
    """Exchange line 2 of two comments."""
    places = [place for place in spots(told, *POSTS) if item_at(told, place).body.startswith(SENTINEL)]
    if len(places) < 2:
        return None
    one, other = rng.sample(places, 2)
    first, second = item_at(told, one).body.split("\n"), item_at(told, other).body.split("\n")
    if len(first) < 3 or len(second) < 3 or first[1] == second[1]:
        return None
    first[1], second[1] = second[1], first[1]
    evidence = changed_at(told, one, body="\n".join(first))
    return replaced(evidence, *other, {"body": "\n".join(second)})


# ----------------------------------------------------------------------------------- editing, hiding, moving


def touch(**fields: object) -> Tamper:
    """Change what the API says of one post."""

    def tamper(rng: Random, told: Conversation) -> Evidence | None:
        place = one_of(rng, spots(told, *POSTS))
        if place is None or not set(fields) & set(type(item_at(told, place)).model_fields):
            return None
        return changed_at(told, place, **fields)

    return tamper


def edit_in_place(rng: Random, told: Conversation) -> Evidence | None:
    """Save a post again, perhaps with other words after the block."""
    place = one_of(rng, spots(told, *POSTS))
    if place is None:
        return None
    body = item_at(told, place).body
    new = body + rng.choice(("", "\nThanks!", "\n```\n"))
    known = item_at(told, place).edits
    if known is None:
        return None
    first = known or (edit(body, by=item_at(told, place).author),)
    edits = (*first, edit(new, at=told.evidence.observed_at))
    return changed_at(told, place, body=new, edits=edits)


def edit_into(make: Callable[[Random, Conversation, str], str]) -> Tamper:
    """Replace the body of a post; the history keeps what it was, or says that a revision was deleted."""

    def tamper(rng: Random, told: Conversation) -> Evidence | None:
        place = one_of(rng, spots(told, *POSTS))
        if place is None:
            return None
        post, at = item_at(told, place), told.evidence.observed_at
        new = make(rng, told, post.body)
        if post.edits is None or new == post.body:
            return None
        was = edit(post.body, by=post.author, at=post.created_at)
        return changed_at(told, place, body=new, edits=(*post.edits, was, edit(new, at=at)))

    return tamper


def nothing_left(_: Random, __: Conversation, ___: str) -> str:
    return "Nothing to see here."


def forged_answer(rng: Random, told: Conversation, body: str) -> str:
    """Return a block that says what the forger wants, in place of the one that was there."""
    reading = read(body)
    if not isinstance(reading, Block):
        return "approve"
    was = reading.document
    name = was.id if rng.random() < 0.5 else "forged"
    head = was.subject.head_sha or HEAD
    if was.kind == "critique":
        return embed(
            changed(critique_document("approve", stage=was.stage, round=was.round, head=head), id=name)
        )
    paths = [file.path for file in told.evidence.files or ()]
    forged = review_document(
        "approve",
        stage=was.stage,
        round=was.round,
        head=head,
        name=name,
        supersedes=was.supersedes if name not in was.supersedes else (),
        coverage=covered(*paths),
    )
    return embed(forged)


def move_head(rng: Random, told: Conversation) -> Evidence:
    """Push a commit of which nobody has spoken."""
    subject = told.evidence.subject
    heads = (*subject.earlier_heads, *([subject.head_sha] if subject.head_sha else []))
    seen = rng.choice((None, told.evidence.observed_at))
    moved = changed(subject, head_sha=NEW_HEAD, earlier_heads=heads, head_seen_at=seen)
    return told.evidence.model_copy(update={"subject": moved})


def move_head_back(rng: Random, told: Conversation) -> Evidence | None:
    """Push an earlier head again: what was said about that very commit may hold, and nothing else."""
    subject = told.evidence.subject
    if not subject.earlier_heads or subject.head_sha is None:
        return None
    head = rng.choice(subject.earlier_heads)
    others = (*(one for one in subject.earlier_heads if one != head), subject.head_sha)
    moved = changed(subject, head_sha=head, earlier_heads=others, head_seen_at=None)
    return told.evidence.model_copy(update={"subject": moved})


def other_subject(**fields: object) -> Tamper:
    """Let the API say something else about the pull request."""

    def tamper(_: Random, told: Conversation) -> Evidence:
        return told.evidence.model_copy(update={"subject": changed(told.evidence.subject, **fields)})

    return tamper


def other_repository(_: Random, told: Conversation) -> Evidence:
    moved = REPOSITORY.model_copy(update={"id": REPOSITORY.id + 1})
    return told.evidence.model_copy(update={"repository": moved})


# ----------------------------------------------------------------------------------- reordering, duplicating


def reorder(rng: Random, told: Conversation) -> Evidence:
    mixed: dict[str, tuple[Model, ...]] = {}
    for name in LISTS:
        items = [*getattr(told.evidence, name)]
        rng.shuffle(items)
        mixed[name] = tuple(items)
    return told.evidence.model_copy(update=mixed)


def duplicate(*, fresh: bool) -> Tamper:
    """Show a carrier twice, under another id; `fresh` without the marks that people put on the first.

    A history in which the block was not there from the start is no mark: a copy without it would be the
    producer's own second word, which tampering can't bring about.
    """

    def tamper(rng: Random, told: Conversation) -> Evidence | None:
        place = one_of(rng, spots(told, *POSTS, "artifacts", "step_outputs", "runs"))
        if place is None:
            return None
        item: Model = getattr(told.evidence, place[0])[place[1]]
        if isinstance(item, Post):
            copy = item.model_copy(update={"id": item.id + 500_000, "url": f"{item.url}5"})
            line = item.body.split("\n", 1)[0]
            same = all(one.body and one.body.startswith(line) for one in item.edits or ())
            unmarked = {"edits": () if item.edits and same else item.edits, "minimised": False}
            item = copy.model_copy(update=unmarked) if fresh else copy
        return with_more(told.evidence, rng, item)

    return tamper


# ------------------------------------------------------------------------------------------------- strangers


def by_stranger(make: Callable[[Random, Conversation], tuple[Model, ...] | None]) -> Tamper:
    def tamper(rng: Random, told: Conversation) -> Evidence | None:
        items = make(rng, told)
        return with_more(told.evidence, rng, *items) if items else None

    return tamper


def texts(rng: Random, told: Conversation) -> str:
    """Return what a stranger might paste: a block of a producer, one that helps, one that harms."""
    posts = [*told.evidence.comments, *told.evidence.reviews]
    digests = [sha256(payload(review_document(stage="x"))), *(a.name for a in told.evidence.artifacts)]
    stage = rng.choice(told.policy.stages).name
    documents = (
        review_document("approve", stage=stage),
        review_document("request_changes", finding(), stage=stage, name="x"),
        notice_document(stage=stage),
    )
    choices = [
        embed(rng.choice(documents)),
        f"<!-- review-contract:v1 {rng.choice(digests)}",
        f"review-contract digest {digests[-1].removeprefix('review-contract-')} sha256:",
        rng.choice(digests).replace("review-contract-", "sha256:"),
        "LGTM",
        "::error::no",
        *([rng.choice(posts).body] if posts else []),
        *([flip(rng, rng.choice(posts).body)] if posts and posts[0].body else []),
    ]
    return rng.choice(choices)


def _speakers(told: Conversation) -> tuple[tuple[Account | None, App | None], ...]:
    """Return who may write into a conversation without being a producer."""
    producer = told.policy.producers[0]
    apps = [one for one in told.policy.producers if one.type == "app"]
    name = f"{producer.name}[bot]"
    strangers: list[tuple[Account | None, App | None]] = [
        (None, None),
        (STRANGER.account, STRANGER.app),
        (Account(id=1_234_567, login=name, type="Bot"), App(id=producer.app_id)),
        (Account(id=None, login=name, type="Bot"), App(id=producer.app_id)),
        (Account(id=1_234_568, login=producer.name, type="User"), None),
        (Account(id=producer.user_id, login=name, type="User"), App(id=producer.app_id)),
        (Account(id=producer.user_id, login=name, type="Mannequin"), None),
        (MAINTAINER, None),
    ]
    strangers += [(Account(id=one.user_id, login=name, type="Bot"), App(id=1)) for one in apps]
    return tuple(strangers)


def comment_by_stranger(rng: Random, told: Conversation) -> tuple[Model, ...]:
    author, app = rng.choice(_speakers(told))
    comment = changed(said_by(author, texts(rng, told), number=rng.randint(600, 700)), app=app)
    return (changed(comment, minimised=rng.choice((False, None)), edits=rng.choice(((), None))),)


def review_by_stranger(rng: Random, told: Conversation) -> tuple[Model, ...]:
    bots = [account for account, app in _speakers(told) if not (app and app.id == 1)]
    text = texts(rng, told)
    state = rng.choice(("APPROVED", "CHANGES_REQUESTED", "COMMENTED"))
    heads = [post.commit_id for post in told.evidence.reviews if post.commit_id]
    named = [head for post in told.evidence.comments if (head := _head_in(post.body))]
    commit = rng.choice([HEAD, NEW_HEAD, *heads, *named])
    review = review_of(STRANGER, text, number=rng.randint(600, 700))
    return (changed(review, author=rng.choice(bots), state=state, commit_id=commit),)


def _head_in(body: str) -> str | None:
    header = parse_header(body.split("\n", 1)[0])
    return header.head_sha if header else None


def line_comment_by_anybody(rng: Random, told: Conversation) -> Evidence:
    """Carry a document in a comment on the diff: even a producer's is none there."""
    stage = rng.choice(told.policy.stages).name
    producer = told.policy.producers[0]
    bot = Bot(producer.name, producer.user_id, producer.app_id)
    said = line_comment_of(bot, review_document("request_changes", finding(), stage=stage))
    return told.evidence.model_copy(update={"review_comments": (*told.evidence.review_comments, said)})


def other_workflow(rng: Random, told: Conversation) -> tuple[Model, ...]:
    """Let another workflow of the repository, under the same account, say and upload what it likes."""
    run = OTHER_WORKFLOW.run(rng.randint(9_000_000, 9_999_999))
    stage = rng.choice(told.policy.stages).name
    known = {artifact.name for artifact in told.evidence.artifacts}
    document = review_document(
        rng.choice(("approve", "request_changes")), stage=stage, run=run.id, name=f"other-{rng.random()}"
    )
    said = comment_of(ACTIONS, document, number=rng.randint(600, 700))
    items: list[Model] = [run, artifact_of(run, document), said, output_of(run, document)]
    text = texts(rng, told)
    header = parse_header(text.split("\n", 1)[0])
    # A copy of a block that a producer's run has proven is that producer's document, whoever posts it.
    if not (header and artifact_name(header.digest) in known):
        items.append(comment_of(ACTIONS, text, number=rng.randint(701, 800)))
    return (*tuple(rng.sample(items, rng.randint(1, len(items)))), run)


def copied_artifact(rng: Random, told: Conversation) -> tuple[Model, ...] | None:
    """Upload a producer's artifact again from another workflow, with other content."""
    if not told.evidence.artifacts:
        return None
    run = OTHER_WORKFLOW.run(rng.randint(9_000_000, 9_999_999))
    copy = rng.choice(told.evidence.artifacts).model_copy(update={"run_id": run.id})
    return run, copy.model_copy(update={"content": rng.choice(("{}", "\ud800", None))})


def deleted_by_stranger(_: Random, told: Conversation) -> tuple[Model, ...]:
    return (Deletion(at=told.evidence.observed_at, author=STRANGER.account, actor=MAINTAINER),)


def fork(rng: Random, told: Conversation) -> tuple[Model, ...] | None:
    """Let a pull_request run, whose file the pull request itself wrote, speak under a producer's path."""
    paths = [producer.path for producer in told.policy.producers if producer.type == "workflow"]
    if not paths:
        return None
    run = WORKFLOW.run(rng.randint(9_000_000, 9_999_999), event="pull_request")
    run = changed(run, path=rng.choice(paths), head_repository_id=999, head_branch="last-token")
    documents = [
        candidate.document
        for candidate in decide(told.policy, told.evidence).candidates
        if candidate.document and candidate.document.kind != "decision"
    ]
    stage = rng.choice(told.policy.stages).name
    ids = [one.id for one in documents] + [id_ for one in documents for id_ in one.supersedes]
    found = [one for document in documents for one in getattr(document, "findings", ())]
    low = rng.choice(found) if found and rng.random() < 0.5 else None
    if low is not None and rng.random() < 0.5:
        low = changed(low, severity="info")
    name = rng.choice(ids) if ids and rng.random() < 0.5 else "forged"
    supersedes = {rng.choice(ids) for _ in range(rng.randint(0, 3))} - {name} if ids else set[str]()
    forged = review_document(
        rng.choice(("approve", "approve", "request_changes")),
        *([low] if low is not None and low.severity in {"critical", "high", "medium", "low", "info"} else []),
        stage=stage,
        round=rng.choice((1, 1, 2, 3)),
        name=name,
        supersedes=sorted(supersedes),
        run=run.id,
        head=rng.choice((HEAD, HEAD, *told.evidence.subject.earlier_heads)),
    )
    copies = [one for one in documents if one.kind != "decision"]
    document = rng.choice(copies) if copies and rng.random() < 0.3 else forged
    items: list[Model] = [run, artifact_of(run, document)]
    if rng.random() < 0.5:
        items.append(comment_of(ACTIONS, document, number=rng.randint(600, 700)))
    return tuple(items)


def echoed(rng: Random, told: Conversation) -> tuple[Model, ...] | None:
    """Let another workflow post a copy of a workflow producer's own block, as it is or marked."""
    ids = {producer.user_id for producer in told.policy.producers if producer.type == "workflow"}
    bodies = [
        post.body
        for post in told.evidence.comments
        if post.author and post.author.id in ids and by_producer(told, post)
    ]
    if not bodies:
        return None
    copy = comment_of(ACTIONS, rng.choice(bodies), number=rng.randint(600, 700))
    return (changed(copy, minimised=rng.random() < 0.3, edits=() if rng.random() < 0.7 else (edit("x"),)),)


TAMPERINGS: Final = (
    Tampering("nothing", "changes nothing", lambda _, told: told.evidence),
    Tampering("remove a comment or review", "never helps", remove(*POSTS)),
    Tampering("remove an artifact", "never helps", remove("artifacts")),
    Tampering("remove a step output", "never helps", remove("step_outputs")),
    Tampering("remove a run", "never helps", remove("runs")),
    Tampering("delete with a trace", "never passes", delete_with_trace),
    Tampering("drop a page", "never passes", drop_page),
    Tampering("files unread", "never passes", files_unread),
    Tampering("flip a character", "never helps", corrupt(flip)),
    Tampering("delete characters", "never helps", corrupt(delete_some)),
    Tampering("insert characters", "never helps", corrupt(insert)),
    Tampering("truncate", "never helps", corrupt(truncate)),
    Tampering("prefix", "never helps", corrupt(prefix)),
    Tampering("CRLF", "never helps", corrupt(crlf)),
    Tampering("change the digest", "never helps", corrupt(other_digest)),
    Tampering("change line 1", "never helps", corrupt(other_header)),
    Tampering("change a word of the payload", "never helps", corrupt(other_word)),
    Tampering("swap payloads", "never helps", swap_payloads),
    Tampering("edit in place", "never helps", edit_in_place),
    Tampering("edit the block away", "never helps", edit_into(nothing_left)),
    Tampering("edit into an approval", "never helps", edit_into(forged_answer)),
    Tampering("edits unread", "never helps", touch(edits=None)),
    Tampering("a revision deleted", "never helps", touch(edits=(edit(None, at=None),))),
    Tampering("minimise", "never helps", touch(minimised=True)),
    Tampering("minimised unread", "never helps", touch(minimised=None)),
    Tampering("dismiss", "never helps", touch(state="DISMISSED")),
    Tampering("App unread", "never helps", touch(app=None)),
    Tampering("commit forgotten", "never helps", touch(commit_id=None)),
    Tampering("duplicate", "never helps", duplicate(fresh=False)),
    Tampering("duplicate, unmarked", "never helps", duplicate(fresh=True)),
    Tampering("reorder", "changes nothing", reorder),
    Tampering("move the head", "never passes", move_head),
    Tampering("move the head back", "is founded", move_head_back),
    Tampering("change the base", "never passes", other_subject(base_ref="next")),
    Tampering("move the merge base", "never passes", other_subject(merge_base_sha=NEW_HEAD)),
    Tampering("merge base unread", "never passes", other_subject(merge_base_sha=None)),
    Tampering("another repository", "never passes", other_repository),
    Tampering("another number", "never passes", other_subject(number=NUMBER * 10 + 3)),
    Tampering("stranger: comment", "changes nothing", by_stranger(comment_by_stranger)),
    Tampering("stranger: review", "changes nothing", by_stranger(review_by_stranger)),
    Tampering("anybody: comment on the diff", "changes nothing", line_comment_by_anybody),
    Tampering("stranger: another workflow", "changes nothing", by_stranger(other_workflow)),
    Tampering("stranger: artifact of a taken name", "changes nothing", by_stranger(copied_artifact)),
    Tampering("stranger: deletion", "changes nothing", by_stranger(deleted_by_stranger)),
    Tampering("fork: pull_request run", "never helps", by_stranger(fork)),
    Tampering("echo by another workflow", "never helps", by_stranger(echoed)),
)


# --------------------------------------------------------------------------------------------------- running


@dataclass
class Tally:
    """What a run of many conversations counted."""

    conversations: int = 0
    conclusions: Counter[str] = field(default_factory=Counter[str])
    changes: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    broken: Violation | None = None

    def add(self, other: "Tally") -> None:
        """Count what another run counted."""
        self.conversations += other.conversations
        self.conclusions += other.conclusions
        for name, counts in other.changes.items():
            self.changes.setdefault(name, Counter()).update(counts)
        self.broken = self.broken or other.broken

    @property
    def passing(self) -> float:
        """The share of conversations that pass before they are tampered with."""
        return self.conclusions["pass"] / max(1, self.conversations)


def run(seeds: range, *, stop: bool = True) -> Tally:
    """Apply every tampering to the conversation of every seed."""
    tally = Tally()
    for seed in seeds:
        told = conversation(seed)
        before = decide(told.policy, told.evidence)
        tally.conversations += 1
        tally.conclusions[before.conclusion] += 1
        if sentence := unfounded(told.policy, told.evidence, before):
            tally.broken = Violation(f"seed {seed}: {sentence}", told.policy, told.evidence, told.evidence)
        for tampering in TAMPERINGS:
            tampered = tampering.tamper(chance(f"{seed} {tampering.name}"), told)
            if tampered is None:
                continue
            after = decide(told.policy, tampered)
            counts = tally.changes.setdefault(tampering.name, Counter())
            counts[f"{before.conclusion} > {after.conclusion}"] += 1
            sentence = broken(tampering.law, told.policy, before, after, tampered)
            if sentence and as_if_removed(tampering, told, tampered, after):
                counts["as if removed"] += 1
                sentence = ""
            if sentence and tally.broken is None:
                found = f"seed {seed}, {tampering.name}: {sentence}"
                tally.broken = Violation(found, told.policy, told.evidence, tampered)
        if tally.broken and stop:
            break
    return tally


def as_if_removed(tampering: Tampering, told: Conversation, tampered: Evidence, after: Decision) -> bool:
    """Tell whether a carrier is gone without a trace, so that the remaining documents alone decide.

    Corrupting does that too where nothing is left that resembles a block, or nothing that tells a comment
    of the account that all workflows share from anybody's: then what is left must be as if it were gone.
    """
    if tampering.name.startswith("remove "):
        return True
    kept: dict[str, tuple[Post, ...]] = {}
    for name in POSTS:
        was, now = getattr(told.evidence, name), getattr(tampered, name)
        if len(was) != len(now):
            return False
        kept[name] = tuple(
            one
            for one, other in zip(was, now, strict=True)
            if one.body == other.body or one.edits != other.edits or not lost(told, other)
        )
    remaining = told.evidence.model_copy(update=kept)
    return remaining != told.evidence and essence(decide(told.policy, remaining)) == essence(after)


def lost(told: Conversation, post: Post) -> bool:
    """Tell whether nothing in a post says any more that it was a producer's block."""
    reading = read(post.body)
    if isinstance(reading, Diagnosis) and str(reading.code) == Code.MISSING.value:
        return True
    by_app = {producer.user_id for producer in told.policy.producers if producer.type == "app"}
    return isinstance(reading, Diagnosis) and post.author is not None and post.author.id not in by_app


def smallest(found: Violation, tampering: Tampering) -> Violation:
    """Return the violation with every item left out that it does not need."""
    lists = [*LISTS]
    shrunk = True
    while shrunk:
        shrunk = False
        for place in _places(found.before, lists):
            less, after = _both_without(found, place)
            if after is not None and broken(
                tampering.law, found.policy, decide(found.policy, less), decide(found.policy, after), after
            ):
                found = Violation(found.sentence, found.policy, less, after)
                shrunk = True
                break
    return found


def _places(evidence: Evidence, names: Sequence[str]) -> Iterator[tuple[str, int]]:
    for name in names:
        for index in range(len(getattr(evidence, name))):
            yield name, index


def _both_without(found: Violation, place: tuple[str, int]) -> tuple[Evidence, Evidence | None]:
    """Leave one item out before and after tampering; only what both have alike can be left out."""
    name, index = place
    item = getattr(found.before, name)[index]
    others = getattr(found.after, name)
    if item not in others:
        return found.before, None
    return without(found.before, place), without(found.after, (name, others.index(item)))


def _print(tally: Tally) -> None:
    print(f"{tally.conversations:,} conversations; before tampering:")
    for conclusion, count in tally.conclusions.most_common():
        print(f"  {conclusion:8} {count:7,}  {count / tally.conversations:6.1%}")
    print("What each tampering changed (before > after):")
    for name, counts in tally.changes.items():
        told = ", ".join(f"{change} {count:,}" for change, count in sorted(counts.items()))
        print(f"  {name}: {told}")


def _report(found: Violation) -> None:
    name = found.sentence.split(", ", 1)[-1].split(":", 1)[0]
    tampering = next(
        (one for one in TAMPERINGS if found.sentence.split(", ", 1)[-1].startswith(one.name)), None
    )
    least = smallest(found, tampering) if tampering else found
    print(f"VIOLATION: {found.sentence}", file=sys.stderr)
    shown = {
        "sentence": found.sentence,
        "tampering": name,
        "policy": least.policy.model_dump(),
        "before": least.before.model_dump(),
        "after": least.after.model_dump(),
    }
    print(json.dumps(shown, indent=1))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run many conversations; 1 at the first violation."""
    parser = argparse.ArgumentParser(description="Tamper with many conversations.")
    parser.add_argument("--conversations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args(arguments)
    tally, size = Tally(), 250
    last = given.seed + given.conversations
    chunks = [range(first, min(first + size, last)) for first in range(given.seed, last, size)]
    with ProcessPoolExecutor(given.jobs) as pool:
        for done in pool.map(run, chunks):
            tally.add(done)
            print(f"{tally.conversations:,} of {given.conversations:,}", end="\r", file=sys.stderr)
            if tally.broken:
                pool.shutdown(cancel_futures=True)
                break
    print(file=sys.stderr)
    _print(tally)
    if tally.broken:
        _report(tally.broken)
        return 1
    print(f"The law holds. {tally.passing:.0%} passed before they were tampered with.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
