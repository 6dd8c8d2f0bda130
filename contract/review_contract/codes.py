"""The reason codes of documents and blocks: stable names that a machine may match.

What each code means, what causes it and what to do stands in `review-contract explain CODE`.
A code is never renamed and never reused; the format's changelog lists new ones.
"""

from enum import StrEnum


class Code(StrEnum):
    """Why a text is not a document, or a body carries no readable block."""

    JSON_SYNTAX = "json-syntax"
    JSON_ENCODING = "json-encoding"
    JSON_BOM = "json-bom"
    JSON_SIZE = "json-size"
    JSON_DEPTH = "json-depth"
    JSON_DUPLICATE_KEY = "json-duplicate-key"
    JSON_NONFINITE = "json-nonfinite"
    JSON_NUMBER = "json-number"
    JSON_SURROGATE = "json-surrogate"
    JSON_TRAILING = "json-trailing"

    UNSUPPORTED_VERSION = "unsupported-version"
    UNSUPPORTED_KIND = "unsupported-kind"

    SCHEMA_TYPE = "schema-type"
    SCHEMA_MISSING = "schema-missing"
    SCHEMA_UNKNOWN_FIELD = "schema-unknown-field"
    SCHEMA_STAMP_FIELD = "schema-stamp-field"
    SCHEMA_VALUE = "schema-value"
    SCHEMA_FORMAT = "schema-format"
    SCHEMA_LENGTH = "schema-length"
    SCHEMA_RANGE = "schema-range"
    SCHEMA_BLANK = "schema-blank"
    SCHEMA_DUPLICATE = "schema-duplicate"
    SCHEMA_TIMESTAMP = "schema-timestamp"
    SCHEMA_LOCATION = "schema-location"
    SCHEMA_SUBJECT = "schema-subject"
    SCHEMA_STATUS_REASON = "schema-status-reason"
    SCHEMA_EXPIRES_AT = "schema-expires-at"
    SCHEMA_INCOMPLETE = "schema-incomplete"
    SCHEMA_APPROVE_STATUS = "schema-approve-status"
    SCHEMA_SEVERITY = "schema-severity"
    SCHEMA_COUNTS = "schema-counts"
    SCHEMA_COVERAGE = "schema-coverage"
    SCHEMA_CONFIDENCE_CAP = "schema-confidence-cap"
    SCHEMA_DISPOSITION = "schema-disposition"
    SCHEMA_CHANGE = "schema-change"

    READABLE = "readable"
    MISSING = "missing"
    MISPLACED = "misplaced"
    DEFACED = "defaced"
    UNTERMINATED = "unterminated"
    AMBIGUOUS = "ambiguous"
    OVERSIZE = "oversize"
    DIGEST_MISMATCH = "digest-mismatch"
    HEADER_MISMATCH = "header-mismatch"
    UNREADABLE = "unreadable"
