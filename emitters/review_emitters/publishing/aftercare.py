"""What follows a posted document: outdated carriers hidden, stale reviews dismissed, comments answered.

The document counts without any of it, so what fails here is a warning.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from review_emitters.emission import Emission
from review_emitters.publishing.answers import Nothing, PullRequest, Review, ReviewComment, same_text
from review_emitters.publishing.conversation import Carrier
from review_emitters.publishing.errors import GitHubError
from review_emitters.publishing.receipt import Receipt, comment_of
from review_emitters.publishing.requests import dismiss_review, minimise, pull_path, reply_to_comment
from review_emitters.publishing.session import Session, read, read_all, write

_DISMISSED: Final = "DISMISSED"


def hide_superseded(session: Session, emission: Emission, carriers: Iterable[Carrier]) -> Iterator[str]:
    """Minimise as outdated what the document supersedes."""
    for carrier in carriers:
        if carrier.document.id in emission.document.supersedes:
            hide = partial(write, session, minimise(carrier.node_id), Nothing)
            yield from _warning(f"{carrier.url} is superseded, but not hidden", hide)


def dismiss_stale(
    session: Session, emission: Emission, carriers: Iterable[Carrier], holder: Carrier
) -> Iterator[str]:
    """Dismiss the stage's reviews of older commits that it no longer stands by."""
    if holder.type == "review" and emission.review_event != "COMMENT":
        return  # GitHub counts an account's last approval or request for changes: this one replaced it.
    stale = [carrier for carrier in carriers if is_stale(carrier, emission)]
    if stale:
        dismiss = partial(_dismiss, session, emission, stale, f"Superseded by {holder.url}")
        yield from _warning("a stale review is not dismissed", dismiss)


def is_stale(carrier: Carrier, emission: Emission) -> bool:
    """Tell whether a review of another commit says what its stage no longer says.

    Doubt about a yes removes it, doubt about a no keeps it: only a completed word lifts a request.
    """
    document = emission.document
    if carrier.document.stage != document.stage or carrier.commit_id in {None, document.subject.head_sha}:
        return False
    verdict = getattr(document, "verdict", None)
    if carrier.state == "APPROVED":
        return document.status != "started" and verdict != "approve"
    lifted = document.status == "completed" and verdict in {"approve", "comment"}
    return carrier.state == "CHANGES_REQUESTED" and lifted


def answer_findings(session: Session, emission: Emission, earlier: Iterable[Receipt]) -> Iterator[str]:
    """Answer the comments that earlier reviews made of findings, each once; others stay in the body only."""
    receipts = [*earlier]
    wanted = [
        (comment_id, reply.body)
        for reply in emission.replies
        if (comment_id := comment_of(receipts, reply.finding_id)) is not None
    ]
    for comment_id, body in wanted:
        answer = partial(_reply, session, emission, comment_id, body)
        yield from _warning(f"comment {comment_id} is not answered", answer)


def _dismiss(session: Session, emission: Emission, stale: Iterable[Carrier], message: str) -> None:
    subject = emission.document.subject
    if read(session, pull_path(subject), PullRequest).head.sha != subject.head_sha:
        return  # The document is the one that is stale.
    for carrier in stale:
        dismissed = partial(_is_dismissed, session, f"{pull_path(subject)}/reviews/{carrier.id}")
        write(session, dismiss_review(subject, carrier.id, message), Review, dismissed)


def _is_dismissed(session: Session, path: str) -> bool:
    return read(session, path, Review).state == _DISMISSED


def _reply(session: Session, emission: Emission, comment_id: int, body: str) -> None:
    subject = emission.document.subject

    def answered() -> bool:
        said = read_all(session, f"{pull_path(subject)}/comments", ReviewComment)
        own = (one for one in said if one.in_reply_to_id == comment_id and one.is_by(session.own_id))
        return any(same_text(one.body, body) for one in own)

    if not answered():
        write(session, reply_to_comment(subject, comment_id, body), ReviewComment, answered)


def _warning(what: str, attempt: Callable[[], object]) -> Iterator[str]:
    try:
        attempt()
    except GitHubError as error:
        yield f"{what}: {error}"
