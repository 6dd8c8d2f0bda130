"""What a document is stamped with comes from the API, as it is at that moment."""

from review_emitters.publishing import capture_issue_subject, capture_pull_request, is_open_at, remote_head
from tests.emitters.publishing.emissions import captured_in
from tests.github.exchange import refusal
from tests.github.world import BRANCH, World


def test_a_pull_request_is_captured_with_its_head_base_and_merge_base(world: World) -> None:
    session = world.session()
    fork_point = world.do("GET", "/git/ref/heads/main")["object"]["sha"]
    head = world.push("more")
    captured = captured_in(world, session)
    subject, facts = captured.subject, captured.pull_request
    assert (subject.number, subject.base_ref) == (world.number, "main")
    assert (subject.head_sha, subject.merge_base_sha) == (head, fork_point)
    assert subject.repository.full_name == world.repository
    assert (facts.from_fork, facts.branch, facts.description) == (False, BRANCH, "Adds a parser.")
    assert facts.author_id != session.own_id


def test_the_head_that_a_run_was_about_stays_although_the_branch_moved(world: World) -> None:
    session = world.session()
    before = captured_in(world, session).subject
    world.push("more")
    subject, _ = capture_pull_request(session, world.repository, world.number, head_sha=before.head_sha)
    assert subject == before


def test_branches_that_have_nothing_in_common_have_no_merge_base(world: World) -> None:
    session = world.session()
    world.fail("GET", "/compare/", refusal(404, "Not Found"))
    assert captured_in(world, session).subject.merge_base_sha is None


def test_an_issue_is_captured_with_its_author_and_text(world: World) -> None:
    session = world.session()
    subject, facts = capture_issue_subject(session, world.repository, world.issue)
    assert (subject.type, subject.number, subject.head_sha) == ("issue", world.issue, None)
    assert facts.description == "It does."


def test_a_branch_is_where_the_remote_says(world: World) -> None:
    session = world.session()
    pushed = world.push("more")
    assert remote_head(session, world.repository, BRANCH) == pushed
    assert remote_head(session, world.repository, "no/such branch") is None


def test_a_pull_request_is_open_only_at_its_own_head(world: World) -> None:
    session = world.session()
    head = world.push("more")
    assert is_open_at(session, world.repository, world.number, head)
    assert is_open_at(session, world.repository, world.number, None)
    assert not is_open_at(session, world.repository, world.number, "a" * 40)
    assert not is_open_at(session, world.repository, 999, None)
    world.do("PATCH", f"/pulls/{world.number}", {"state": "closed"})
    assert not is_open_at(session, world.repository, world.number, head)
