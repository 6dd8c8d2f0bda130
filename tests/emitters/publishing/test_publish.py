"""The story of a conversation: what is posted, once, and what becomes of what was said before."""

import pytest

from review_emitters.publishing import (
    PublishCode,
    PublishError,
    Receipt,
    capture_issue_subject,
    planned,
    publish,
)
from tests.emitters.publishing.emissions import (
    as_comment,
    as_description,
    as_review,
    captured_in,
    documents_in,
    finding,
    review,
    triage,
    unfinished,
)
from tests.github.exchange import Answer, Fault, refusal
from tests.github.world import World


def test_a_comment_is_posted_once_and_its_receipt_is_the_same_again(world: World) -> None:
    session = world.session()
    emission = as_comment(review(captured_in(world, session), findings=[finding("f-1")]))
    first, again = publish(session, emission), publish(session, emission)
    assert first.posted
    assert not again.posted
    assert again == first.model_copy(update={"posted": False})
    assert documents_in(world) == [emission.document.id]
    assert world.comments()[0]["body"] == emission.body


def test_an_issue_gets_its_document_too(world: World) -> None:
    session = world.session()
    subject, _ = capture_issue_subject(session, world.repository, world.issue)
    emission = as_comment(triage(subject))
    assert publish(session, emission).posted
    assert [post["body"] for post in world.comments(world.issue)] == [emission.body]


def test_a_started_document_is_superseded_by_the_final_one_and_hidden(world: World) -> None:
    session = world.session()
    started = as_comment(unfinished(captured_in(world, session), "started"))
    node = publish(session, started).carrier
    final = review(captured_in(world, session))
    assert final.round == 1
    assert final.supersedes == (started.document.id,)
    publish(session, as_review(final))
    assert node is not None
    assert world.front.state.hidden == [node.node_id]
    assert captured_in(world, session).place.round == 2


def test_a_rerun_of_a_failed_run_stays_in_its_round(world: World) -> None:
    session = world.session()
    failed = unfinished(captured_in(world, session), "failed")
    publish(session, as_comment(failed))
    rerun = review(captured_in(world, session))
    publish(session, as_comment(rerun))
    assert (rerun.round, rerun.supersedes) == (1, (failed.id,))
    assert documents_in(world) == [failed.id, rerun.id]


def test_a_rerun_of_a_rerun_replaces_both_of_them(world: World) -> None:
    session = world.session()
    for _ in range(2):
        publish(session, as_comment(unfinished(captured_in(world, session), "failed")))
    final = review(captured_in(world, session))
    assert final.round == 1
    assert publish(session, as_comment(final)).posted


def test_a_new_head_starts_at_round_one_and_hides_nothing(world: World) -> None:
    session = world.session()
    old = review(captured_in(world, session), findings=[finding("f-1")])
    publish(session, as_comment(old))
    head = world.push("fix")
    captured = captured_in(world, session)
    assert captured.subject.head_sha == head
    assert (captured.place.round, captured.place.supersedes) == (1, ())
    assert [one.id for one in captured.earlier_findings] == ["f-1"]
    publish(session, as_comment(review(captured)))
    assert world.front.state.hidden == []


def test_another_final_document_of_the_same_key_keeps_its_place(world: World) -> None:
    session = world.session()
    captured = captured_in(world, session)
    first = publish(session, as_comment(review(captured)))
    second = publish(session, as_comment(review(captured)))
    assert first.carrier is not None
    assert second == Receipt(schema_version="1.0", posted=False, held_by=first.carrier.url)
    assert len(world.comments()) == 1


def test_a_document_whose_chain_moved_is_refused_before_it_is_posted(world: World) -> None:
    session = world.session()
    captured = captured_in(world, session)
    publish(session, as_comment(unfinished(captured, "started")))
    with pytest.raises(
        PublishError, match=r"place-moved: .* superseding nothing; its place is now round 1"
    ) as refused:
        publish(session, as_comment(review(captured)))
    assert refused.value.code == PublishCode.PLACE_MOVED
    assert len(world.comments()) == 1


def test_what_others_wrote_is_no_document_of_ours(world: World) -> None:
    session = world.session()
    captured = captured_in(world, session)
    forged = as_comment(review(captured))
    world.do("POST", f"/issues/{world.number}/comments", {"body": forged.body}, token="stranger")
    world.do("POST", f"/issues/{world.number}/comments", {"body": f"See:\n\n{forged.body}"}, token=world.bot)
    assert captured_in(world, session).place == captured.place
    assert publish(session, forged).posted


def test_more_carriers_than_a_page_holds_are_all_read(world: World) -> None:
    session = world.session()
    captured = captured_in(world, session)
    for number in range(105):
        world.do("POST", f"/issues/{world.number}/comments", {"body": f"chat {number}"}, token="stranger")
    held = publish(session, as_comment(review(captured)))
    assert held.carrier is not None
    assert publish(session, as_comment(review(captured))).held_by == held.carrier.url


def test_a_description_is_replaced_only_if_it_is_the_one_that_was_captured(world: World) -> None:
    session = world.session()
    captured = captured_in(world, session)
    emission = as_description(review(captured), "Adds a parser, with tests.")
    world.do("PATCH", f"/pulls/{world.number}", {"body": "Adds a parser. Fixes #2."})
    with pytest.raises(PublishError, match="description-changed"):
        publish(session, emission, captured_body=captured.pull_request.description)
    assert captured_in(world, session).pull_request.description == "Adds a parser. Fixes #2."
    receipt = publish(session, emission, captured_body="Adds a parser. Fixes #2.")
    assert receipt.posted
    assert receipt.carrier is not None
    assert receipt.carrier.type == "pull_request_body"
    assert captured_in(world, session).pull_request.description == "Adds a parser, with tests."
    assert not publish(session, emission, captured_body=captured.pull_request.description).posted


def test_nothing_that_carries_a_document_is_ever_edited(world: World) -> None:
    session = world.session()
    publish(session, as_comment(unfinished(captured_in(world, session), "started")))
    publish(session, as_review(review(captured_in(world, session), findings=[finding("f-1", 7)])))
    publish(session, as_review(review(captured_in(world, session), findings=[finding("f-1", 99)])))
    assert world.asked("PATCH") == []
    assert world.asked("PUT") == []


def test_a_dry_run_names_the_requests_that_are_then_sent(world: World) -> None:
    session = world.session()
    emission = as_review(review(captured_in(world, session), findings=[finding("f-1", 7)]))
    made, submitted = planned(emission)
    publish(session, emission)
    sent = [ask for ask in world.asked("POST") if ask.path != "/graphql"]
    assert [(ask.path, ask.body) for ask in sent] == [
        (made.path, made.body),
        (submitted.path.replace("{id of the review}", str(world.reviews()[0]["id"])), submitted.body),
    ]


def test_a_branch_without_a_pull_request_has_no_conversation_to_publish_to(world: World) -> None:
    session = world.session()
    subject = captured_in(world, session).subject
    ref = subject.model_copy(update={"type": "ref", "number": None})
    document = review(captured_in(world, session)).model_copy(update={"subject": ref})
    with pytest.raises(PublishError, match="no-conversation"):
        publish(session, as_comment(document))


def test_a_second_copy_is_deleted_and_it_is_an_error_if_it_can_not_be(world: World) -> None:
    session = world.session()
    emission = as_comment(review(captured_in(world, session)))
    for _ in range(2):
        world.do("POST", f"/issues/{world.number}/comments", {"body": emission.body}, token=world.bot)
    oldest = world.comments()[0]["html_url"]
    world.fail("DELETE", "/comments/", refusal(403, "Resource not accessible by integration"))
    with pytest.raises(PublishError, match="github-forbidden: DELETE"):
        publish(session, emission)
    receipt = publish(session, emission)
    assert [post["html_url"] for post in world.comments()] == [oldest]
    assert receipt.carrier is not None
    assert receipt.carrier.url == oldest


def test_a_list_that_lags_behind_is_looked_at_again(world: World) -> None:
    waited: list[float] = []
    session = world.session(sleep=waited.append)
    emission = as_comment(review(captured_in(world, session)))
    world.front.faults.append(Fault("GET", "/issues/[0-9]+/comments$", Answer(200, []), skip=1))
    assert publish(session, emission).posted
    assert waited == [1]
