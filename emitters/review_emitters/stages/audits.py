"""Audits of several auditors as one: what the merge of reviews needs to know of an auditor's own draft."""

from collections.abc import Sequence

from review_contract.v1.base import Model
from review_contract.v1.review_kinds import ReviewDraft
from review_emitters.stages.drafts import AuditDraft, VerifiedClean

_SHARED = tuple(sorted(AuditDraft.model_fields.keys() & ReviewDraft.model_fields.keys()))


def as_review(draft: Model) -> ReviewDraft | None:
    """Return what an audit or a review says as a review; None for what is neither."""
    if isinstance(draft, ReviewDraft):
        return draft
    if isinstance(draft, AuditDraft):
        return ReviewDraft.model_validate({name: getattr(draft, name) for name in _SHARED})
    return None


def as_audit(merged: ReviewDraft, drafts: Sequence[Model]) -> Model:
    """Return the merged review as what the drafts were; clean is only what every auditor shows to be."""
    audits = [draft for draft in drafts if isinstance(draft, AuditDraft)]
    if not audits:
        return merged
    said = {name: getattr(merged, name) for name in _SHARED}
    return AuditDraft.model_validate(said | {"verified_clean": _clean_for_all(audits)})


def _clean_for_all(audits: Sequence[AuditDraft]) -> tuple[VerifiedClean, ...]:
    shown = [{one.category: one for one in audit.verified_clean} for audit in audits]
    return tuple(one for category, one in shown[0].items() if all(category in others for others in shown))
