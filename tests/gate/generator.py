"""Realistic conversations by chance: stages, rounds, heads, producers, people and strangers.

Most tell a story that ends well, for a law about what must not become a pass says little of conversations
that are far from one; the rest go wrong in one of the ways that reviews go wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final, TypeAlias

from review_contract import Document, payload
from review_contract.block import pointer_to
from review_contract.v1.base import Model
from review_contract.v1.envelope import Run, Status
from review_contract.v1.finding import Disposition, DispositionAction, Finding
from review_contract.v1.record_kinds import Outcome
from review_contract.v1.review_kinds import Alignment, Coverage, Verdict
from review_gate.evidence import (
    Account,
    Awaited,
    Comment,
    Evidence,
    FetchProblem,
    WorkflowRun,
)
from review_gate.evidence import Review as PostedReview
from review_gate.policy import Blocking, ChangeRule, Policy, Producer, Stage, Timeouts, Waiver
from tests.gate.conversations import (
    ACTIONS,
    ADVISOR,
    AUTHOR,
    CRITIC,
    DEFAULT_SCALE,
    EARLIER,
    HEAD,
    MAINTAINER,
    REVIEWER,
    SECURITY,
    STRANGER,
    WORKFLOW,
    Bot,
    Carrier,
    Workflow,
    advice_document,
    answer,
    artifact_of,
    changed,
    comment_of,
    covered,
    critique_document,
    deletion,
    edit,
    finding,
    notice_document,
    output_of,
    pull_request,
    response_document,
    review_document,
    review_of,
    said_by,
)

Posted: TypeAlias = Comment | PostedReview
Speaker: TypeAlias = Bot | Workflow

FIRST_HEAD: Final = "5f5f6e6e" * 5
PATHS: Final = (
    "src/parser.py",
    "src/lexer.py",
    "tests/test_parser.py",
    "docs/grammar.md",
    "src/wide/unicode.py",
)
SCALES: Final = (DEFAULT_SCALE, ("P0", "P1", "P2"), ("HIGH", "MEDIUM", "LOW"))
TITLES: Final = (
    "The cursor moves past the end",
    "An empty token is read twice",
    "Critical path logs the password",
    "`--strict` is ignored where stdin is a pipe",
)
_NOT_YET: Final[tuple[Alignment, ...]] = ("changes", "not_aligned")
CHATTER: Final = (
    "Thanks! Pushed a fix for the empty token.",
    "LGTM, but the reviewer is right about line 3.",
    "Why does it say `severity: critical` in the test data? That is only a quoted string.",
    "```\nverdict: approve\n```\nis what the old bot wrote here.",
    "> requests changes\n\nI don't think so :eyes:",
)


@dataclass(frozen=True)
class Conversation:
    """A policy and the evidence that it is applied to."""

    policy: Policy
    evidence: Evidence


def conversation(seed: int) -> Conversation:
    """Return the conversation of a seed."""
    return _Story(chance(seed)).told()


def chance(seed: object) -> Random:
    """Return chance that can be had again."""
    return Random(str(seed))  # noqa: S311 - to be repeated, not to keep a secret


@dataclass
class _Story:
    """What has happened so far, in the order in which it did."""

    rng: Random
    good: bool = True
    scale: Sequence[str] = DEFAULT_SCALE
    files: tuple[str, ...] = ()
    speakers: dict[str, Speaker] = field(default_factory=dict[str, Speaker])
    posts: list[tuple[str, Posted]] = field(default_factory=list[tuple[str, Posted]])
    """Each with the id of the document that it carries, or an empty one."""
    others: list[Carrier] = field(default_factory=list[Carrier])
    claimed: dict[str, list[Finding]] = field(default_factory=dict[str, list[Finding]])
    """What each stage found on earlier heads."""
    minutes: int = 0
    serial: int = 0

    # ------------------------------------------------------------------------------------------- the frame

    def told(self) -> Conversation:
        rng = self.rng
        self.good = rng.random() < 0.6
        self.scale = rng.choice(SCALES)
        self.files = tuple(rng.sample(PATHS, rng.randint(1, 4)))
        stages = self._stages()
        self._hire(stages)
        heads = [FIRST_HEAD, EARLIER, HEAD][-rng.choice((1, 1, 2, 2, 3)) :]
        head_seen = self._now()
        for head in heads:
            head_seen = self._later()
            self._on(head, stages, last=head == HEAD)
        policy = self._policy(stages)
        evidence = pull_request(
            *(post for _, post in self.posts), *self.others, files=self.files, earlier=heads[:-1]
        )
        author = Account(id=4242, login="acme-fixer[bot]", type="Bot") if rng.random() < 0.2 else AUTHOR
        subject = changed(evidence.subject, head_seen_at=rng.choice((head_seen, None)), author=author)
        evidence = changed(evidence, subject=subject, observed_at=self._later())
        if rng.random() < 0.15:
            evidence = self._flawed(evidence)
        if rng.random() < 0.1:
            # A head that was pushed away: only a review of it still names the commit.
            evidence = changed(evidence, subject=changed(evidence.subject, earlier_heads=()))
        return Conversation(policy, evidence)

    def _stages(self) -> tuple[Stage, ...]:
        kind = self.rng.choice(("single", "single", "pair", "pair", "advised", "secured"))
        docs = ("docs/**",) if self.rng.random() < 0.3 else ()
        single = Stage(name="review", may_exclude=docs)
        pair = (Stage(name="review-a", may_exclude=docs), Stage(name="review-b"))
        advisor = Stage(name="advisor", required=False)
        security = Stage(name="security-review", required=self.rng.random() < 0.4)
        return {
            "single": (single,),
            "pair": pair,
            "advised": (*pair, advisor),
            "secured": (single, security),
        }[kind]

    def _hire(self, stages: Sequence[Stage]) -> None:
        """Decide who speaks for each stage: Apps of their own, or one workflow for several."""
        apps = {"review-b": CRITIC, "security-review": SECURITY, "advisor": ADVISOR}
        by_workflow = self.rng.choice((0.0, 0.0, 0.5, 1.0))
        for stage in stages:
            app = apps.get(stage.name, REVIEWER)
            self.speakers[stage.name] = WORKFLOW if self.rng.random() < by_workflow else app

    def _policy(self, stages: Sequence[Stage]) -> Policy:
        rng = self.rng
        voices: dict[Speaker, list[str]] = {}
        for name, speaker in self.speakers.items():
            voices.setdefault(speaker, []).append(name)
        producers: list[Producer] = [speaker.producer(*names) for speaker, names in voices.items()]
        known = [
            f"{name}:{value}"
            for found in self.claimed.values()
            for one in found
            for name, value in one.fingerprints.items()
        ]
        waivers = [
            Waiver(
                fingerprint=rng.choice(known),
                reason="The old client needs it until spring.",
                owner="octavia",
                expires_at=rng.choice(("2026-02-01T00:00:00Z", "2027-01-01T00:00:00Z")),
            )
            for _ in range(rng.choice((0, 0, 1)) if known else 0)
        ]
        rules = [ChangeRule(name="bots-stay-in-src", authors="bots", confined_to=("src/**", "tests/**"))]
        rules += [ChangeRule(name="never-release", forbidden_bases=("release/**",))]
        return Policy(
            producers=tuple(producers),
            stages=tuple(stages),
            blocking=Blocking(
                confidence=rng.choice(("low", "low", "medium")),
                introduced=rng.choice((("new", "pre_existing", "unknown"), ("new",))),
                categories=rng.choice(((), (), ("correctness", "security"))),
            ),
            waivers=tuple(waivers),
            timeouts=Timeouts(pending=rng.choice((1440, 1440, 30))),
            change_rules=tuple(rules[: rng.choice((0, 0, 1, 2))]),
        )

    def _now(self) -> str:
        moment = datetime.fromisoformat("2026-03-02T08:00:00+00:00") + timedelta(minutes=self.minutes)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _later(self) -> str:
        self.minutes += self.rng.randint(1, 7)
        return self._now()

    def _next(self) -> int:
        self.serial += 1
        return self.serial

    # ----------------------------------------------------------------------------------------- what happens

    def _on(self, head: str, stages: Sequence[Stage], *, last: bool) -> None:
        """Let every stage speak about a head; before the last one a stage may not get to it."""
        rng = self.rng
        for stage in stages:
            self._chat()
            optional = stage.name in {"advisor", "security-review"} and not stage.required
            if rng.random() < (0.5 if optional else 0.0 if last and self.good else 0.12):
                continue
            good = rng.random() < 0.6 if not last else self.good or rng.random() < 0.3
            if stage.name == "review-b":
                self._criticise(head, good=good)
            elif stage.name == "advisor":
                self._advise(head)
            else:
                self._review(stage, head, good=good)
            if rng.random() < 0.12:
                self._publish(stage.name, self._outcome(stage.name, head))
            if rng.random() < 0.04:
                self._publish(stage.name, notice_document("guard", stage=stage.name, head=head))
            if rng.random() < (0.02 if good else 0.1):
                self._publish(stage.name, notice_document("needs_human", stage=stage.name, head=head))
        self._chat()

    def _chat(self) -> None:
        """People talk; sometimes a stranger pastes what a bot wrote."""
        rng = self.rng
        for _ in range(rng.choice((0, 0, 0, 1, 2))):
            who = rng.choice((MAINTAINER, AUTHOR, None, STRANGER.account))
            text = rng.choice(CHATTER)
            blocks = [post.body for _, post in self.posts if post.body.startswith("<!--")]
            if blocks and rng.random() < 0.3:
                text = rng.choice(blocks)
            self._post("", said_by(who, text, number=self._next()))

    def _review(self, stage: Stage, head: str, *, good: bool) -> None:
        """Let a reviewer speak for one to four rounds."""
        rng, name = self.rng, stage.name
        before = self._began(name, head)
        carried = self.claimed.setdefault(name, [])
        coverage = covered(*self.files)
        excluded = [path for path in self.files if path.startswith("docs/")]
        if excluded and stage.may_exclude and rng.random() < 0.7:
            coverage = covered(*(p for p in self.files if p not in excluded), excluded=excluded)
        rounds = rng.choice((1, 1, 2, 2, 3, 4)) if good else rng.choice((0, 1, 1, 2, 3))
        open_: list[Finding] = [*before.findings, *carried]
        supersedes = before.ids
        for number in range(1, rounds + 1):
            final = number == rounds
            fresh = [self._finding(name) for _ in range(rng.choice((1, 1, 2)))] if not final else []
            if final and rng.random() < 0.3:
                fresh = [self._harmless(name)] if good else [self._finding(name)]
            owed = open_ if rng.random() < 0.5 else [one for one in open_ if one not in carried]
            answers = self._answers(owed, all_=good and final)
            verdict: Verdict = "approve" if good and final else "request_changes"
            if not good and final:
                verdict = rng.choice(("approve", "approve", "request_changes", "comment", "abstain"))
            if number > 1 and not fresh and rng.random() < 0.6:
                document: Document = response_document(
                    verdict, *answers, stage=name, round=number, head=head, supersedes=supersedes
                )
            else:
                shown = self._shrunk() if not good and rng.random() < 0.2 else coverage
                document = review_document(
                    verdict,
                    *fresh,
                    stage=name,
                    round=number,
                    head=head,
                    supersedes=supersedes,
                    dispositions=answers,
                    coverage=shown,
                    scale=self.scale,
                )
            if not good and rng.random() < 0.1:
                document = changed(document, supersedes=())
            self._publish(name, document)
            open_ += fresh
            supersedes = (document.id,)
        self.claimed[name] = open_ if rng.random() < 0.9 else []

    def _shrunk(self) -> Coverage:
        """Return a coverage that leaves out the first file."""
        return covered(*self.files[1:], truncated=not self.files[1:])

    def _began(self, stage: str, head: str) -> "_Began":
        """Let a run start, and perhaps fail, before the one that speaks."""
        rng, began = self.rng, _Began()
        if rng.random() < 0.15:
            started = review_document(
                None,
                stage=stage,
                head=head,
                name=f"{stage}-{head[:7]}-started",
                status="started",
                scale=self.scale,
            )
            self._publish(stage, changed(started, expires_at=self._now()))
            began.ids = (started.id,)
        if rng.random() < 0.15:
            statuses: tuple[Status, ...] = ("failed", "partial", "skipped")
            status = rng.choice(statuses)
            found = [self._finding(stage)] if status == "partial" else []
            failed = review_document(
                None,
                *found,
                stage=stage,
                head=head,
                name=f"{stage}-{head[:7]}-{status}",
                status=status,
                supersedes=began.ids,
                scale=self.scale,
            )
            self._publish(stage, failed)
            began.ids, began.findings = (failed.id,), found
        return began

    def _criticise(self, head: str, *, good: bool) -> None:
        """Let the critic speak for one or two rounds."""
        rng, name = self.rng, "review-b"
        missed: list[Finding] = []
        supersedes: tuple[str, ...] = ()
        rounds = rng.choice((1, 1, 2))
        agreed = [answer(one.id, "agreed") for one in self.claimed.get("review-a", [])[:2]]
        seen = {one.finding_id for one in agreed}
        for number in range(1, rounds + 1):
            final = number == rounds
            fresh = [] if final and good else [self._finding(name)]
            said: tuple[Alignment, ...] = ("approve",) if good else ("approve", "changes", "not_aligned")
            alignment = rng.choice(said if final else _NOT_YET)
            owed = [*missed, *self.claimed.get(name, [])]
            answers = [one for one in self._answers(owed, all_=good) if one.finding_id not in seen]
            document = critique_document(
                alignment,
                *fresh,
                round=number,
                head=head,
                supersedes=supersedes,
                dispositions=[*agreed, *answers],
                scale=self.scale,
            )
            self._publish(name, document)
            missed += fresh
            supersedes = (document.id,)
        self.claimed[name] = [*self.claimed.get(name, []), *missed]

    def _advise(self, head: str) -> None:
        names = [one.id for one in self.claimed.get("review-a", [])]
        chosen = self.rng.sample(names, min(len(names), 2))
        verdict: Verdict = "approve" if self.good else self.rng.choice(("approve", "request_changes"))
        self._publish("advisor", advice_document(verdict, *chosen, head=head))

    def _finding(self, stage: str) -> Finding:
        rng = self.rng
        number = self._next()
        return finding(
            f"{stage}-{number}",
            rng.choice(self.scale),
            path=rng.choice((*self.files, *self.files, None, PATHS[0])),
            line=number * 10,
            title=rng.choice(TITLES),
            confidence=rng.choice((None, "high", "medium", "low")),
            category=rng.choice((None, "correctness", "style", "security")),
            introduced=rng.choice((None, "new", "pre_existing", "unknown")),
            fingerprints={
                "rule/v1": f"{number:064x}",
                "context/v1": f"{number + 1000:064x}",
            },
        )

    def _harmless(self, stage: str) -> Finding:
        return changed(self._finding(stage), severity=self.scale[-1])

    def _answers(self, findings: Sequence[Finding], *, all_: bool) -> tuple[Disposition, ...]:
        """Answer findings: each by taking it back where all must be answered, else some, in some way."""
        rng = self.rng
        ways: tuple[DispositionAction, ...] = ("conceded", "withdrawn")
        if not all_:
            ways = ("conceded", "withdrawn", "agreed", "fixed", "refuted", "wont_fix")
            findings = [one for one in findings if rng.random() < 0.6]
        names = dict.fromkeys(one.id for one in findings)
        return tuple(answer(name, rng.choice(ways)) for name in names)

    def _outcome(self, stage: str, head: str) -> Outcome:
        document = notice_document("guard", stage=stage, head=head)
        shared = {name: getattr(document, name) for name in type(document).model_fields}
        for name in ("reason", "message", "refers_to"):
            del shared[name]
        shared |= {"kind": "outcome", "id": f"outcome-{stage}-{self._next()}", "exit_reason": "completed"}
        return Outcome.model_validate(shared)

    # ------------------------------------------------------------------------------------------- publishing

    def _publish(self, stage: str, document: Document) -> None:
        """Post a document over one of its speaker's carriers; what it supersedes is mostly minimised."""
        rng = self.rng
        for index, (carried, post) in enumerate(self.posts):
            if carried in document.supersedes and rng.random() < 0.7:
                self.posts[index] = (carried, changed(post, minimised=True))
        speaker = self.speakers[stage]
        if isinstance(speaker, Workflow):
            self._publish_by_workflow(speaker, document)
        else:
            self._publish_by_app(speaker, document)

    def _publish_by_app(self, bot: Bot, document: Document) -> None:
        rng = self.rng
        number, at = self._next(), self._later()
        data = payload(document)
        if len(data) > 1500 and rng.random() < 0.3:
            run = WORKFLOW.run(8000 + number)
            run = changed(run, path=".github/workflows/app-host.yml", created_at=at)
            self.others += [run, artifact_of(run, document)]
            self._post(document.id, comment_of(bot, document, number=number, inline_limit=600, at=at))
        elif rng.random() < 0.4:
            state = "COMMENTED"
            verdict = getattr(document, "verdict", None)
            if rng.random() < 0.3:
                state = {"approve": "APPROVED", "request_changes": "CHANGES_REQUESTED"}.get(
                    str(verdict), state
                )
            review = review_of(bot, document, number=number, at=at)
            self._post(document.id, changed(review, state=state))
        else:
            self._post(document.id, comment_of(bot, document, number=number, at=at))

    def _publish_by_workflow(self, workflow: Workflow, document: Document) -> None:
        rng = self.rng
        number, at = self._next(), self._later()
        run: WorkflowRun = changed(
            workflow.run(8000 + number, head=document.subject.head_sha or HEAD),
            created_at=at,
            event=rng.choice(("pull_request_target", "issue_comment", "workflow_run")),
        )
        document = changed(document, run=Run(id=run.id, attempt=1))
        artifact = artifact_of(run, document)
        if rng.random() < 0.08:
            artifact = changed(artifact, content=None, expired=True)
        self.others.append(run)
        way = rng.choice(("both", "both", "both", "artifact", "output", "pointer", "pointer"))
        if way == "output":
            self.others.append(output_of(run, document))
            return
        self.others.append(artifact)
        if way == "both" or artifact.expired:
            self._post(document.id, comment_of(ACTIONS, document, number=number, at=at))
        elif way == "pointer" and len(payload(document)) > 1500:
            self.others.append(artifact_of(run, pointer_to(document, payload(document))))
            self._post(document.id, comment_of(ACTIONS, document, number=number, inline_limit=600, at=at))

    def _post(self, document_id: str, post: Posted) -> None:
        self.posts.append((document_id, post))

    # ------------------------------------------------------------------------------------------------ flaws

    def _flawed(self, evidence: Evidence) -> Evidence:
        """Return the conversation with one thing that a snapshot may have wrong or missing."""
        rng = self.rng
        subject = evidence.subject
        lists = [name for name in ("comments", "reviews") if getattr(evidence, name)]
        flaw = rng.choice(("post", "post", "post", "post", "subject", "problem", "deleted", "late", "unread"))
        if flaw == "post" and lists:
            name = rng.choice(lists)
            index = rng.randrange(len(getattr(evidence, name)))
            return replaced(evidence, name, index, _post_flaw(rng, getattr(evidence, name)[index]))
        if flaw == "subject":
            field_, value = rng.choice(
                (("base_ref", "release/1"), ("merge_base_sha", FIRST_HEAD), ("merge_base_sha", None))
            )
            return changed(evidence, subject=changed(subject, **{field_: value}))
        if flaw == "problem":
            return changed(evidence, problems=(FetchProblem(resource="reviews", message="HTTP 502"),))
        if flaw == "deleted":
            return changed(evidence, deletions=(deletion(REVIEWER.account, at=evidence.observed_at),))
        if flaw == "late":
            awaited = Awaited(stage=next(iter(self.speakers)), since="2026-02-01T00:00:00Z")
            return changed(evidence, awaited=(awaited,))
        return changed(evidence, files=None) if flaw == "unread" else evidence


@dataclass
class _Began:
    """What stands before the first document that speaks."""

    ids: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list[Finding])


def _post_flaw(rng: Random, post: Posted) -> dict[str, object]:
    flaws: tuple[dict[str, object], ...] = (
        {"minimised": True},
        {"minimised": None},
        {"edits": (edit("an earlier text"),)},
        {"edits": None},
        {"by_email": True},
        {"author": None},
        {"app": None},
        {"state": "DISMISSED"},
        {"state": "CHANGES_REQUESTED"},
        {"commit_id": None},
        {"body": f"{post.body[:-1]}>"},
        {"body": post.body.replace('"round":', '"rounds":')},
        {"body": post.body.replace("a", "b", 1)},
    )
    return rng.choice(flaws)


def replaced(evidence: Evidence, name: str, index: int, fields: dict[str, object]) -> Evidence:
    """Return the evidence with other values for fields of one item of a list; fields it lacks are left."""
    items: list[Model] = [*getattr(evidence, name)]
    known = {key: value for key, value in fields.items() if key in type(items[index]).model_fields}
    items[index] = items[index].model_copy(update=known)
    return evidence.model_copy(update={name: tuple(items)})
