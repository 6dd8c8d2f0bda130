"""Conversations in a few words: documents, the carriers that bring them, the policy and the evidence.

Every test of the gate speaks in these. A value that a test does not name is the one with which the
pull request passes, so what a test does name is what it is about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from review_contract import Document, Pointer, artifact_name, payload, sha256
from review_contract.v1.base import Model
from review_contract.v1.envelope import Producer, Repository, Run, Status
from review_contract.v1.envelope import Subject as DocumentSubject
from review_contract.v1.finding import Citation, Disposition, DispositionAction, Finding, Location, Ruling
from review_contract.v1.record_kinds import Notice
from review_contract.v1.review_kinds import (
    Advice,
    Alignment,
    Coverage,
    Critique,
    Response,
    Review,
    UncoveredFile,
    Verdict,
)
from review_contract.v1.work_kinds import Change
from review_emitters import compose
from review_gate.evidence import (
    Account,
    App,
    Artifact,
    ChangedFile,
    Comment,
    Deletion,
    Edit,
    Evidence,
    FetchProblem,
    Post,
    ReviewComment,
    StepOutput,
    Subject,
    WorkflowRun,
)
from review_gate.evidence import Review as PostedReview
from review_gate.policy import AppProducer, Policy, Stage, WorkflowProducer

REPOSITORY = Repository(id=871_220_114, full_name="acme/parser")
NUMBER = 12
HEAD = "a1b2c3d4" * 5
EARLIER = "0e0e1e1e" * 5
MERGE_BASE = "b0b0c1c1" * 5
FILES = ("src/parser.py", "tests/test_parser.py")
DEFAULT_SCALE = ("critical", "high", "medium", "low", "info")

EARLY = "2026-03-02T09:00:00Z"
"""While the earlier head was the head."""
HEAD_SEEN = "2026-03-02T10:00:00Z"
POSTED = "2026-03-02T11:00:00Z"
NOW = "2026-03-02T12:00:00Z"

M = TypeVar("M", bound=Model)


def changed(model: M, **fields: object) -> M:
    """Return the model with other values for these fields, checked as if it had been read."""
    kept = {name: getattr(model, name) for name in type(model).model_fields}
    return type(model).model_validate({**kept, **fields})


# ------------------------------------------------------------------------------------------------ who speaks


@dataclass(frozen=True)
class Bot:
    """A GitHub App that comments under its own account."""

    login: str
    user_id: int
    app_id: int

    @property
    def account(self) -> Account:
        return Account(id=self.user_id, login=self.login, type="Bot")

    @property
    def app(self) -> App:
        return App(id=self.app_id)

    def producer(self, *stages: str) -> AppProducer:
        name = self.login.removesuffix("[bot]")
        return AppProducer(type="app", name=name, user_id=self.user_id, app_id=self.app_id, stages=stages)


@dataclass(frozen=True)
class Workflow:
    """A workflow that comments with the repository's own token, as all of its workflows do."""

    path: str
    name: str

    def producer(self, *stages: str) -> WorkflowProducer:
        return WorkflowProducer(type="workflow", name=self.name, path=self.path, stages=stages)

    def run(self, number: int = 7001, *, event: str = "pull_request_target", head: str = HEAD) -> WorkflowRun:
        return WorkflowRun(
            id=number,
            attempt=1,
            path=self.path,
            event=event,
            repository_id=REPOSITORY.id,
            head_repository_id=REPOSITORY.id,
            head_branch="main",
            head_sha=head,
            created_at=POSTED,
            url=f"https://github.com/acme/parser/actions/runs/{number}",
        )


REVIEWER = Bot("acme-reviewer[bot]", 9001, 501)
CRITIC = Bot("acme-critic[bot]", 9002, 502)
SECURITY = Bot("acme-security[bot]", 9003, 503)
ADVISOR = Bot("acme-advisor[bot]", 9004, 504)
FIXER = Bot("acme-fixer[bot]", 9005, 505)
ACTIONS = Bot("github-actions[bot]", 41_898_282, 15_368)
STRANGER = Bot("free-reviews[bot]", 666, 667)
WORKFLOW = Workflow(".github/workflows/review.yml", "review-workflow")
OTHER_WORKFLOW = Workflow(".github/workflows/labels.yml", "labels")

MAINTAINER = Account(id=77, login="octavia", type="User")
AUTHOR = Account(id=78, login="sam", type="User")

POLICY = Policy(producers=(REVIEWER.producer("review"),), stages=(Stage(name="review"),))
"""One reviewer that must approve."""
PAIR = Policy(
    producers=(REVIEWER.producer("review-a"), CRITIC.producer("review-b"), ADVISOR.producer("advisor")),
    stages=(Stage(name="review-a"), Stage(name="review-b"), Stage(name="advisor", required=False)),
)
"""A reviewer, a critic who must agree, and an advisor who may be asked."""
BY_WORKFLOW = Policy(producers=(WORKFLOW.producer("review"),), stages=(Stage(name="review"),))


# ------------------------------------------------------------------------------------------------- documents


def subject_of(head: str | None = HEAD, number: int = NUMBER) -> DocumentSubject:
    """Return what a document is about: the pull request at a head, or the issue where there is none."""
    if head is None:
        return DocumentSubject(repository=REPOSITORY, type="issue", number=number)
    return DocumentSubject(
        repository=REPOSITORY,
        type="pull_request",
        number=number,
        head_sha=head,
        base_ref="main",
        merge_base_sha=MERGE_BASE,
    )


def finding(  # noqa: PLR0913 - each names one thing that a policy looks at
    name: str = "F1",
    severity: str = "high",
    *,
    path: str | None = FILES[0],
    line: int = 3,
    title: str = "The cursor moves past the end",
    confidence: Literal["high", "medium", "low"] | None = None,
    category: str | None = None,
    introduced: Literal["new", "pre_existing", "unknown"] | None = None,
    fingerprints: dict[str, str] | None = None,
) -> Finding:
    """Return a finding that the default policy lets block."""
    return Finding(
        id=name,
        severity=severity,
        title=title,
        body="An empty token makes `advance` read one character too many.",
        location=None if path is None else Location(path=path, start_line=line),
        confidence=confidence,
        category=category,
        introduced=introduced,
        fingerprints=fingerprints or {},
    )


def answer(name: str = "F1", action: DispositionAction = "conceded") -> Disposition:
    """Return an answer to a finding, with whatever else that answer needs."""
    return Disposition(
        finding_id=name,
        action=action,
        justification="Line 3 checks the bound first.",
        evidence=(Citation(text="`if self.at < self.end` on line 3"),),
        commit_sha=HEAD if action == "fixed" else None,
    )


def covered(*paths: str, excluded: Iterable[str] = (), truncated: bool = False) -> Coverage:
    """Return the coverage of a diff of these files."""
    left_out = tuple(UncoveredFile(path=path, reason="not code") for path in excluded)
    total = len(paths) + len(left_out) + truncated
    return Coverage(files_total=total, reviewed=paths, excluded=left_out, truncated=truncated)


def review_document(  # noqa: PLR0913 - a review has this many parts; each test names one or two
    verdict: Verdict | None = "approve",
    *findings: Finding,
    stage: str = "review",
    round: int = 1,  # noqa: A002 - the field's own name
    head: str = HEAD,
    name: str | None = None,
    status: Status = "completed",
    supersedes: Sequence[str] = (),
    dispositions: Sequence[Disposition] = (),
    coverage: Coverage | None = None,
    scale: Sequence[str] = DEFAULT_SCALE,
    run: int | None = None,
) -> Review:
    """Return a review; unless told otherwise it is complete, covers every file and approves."""
    severities = [one.severity for one in findings]
    completed = status == "completed"
    return Review(
        schema_version="1.0",
        kind="review",
        stage=stage,
        id=name or f"{stage}-{head[:7]}-{round}",
        subject=subject_of(head),
        producer=Producer(name="acme reviewer", model="a-model"),
        run=None if run is None else Run(id=run, attempt=1),
        round=round,
        status=status,
        status_reason=None if status in {"completed", "started"} else "the model's API was overloaded",
        expires_at=NOW if status == "started" else None,
        supersedes=tuple(supersedes),
        severity_scale=tuple(scale),
        verdict=verdict,
        findings=findings,
        dispositions=tuple(dispositions),
        counts={severity: severities.count(severity) for severity in scale} if completed else None,
        coverage=coverage or (covered(*FILES) if completed else None),
    )


def response_document(  # noqa: PLR0913 - a response has this many parts; each test names one or two
    verdict: Verdict = "approve",
    *dispositions: Disposition,
    stage: str = "review",
    round: int = 2,  # noqa: A002 - the field's own name
    head: str = HEAD,
    supersedes: Sequence[str] | None = None,
    run: int | None = None,
) -> Response:
    """Return a reviewer's answer; unless told otherwise it supersedes the round before it."""
    return Response(
        schema_version="1.0",
        kind="response",
        stage=stage,
        id=f"{stage}-{head[:7]}-{round}",
        subject=subject_of(head),
        producer=Producer(name="acme reviewer", model="a-model"),
        run=None if run is None else Run(id=run, attempt=1),
        round=round,
        status="completed",
        supersedes=tuple(supersedes if supersedes is not None else (f"{stage}-{head[:7]}-{round - 1}",)),
        verdict=verdict,
        dispositions=dispositions,
    )


def critique_document(  # noqa: PLR0913 - a critique has this many parts; each test names one or two
    alignment: Alignment = "approve",
    *missed: Finding,
    stage: str = "review-b",
    round: int = 1,  # noqa: A002 - the field's own name
    head: str = HEAD,
    supersedes: Sequence[str] = (),
    dispositions: Sequence[Disposition] = (),
    scale: Sequence[str] = DEFAULT_SCALE,
    run: int | None = None,
) -> Critique:
    """Return a second reviewer's word on the first one's review."""
    return Critique(
        schema_version="1.0",
        kind="critique",
        stage=stage,
        id=f"{stage}-{head[:7]}-{round}",
        subject=subject_of(head),
        producer=Producer(name="acme critic"),
        run=None if run is None else Run(id=run, attempt=1),
        round=round,
        status="completed",
        supersedes=tuple(supersedes),
        severity_scale=tuple(scale),
        alignment=alignment,
        missed_findings=missed,
        dispositions=tuple(dispositions),
    )


def advice_document(
    verdict: Verdict = "approve", *dismissed: str, head: str = HEAD, run: int | None = None
) -> Advice:
    """Return an advisor's ruling that dismisses these findings."""
    return Advice(
        schema_version="1.0",
        kind="advice",
        stage="advisor",
        id=f"advisor-{head[:7]}-1",
        subject=subject_of(head),
        producer=Producer(name="acme advisor"),
        run=None if run is None else Run(id=run, attempt=1),
        round=1,
        status="completed",
        verdict=verdict,
        rulings=tuple(
            Ruling(
                finding_id=name,
                ruling="dismissed",
                justification="The caller checks the bound.",
                evidence=(Citation(text="src/parser.py, line 2"),),
            )
            for name in dismissed
        ),
    )


def change_document(
    action: Literal["opened", "pushed", "none", "held"] = "pushed",
    *dispositions: Disposition,
    stage: str = "address-review",
    head: str = HEAD,
) -> Change:
    """Return what a stage that writes code did."""
    return Change(
        schema_version="1.0",
        kind="change",
        stage=stage,
        id=f"{stage}-{head[:7]}-1",
        subject=subject_of(head),
        producer=Producer(name="acme fixer"),
        round=1,
        status="completed",
        action=action,
        held_reason="The finding asks for a new API." if action == "held" else None,
        pull_request=NUMBER if action == "opened" else None,
        commits=(head,) if action == "pushed" else (),
        dispositions=dispositions,
    )


def notice_document(
    reason: Literal["guard", "cap_reached", "needs_human", "conflict_attempted"] = "needs_human",
    *,
    stage: str = "review",
    head: str = HEAD,
    run: int | None = None,
) -> Notice:
    """Return something that a person should see."""
    return Notice(
        schema_version="1.0",
        kind="notice",
        stage=stage,
        id=f"notice-{stage}-{head[:7]}",
        subject=subject_of(head),
        producer=Producer(name="acme reviewer"),
        run=None if run is None else Run(id=run, attempt=1),
        round=1,
        status="completed",
        reason=reason,
        message="Two rounds did not agree about the cursor.",
    )


# -------------------------------------------------------------------------------------------------- carriers

PROSE = "## Review\n\nLooked at the parser and its tests.\n"


def comment_of(
    bot: Bot,
    document: Document | Pointer | str,
    *,
    number: int = 1,
    inline_limit: int = 49_152,
    at: str = POSTED,
) -> Comment:
    """Return a comment that carries a document, or that just says something."""
    body = document if isinstance(document, str) else compose(document, PROSE, inline_limit=inline_limit)
    return Comment(
        id=1000 + number,
        url=f"https://github.com/acme/parser/pull/12#issuecomment-{1000 + number}",
        author=bot.account,
        body=body,
        created_at=at,
        edits=(),
        minimised=False,
        app=bot.app,
    )


def said_by(author: Account | None, body: str, *, number: int = 50) -> Comment:
    """Return what a person says in the conversation."""
    return changed(comment_of(STRANGER, body, number=number), author=author, app=None)


def review_of(bot: Bot, document: Document | str, *, number: int = 1, at: str = POSTED) -> PostedReview:
    """Return a pull-request review that carries a document."""
    head = HEAD if isinstance(document, str) else document.subject.head_sha
    return PostedReview(
        id=2000 + number,
        url=f"https://github.com/acme/parser/pull/12#pullrequestreview-{2000 + number}",
        author=bot.account,
        body=document if isinstance(document, str) else compose(document, PROSE),
        created_at=at,
        edits=(),
        minimised=False,
        state="COMMENTED",
        commit_id=head,
    )


def line_comment_of(bot: Bot, document: Document) -> ReviewComment:
    """Return a comment on a line of the diff."""
    return ReviewComment(
        id=3001,
        url=None,
        author=bot.account,
        body=compose(document, PROSE),
        created_at=POSTED,
        edits=(),
        minimised=False,
        path=FILES[0],
        commit_id=HEAD,
    )


def artifact_of(run: WorkflowRun, document: Document | Pointer) -> Artifact:
    """Return the artifact that holds a document, named by its digest."""
    data = payload(document)
    return Artifact(name=artifact_name(sha256(data)), run_id=run.id, content=data.decode())


def output_of(run: WorkflowRun, document: Document) -> StepOutput:
    """Return the step output that holds a document."""
    data = payload(document)
    return StepOutput(name="document", run_id=run.id, digest=sha256(data), value=data.decode())


def published(workflow: Workflow, document: Document, *, number: int = 1) -> tuple["Carrier", ...]:
    """Return what a workflow leaves behind for a document: its run, an artifact, and a comment."""
    run = workflow.run(document.run.id if document.run else 7001, head=document.subject.head_sha or HEAD)
    return run, artifact_of(run, document), comment_of(ACTIONS, document, number=number)


def edit(body: str | None, *, by: Account | None = MAINTAINER, at: str | None = POSTED) -> Edit:
    """Return a revision of a body: its text as of then."""
    return Edit(at=at, editor=by, body=body)


def deletion(author: Account, *, by: Account = MAINTAINER, at: str = POSTED) -> Deletion:
    """Return the trace of a deleted comment."""
    return Deletion(at=at, author=author, actor=by)


# -------------------------------------------------------------------------------------------------- evidence

Carrier = (
    Comment | PostedReview | ReviewComment | Artifact | WorkflowRun | StepOutput | Deletion | FetchProblem
)
M_ITEM = TypeVar("M_ITEM", bound=Model)


def pull_request(
    *carriers: Carrier, head: str = HEAD, files: Sequence[str] | None = FILES, earlier: Sequence[str] = ()
) -> Evidence:
    """Return the evidence about pull request 12: whatever is handed in, in its list."""

    def only(kind: type[M_ITEM]) -> tuple[M_ITEM, ...]:
        return tuple(carrier for carrier in carriers if isinstance(carrier, kind))

    return Evidence(
        schema_version="1.0",
        observed_at=NOW,
        repository=REPOSITORY,
        default_branch="main",
        subject=Subject(
            type="pull_request",
            number=NUMBER,
            title="Read the last token",
            state="open",
            author=AUTHOR,
            head_sha=head,
            head_ref="last-token",
            head_seen_at=HEAD_SEEN,
            base_ref="main",
            base_sha=MERGE_BASE,
            merge_base_sha=MERGE_BASE,
            earlier_heads=tuple(earlier),
        ),
        comments=only(Comment),
        reviews=only(PostedReview),
        review_comments=only(ReviewComment),
        runs=tuple(dict.fromkeys(only(WorkflowRun))),
        artifacts=only(Artifact),
        step_outputs=only(StepOutput),
        deletions=only(Deletion),
        problems=only(FetchProblem),
        files=None if files is None else tuple(ChangedFile(path=path) for path in files),
    )


def with_subject(evidence: Evidence, **fields: object) -> Evidence:
    """Return the evidence with other facts about its subject."""
    return changed(evidence, subject=changed(evidence.subject, **fields))


def posts_of(evidence: Evidence) -> tuple[Post, ...]:
    """Return the comments and reviews of a conversation."""
    return (*evidence.comments, *evidence.reviews)
