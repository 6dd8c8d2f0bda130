"""The gate's summary as a comment, kept up to date by the emitters' publisher."""

from typing import TYPE_CHECKING

from review_contract.v1.record_kinds import Decision
from review_emitters.publishing import PublishError, connect, keep_summary
from review_gate.cli.shell import warn
from review_gate.explanation.document import decision_document
from review_gate.explanation.markdown import markdown
from review_gate.explanation.outline import headline, sections

if TYPE_CHECKING:
    from review_gate.live.judging import Judged


def keep_comment(token: str, api_url: str, judged: "Judged") -> bool:
    """Keep the comment with the decision up to date, and tell whether that worked; a failure is said."""
    decision, evidence = judged.decision, judged.evidence
    prose = markdown(headline(decision, evidence), sections(decision, judged.policy))
    try:
        session = connect(token, api_url)
        written = keep_summary(session, _without_strangers(decision_document(decision, evidence)), prose)
    except PublishError as error:
        warn(f"the comment is not up to date: {error}")
        return False
    if written:
        warn("the comment was written")
    return True


def _without_strangers(document: Decision) -> Decision:
    """Return the document without what was rejected, so that nobody can have the comment edited at will."""
    kept = tuple(one for one in document.candidates if one.standing != "rejected")
    return document.model_copy(update={"candidates": kept})
