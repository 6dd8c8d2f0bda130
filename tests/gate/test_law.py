"""The law of the gate, sentence by sentence, on a sample; `python -m tests.gate.law` runs thousands."""

from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review_contract import Document, embed
from review_gate.decision import decide
from review_gate.evidence import (
    Account,
    App,
    Artifact,
    Awaited,
    ChangedFile,
    Comment,
    Deletion,
    Edit,
    Evidence,
    FetchProblem,
    Post,
    ReviewComment,
    StepOutput,
    WorkflowRun,
)
from review_gate.evidence import Review as PostedReview
from review_gate.policy import Policy
from tests.gate import law
from tests.gate.conversations import (
    ACTIONS,
    BY_WORKFLOW,
    EARLIER,
    FILES,
    HEAD,
    HEAD_SEEN,
    MAINTAINER,
    NOW,
    PAIR,
    POLICY,
    POSTED,
    REPOSITORY,
    REVIEWER,
    STRANGER,
    WORKFLOW,
    answer,
    artifact_of,
    changed,
    comment_of,
    finding,
    notice_document,
    pull_request,
    response_document,
    review_document,
)
from tests.gate.generator import Conversation, chance, conversation

T = TypeVar("T")
P = TypeVar("P", bound=Post)
SAMPLE = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(min_value=0, max_value=2**32)


def check(tampering: law.Tampering, seed: int) -> None:
    """Apply one tampering to one conversation."""
    told = conversation(seed)
    tampered = tampering.tamper(chance(f"{seed} {tampering.name}"), told)
    if tampered is None:
        return
    before, after = decide(told.policy, told.evidence), decide(told.policy, tampered)
    sentence = law.broken(tampering.law, told.policy, before, after, tampered)
    assert not sentence or law.as_if_removed(tampering, told, tampered, after), sentence


def _named(which: law.Law) -> list[object]:
    return [pytest.param(one, id=one.name) for one in law.TAMPERINGS if one.law == which]


@pytest.mark.parametrize("tampering", _named("never helps"))
@SAMPLE
@given(seed=seeds)
def test_tampering_with_a_carrier_never_turns_a_non_pass_into_a_pass(
    tampering: law.Tampering, seed: int
) -> None:
    check(tampering, seed)


@pytest.mark.parametrize("tampering", _named("never passes"))
@SAMPLE
@given(seed=seeds)
def test_a_moved_subject_a_visible_deletion_and_unread_evidence_never_pass(
    tampering: law.Tampering, seed: int
) -> None:
    check(tampering, seed)


@pytest.mark.parametrize("tampering", _named("is founded"))
@SAMPLE
@given(seed=seeds)
def test_moving_the_head_back_passes_only_by_what_was_said_about_that_head(
    tampering: law.Tampering, seed: int
) -> None:
    check(tampering, seed)


@pytest.mark.parametrize("tampering", _named("changes nothing"))
@SAMPLE
@given(seed=seeds)
def test_order_and_whatever_somebody_adds_who_is_no_producer_change_nothing_at_all(
    tampering: law.Tampering, seed: int
) -> None:
    check(tampering, seed)


@settings(max_examples=150, deadline=None)
@given(seed=seeds)
def test_a_pass_has_a_clean_current_document_of_every_required_stage(seed: int) -> None:
    told = conversation(seed)
    assert not law.unfounded(told.policy, told.evidence, decide(told.policy, told.evidence))


def test_at_least_a_fifth_of_the_conversations_pass_before_they_are_tampered_with() -> None:
    """A law about what must not become a pass says little of conversations that are far from one."""
    told = [conversation(seed) for seed in range(400)]
    share = sum(decide(one.policy, one.evidence).conclusion == "pass" for one in told) / len(told)
    print(f"{share:.0%} of {len(told)} conversations pass before they are tampered with")
    assert 0.35 <= share <= 0.65


def test_the_runner_says_how_many_passed_and_that_the_law_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert law.main(["--conversations", "20", "--jobs", "1"]) == 0
    assert "passed before they were tampered with" in capsys.readouterr().out


def test_the_runner_shrinks_a_violation_to_what_it_needs() -> None:
    """A gate that forgot its law is told by the smallest conversation that shows it."""
    whole = pull_request(
        comment_of(REVIEWER, review_document("request_changes", finding())),
        comment_of(STRANGER, "Nice!", number=2),
    )
    told = Conversation(POLICY, whole)
    tampering = law.Tampering("a forger", "changes nothing", lambda _, one: law.without(one.evidence, place))
    place = ("comments", 0)
    after = tampering.tamper(chance(0), told)
    assert after is not None
    least = law.smallest(law.Violation("", POLICY, whole, after), tampering)
    assert [len(least.before.comments), len(least.after.comments)] == [1, 0]


# -------------------------------------------------------------------------------------------------- totality

NONSENSE = st.sampled_from(
    [
        "",
        "\x00",
        "\x1b[31m",
        "::error::x",
        "##[error]",
        "\u202e",
        "\ud800",
        "a\nb",
        "é" * 300,
        "**",
        "[",
        "../x",
    ]
)
TEXT = st.one_of(NONSENSE, st.text(max_size=20))
DIGEST = st.sampled_from([f"sha256:{'0' * 64}", f"sha256:{'e3' * 32}"])
ID = st.sampled_from([1, 2, 7001, REVIEWER.user_id, ACTIONS.user_id, 2**53 - 1])
WHEN = st.sampled_from([HEAD_SEEN, POSTED, NOW, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"])
HEADS = st.sampled_from([HEAD, EARLIER, "0" * 40, "f" * 64])

_DOCUMENTS: tuple[Document, ...] = (
    review_document(),
    review_document("request_changes", finding()),
    review_document("approve", finding(severity="P1"), scale=("P0", "P1"), round=10_000, name="far"),
    review_document("approve", head=EARLIER, run=7001),
    review_document("approve", name="again", supersedes=("review-a1b2c3d-1",), run=7001),
    review_document("approve", name="circle", supersedes=("again",)),
    response_document("approve", answer()),
    notice_document(),
)


def _with_grain(document: Document, index: int, grain: str) -> str:
    return embed(document)[:index] + grain + embed(document)[index:]


BODY: st.SearchStrategy[str] = st.one_of(
    TEXT,
    st.sampled_from(_DOCUMENTS).map(lambda document: embed(document)),  # noqa: PLW0108 - embed takes more than one kind
    st.sampled_from(_DOCUMENTS).map(lambda document: embed(document, inline_limit=100)),
    st.builds(_with_grain, st.sampled_from(_DOCUMENTS), st.integers(0, 900), TEXT),
)
ACCOUNT = st.one_of(
    st.none(),
    st.sampled_from([REVIEWER.account, ACTIONS.account, MAINTAINER]),
    st.builds(
        Account,
        id=st.one_of(st.none(), ID),
        login=TEXT,
        type=st.sampled_from(["Bot", "User", "Organization", "Mannequin", "EnterpriseUserAccount"]),
    ),
)
EDITS = st.one_of(
    st.none(),
    st.lists(
        st.builds(Edit, at=st.one_of(st.none(), WHEN), editor=ACCOUNT, body=st.one_of(st.none(), BODY)),
        max_size=2,
    ).map(tuple),
)


def posts(kind: type[P], **fields: st.SearchStrategy[object]) -> st.SearchStrategy[P]:
    """Return posts of a kind with any body, author and history."""
    return st.builds(
        kind,
        id=ID,
        url=st.one_of(st.none(), TEXT),
        author=ACCOUNT,
        body=BODY,
        created_at=WHEN,
        edits=EDITS,
        minimised=st.sampled_from([True, False, None]),
        by_email=st.booleans(),
        **fields,
    )


def many(item: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Return a few of them, in the container that evidence holds."""
    return st.lists(item, max_size=4).map(tuple)


APP = st.one_of(st.none(), st.builds(App, id=st.sampled_from([1, REVIEWER.app_id, 15_368]), slug=TEXT))
STATE = st.sampled_from(["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"])
RUN = st.builds(
    WorkflowRun,
    id=ID,
    attempt=ID,
    path=st.one_of(TEXT, st.sampled_from([WORKFLOW.path, f"{WORKFLOW.path}@main"])),
    event=st.one_of(TEXT, st.sampled_from(["pull_request", "workflow_run", "workflow_dispatch"])),
    repository_id=st.sampled_from([REPOSITORY.id, 1]),
    head_repository_id=st.one_of(st.none(), ID),
    head_branch=st.sampled_from(["main", "x", None]),
    head_sha=HEADS,
    created_at=WHEN,
)
ARTIFACT = st.one_of(
    st.builds(artifact_of, RUN, st.sampled_from(_DOCUMENTS)),
    st.builds(
        Artifact,
        name=st.one_of(TEXT, TEXT.map("review-contract-".__add__)),
        run_id=ID,
        expired=st.booleans(),
        content=st.one_of(st.none(), BODY),
    ),
)
FILE = st.builds(
    ChangedFile, path=st.one_of(TEXT, st.sampled_from(FILES)), previous_path=st.one_of(st.none(), TEXT)
)
_BASE = pull_request()


@st.composite
def anything(draw: st.DrawFn) -> Evidence:
    """Return any evidence that the model can hold, sense or nonsense."""
    heads = draw(st.tuples(HEADS, st.sampled_from([None, HEAD_SEEN]), st.lists(HEADS, max_size=2)))
    subject = changed(
        _BASE.subject,
        head_sha=heads[0],
        head_seen_at=heads[1],
        earlier_heads=tuple(heads[2]),
        base_ref=draw(st.sampled_from(["main", "next"])),
        merge_base_sha=draw(st.one_of(st.none(), st.just(_BASE.subject.merge_base_sha))),
        author=draw(ACCOUNT),
        head_ref=draw(st.sampled_from(["last-token", "docs/é"])),
    )
    if draw(st.integers(0, 9)) == 0:
        nothing = dict.fromkeys(("head_sha", "head_ref", "base_ref", "base_sha", "merge_base_sha"))
        subject = changed(subject, type="issue", **nothing)
    return Evidence(
        schema_version="1.0",
        observed_at=draw(WHEN),
        repository=REPOSITORY,
        default_branch="main",
        subject=subject,
        comments=draw(many(posts(Comment, app=APP))),
        reviews=draw(many(posts(PostedReview, state=STATE, commit_id=st.one_of(st.none(), HEADS)))),
        review_comments=draw(many(posts(ReviewComment, path=TEXT, commit_id=st.none()))),
        runs=draw(many(RUN)),
        artifacts=draw(many(ARTIFACT)),
        step_outputs=draw(many(st.builds(StepOutput, name=TEXT, run_id=ID, digest=DIGEST, value=BODY))),
        deletions=draw(
            many(st.builds(Deletion, at=st.one_of(st.none(), WHEN), author=ACCOUNT, actor=ACCOUNT))
        ),
        files=draw(st.one_of(st.none(), many(FILE))),
        awaited=draw(many(st.builds(Awaited, stage=st.sampled_from(["review", "x"]), since=WHEN))),
        problems=draw(many(st.builds(FetchProblem, resource=TEXT, message=TEXT))),
    )


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(evidence=anything(), policy=st.sampled_from([POLICY, PAIR, BY_WORKFLOW]))
def test_decide_is_total(evidence: Evidence, policy: Policy) -> None:
    """No exception, whatever the evidence: a crash must never look like a verdict."""
    decision = decide(policy, evidence)
    assert decision.summary
    assert decision.reasons
    assert not law.unfounded(policy, evidence, decision)
