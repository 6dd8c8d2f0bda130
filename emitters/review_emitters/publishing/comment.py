"""Posting a comment, and settling which carrier holds a key when several runs posted at once.

Everybody posts first and looks afterwards, so whoever is second sees the first and takes its own back.
"""

from collections.abc import Iterable
from typing import Final

from review_contract import Document
from review_emitters.publishing.answers import Comment, Nothing
from review_emitters.publishing.conversation import Carrier, holder_of, of_key, own_carriers
from review_emitters.publishing.errors import UNKNOWN, GitHubError
from review_emitters.publishing.requests import (
    Request,
    create_comment,
    delete_comment,
    delete_pending_review,
)
from review_emitters.publishing.retries import BACK_OFF
from review_emitters.publishing.session import Session, write

_GONE: Final = 404
_SUBMITTED: Final = 422


def post_comment(session: Session, document: Document, body: str) -> Carrier:
    """Post a comment that carries the document, and return the carrier that holds its key in the end.

    Raises:
        GitHubError: it could not be posted, or not be settled who holds the key.
    """

    def worked() -> bool:
        return bool(_copies(own_carriers(session, document.subject), document))

    write(session, create_comment(document.subject, body), Comment, worked)
    return settle(session, document)


def settle(session: Session, document: Document) -> Carrier:
    """Return the carrier that holds the document's key, and delete the document's other comments.

    Raises:
        GitHubError: it could not be settled.
    """
    carriers = _when_quiet(session, document)
    holder = holder_of(carriers, document)
    if holder is None:
        what = f"document {document.id}"
        raise GitHubError(what, UNKNOWN, "it was posted, and the conversation does not show it")
    for copy in _copies(carriers, document):
        if copy.type == "comment" and copy != holder:
            take_back(session, delete_comment(document.subject, copy.id))
    return holder


def take_back(session: Session, request: Request, *also_fine: int) -> None:
    """Send a request that deletes; what is gone already is as good as deleted.

    Raises:
        GitHubError: it is still there.
    """
    try:
        write(session, request, Nothing)
    except GitHubError as error:
        if error.status not in {_GONE, *also_fine}:
            raise


def take_back_pending(session: Session, document: Document, review_id: int) -> None:
    """Delete a pending review, unless it has been submitted meanwhile: then it stays."""
    take_back(session, delete_pending_review(document.subject, review_id), _SUBMITTED)


def _when_quiet(session: Session, document: Document) -> tuple[Carrier, ...]:
    """Return the conversation when nobody is about to speak under this key.

    A pending review may be submitted at any moment by a run that did not see us; one that stays pending
    is a dead run's, and deleted, so that it can't be.
    """
    for pause in BACK_OFF:
        carriers = own_carriers(session, document.subject)
        if holder_of(carriers, document) and not _about_to_speak(carriers, document):
            return carriers
        session.sleep(pause)
    for one in _about_to_speak(own_carriers(session, document.subject), document):
        take_back_pending(session, document, one.id)
    return own_carriers(session, document.subject)


def _about_to_speak(carriers: Iterable[Carrier], document: Document) -> list[Carrier]:
    return [one for one in of_key(carriers, document) if one.pending]


def _copies(carriers: Iterable[Carrier], document: Document) -> list[Carrier]:
    return [one for one in carriers if one.document.id == document.id and not one.pending]
