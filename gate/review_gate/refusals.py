"""Refusals: what a stage said against the merge, and why a later round does not simply undo it.

There is no re-rolling until it approves: a request for changes that was replaced stands until every
finding that the stage had raised by then is answered, by id; and what was held back stays with a person.
"""

from collections.abc import Iterator

from review_contract import Pointer
from review_contract.v1.finding import Disposition
from review_contract.v1.kinds import Document
from review_contract.v1.review_kinds import Critique, Response, Review
from review_contract.v1.work_kinds import Change
from review_gate.chain import Chain, Link
from review_gate.findings import findings_of
from review_gate.reasons import GateCode, Reason


def refusal_of(stage: str, link: Link) -> Reason | None:
    """Return the node of a document that says no; None where it does not."""
    document = link.document
    if _requests(document):
        sentence = f"{stage} requests changes"
        remedy = "answer its findings and push"
        return Reason(GateCode.CHANGES_REQUESTED, "fail", sentence, remedy, url=link.url)
    if isinstance(document, Change) and document.action == "held":
        sentence = f"{stage} held back: {document.held_reason}"
        remedy = "a person decides, then pushes"
        return Reason(GateCode.NEEDS_HUMAN, "fail", sentence, remedy, url=link.url)
    return None


def standing_requests(chain: Chain) -> Iterator[Reason]:
    """Yield a node for every refusal that was replaced and still stands."""
    answers = _answers_after(chain)
    raised: set[str] = set()
    readable = True
    spoken = {link.content for link in (chain.tip, *chain.unvouched) if link}
    for link, later in zip(chain.links, answers, strict=True):
        raised |= {finding.id for finding in findings_of(link.document)}
        readable = readable and not isinstance(link.document, Pointer)
        if link.content in spoken:
            continue
        answered = readable and bool(raised) and raised <= later
        refusal = refusal_of(chain.stage, link)
        if refusal and refusal.code == GateCode.NEEDS_HUMAN:
            yield refusal
        elif refusal and not answered:
            yield _unanswered(chain.stage, link)


def _unanswered(stage: str, link: Link) -> Reason:
    sentence = (
        f"{stage} requested changes in round {link.document.round}, "
        "and no later round answers every finding of it"
    )
    remedy = "push a fix, or let the stage withdraw or concede each finding by its id"
    return Reason(GateCode.CHANGES_REQUESTED, "fail", sentence, remedy, url=link.url)


def _answers_after(chain: Chain) -> list[set[str]]:
    """Return for each link the finding ids that later, completed documents beyond doubt answer."""
    sound = {link.content for link in chain.sound if link.document.status == "completed"}
    after: list[set[str]] = []
    answered: set[str] = set()
    for link in reversed(chain.links):
        after.append(answered)
        if link.content in sound:
            answered = answered | {answer.finding_id for answer in _dispositions(link.document)}
    return after[::-1]


def _requests(document: Document | Pointer) -> bool:
    verdict, alignment = getattr(document, "verdict", None), getattr(document, "alignment", None)
    return verdict == "request_changes" or alignment == "changes"


def _dispositions(document: Document | Pointer) -> tuple[Disposition, ...]:
    return document.dispositions if isinstance(document, Review | Critique | Response) else ()
