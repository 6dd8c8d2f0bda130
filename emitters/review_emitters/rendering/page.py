"""The text below a block: the headline, the sections of the document's kind, and where it comes from."""

from review_contract import Document
from review_contract.v1.envelope import Envelope
from review_emitters.rendering.kinds import RENDERERS, View, headline, standing
from review_emitters.rendering.places import Places
from review_emitters.rendering.prose import inline


def page(document: Document, title: str, view: View, *, notes: tuple[str, ...] = ()) -> str:
    """Return a document as Markdown for people: the verdict first, then why, then by whom.

    `notes` are sentences of ours about the posting itself, such as why it is no approval.
    """
    said = inline(headline(document))
    head = f"## {inline(title)}: {said}" if said else f"## {inline(title)}"
    sections = RENDERERS[document.kind](document, view) if document.status != "started" else ()
    parts = [head, standing(document), *notes, *sections, _footer(document, view.places)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _footer(document: Envelope, places: Places) -> str:
    run = document.run
    facts = [
        inline(document.producer.name),
        inline(document.stage),
        f"round {document.round}",
        f"commit {places.commit(document.subject.head_sha)}" if document.subject.head_sha else "",
        f"[run {run.id}](<{run.url}>)" if run and run.url else "",
        f"review-contract {document.schema_version}",
    ]
    return f"---\n\n{' · '.join(filter(None, facts))}"
