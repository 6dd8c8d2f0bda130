"""The summary: the one comment that is kept up to date, where everything else is only ever added.

A gate's decision carries no verdict, so nothing is lost when a new one takes its place.
"""

from review_contract import INLINE_LIMIT, payload
from review_contract.v1.record_kinds import Decision
from review_emitters.compose import compose
from review_emitters.publishing.answers import Comment, Nothing
from review_emitters.publishing.conversation import Carrier, own_carriers
from review_emitters.publishing.requests import create_comment, minimise, update_comment
from review_emitters.publishing.session import Session, write


def keep_summary(session: Session, document: Decision, prose: str) -> bool:
    """Make the account's one comment with a decision say this one, and tell whether anything was written.

    Raises:
        GitHubError: it could not be read or written.
    """
    document = _fitting(document)
    there = _there(session, document)
    if there and _same(there[-1], document):
        return False
    body = compose(document, prose)
    if there:
        write(session, update_comment(document.subject, there[-1].id, body), Comment)
    else:
        write(
            session, create_comment(document.subject, body), Comment, lambda: bool(_there(session, document))
        )
        there = _there(session, document)
    # Of two gates that were first at once, the later comment stays. A deletion would look like foul play.
    for other in there[:-1]:
        write(session, minimise(other.node_id), Nothing)
    return True


def _there(session: Session, document: Decision) -> list[Carrier]:
    """Return the account's comments that hold a decision of this stage, the oldest first."""
    carriers = own_carriers(session, document.subject)
    return [
        one
        for one in carriers
        if one.type == "comment" and one.document.kind == "decision" and one.document.stage == document.stage
    ]


def _same(carrier: Carrier, document: Decision) -> bool:
    """Tell whether a comment says the same; when it was decided is no difference."""
    there = carrier.document
    return isinstance(there, Decision) and there.model_copy(update={"id": document.id}) == document


def _fitting(document: Decision) -> Decision:
    """Return the document without what would not fit into a comment; the prose below says all of it."""
    if len(payload(document)) <= INLINE_LIMIT:
        return document
    reasons = tuple(reason.model_copy(update={"reasons": ()}) for reason in document.reasons)
    return document.model_copy(update={"candidates": (), "reasons": reasons})
