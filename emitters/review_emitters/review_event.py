"""As what a review is submitted: a comment unless more is asked for, and never a forbidden approval."""

from review_contract import Document
from review_emitters.context import Context
from review_emitters.emission import ReviewEvent


def review_event(document: Document, context: Context) -> tuple[ReviewEvent, str]:
    """Return GitHub's word for the review (REST: create a review), and why it is not the verdict's.

    GitHub refuses a review of one's own pull request that is more than a comment (422). A fork's pull request
    is never approved: everything that the reviewer read was its author's.
    """
    verdict = getattr(document, "verdict", None)
    if context.reviews == "comment" or verdict not in {"approve", "request_changes"}:
        return "COMMENT", ""
    facts = context.pull_request
    own = facts.author_id is not None and facts.author_id == context.own_id
    if own:
        return "COMMENT", "Submitted as a comment: it is this bot's own pull request."
    if verdict == "request_changes":
        return "REQUEST_CHANGES", ""
    if facts.from_fork:
        return "COMMENT", "Not submitted as an approval: the pull request comes from a fork."
    if facts.author_id is None or context.own_id is None:
        return "COMMENT", "Not submitted as an approval: whose pull request it is was not read."
    return "APPROVE", ""
