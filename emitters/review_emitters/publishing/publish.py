"""Publishing: one carrier for each stage, subject, head and round, posted once and never edited."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from review_emitters.emission import Emission, Surface
from review_emitters.publishing.aftercare import answer_findings, dismiss_stale, hide_superseded
from review_emitters.publishing.answers import ReviewComment, same_text
from review_emitters.publishing.comment import post_comment, settle
from review_emitters.publishing.conversation import Carrier, holder_of, own_carriers, refuse_moved
from review_emitters.publishing.description import replace_description
from review_emitters.publishing.errors import GitHubError, PublishCode, PublishError
from review_emitters.publishing.place import findings_of, found_anything
from review_emitters.publishing.receipt import FindingReceipt, Receipt, ReceiptCarrier
from review_emitters.publishing.requests import pull_path
from review_emitters.publishing.review import post_instead, post_review
from review_emitters.publishing.session import Session, read_all

_LONGEST_WARNING: Final = 500


def publish(
    session: Session, emission: Emission, *, earlier: Iterable[Receipt] = (), captured_body: str = ""
) -> Receipt:
    """Post an emission unless it is there already, or another document holds its place.

    `earlier` holds the receipts of earlier reviews, whose comments are answered; `captured_body` is the
    description that a new description was made from.

    Raises:
        PublishError: it could not be posted; running again never posts it twice.
    """
    document = emission.document
    if document.subject.number is None:
        why = "its subject is a branch without an issue or pull request"
        raise PublishError(PublishCode.NO_CONVERSATION, f"document {document.id}", why)
    if emission.surface is Surface.PULL_REQUEST_BODY:
        return replace_description(session, emission, captured_body)
    carriers = own_carriers(session, document.subject)
    there = any(one.document.id == document.id and not one.pending for one in carriers)
    holder = settle(session, document) if there else _posted(session, emission, carriers)
    if holder.document.id != document.id:
        return Receipt(schema_version="1.0", posted=False, held_by=holder.url)
    warnings = [
        *hide_superseded(session, emission, carriers),
        *dismiss_stale(session, emission, carriers, holder),
        *answer_findings(session, emission, earlier),
    ]
    return _receipt(session, emission, holder, warnings, posted=not there)


def _posted(session: Session, emission: Emission, carriers: tuple[Carrier, ...]) -> Carrier:
    """Return the carrier that holds the document's key, after posting ours if none did."""
    holder = holder_of(carriers, emission.document)
    # What found nothing out holds a place only against its like: what did is composed again, to replace it.
    if holder and (found_anything(holder.document) or not found_anything(emission.document)):
        return settle(session, emission.document)
    refuse_moved(carriers, emission.document)
    if emission.surface is Surface.COMMENT:
        return post_comment(session, emission.document, emission.body)
    try:
        return post_review(session, emission)
    except GitHubError as error:
        return post_instead(session, emission, error)


def _receipt(
    session: Session, emission: Emission, holder: Carrier, warnings: list[str], *, posted: bool
) -> Receipt:
    comments: Mapping[str, ReviewComment] = {}
    if holder.type == "review":
        try:
            comments = _comments(session, emission, holder.id)
        except GitHubError as error:
            warnings.append(f"the comments of {holder.url} could not be read: {error}")
    fallback = emission.surface is Surface.REVIEW and holder.type == "comment"
    return Receipt(
        schema_version="1.0",
        carrier=ReceiptCarrier(type=holder.type, id=holder.id, node_id=holder.node_id, url=holder.url),
        posted=posted,
        findings={
            id_: FindingReceipt(
                comment_id=comments[id_].id if id_ in comments else None,
                url=comments[id_].html_url if id_ in comments else holder.url,
                used_fallback=fallback,
            )
            for id_ in _finding_ids(emission)
        },
        warnings=tuple(warning[:_LONGEST_WARNING] for warning in warnings),
    )


def _comments(session: Session, emission: Emission, review_id: int) -> dict[str, ReviewComment]:
    """Return the comment that each finding got on its lines, told by path and text."""
    path = f"{pull_path(emission.document.subject)}/reviews/{review_id}/comments"
    left = read_all(session, path, ReviewComment)
    found: dict[str, ReviewComment] = {}
    for inline in emission.inline_comments:
        same = (one for one in left if one.path == inline.path and same_text(one.body, inline.body))
        if comment := next(same, None):
            left.remove(comment)
            found[inline.finding_id] = comment
    return found


def _finding_ids(emission: Emission) -> Iterable[str]:
    inline = (comment.finding_id for comment in emission.inline_comments)
    return dict.fromkeys(chain((finding.id for finding in findings_of(emission.document)), inline))
