"""Stages that any bot may have: one for each kind, the single reviewer, security, CI triage, notices."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, get_args

from review_contract.v1.envelope import Kind, SubjectType
from review_contract.v1.review_kinds import AdviceDraft, CritiqueDraft, ResponseDraft, ReviewDraft
from review_contract.v1.work_kinds import (
    ChangeDraft,
    CiFailureDraft,
    ClosureDraft,
    ResearchDraft,
    TriageDraft,
)
from review_emitters.emission import Surface
from review_emitters.stages import examples, stamps
from review_emitters.stages.drafts import DescriptionDraft, NoticeDraft
from review_emitters.stages.stage import Stage

ANY_SUBJECT: Final[tuple[SubjectType, ...]] = get_args(SubjectType)

REVIEW: Final = Stage(
    name="review",
    title="Review",
    about="Reviews the diff of a head.",
    kind="review",
    draft=ReviewDraft,
    stamp=stamps.review,
    surface=Surface.REVIEW,
    example=examples.REVIEW,
)
CRITIQUE: Final = Stage(
    name="critique",
    title="Critique",
    about="Judges another stage's review: false claims, praise without evidence, what it missed.",
    kind="critique",
    draft=CritiqueDraft,
    stamp=stamps.critique,
    example=examples.CRITIQUE,
)
RESPONSE: Final = Stage(
    name="response",
    title="Response",
    about="Answers a critique, finding by finding.",
    kind="response",
    draft=ResponseDraft,
    stamp=stamps.response,
    surface=Surface.REVIEW,
    example=examples.RESPONSE,
)
ADVICE: Final = Stage(
    name="advice",
    title="Advice",
    about="Rules on each point that reviewers can't agree on.",
    kind="advice",
    draft=AdviceDraft,
    stamp=stamps.as_said,
    example=examples.ADVICE,
)
TRIAGE: Final = Stage(
    name="triage",
    title="Triage",
    about="Says what an issue is, and how sure it is.",
    kind="triage",
    draft=TriageDraft,
    stamp=stamps.as_said,
    subjects=("issue",),
    example=examples.TRIAGE,
)
RESEARCH: Final = Stage(
    name="research",
    title="Research",
    about="Finds out how others answer a design question, and proposes an answer.",
    kind="research",
    draft=ResearchDraft,
    stamp=stamps.research,
    subjects=("issue",),
    choices={"flags.name": tuple(stamps.FLAG_CAPS)},
    example=examples.RESEARCH,
)
CHANGE: Final = Stage(
    name="change",
    title="Change",
    about="Changes code or documentation.",
    kind="change",
    draft=ChangeDraft,
    stamp=stamps.change,
    subjects=ANY_SUBJECT,
    example=examples.CHANGE,
)
CLOSURE: Final = Stage(
    name="auto-close",
    title="Auto-close",
    about="Closes an issue that nobody can act on, with its grounds.",
    kind="closure",
    draft=ClosureDraft,
    stamp=stamps.as_said,
    subjects=("issue",),
    example=examples.CLOSURE,
)
CI_TRIAGE: Final = Stage(
    name="ci-triage",
    title="CI failure",
    about="Turns a failed check into a task: the facts always, a plan where a model made one.",
    kind="ci_failure",
    draft=CiFailureDraft,
    stamp=stamps.ci_failure,
    subjects=ANY_SUBJECT,
    example=examples.CI_FAILURE,
)
SECURITY_REVIEW: Final = replace(
    REVIEW,
    name="security-review",
    title="Security review",
    about="Reviews the diff of a head for vulnerabilities.",
    scale=("HIGH", "MEDIUM", "LOW"),
    example=examples.REVIEW
    | {"findings": [examples.FINDING | {"severity": "HIGH", "category": "resource_leak"}]},
)
DESCRIPTION: Final = Stage(
    name="description",
    title="Description",
    about="Rewrites the description of a pull request from all of its changes; hand-written sections stay.",
    kind="change",
    draft=DescriptionDraft,
    stamp=stamps.description,
    surface=Surface.PULL_REQUEST_BODY,
    example=examples.DESCRIPTION,
)


def notice(name: str, title: str, about: str, reason: str, speaks_as: str = "") -> Stage:
    """Return a stage that only tells people something, for the reason given."""
    return Stage(
        name=name,
        title=title,
        about=about,
        kind="notice",
        draft=NoticeDraft,
        stamp=lambda _stage, draft, _context: stamps.notice(reason, draft),
        speaks_as=speaks_as,
        subjects=ANY_SUBJECT,
        example=examples.NOTICE,
    )


NEEDS_HUMAN: Final = notice("needs-human", "A person is needed", "Asks a person to decide.", "needs_human")

STAGES: Final = (REVIEW, SECURITY_REVIEW, CI_TRIAGE, CLOSURE, DESCRIPTION, NEEDS_HUMAN)

OF_KIND: Final[Mapping[Kind, Stage]] = {
    stage.kind: stage
    for stage in (REVIEW, CRITIQUE, RESPONSE, ADVICE, TRIAGE, RESEARCH, CHANGE, CLOSURE, CI_TRIAGE)
}
"""What a stage inherits from the kind that it speaks."""
