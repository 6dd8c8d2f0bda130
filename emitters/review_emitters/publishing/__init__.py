"""The shell that speaks to GitHub: it captures what documents are stamped with, and posts emissions."""

from review_emitters.publishing.capture import (
    capture_issue_subject,
    capture_place,
    capture_pull_request,
    is_open_at,
    remote_head,
)
from review_emitters.publishing.errors import PublishCode, PublishError
from review_emitters.publishing.publish import publish
from review_emitters.publishing.receipt import Receipt, parse_receipt
from review_emitters.publishing.requests import Request, planned
from review_emitters.publishing.session import Session, connect
from review_emitters.publishing.summary import keep_summary

__all__ = [
    "PublishCode",
    "PublishError",
    "Receipt",
    "Request",
    "Session",
    "capture_issue_subject",
    "capture_place",
    "capture_pull_request",
    "connect",
    "is_open_at",
    "keep_summary",
    "parse_receipt",
    "planned",
    "publish",
    "remote_head",
]
