"""The conversation: what this account has posted about a subject, read whole and put in order here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from review_contract import Block, Document, Pointer
from review_contract import read as read_block
from review_contract.v1.envelope import Subject
from review_emitters.publishing.answers import Comment, Review
from review_emitters.publishing.errors import PublishCode, PublishError
from review_emitters.publishing.place import ChainKey, Place, chain_key, in_chain, next_place, replaced_by
from review_emitters.publishing.requests import issue_path, pull_path
from review_emitters.publishing.session import Session, read_all

AnyDocument: TypeAlias = Document | Pointer

PENDING: Final = "PENDING"
"""The state of a review that only its author sees."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """A comment or review of this account that begins with a block."""

    type: Literal["comment", "review"]
    id: int
    node_id: str
    url: str
    document: AnyDocument
    state: str | None = None
    """A review's state, in GitHub's words."""
    commit_id: str | None = None
    """The commit that a review is about."""

    @property
    def pending(self) -> bool:
        """Whether nobody else can see it yet."""
        return self.state == PENDING


def own_carriers(session: Session, subject: Subject) -> tuple[Carrier, ...]:
    """Return everything of this account that carries a document; pending reviews are among it.

    Reviews come first, each sort by id: GitHub sorts as it likes.

    Raises:
        GitHubError: not all of it could be read.
    """
    reviews = own_reviews(session, subject) if subject.type == "pull_request" else []
    comments = read_all(session, f"{issue_path(subject)}/comments", Comment)
    own: list[Review | Comment] = [*reviews, *(one for one in comments if one.is_by(session.own_id))]
    carriers = [carrier for written in own if (carrier := _carrier(written))]
    return tuple(sorted(carriers, key=lambda carrier: (carrier.type == "comment", carrier.id)))


def own_reviews(session: Session, subject: Subject) -> list[Review]:
    """Return all reviews of this account, also those that carry nothing."""
    reviews = read_all(session, f"{pull_path(subject)}/reviews", Review)
    return [review for review in reviews if review.is_by(session.own_id)]


def holder_of(carriers: Iterable[Carrier], document: Document) -> Carrier | None:
    """Return the carrier that holds the document's key: its own, or the one that was there before it.

    A review goes before a comment, which can still be taken back, and the older before the younger. What
    the document supersedes holds nothing, and a `started` document holds a key of its own.
    """
    return next((one for one in of_key(carriers, document) if not one.pending), None)


def of_key(carriers: Iterable[Carrier], document: Document) -> list[Carrier]:
    """Return the carriers with the document's key that it does not supersede; its own are among them."""
    carriers = [*carriers]
    replaced = replaced_by(document, (carrier.document for carrier in carriers))
    key = chain_key(document.stage, document.kind, document.subject)
    return [
        one for one in carriers if one.document.id not in replaced and _same_turn(one.document, document, key)
    ]


def refuse_moved(carriers: Iterable[Carrier], document: Document) -> None:
    """Refuse a document whose place has moved since it was captured: the gate could not read the chain.

    Raises:
        PublishError: with the place that it should have.
    """
    others = (one.document for one in carriers if not one.pending and one.document.id != document.id)
    place = next_place(others, chain_key(document.stage, document.kind, document.subject))
    if place != Place(document.round, tuple(sorted(document.supersedes))):
        told = f"it is round {document.round}, superseding {_named(document.supersedes)}"
        now = f"its place is now round {place.round}, superseding {_named(place.supersedes)}"
        raise PublishError(PublishCode.PLACE_MOVED, f"document {document.id}", f"{told}; {now}")


def _carrier(written: Comment | Review) -> Carrier | None:
    reading = read_block(written.body or "")
    if not isinstance(reading, Block):
        return None
    shared = (written.id, written.node_id, written.html_url, reading.document)
    if isinstance(written, Review):
        return Carrier("review", *shared, written.state, written.commit_id)
    return Carrier("comment", *shared)


def _same_turn(one: AnyDocument, other: AnyDocument, key: ChainKey) -> bool:
    started = one.status == other.status or "started" not in {one.status, other.status}
    return started and one.round == other.round and in_chain(one, key)


def _named(ids: Iterable[str]) -> str:
    return ", ".join(ids) or "nothing"
