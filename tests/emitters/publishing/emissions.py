"""Emissions as a stage would make them, for publishing: the models and `compose` are the real ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final

from review_contract import Block, Document, read
from review_contract.v1.envelope import Producer, Subject
from review_contract.v1.finding import Finding, Location
from review_contract.v1.record_kinds import Outcome
from review_contract.v1.review_kinds import Coverage, Review, Verdict
from review_contract.v1.work_kinds import Triage
from review_emitters.compose import compose
from review_emitters.context import PullRequestFacts
from review_emitters.emission import Emission, InlineComment, Reply, Surface
from review_emitters.publishing import Session, capture_place, capture_pull_request
from review_emitters.publishing.place import Place
from tests.github.world import World

SCALE: Final = ("critical", "high", "medium", "low", "info")
STAGE: Final = "review-a"
_ids: Final = count(1)


@dataclass(frozen=True, slots=True)
class Captured:
    """What a document is stamped with."""

    subject: Subject
    place: Place = Place(1)  # noqa: RUF009 - it is frozen
    pull_request: PullRequestFacts = PullRequestFacts()  # noqa: RUF009 - it is frozen
    earlier_findings: tuple[Finding, ...] = ()


def new_id() -> str:
    """Return an id that no document has yet."""
    return f"doc-{next(_ids)}"


def finding(id_: str, line: int | None = None) -> Finding:
    """Return a finding, in app.py where a line is given."""
    location = None if line is None else Location(path="app.py", start_line=line)
    return Finding(id=id_, severity="high", title=f"Finding {id_}", body=f"Body of {id_}.", location=location)


def review(
    captured: Captured,
    verdict: Verdict | None = "comment",
    findings: Sequence[Finding] = (),
    **also: object,
) -> Review:
    """Return a review that stands in the captured place; `also` are other fields of the model."""
    fields = _envelope(captured.subject, captured.place) | {
        "kind": "review",
        "verdict": verdict,
        "findings": (*findings,),
    }
    fields |= {"severity_scale": SCALE, "status": "completed", **also}
    if fields["status"] == "completed":
        counts = {name: len(findings) if name == "high" else 0 for name in SCALE}
        coverage = Coverage(files_total=1, reviewed=("app.py",), truncated=False)
        fields |= {"counts": counts, "coverage": coverage}
    return Review.model_validate(fields)


def unfinished(captured: Captured, status: str, **also: Any) -> Review:  # noqa: ANN401 - fields of the model
    """Return a review that found nothing, because it has only started, or came to no end."""
    if status == "started":
        return review(captured, None, status=status, expires_at="2026-01-01T01:00:00Z", **also)
    return review(captured, None, status=status, status_reason="the model was away", **also)


def triage(subject: Subject) -> Triage:
    """Return the triage of an issue."""
    fields = _envelope(subject, Place(1)) | {"kind": "triage", "stage": "triage", "status": "completed"}
    return Triage.model_validate({**fields, "classification": "bug", "confidence": "low"})


def captured_in(world: World, session: Session, stage: str = STAGE) -> Captured:
    """Return the world's pull request as it is now, for a stage's next review."""
    subject, facts = capture_pull_request(session, world.repository, world.number)
    place, found = capture_place(session, subject, stage, "review")
    return Captured(subject, place, facts, found)


def documents_in(world: World) -> list[str]:
    """Return the ids of the documents that a reader finds, comments first."""
    bodies = [post["body"] for post in (*world.comments(), *world.reviews())]
    return [block.document.id for body in bodies if isinstance(block := read(body), Block)]


def as_comment(document: Document, prose: str = "## Review\n\nLooks fine.\n") -> Emission:
    """Return the emission of a stage that comments."""
    body = compose(document, prose)
    outcome = Outcome(
        schema_version="1.0",
        kind="outcome",
        stage=document.stage,
        id=f"{document.id}-outcome",
        subject=document.subject,
        producer=document.producer,
        round=document.round,
        status="completed",
        exit_reason="completed",
    )
    return Emission(document, outcome, Surface.COMMENT, body, body, (), (), {}, {})


def as_review(document: Review, **also: Any) -> Emission:  # noqa: ANN401 - fields of the emission
    """Return the emission of a stage that reviews: findings with a place become comments on lines."""
    places = [(one, one.location) for one in document.findings]
    inline = tuple(
        InlineComment(one.id, place.path, f"**{one.title}**\n\n{one.body}", place.start_line, "RIGHT")
        for one, place in places
        if place is not None and place.start_line is not None
    )
    emission = as_comment(
        document, "## Review\n\n" + "\n".join(f"- {one.title}" for one in document.findings)
    )
    review_body = compose(document, "## Review\n")
    return replace(emission, surface=Surface.REVIEW, review_body=review_body, inline_comments=inline, **also)


def as_description(document: Document, text: str) -> Emission:
    """Return the emission of a stage that writes the description."""
    return replace(as_comment(document), surface=Surface.PULL_REQUEST_BODY, body=text)


def answering(emission: Emission, *replies: tuple[str, str]) -> Emission:
    """Return the emission with answers to findings."""
    return replace(emission, replies=tuple(Reply(*reply) for reply in replies))


def _envelope(subject: Subject, place: Place) -> dict[str, object]:
    return {
        "schema_version": "1.0",
        "stage": STAGE,
        "id": new_id(),
        "subject": subject,
        "producer": Producer(name="tests"),
        "round": place.round,
        "supersedes": place.supersedes,
    }
