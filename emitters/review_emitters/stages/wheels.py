"""The stages of the wheels bot: from an issue to a fix, and the two reviewers with their advisor."""

from dataclasses import replace
from typing import Final

from review_emitters.stages import examples
from review_emitters.stages.others import (
    ADVICE,
    CHANGE,
    CRITIQUE,
    RESEARCH,
    RESPONSE,
    REVIEW,
    TRIAGE,
    notice,
)

CATEGORIES: Final = ("Correctness", "Conventions", "Cross-engine", "Tests", "Docs", "Commits", "Security")

STAGES: Final = (
    replace(
        TRIAGE,
        choices={"classification": ("bug", "framework-design", "docs-request", "other")},
    ),
    RESEARCH,
    replace(
        CHANGE,
        name="propose-fix",
        title="Proposed fix",
        about="Writes a failing spec and the fix for an issue, on a branch of the bot's.",
        subjects=("issue",),
        example=examples.CHANGE | {"dispositions": None},
    ),
    replace(
        CHANGE,
        name="write-docs",
        title="Documentation",
        about="Writes the documentation that an issue asks for.",
        subjects=("issue",),
        example=examples.CHANGE | {"dispositions": None},
    ),
    replace(
        CHANGE,
        name="update-docs",
        title="Documentation update",
        about="Brings the documentation up to date with a pull request of the bot's.",
        subjects=("pull_request",),
        example=examples.CHANGE | {"dispositions": None},
    ),
    replace(
        REVIEW,
        name="review-a",
        title="Reviewer A",
        about="Reviews the diff of a head, as the first of two reviewers.",
        categories=CATEGORIES,
        by_category=True,
    ),
    replace(
        RESPONSE,
        name="review-a-response",
        title="Reviewer A answers",
        about="Answers reviewer B's critique, finding by finding.",
        speaks_as="review-a",
    ),
    replace(
        CRITIQUE,
        name="review-b",
        title="Reviewer B",
        about="Criticises reviewer A's review; speaks in a comment, so that it does not start itself.",
        categories=CATEGORIES,
        by_category=True,
    ),
    replace(
        CHANGE,
        name="address-review",
        title="Review addressed",
        about="Applies what the reviewers agreed on, or says why it holds back.",
        subjects=("pull_request",),
    ),
    replace(ADVICE, name="advisor", title="Senior advisor", about="Breaks the deadlock of two reviewers."),
    notice(
        "terminal",
        "No agreement",
        "Says that the rounds are used up and the reviewers did not agree.",
        "cap_reached",
        "review-b",
    ),
    notice(
        "guard",
        "Review withdrawn",
        "Says that a review was no review: a probe, a placeholder, or one without a document.",
        "guard",
        "review-a",
    ),
    notice(
        "conflict-attempted",
        "Merge conflict",
        "Says that a merge conflict could not be resolved by the bot.",
        "conflict_attempted",
    ),
)
