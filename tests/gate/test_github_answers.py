"""A folder of raw GitHub answers: read in full it is complete evidence, and in any other way it says so."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from review_contract import ContractError
from review_gate import accounts
from review_gate.decision import decide
from review_gate.evidence import Evidence
from review_gate.github_answers import GRAPHQL_QUERY, evidence_from_answers
from review_gate.policy import Policy
from review_gate.policy_file import parse_policy
from review_gate.sources import read_evidence

Json = dict[str, object]
Files = dict[str, bytes]

FOLDER: Final = Path(__file__).parent / "answers" / "complete"
NOW: Final = "2026-02-11T11:00:00Z"
NOON: Final = datetime(2026, 2, 11, 12, tzinfo=timezone(timedelta(hours=1)))
OTHERS: Final[list[object]] = [7, "x", True, [[1]], Json(), list[object]()]


def load() -> Files:
    names = [path for path in FOLDER.rglob("*.json") if path.is_file()]
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in names}


COMPLETE: Final = load()
EVIDENCE: Final = evidence_from_answers(COMPLETE, NOW)
CONTENT: Final = next(name for name in COMPLETE if name.startswith("artifacts/"))
ANSWERS: Final = sorted(COMPLETE.keys() - {CONTENT})


def policy() -> Policy:
    found = parse_policy((FOLDER / "policy.toml").read_text(encoding="utf-8"))
    assert isinstance(found, Policy)
    return found


def pages(name: str) -> list[object]:
    """Return the values of one of the fixture's files, which stand one after the other."""
    found: list[object] = []
    decoder, text, start = json.JSONDecoder(), COMPLETE[name].decode(), 0
    while start < len(text.rstrip()):
        value, start = decoder.raw_decode(text, start)
        found.append(value)
    return found


def items(name: str) -> list[Json]:
    return [item for page in pages(name) for item in cast("list[Json]", page)]


def dumped(*found: object) -> bytes:
    return "".join(json.dumps(one) for one in found).encode()


def with_(**changed: bytes | None) -> Mapping[str, bytes | None]:
    """Return the folder with other files; `None` stands for a file that can't be read."""
    return {**COMPLETE, **{f"{name}.json": data for name, data in changed.items()}}


def read(answers: Mapping[str, bytes | None]) -> Evidence:
    return evidence_from_answers(answers, NOW)


def told(answers: Mapping[str, bytes | None]) -> list[str]:
    """Return the fetch problems as a person reads them, or the refusal."""
    try:
        evidence = read(answers)
    except ContractError as error:
        return [f"refused: {error.problems[0].message}"]
    return [f"{problem.resource}: {problem.message}" for problem in evidence.problems]


def changed(name: str, change: Callable[[Json], object]) -> Mapping[str, bytes | None]:
    """Return the folder with one change to the first object of one file."""
    found = json.loads(json.dumps(pages(name)))
    first = found[0][0] if isinstance(found[0], list) else found[0]
    change(first)
    return {**COMPLETE, name: dumped(*found)}


def test_a_complete_folder_is_complete_evidence() -> None:
    assert EVIDENCE.problems == ()
    assert [comment.id for comment in EVIDENCE.comments] == sorted(c.id for c in EVIDENCE.comments)
    assert [(one.author and one.author.login, one.state) for one in EVIDENCE.reviews] == [
        ("idris-o", "COMMENTED"),
        ("pilot[bot]", "COMMENTED"),
    ]
    assert EVIDENCE.subject.merge_base_sha is not None
    assert EVIDENCE.subject.head_seen_at is None
    assert len(EVIDENCE.subject.earlier_heads) == 2
    assert [file.previous_path for file in EVIDENCE.files or ()] == [None, "src/ferry/http.py", None]


def test_the_gate_passes_the_complete_folder() -> None:
    assert decide(policy(), EVIDENCE).conclusion == "pass"


def test_who_wrote_what_is_told_by_type_and_id() -> None:
    """F13: a person may be called like a bot; GraphQL drops the suffix; a deleted account is nobody."""
    by_login = {c.author.login if c.author else None: c for c in EVIDENCE.comments}
    person = by_login["pilot"].author
    bot = EVIDENCE.reviews[1].author
    assert person is not None
    assert bot is not None
    assert (person.type, bot.type, bot.login) == ("User", "Bot", "pilot[bot]")
    assert person.id != bot.id
    assert by_login[None].body.startswith("Nice")
    app = by_login["github-actions[bot]"].app
    assert app is not None
    assert app.id == 15368


def test_edits_and_hiding_come_from_graphql() -> None:
    """F14: REST shows neither who edited, nor what stood there before."""
    edited, hidden = EVIDENCE.comments[0], EVIDENCE.comments[2]
    assert edited.edits is not None
    assert [(edit.at, edit.body is not None) for edit in edited.edits] == [
        ("2026-02-10T15:02:11Z", True),
        ("2026-02-10T15:04:50Z", True),
    ]
    assert hidden.minimised is True
    assert [one.edits for one in EVIDENCE.reviews] == [(), ()]
    assert [one.author and one.author.login for one in EVIDENCE.deletions] == ["idris-o"]


# Nothing missing looks empty


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_a_missing_file_is_never_an_empty_list(name: str) -> None:
    answers = {other: data for other, data in COMPLETE.items() if other != name}
    message = told(answers)
    assert any(name in line or name == "pull.json" for line in message), message
    if name != "pull.json":
        assert decide(policy(), read(answers)).conclusion == "error"


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "the file can't be read"),
        (b"", "the file is empty; the request probably failed"),
        (b"\n", "the file is empty; the request probably failed"),
        (b"<html><body>502</body></html>", "a page of HTML, not JSON; GitHub or a proxy answered"),
        (
            b'{"message":"Not Found","documentation_url":"https://docs.github.com"}',
            "GitHub answered 'Not Found'",
        ),
        (
            b'{"message":"API rate limit exceeded","status":"403"}',
            "GitHub answered 'API rate limit exceeded'",
        ),
        (b"\xff\xfe", "byte 0 is not UTF-8"),
        (b"[[[[[[[[[[[[[[[[[[[[", "not JSON"),
        (b'{"id":1,"id":2}', "the key 'id' stands twice in one object"),
        (b'"text"', ""),
        (b"null", ""),
    ],
)
def test_an_answer_that_failed_is_never_an_empty_list(name: str, data: bytes | None, message: str) -> None:
    """F17: an API error is an error, never nothing."""
    found = told({**COMPLETE, name: data})
    assert any(message in line and (name in line or line.startswith("refused")) for line in found), found


@given(name=st.sampled_from(ANSWERS), share=st.floats(min_value=0, max_value=1))
def test_a_cut_answer_is_told(name: str, share: float) -> None:
    data = COMPLETE[name]
    cut = data[: int(len(data) * share)]
    assume(cut.strip() != data.strip())
    assert told({**COMPLETE, name: cut})


@given(data=st.data())
def test_an_absent_key_changes_nothing_or_is_told(data: st.DataObject) -> None:
    """What GitHub documents as always there is missed by name; the rest is not looked at."""
    name = data.draw(st.sampled_from(ANSWERS))
    found = json.loads(json.dumps(pages(name)))
    # REST leaves these out where they do not apply.
    optional = {"performed_via_github_app", "slug", "previous_filename"}
    holder, key = data.draw(st.sampled_from([slot for slot in slots(found) if slot[1] not in optional]))
    del holder[key]
    same_or_told({**COMPLETE, name: dumped(*found)})


@given(data=st.data())
def test_a_value_of_another_type_changes_nothing_or_is_told(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(ANSWERS))
    found = json.loads(json.dumps(pages(name)))
    holder, key = data.draw(st.sampled_from([*slots(found)]))
    value = holder[key]
    wrong = [one for one in OTHERS if type(one) is not type(value)]
    if value is None:
        wrong = OTHERS[-3:]  # what may be null is never any of these, or else it is not looked at
    holder[key] = data.draw(st.sampled_from(wrong))
    same_or_told({**COMPLETE, name: dumped(*found)})


def slots(value: object) -> Iterator[tuple[Json, str]]:
    """Return every place in a JSON value, as its holder and key."""
    if isinstance(value, dict):
        holder = cast("Json", value)
        for key, one in holder.items():
            yield holder, key
            yield from slots(one)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from slots(item)


def same_or_told(answers: Mapping[str, bytes | None]) -> None:
    if not told(answers):
        assert read(answers) == EVIDENCE


# Pages


@given(data=st.data())
def test_pages_in_every_form_and_order_are_one_list(data: st.DataObject) -> None:
    """F16: gh writes an array per page, one array, or an array of arrays; GitHub's order is no promise."""
    answers: Files = dict(COMPLETE)
    for name in ("comments.json", "reviews.json"):
        shuffled = data.draw(st.permutations(items(name)))
        cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=3)))
        parts = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
        forms = [dumped(*parts), dumped(parts), dumped(shuffled), b"\n".join(dumped(part) for part in parts)]
        answers[name] = data.draw(st.sampled_from(forms))
    assert read(answers) == EVIDENCE


def test_more_than_one_hundred_comments() -> None:
    """F16: a gate that reads one page reads a part; what was read is compared with GitHub's own total."""
    many = [{**items("comments.json")[1], "id": 3_000_000_000 + n, "body": f"+{n}"} for n in range(230)]
    short = with_(comments=dumped(many[:100], many[100:200]), pull=_pull(comments=230))
    whole = with_(comments=dumped(many[:100], many[100:200], many[200:]), pull=_pull(comments=230))
    assert "comments.json: read 200 of 230 comments" in told(short)
    assert not any(line.startswith("comments.json") for line in told(whole))
    assert len(read(whole).comments) == 230
    assert all(comment.edits is None and comment.minimised is None for comment in read(whole).comments)


def _pull(**values: object) -> bytes:
    return dumped({**cast("Json", pages("pull.json")[0]), **values})


@pytest.mark.parametrize(
    ("totals", "message"),
    [
        ({"comments": 65}, "comments.json: read 5 of 65 comments"),
        ({"review_comments": 0}, "review_comments.json: read 1 of 0 review comments"),
        ({"changed_files": 3001}, "files.json: read 3 of 3,001 changed files"),
        ({"commits": 251}, "commits.json: read 2 of 251 commits"),
        ({"comments": None}, "pull.json: /comments should be an integer; it is None"),
        ({"comments": True}, "pull.json: /comments should be an integer; it is True"),
        ({"user": {"login": "x", "id": 5}}, "pull.json: /user/type is missing"),
        (
            {"user": {"login": "x", "id": 0, "type": "User"}},
            "pull.json: /user/id: input should be",
        ),
        ({"labels": [{"id": 1}]}, "pull.json: /labels/0/name is missing"),
        ({"draft": None}, "pull.json: /draft should be true or false; it is None"),
        ({"state": "merged"}, "refused: pull.json: /state should be one of open, closed; it is 'merged'"),
        ({"head": None}, "refused: pull.json: /head should be an object; it is None"),
        ({"head": {"ref": "x", "sha": "9c1d5f0"}}, "refused: pull.json: /head/sha is no commit's full SHA"),
        ({"base": {"ref": "x", "sha": "1" * 40}}, "refused: pull.json: /base/repo is missing"),
        ({"number": 88}, "graphql.json: it is about #87, not #88"),
    ],
)
def test_what_the_pull_request_says_of_itself(totals: Json, message: str) -> None:
    found = told(with_(pull=_pull(**totals)))
    assert any(line.startswith(message) for line in found), found


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("comments.json", {"id": "1"}, "comments.json: /0/id should be an integer; it is '1'"),
        ("comments.json", {"body": None}, "comments.json: /0/body should be a string; it is None"),
        ("comments.json", {"created_at": "today"}, "comments.json: /0/created_at is no instant: 'today'"),
        (
            "comments.json",
            {"created_at": "2026-01-01T00:00:00"},
            "comments.json: /0/created_at is no instant",
        ),
        ("comments.json", {"user": {"login": "x", "id": 1, "type": "Robot"}}, "comments.json: /0/user/type"),
        ("reviews.json", {"state": "approved"}, "reviews.json: /0/state should be one of APPROVED"),
        ("reviews.json", {"commit_id": "4be02a9"}, "reviews.json: /0/commit_id: "),
        ("reviews.json", {"state": "DISMISSED"}, "graphql.json: 3011220045 has another state than over REST"),
        ("files.json", {"status": "gone"}, "files.json: /0/status: "),
        ("commits.json", {"sha": "4be02a9"}, "commits.json: /0/sha is no commit's full SHA: '4be02a9'"),
        ("compare.json", {"url": "https://x/compare/a...b"}, "compare.json: /url compares something else"),
        (
            "compare.json",
            {"merge_base_commit": None},
            "compare.json: /merge_base_commit should be",
        ),
        ("runs.json", {"total_count": 2}, "runs.json: the pages do not add up to GitHub's own total: +1"),
        (
            "artifacts.json",
            {"artifacts": {}},
            "artifacts.json: /artifacts should be an array",
        ),
        (
            "graphql.json",
            {"errors": [{"message": "timeout"}]},
            "graphql.json: GitHub reported 1 errors",
        ),
        ("graphql.json", {"data": None}, "graphql.json: /data should be an object; it is None"),
    ],
)
def test_what_an_object_lacks_is_told_by_file_place_and_key(name: str, change: Json, message: str) -> None:
    found = told(changed(name, lambda item: item.update(change)))
    assert any(line.startswith(message) for line in found), found


def test_offsets_are_converted() -> None:
    at = {"created_at": "2026-02-10T16:02:11+01:00"}
    assert read(changed("comments.json", lambda item: item.update(at))) == EVIDENCE


def test_one_id_with_two_texts_is_told_and_copies_are_one() -> None:
    comments = items("comments.json")
    assert read(with_(comments=dumped(comments, comments[:2]))) == EVIDENCE
    other = [{**comments[0], "body": "approved!"}]
    assert told(with_(comments=dumped(comments, other))) == [
        "comments.json: 2650010011 stands there twice, and differs: it changed while it was read"
    ]


def test_a_review_that_was_not_submitted_has_no_instant() -> None:
    """GitHub shows a pending review to its own author only."""
    pending = {**items("reviews.json")[0], "state": "PENDING", "submitted_at": None}
    assert read(with_(reviews=dumped([pending]))).reviews[0].state == "PENDING"
    said = told(with_(reviews=dumped([{**pending, "state": "APPROVED"}])))
    assert "reviews.json: /0/submitted_at should be a string; it is None" in said


def test_many_problems_of_one_file_are_counted() -> None:
    nobody: Json = {"user": Json()}
    broken = [item | nobody for item in items("comments.json") for _ in range(8)]
    found = told(with_(comments=dumped(broken)))
    assert "comments.json: 30 more problems" in found


# REST and GraphQL together


def _graphql(change: Callable[[Json], object], key: str = "comments") -> Mapping[str, bytes | None]:
    found = json.loads(json.dumps(pages("graphql.json")))
    for page in found:
        subject = page["data"]["repository"]["issueOrPullRequest"]
        if key in subject:
            change(subject[key])
    return {**COMPLETE, "graphql.json": dumped(*found)}


def _first(connection: Json) -> Json:
    return cast("list[Json]", connection["nodes"])[0]


DROPPED: Final = object()


def put(holder: object, path: tuple[str | int, ...], value: object) -> None:
    """Put a value at a place in JSON, or take away what is there."""
    for key in path[:-1]:
        holder = cast("list[object]", holder)[cast("int", key)]
    inner, last = cast("list[object]", holder), cast("int", path[-1])
    if value is DROPPED:
        del inner[last]
    else:
        inner[last] = value


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("totalCount",), 6, "read 5 of 6 comments"),
        (("nodes", -1), DROPPED, "it holds no edit history of 2652013507"),
        (("pageInfo", "hasNextPage"), True, "comments has 0 last pages instead of one"),
        (("nodes", 0), None, "/data/repository/issueOrPullRequest/comments/nodes/0 should be"),
        (("nodes", 0, "body"), "other", "2650010011 has another text than over REST"),
        (("nodes", 0, "fullDatabaseId"), "9", "9 is not among what REST listed"),
        (("nodes", 0, "fullDatabaseId"), 9, "nodes/0/fullDatabaseId should be a string; it is 9"),
        (("nodes", 0, "fullDatabaseId"), "²", "nodes/0/fullDatabaseId is no number"),
        (("nodes", 0, "author", "databaseId"), 7, "2650010011 has another author than over REST"),
        (("nodes", 0, "author", "__typename"), "Bot", "2650010011 has another author than over REST"),
    ],
)
def test_graphql_that_does_not_fit_is_told(path: tuple[str | int, ...], value: object, message: str) -> None:
    found = told(_graphql(lambda connection: put(connection, path, value)))
    assert any(line.startswith("graphql.json") and message in line for line in found), found


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("nodes", 0, "userContentEdits", "totalCount"), 140),
        (("nodes", 0, "userContentEdits", "nodes"), []),
        (("nodes", 0, "userContentEdits"), None),
    ],
)
def test_a_history_that_was_not_read_whole_is_unknown_for_that_post_alone(
    path: tuple[str | int, ...], value: object
) -> None:
    """A stranger can edit a comment more often than a page holds; that must not stop the merge of others."""
    answers = _graphql(lambda connection: put(connection, path, value))
    assert told(answers) == []
    assert [post.id for post in read(answers).comments if post.edits is None] == [2650010011]


def test_a_text_that_changed_between_the_two_reads_has_no_known_history() -> None:
    evidence = read(_graphql(lambda connection: _first(connection).update(body="other")))
    assert evidence.comments[0].edits is None


def test_without_graphql_nothing_is_known_of_edits() -> None:
    evidence = read({name: data for name, data in COMPLETE.items() if name != "graphql.json"})
    carriers = [*evidence.comments, *evidence.reviews]
    assert all(one.edits is None and one.minimised is None for one in carriers)
    assert [problem.message for problem in evidence.problems] == ["the folder does not hold it"]


def test_an_author_that_only_rest_knows_is_no_contradiction() -> None:
    """REST shows the account `ghost` where GraphQL says null."""
    evidence = read(_graphql(lambda connection: _first(connection).update(author=None)))
    assert evidence.problems == ()


def test_a_moved_head_is_told() -> None:
    found = told(changed("graphql.json", _move_head))
    assert f"graphql.json: its head is {'0' * 40}: the head moved while it was read" in found
    commits = with_(commits=dumped(items("commits.json")[:1]), pull=_pull(commits=1))
    assert told(commits) == ["commits.json: the head is not among the commits: it moved while they were read"]


def _move_head(page: Json) -> None:
    subject = cast("dict[str, dict[str, Json]]", page["data"])["repository"]["issueOrPullRequest"]
    subject["headRefOid"] = "0" * 40


def test_the_head_of_a_single_commit_that_was_never_forced_is_as_old_as_its_pull_request() -> None:
    answers = _graphql(lambda connection: connection.update(nodes=[]), "timelineItems")
    commits = dumped(items("commits.json")[1:])
    evidence = read({**answers, "commits.json": commits, "pull.json": _pull(commits=1)})
    assert evidence.problems == ()
    assert evidence.subject.head_seen_at == "2026-02-10T15:01:40Z"


# Runs, issues, the repository


def test_a_document_that_nobody_downloaded_is_told() -> None:
    without = {name: data for name, data in COMPLETE.items() if name != CONTENT}
    assert told(without) == [f"{CONTENT}: the artifact has not expired, but the folder does not hold it"]
    assert told({**COMPLETE, "artifacts/other.json": b"{}"}) == [
        "artifacts/other.json: artifacts.json does not list it"
    ]
    assert told({**COMPLETE, CONTENT: b"\xff"}) == [f"{CONTENT}: it is not UTF-8"]


def test_an_artifact_whose_run_is_unknown_is_told() -> None:
    assert told(with_(runs=dumped(pages("runs.json")[0]))) == [
        "runs.json: run 13301200418, which made an artifact, is missing"
    ]


def _issue() -> Files:
    pull = cast("Json", pages("pull.json")[0])
    kept = ("number", "title", "state", "user", "labels", "comments", "created_at")
    connections = [page for page in pages("graphql.json") if "reviews" not in json.dumps(page)]
    subject = {"number": 87, **{key: one for page in connections for key, one in _lists(page).items()}}
    return {
        "issue.json": dumped({key: pull[key] for key in kept}),
        "repository.json": dumped(cast("dict[str, Json]", pull)["base"]["repo"]),
        "comments.json": COMPLETE["comments.json"],
        "graphql.json": dumped({"data": {"repository": {"issueOrPullRequest": subject}}}),
        "runs.json": b'{"total_count":0,"workflow_runs":[]}',
        "artifacts.json": b"[]",
    }


def _lists(page: object) -> Json:
    subject = cast("dict[str, dict[str, dict[str, Json]]]", page)["data"]["repository"]["issueOrPullRequest"]
    return {key: value for key, value in subject.items() if key in {"comments", "timelineItems"}}


def test_an_issue_needs_no_answers_about_changes() -> None:
    evidence = read(_issue())
    assert evidence.problems == ()
    assert (evidence.subject.type, evidence.subject.head_sha, evidence.files) == ("issue", None, None)
    assert len(evidence.comments) == 5


@pytest.mark.parametrize("name", ["repository.json", "issue.json"])
def test_an_issue_without_its_repository_is_refused(name: str) -> None:
    answers = _issue()
    del answers[name]
    assert told(answers)[0].startswith("refused: ")


def test_an_issue_answer_about_a_pull_request_is_no_issue() -> None:
    answers = _issue()
    issue = {**json.loads(answers["issue.json"]), "pull_request": {"url": "x"}}
    assert told({**answers, "issue.json": dumped(issue)}) == [
        "refused: issue.json is about a pull request, whose own answer pull.json is missing"
    ]


def test_a_pull_request_is_not_read_as_an_issue() -> None:
    issue = json.loads(_issue()["issue.json"])
    assert told(with_(pull=dumped(issue)))[0].startswith("refused: pull.json: /base is missing")


def test_another_repository_is_told() -> None:
    repo = {"id": 5, "full_name": "someone/else", "default_branch": "main"}
    assert told(with_(repository=dumped(repo))) == [
        "repository.json: it is not the repository that pull.json is for"
    ]


# Accounts


@pytest.mark.parametrize(
    ("spelt", "bot", "shown"),
    [
        ("pilot[bot]", True, "pilot[bot]"),  # REST
        ("pilot", True, "pilot[bot]"),  # GraphQL
        ("app/pilot", True, "pilot[bot]"),  # gh
        ("app/pilot", False, "pilot[bot]"),
        ("pilot", False, "pilot"),
    ],
)
def test_a_bot_has_one_spelling(spelt: str, bot: bool, shown: str) -> None:  # noqa: FBT001 - a table's column
    assert accounts.display_login(spelt, bot=bot) == shown


def test_accounts_are_the_same_by_type_and_id_alone() -> None:
    bot, person = accounts.account("pilot", "Bot", 5), accounts.account("pilot", "User", 5)
    assert accounts.same(bot, accounts.account("renamed[bot]", "Bot", 5))
    assert not accounts.same(bot, person)
    unknown = accounts.account("pilot", "Bot", None)
    assert not accounts.same(unknown, unknown)


# The shell


def test_a_folder_is_read_from_disk(tmp_path: Path) -> None:
    assert read_evidence(FOLDER, NOON) == EVIDENCE
    recorded = tmp_path / "recorded.json"
    recorded.write_text(EVIDENCE.model_dump_json())
    assert read_evidence(recorded, NOON) == EVIDENCE
    assert read_evidence(tmp_path, NOON) == EVIDENCE


def test_a_folder_without_a_subject_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"there is neither pull\.json nor issue\.json"):
        read_evidence(tmp_path, NOON)
    with pytest.raises(ContractError, match=r"can't read .*: No such file or directory"):
        read_evidence(tmp_path / "none.json", NOON)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """An artifact may hold links: what they point at was never GitHub's answer."""
    for name, data in COMPLETE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / CONTENT).unlink()
    (tmp_path / CONTENT).symlink_to(FOLDER / CONTENT)
    problems = read_evidence(tmp_path, NOON).problems
    assert [problem.resource for problem in problems] == [CONTENT]


def test_the_documentation_holds_the_query_that_is_read() -> None:
    text = (Path(__file__).parents[2] / "docs" / "recording.md").read_text(encoding="utf-8")
    assert f"```graphql\n{GRAPHQL_QUERY}```" in text
