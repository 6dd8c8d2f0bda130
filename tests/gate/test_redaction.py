"""What is kept of a conversation holds no secret, and is decided as the conversation was."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_contract import embed
from review_gate.decision import decide
from review_gate.evidence import Evidence
from review_gate.redaction import redacted, without_secrets
from tests.gate.conversations import POLICY, REVIEWER, comment_of, pull_request, review_document

SECRETS = [
    "ghp_" + "a" * 36,
    "ghs_" + "B" * 36,
    "github_pat_" + "x" * 82,
    "sk-ant-api03-" + "z" * 60,
    "xoxb-1234567890-abcdefghij",
    "AKIA" + "Q" * 16,
    "AIza" + "k" * 35,
    "npm_" + "n" * 36,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijk",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    "jo.doe+x@mail.example.org",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_of_a_known_form_and_a_mail_address_are_taken_out(secret: str) -> None:
    assert secret not in without_secrets(f"see {secret}, please")
    assert "see REDACTED" in without_secrets(f"see {secret}, please")


def test_the_password_in_an_address_is_taken_out() -> None:
    assert "hunter2" not in without_secrets("postgres://bob:hunter2@db.internal/x")


@pytest.mark.parametrize(
    "text", ["a commit a1b2c3d4" * 3, "actions/checkout@v4", "@octocat said so", "x = y@z", "skip-this-line"]
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text) == text


def test_a_document_with_a_secret_is_still_the_document_that_it_was() -> None:
    document = review_document("request_changes").model_copy(update={"extensions": {"note": SECRETS[0]}})
    evidence = pull_request(comment_of(REVIEWER, document))
    kept = Evidence.model_validate(redacted(evidence.model_dump()))
    assert SECRETS[0] not in json.dumps(kept.model_dump())
    assert decide(POLICY, kept).conclusion == decide(POLICY, evidence).conclusion == "fail"
    assert kept.comments[0].body != evidence.comments[0].body
    assert kept.comments[0].body.startswith("<!-- review-contract:v1 review review ")


@given(st.text())
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = without_secrets(text)
    assert without_secrets(once) == once


@pytest.mark.parametrize(
    "hostile",
    ["a" * 60_000, "a@" * 30_000, "a." * 30_000, "://" + "a" * 60_000, "-----BEGIN " * 6_000, "eyJ" * 20_000],
)
def test_hostile_text_is_redacted_in_time(hostile: str) -> None:
    """A pattern that is quadratic would take minutes."""
    assert isinstance(without_secrets(hostile), str)


def test_the_body_of_a_block_without_a_secret_is_left_alone() -> None:
    body = embed(review_document("approve"))
    assert redacted(body) == body
