"""The receipt: what publishing left behind, for the steps and the runs that come later."""

from collections.abc import Iterable
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from review_contract.parsing import json_object, validate
from review_contract.v1.base import Many, Model, Number
from review_contract.v1.text import Identifier, Line, Url

CarrierType: TypeAlias = Literal["comment", "review", "pull_request_body"]


class ReceiptCarrier(Model):
    """What carries the document: a comment, a review, or the description of the pull request."""

    type: CarrierType
    id: Number
    node_id: Line
    url: Url


class FindingReceipt(Model):
    """Where a finding can be read."""

    comment_id: Annotated[
        Number | None, Field(description="Of the review's comment on its lines; null if it has none.")
    ] = None
    url: Url
    used_fallback: Annotated[
        bool, Field(description="Whether it stands in a comment because the review could not be posted.")
    ]


class Receipt(Model):
    """What came of publishing one emission."""

    schema_version: Literal["1.0"]
    carrier: Annotated[
        ReceiptCarrier | None,
        Field(description="Of this document; null if another document holds its place."),
    ] = None
    posted: Annotated[bool, Field(description="False if it was there already, or another holds its place.")]
    held_by: Annotated[Url | None, Field(description="The carrier that holds the place in its stead.")] = None
    findings: dict[Identifier, FindingReceipt] = Field(default_factory=dict)
    warnings: Annotated[Many[Line], Field(description="What went wrong after the document was posted.")] = ()


def parse_receipt(data: bytes | str) -> Receipt:
    """Return the receipt that a JSON text holds.

    Raises:
        ContractError: with every problem found, at most 20.
    """
    return validate(Receipt, json_object(data))


def comment_of(receipts: Iterable[Receipt], finding_id: str) -> int | None:
    """Return the id of the comment that an earlier review made of a finding; None if none did."""
    known = (one.findings[finding_id].comment_id for one in receipts if finding_id in one.findings)
    return next((comment for comment in known if comment is not None), None)
