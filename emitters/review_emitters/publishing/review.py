"""Posting a review: pending first, seen by nobody, so that it can still be taken back.

A submitted review can't be deleted. So it is made pending, then the conversation is looked at, and then
it is submitted or taken back. GitHub allows an account one pending review on a pull request; whoever
comes second waits, and what a dead run left behind is deleted when the waiting is over.
"""

from review_emitters.emission import Emission
from review_emitters.publishing.answers import Review
from review_emitters.publishing.comment import post_comment, settle, take_back_pending
from review_emitters.publishing.conversation import (
    PENDING,
    Carrier,
    holder_of,
    own_carriers,
    own_reviews,
)
from review_emitters.publishing.errors import GitHubError
from review_emitters.publishing.note import with_note
from review_emitters.publishing.requests import create_pending_review, pull_path, submit_review
from review_emitters.publishing.retries import retrying
from review_emitters.publishing.session import Session, read, send, write


def post_review(session: Session, emission: Emission) -> Carrier:
    """Post the review, and return the carrier that holds the document's key in the end.

    Raises:
        GitHubError: the review could not be made or submitted.
    """
    document = emission.document
    review = _pending(session, emission)
    if review.pending and holder_of(own_carriers(session, document.subject), document):
        take_back_pending(session, document, review.id)
    elif review.pending:
        _submit(session, emission, review.id)
    return settle(session, document)


def post_instead(session: Session, emission: Emission, error: GitHubError) -> Carrier:
    """Post one comment that says all of the review, and that the review could not be posted.

    Raises:
        GitHubError: that could not be posted either.
    """
    document = emission.document
    for carrier in own_carriers(session, document.subject):
        if carrier.pending and carrier.document.id == document.id:
            take_back_pending(session, document, carrier.id)
    if holder_of(own_carriers(session, document.subject), document):
        return settle(session, document)
    note = f"The review could not be posted ({error.message}), so this comment says all of it."
    return post_comment(session, document, with_note(emission.body, note))


def _pending(session: Session, emission: Emission) -> Carrier:
    """Return our pending review, or what turned up while we waited: the holder, or ours already submitted."""
    document = emission.document

    def create() -> Carrier:
        request = create_pending_review(document.subject, emission.review_body, emission.inline_comments)
        made = send(session, request, Review)
        return Carrier("review", made.id, made.node_id, made.html_url, document, made.state, made.commit_id)

    def find() -> Carrier | None:
        carriers = own_carriers(session, document.subject)
        own = (carrier for carrier in carriers if carrier.document.id == document.id)
        return holder_of(carriers, document) or next(own, None)

    try:
        return retrying(session.sleep, create, find)
    except GitHubError as error:
        if not error.pending_race:
            raise
    for review in own_reviews(session, document.subject):
        if review.state == PENDING:
            take_back_pending(session, document, review.id)
    return create()


def _submit(session: Session, emission: Emission, review_id: int) -> None:
    subject = emission.document.subject

    def worked() -> bool:
        path = f"{pull_path(subject)}/reviews/{review_id}"
        return read(session, path, Review).state != PENDING

    write(session, submit_review(subject, review_id, emission.review_event), Review, worked)
