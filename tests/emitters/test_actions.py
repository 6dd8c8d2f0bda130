"""The reader of the Actions environment: what GitHub sets counts, what strangers wrote is checked."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_contract import ContractError
from review_emitters.actions import About, about, repository_of, speaker, workflow_of
from review_emitters.context import TRUSTED_EVENTS, PullRequestFacts
from review_emitters.context_file import parse_context, write_context
from tests.emitters.samples import HEAD, subject

ENVIRONMENT = {
    "GITHUB_REPOSITORY": "octo/parser",
    "GITHUB_REPOSITORY_ID": "1",
    "GITHUB_SERVER_URL": "https://github.example.com:8443",
    "GITHUB_API_URL": "https://github.example.com/api/v3",
    "GITHUB_EVENT_NAME": "pull_request_target",
    "GITHUB_RUN_ID": "9",
    "GITHUB_RUN_ATTEMPT": "2",
}
PULL = {
    "number": 42,
    "body": "before",
    "user": {"id": 7},
    "changed_files": 3,
    "head": {"sha": HEAD, "ref": "topic", "repo": {"id": 1}},
    "base": {"ref": "main", "repo": {"id": 1}},
}


def test_the_run_is_what_the_environment_says() -> None:
    workflow = workflow_of(ENVIRONMENT)
    assert (workflow.repository, workflow.repository_id, workflow.event) == (
        "octo/parser",
        1,
        "pull_request_target",
    )
    assert workflow.run is not None
    assert (workflow.run.id, workflow.run.attempt) == (9, 2)
    assert workflow.run.url == "https://github.example.com:8443/octo/parser/actions/runs/9"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GITHUB_REPOSITORY", "octo/parser/../x"),
        ("GITHUB_REPOSITORY", "https://evil.example"),
        ("GITHUB_REPOSITORY_ID", "1 2"),
        ("GITHUB_RUN_ID", "-1"),
        ("GITHUB_RUN_ID", "9\n"),
        ("GITHUB_SERVER_URL", "javascript:alert(1)"),
        ("GITHUB_SERVER_URL", "https://github.com/)"),
        ("GITHUB_API_URL", "foo"),
    ],
)
def test_a_variable_that_github_would_not_set_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ContractError):
        workflow_of(ENVIRONMENT | {name: value})


def test_a_pull_request_s_event_says_head_base_and_whether_it_is_a_fork_s() -> None:
    facts = PullRequestFacts(author_id=7, changed_files=3, branch="topic", description="before")
    assert about({"pull_request": PULL}) == About("pull_request", 42, HEAD, "main", facts)


@pytest.mark.parametrize("head", [{"id": 2}, None, {}, {"id": True}])
def test_a_head_elsewhere_or_nowhere_is_a_fork_s(head: object) -> None:
    found = about({"pull_request": PULL | {"head": {"sha": HEAD, "ref": "topic", "repo": head}}})
    assert found is not None
    assert found.facts.from_fork


@pytest.mark.parametrize("sha", ["abc", HEAD.upper(), HEAD + "\n", "refs/heads/x", ""])
def test_a_head_that_is_no_full_sha_is_refused(sha: str) -> None:
    with pytest.raises(ContractError):
        about({"pull_request": PULL | {"head": {"sha": sha, "ref": "topic"}}})


def test_a_comment_on_a_pull_request_names_no_head() -> None:
    assert about({"issue": {"number": 5, "pull_request": {}}}) == About("pull_request", 5)
    assert about({"issue": {"number": 5}}) == About("issue", 5)
    assert about({"schedule": "x"}) is None


@pytest.mark.parametrize(
    ("followed", "drafted_here", "spoken"),
    [
        ("pull_request", False, "pull_request (followed)"),
        ("pull_request", True, "workflow_run"),
        ("push", False, "push (followed)"),
        ("workflow_run", False, "workflow_run (followed)"),
        ("workflow_dispatch", False, "workflow_dispatch of another branch"),
        ([], False, "an unknown event (followed)"),
        ("pull_request_target", False, "workflow_run"),
        (None, False, "an unknown event (followed)"),
    ],
)
def test_f25_what_follows_a_pull_request_s_own_run_speaks_with_its_word(
    followed: object, *, drafted_here: bool, spoken: str
) -> None:
    workflow = workflow_of(ENVIRONMENT | {"GITHUB_EVENT_NAME": "workflow_run"})
    payload = {"workflow_run": {"event": followed}}
    assert speaker(workflow, payload, drafted_here=drafted_here) == spoken


@pytest.mark.parametrize(
    ("ref", "default", "trusted"),
    [
        ("refs/heads/main", "main", True),
        ("refs/heads/evil", "main", False),
        ("refs/tags/main", "main", False),
        ("refs/heads/main", None, False),
        (None, "main", False),
    ],
)
def test_a_dispatch_is_the_default_branch_s_word_only_if_it_was_started_there(
    ref: str | None, default: str | None, *, trusted: bool
) -> None:
    environment = ENVIRONMENT | {"GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_REF": ref or ""}
    said = speaker(workflow_of(environment), {"repository": {"default_branch": default}}, drafted_here=True)
    assert (said in TRUSTED_EVENTS) is trusted


@pytest.mark.parametrize("branch", ["main", "evil", None])
def test_a_followed_dispatch_is_trusted_only_on_the_default_branch(branch: str | None) -> None:
    workflow = workflow_of(ENVIRONMENT | {"GITHUB_EVENT_NAME": "workflow_run"})
    payload = {
        "repository": {"default_branch": "main"},
        "workflow_run": {"event": "workflow_dispatch", "head_branch": branch},
    }
    assert (speaker(workflow, payload, drafted_here=False) in TRUSTED_EVENTS) is (branch == "main")


def test_inside_of_actions_an_unknown_event_is_not_trusted() -> None:
    inside = {"GITHUB_REPOSITORY": "octo/parser", "GITHUB_ACTIONS": "true"}
    assert workflow_of(inside).event not in {None, *TRUSTED_EVENTS}
    assert workflow_of({"GITHUB_REPOSITORY": "octo/parser"}).event is None


def test_half_a_surrogate_pair_in_a_description_can_be_written() -> None:
    found = about({"pull_request": PULL | {"body": "a\ud800b"}})
    assert found is not None
    assert found.facts.description.encode() == b"a?b"


def test_another_repository_s_id_is_not_this_one_s() -> None:
    workflow = workflow_of(ENVIRONMENT, "octo/other")
    assert repository_of({}, workflow) is None
    assert repository_of({"repository": {"id": 3, "full_name": "octo/parser"}}, workflow) is None


def test_what_was_captured_is_read_back() -> None:
    facts = PullRequestFacts(from_fork=True, author_id=7, branch="topic", description="a\n<!-- x -->")
    file = parse_context(write_context(subject(), facts))
    assert (file.subject, file.facts) == (subject(), facts)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["pull_request", "issue", "repository", "workflow_run"]), JSON))
def test_any_payload_is_about_something_or_nothing_or_refused(payload: dict[str, object]) -> None:
    with suppress(ContractError):
        assert about(payload) is None or isinstance(about(payload), About)


@given(st.text())
def test_any_context_file_is_read_or_refused(text: str) -> None:
    with pytest.raises(ContractError):
        parse_context(text)
