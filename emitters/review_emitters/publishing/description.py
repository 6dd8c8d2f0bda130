"""Replacing the description of a pull request, unless somebody changed it since it was captured."""

from review_emitters.emission import Emission
from review_emitters.publishing.answers import PullRequest, same_text
from review_emitters.publishing.errors import PublishCode, PublishError
from review_emitters.publishing.receipt import Receipt, ReceiptCarrier
from review_emitters.publishing.requests import patch_description, pull_path
from review_emitters.publishing.session import Session, read, write


def replace_description(session: Session, emission: Emission, captured: str) -> Receipt:
    """Replace the description `captured` by the emission's body.

    Raises:
        PublishError: it is another one by now, or could not be replaced.
    """
    subject = emission.document.subject
    pull = read(session, pull_path(subject), PullRequest)
    if same_text(pull.body, emission.body):
        return _receipt(pull, posted=False)
    if not same_text(pull.body, captured):
        why = "the description was changed since it was captured, and a hand-written change is never lost"
        raise PublishError(PublishCode.DESCRIPTION_CHANGED, pull.html_url, why)

    def worked() -> bool:
        return same_text(read(session, pull_path(subject), PullRequest).body, emission.body)

    write(session, patch_description(subject, emission.body), PullRequest, worked)
    return _receipt(pull, posted=True)


def _receipt(pull: PullRequest, *, posted: bool) -> Receipt:
    carrier = ReceiptCarrier(type="pull_request_body", id=pull.id, node_id=pull.node_id, url=pull.html_url)
    return Receipt(schema_version="1.0", carrier=carrier, posted=posted)
