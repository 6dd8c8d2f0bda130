"""Whatever GitHub answers, and to which request: one carrier, a receipt or a clear error, and an end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pytest

from review_contract import Block, read
from review_emitters.emission import Emission, Surface
from review_emitters.publishing import PublishError, Receipt, Session, connect, publish
from tests.emitters.publishing.emissions import (
    as_comment,
    as_review,
    captured_in,
    finding,
    new_id,
    review,
    unfinished,
)
from tests.github.exchange import Answer, Failure, Fault, refusal, unprocessable
from tests.github.world import World

LASTING: Final[Mapping[str, Failure]] = {
    "401": refusal(401, "Bad credentials"),
    "403": refusal(403, "Resource not accessible by integration"),
    "403 primary limit": refusal(
        403, "API rate limit exceeded for installation ID 1.", x_ratelimit_remaining="0"
    ),
    "404": refusal(404, "Not Found"),
    "409": refusal(409, "Conflict"),
    "410": refusal(410, "Issues are disabled for this repo"),
    "422": unprocessable("Could not be resolved"),
    "422 fields": refusal(422, "Validation Failed", {"resource": "Issue", "code": "custom", "field": "base"}),
    "429 for an hour": refusal(429, "Too Many Requests", retry_after="3600"),
}
PASSING: Final[Mapping[str, Failure]] = {
    "403 secondary limit": refusal(403, "You have exceeded a secondary rate limit.", retry_after="7"),
    "422 pending": unprocessable("User can only have one pending review per pull request"),
    "429": refusal(429, "Too Many Requests", retry_after="7"),
    "500": refusal(500, "Server Error"),
    "502": Answer(502, "<html><body>Unicorn!</body></html>", {"Content-Type": "text/html"}),
    "200 without JSON": Answer(200, "<html>a proxy</html>", {"Content-Type": "text/html"}),
    "308": Answer(308, {"message": "Moved Permanently", "url": "/repositories/1"}),
    "200 with an object": Answer(200, {}),
    "400 with a list": Answer(400, ["no", "object"]),
    "reset": "reset",
    "cut": "cut",
}


REFUSED: Final = "see what GitHub says about the request; the same again changes nothing"
LINES: Final[Mapping[str, str]] = {
    "401": "github-unauthorized: {}: GitHub answers 401: Bad credentials; give a token that has not expired",
    "403": "github-forbidden: {}: GitHub answers 403: Resource not accessible by integration; "
    "give the job the permissions issues: write and pull-requests: write",
    "403 primary limit": "github-rate-limited: {}: GitHub answers 403: "
    "API rate limit exceeded for installation ID 1; run it again later",
    "404": "github-not-found: {}: GitHub answers 404: Not Found; "
    "see that the number exists, and that the token may see the repository",
    "409": "github-refused: {}: GitHub answers 409: Conflict; " + REFUSED,
    "410": "github-refused: {}: GitHub answers 410: Issues are disabled for this repo; " + REFUSED,
    "422": "github-refused: {}: GitHub answers 422: Unprocessable Entity: Could not be resolved; " + REFUSED,
    "422 fields": "github-refused: {}: GitHub answers 422: Validation Failed: base custom; " + REFUSED,
    "429 for an hour": "github-rate-limited: {}: GitHub answers 429 and asks to wait for 3600 s: "
    "Too Many Requests; run it again later",
}


@dataclass(frozen=True, slots=True)
class Position:
    """The n-th of the requests of one sort that a publication makes."""

    surface: Surface
    method: Literal["GET", "POST"]
    path: str
    skip: int = 0


POSITIONS: Final = (
    Position(Surface.COMMENT, "GET", "/pulls/[0-9]+/reviews$", 0),
    Position(Surface.COMMENT, "GET", "/pulls/[0-9]+/reviews$", 1),
    Position(Surface.COMMENT, "GET", "/issues/[0-9]+/comments$", 0),
    Position(Surface.COMMENT, "GET", "/issues/[0-9]+/comments$", 1),
    Position(Surface.COMMENT, "POST", "/issues/[0-9]+/comments$"),
    Position(Surface.REVIEW, "GET", "/pulls/[0-9]+/reviews$", 1),
    Position(Surface.REVIEW, "GET", "/pulls/[0-9]+/reviews$", 2),
    Position(Surface.REVIEW, "GET", "/issues/[0-9]+/comments$", 1),
    Position(Surface.REVIEW, "GET", "/issues/[0-9]+/comments$", 2),
    Position(Surface.REVIEW, "GET", "/reviews/[0-9]+/comments$"),
    Position(Surface.REVIEW, "POST", "/pulls/[0-9]+/reviews$"),
    Position(Surface.REVIEW, "POST", "/events$"),
)


def new_emission(world: World, session: Session, surface: Surface) -> Emission:
    """Return the emission of a stage that has not spoken yet: one pull request serves many cases."""
    stage = new_id()
    captured = captured_in(world, session, stage)
    document = review(captured, findings=[finding("f-1", 7)], stage=stage)
    return as_review(document) if surface is Surface.REVIEW else as_comment(document)


def carriers_of(world: World, emission: Emission) -> list[str]:
    """Return the URLs of what everybody sees of the emission's document."""
    posts = [*world.comments(), *(one for one in world.reviews() if one["state"] != "PENDING")]
    readings = ((post["html_url"], read(post["body"])) for post in posts)
    stage = emission.document.stage
    return [url for url, block in readings if isinstance(block, Block) and block.document.stage == stage]


def outcome_of(session: Session, emission: Emission) -> Receipt | PublishError:
    try:
        return publish(session, emission)
    except PublishError as error:
        return error


def check(session: Session, world: World, emission: Emission, waits: list[float]) -> None:
    """Publish while something fails, then again when nothing does."""
    waits.clear()
    asked = len(world.front.asked)
    outcome = outcome_of(session, emission)
    assert len(world.front.asked) - asked < 80
    assert sum(waits) < 120
    world.front.faults.clear()
    carriers = carriers_of(world, emission)
    if isinstance(outcome, PublishError):
        assert len(carriers) <= 1
        assert "\n" not in str(outcome)
    else:
        assert outcome.posted
        assert outcome.carrier is not None
        assert carriers == [outcome.carrier.url]
    again = publish(session, emission)
    assert again.carrier is not None
    assert carriers_of(world, emission) == [again.carrier.url]
    assert [one["state"] for one in world.reviews() if one["state"] == "PENDING"] == []


def ways(position: Position) -> Iterator[tuple[int, bool]]:
    """Yield how often a request fails, and whether it is carried out nevertheless."""
    yield 99, False
    if position.method == "POST":
        yield from ((1, False), (1, True), (99, True))


@pytest.mark.parametrize("name", [*PASSING])
def test_a_failure_that_may_pass_never_leaves_two_carriers(world: World, name: str) -> None:
    waits: list[float] = []
    session = world.session(sleep=waits.append)
    for position in POSITIONS:
        for times, after in ways(position):
            emission = new_emission(world, session, position.surface)
            fault = Fault(position.method, position.path, PASSING[name], times, after, position.skip)
            world.front.faults.append(fault)
            check(session, world, emission, waits)


@pytest.mark.parametrize("name", [*LASTING])
def test_a_failure_that_lasts_never_leaves_two_carriers(world: World, name: str) -> None:
    waits: list[float] = []
    session = world.session(sleep=waits.append)
    for position in POSITIONS:
        emission = new_emission(world, session, position.surface)
        fault = Fault(position.method, position.path, LASTING[name], 99, skip=position.skip)
        world.front.faults.append(fault)
        check(session, world, emission, waits)


@pytest.mark.parametrize("position", [one for one in POSITIONS if one.method == "POST"])
def test_a_post_that_is_not_answered_in_time_may_have_worked(world: World, position: Position) -> None:
    waits: list[float] = []
    session = world.session(sleep=waits.append, timeout=1)
    emission = new_emission(world, session, position.surface)
    world.fail(position.method, position.path, "silence", after=True)
    check(session, world, emission, waits)
    assert waits == [1]


@pytest.mark.parametrize("name", [*LASTING])
def test_what_can_not_be_posted_is_a_clear_line(world: World, name: str) -> None:
    session = world.session()
    emission = new_emission(world, session, Surface.COMMENT)
    world.fail("POST", "/issues/[0-9]+/comments$", LASTING[name], times=99)
    outcome = outcome_of(session, emission)
    path = f"/repos/{world.repository}/issues/{world.number}/comments"
    assert str(outcome) == LINES[name].format(f"POST {path}")


def test_without_a_token_nobody_is_asked(world: World) -> None:
    with pytest.raises(PublishError, match="github-unauthorized: the token: it is empty; give a token"):
        connect("", world.front.url)
    assert world.front.asked == []


@pytest.mark.parametrize("name", ["401", "500", "cut"])
def test_whose_token_it_is_must_be_known(world: World, name: str) -> None:
    world.fail("POST", "/graphql$", LASTING.get(name) or PASSING[name], times=99)
    with pytest.raises(PublishError, match="POST /graphql"):
        world.session()


def test_what_fails_after_the_posting_is_a_warning_in_the_receipt(world: World) -> None:
    session = world.session()
    started = unfinished(captured_in(world, session), "started")
    publish(session, as_comment(started))
    final = review(captured_in(world, session))
    world.fail("POST", "/graphql$", LASTING["403"])
    receipt = publish(session, as_comment(final))
    assert receipt.posted
    (warning,) = receipt.warnings
    assert "superseded, but not hidden: github-forbidden: POST /graphql: GitHub answers 403" in warning


def test_what_github_says_reaches_no_log_raw(world: World) -> None:
    session = world.session()
    emission = new_emission(world, session, Surface.COMMENT)
    hostile = refusal(400, "\x1b[2J\n::set-output name=a::b\n##[command]rm \u202e")
    world.fail("POST", "/issues/[0-9]+/comments$", hostile)
    line = str(outcome_of(session, emission))
    assert line.isprintable()
    assert "##[" not in line
    assert " ::" not in line


def test_what_is_no_list_is_never_taken_for_an_empty_one(world: World) -> None:
    session = world.session()
    captured = captured_in(world, session)
    publish(session, as_comment(review(captured)))
    world.front.asked.clear()
    world.fail("GET", "/issues/[0-9]+/comments$", Answer(200, {}), times=99)
    with pytest.raises(PublishError, match="a list was asked for, and none came"):
        publish(session, as_comment(review(captured)))
    assert world.asked("POST") == []
