"""Requests are values: each is one that GitHub documents, and a dry run names them without a network."""

import pytest

from review_contract.v1.envelope import Repository, Subject
from review_emitters.emission import InlineComment
from review_emitters.publishing import planned, requests
from review_emitters.publishing.place import Place
from review_emitters.publishing.receipt import FindingReceipt, Receipt
from review_emitters.publishing.requests import Request
from tests.emitters.publishing.emissions import (
    Captured,
    answering,
    as_comment,
    as_description,
    as_review,
    finding,
    review,
)
from tests.github.openapi import request_problems

SUBJECT = Subject(
    repository=Repository(id=7, full_name="octo/demo"),
    type="pull_request",
    number=12,
    head_sha="a" * 40,
    base_ref="main",
)
CAPTURED = Captured(SUBJECT, Place(2, ("doc-0",)))
LINES = InlineComment("f-1", "app.py", "Look.", 9, "RIGHT", 7)
LINE = InlineComment("f-2", "old.py", "Gone.", 3, "LEFT", 2)


@pytest.mark.parametrize(
    "request_",
    [
        requests.create_comment(SUBJECT, "Hello."),
        requests.delete_comment(SUBJECT, 5),
        requests.create_pending_review(SUBJECT, "Hello.", (LINES, LINE)),
        requests.create_pending_review(SUBJECT, "Hello.", ()),
        requests.submit_review(SUBJECT, 5, "APPROVE"),
        requests.submit_review(SUBJECT, 5, "REQUEST_CHANGES"),
        requests.submit_review(SUBJECT, 5, "COMMENT"),
        requests.delete_pending_review(SUBJECT, 5),
        requests.dismiss_review(SUBJECT, 5, "Superseded."),
        requests.reply_to_comment(SUBJECT, 5, "Fixed."),
        requests.patch_description(SUBJECT, "Adds a parser."),
    ],
    ids=str,
)
def test_every_request_is_one_that_github_documents(request_: Request) -> None:
    assert request_problems(request_.method, request_.path, {}, request_.body) == []


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (Request("POST", "/repos/o/r/pulls/1/reviews", {"event": "APPROVED"}), "is not one of"),
        (
            Request(
                "POST", "/repos/o/r/pulls/1/reviews", {"comments": [{"path": "a", "body": "b", "line": "3"}]}
            ),
            "3",
        ),
        (
            Request("POST", "/repos/o/r/pulls/1/reviews", {"comments": [{"body": "b", "line": 3}]}),
            "'path' is a required",
        ),
        (Request("POST", "/repos/o/r/issues/1/comments", {"text": "b"}), "field text is not documented"),
        (Request("POST", "/repos/o/r/issues/1/comments"), "the body is missing"),
        (Request("DELETE", "/repos/o/r/pulls/1/reviews/2", {"a": 1}), "a body is not documented"),
        (Request("PUT", "/repos/o/r/pulls/1/reviews/2/events", {}), "no such operation"),
    ],
    ids=str,
)
def test_what_github_does_not_document_is_told(request_: Request, problem: str) -> None:
    assert problem in "; ".join(request_problems(request_.method, request_.path, {}, request_.body))


def test_a_comment_on_several_lines_names_where_it_starts() -> None:
    body = requests.create_pending_review(SUBJECT, "Hello.", (LINES, LINE)).body
    assert body is not None
    assert body["comments"] == [
        {
            "path": "app.py",
            "body": "Look.",
            "line": 9,
            "side": "RIGHT",
            "start_line": 7,
            "start_side": "RIGHT",
        },
        {"path": "old.py", "body": "Gone.", "line": 3, "side": "LEFT", "start_line": 2, "start_side": "LEFT"},
    ]


def test_a_dry_run_plans_the_posting_then_the_hiding_then_the_answers() -> None:
    emission = as_review(review(CAPTURED, findings=[finding("f-1", 7)]))
    earlier = Receipt(
        schema_version="1.0",
        posted=True,
        findings={"f-0": FindingReceipt(comment_id=99, url="https://example.com/99", used_fallback=False)},
    )
    plan = planned(answering(emission, ("f-0", "Fixed."), ("f-9", "Lost.")), (earlier,))
    assert [str(one) for one in plan] == [
        "POST /repos/octo/demo/pulls/12/reviews",
        "POST /repos/octo/demo/pulls/12/reviews/{id of the review}/events",
        "POST /graphql",
        "POST /repos/octo/demo/pulls/12/comments/99/replies",
    ]
    assert plan[2].body is not None
    assert plan[2].body["variables"] == {"id": "{node_id of doc-0}"}


def test_a_dry_run_of_a_comment_and_of_a_description_plans_one_request() -> None:
    document = review(Captured(SUBJECT, Place(1)))
    assert [str(one) for one in planned(as_comment(document))] == ["POST /repos/octo/demo/issues/12/comments"]
    assert [str(one) for one in planned(as_description(document, "New."))] == [
        "PATCH /repos/octo/demo/pulls/12"
    ]
