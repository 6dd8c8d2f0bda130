"""The policy file: safe defaults, and for every mistake the key, the value, what is allowed, what to do."""

import pytest

from review_gate.globs import matches
from review_gate.policy import (
    ACTIONS_APP_ID,
    ACTIONS_USER_ID,
    Policy,
    PolicyFault,
    WorkflowProducer,
)
from review_gate.policy_file import MAX_POLICY, parse_policy

GOOD = """
[[producers]]
type = "app"
name = "acme-reviewer"
user_id = 9001
app_id = 501
stages = ["review"]

[[stages]]
name = "review"
"""
APP = '[[producers]]\ntype = "app"\nname = "r"\nuser_id = 9001\napp_id = 501\nstages = ["review"]\n'
STAGE = '[[stages]]\nname = "review"\n'


def policy(text: str) -> Policy:
    read = parse_policy(text)
    assert isinstance(read, Policy), read
    return read


def problems(text: str) -> list[str]:
    read = parse_policy(text)
    assert isinstance(read, PolicyFault), "the policy was accepted"
    return [str(problem) for problem in read.problems]


def test_every_default_is_the_strict_one() -> None:
    read = policy(GOOD)
    stage = read.stages[0]
    assert (stage.required, stage.satisfied_by, stage.may_exclude, stage.subject) == (
        True,
        ("approve",),
        (),
        "pull_request",
    )
    assert stage.speaks() == {"review", "response"}
    blocking = read.blocking
    assert blocking.severity == ("high", "HIGH", "P1")
    assert (blocking.confidence, blocking.categories, blocking.paths, blocking.rules) == ("low", (), (), ())
    assert blocking.introduced == ("new", "pre_existing", "unknown")
    assert read.timeouts.pending == 1440
    assert (read.waivers, read.change_rules, read.branches) == ((), (), ())


def test_a_workflow_s_defaults_are_the_shared_account_and_the_trusted_events() -> None:
    read = policy(
        '[[producers]]\ntype = "workflow"\nname = "w"\npath = ".github/workflows/review.yml"\n'
        f'stages = ["review"]\n{STAGE}'
    )
    producer = read.producers[0]
    assert isinstance(producer, WorkflowProducer)
    assert (producer.user_id, producer.app_id) == (ACTIONS_USER_ID, ACTIONS_APP_ID)
    assert "pull_request" not in producer.events
    assert "pull_request_target" in producer.events


def test_an_empty_file_is_a_policy_that_decides_nothing() -> None:
    assert policy("") == Policy()


def test_toml_s_own_date_times_are_timestamps() -> None:
    waiver = '[[waivers]]\nfingerprint = "rule/v1:' + "ab" * 32 + '"\nreason = "Known."\nowner = "octavia"\n'
    for written in ("2027-01-01T01:00:00+01:00", '"2027-01-01T00:00:00Z"', "2027-01-01T00:00:00Z"):
        assert (
            policy(f"{GOOD}{waiver}expires_at = {written}\n").waivers[0].expires_at == "2027-01-01T00:00:00Z"
        )
    assert problems(f"{GOOD}{waiver}expires_at = 2027-01-01T00:00:00\n")[0].startswith(
        "schema-format at /waivers/0/expires_at: "
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[[producers]]\ntype = "key"\nname = "k"\npublic_key = "…"\nstages = ["review"]\n' + STAGE,
            (
                "policy-key-reserved at /producers/0/type: "
                "producers of type key are reserved for a later version; use app or workflow"
            ),
        ),
        (
            APP + APP + STAGE,
            "policy-duplicate at /producers/1/name: 'r' stands twice; one of the two would be lost",
        ),
        (
            APP + STAGE + STAGE,
            "policy-duplicate at /stages/1/name: 'review' stands twice; one of the two would be lost",
        ),
        (
            APP.replace('["review"]', '["review", "reveiw"]') + STAGE,
            (
                "policy-unknown-stage at /producers/0/stages: "
                "no stage is called 'reveiw'; the stages are: review"
            ),
        ),
        (
            APP + STAGE + '[[stages]]\nname = "audit"\n',
            (
                "policy-silent-stage at /stages/1: "
                "no producer may speak for 'audit'; name it in a producer's `stages`"
            ),
        ),
        (
            APP.replace("review", "my-own") + '[[stages]]\nname = "my-own"\n',
            (
                "policy-kinds at /stages/0/kinds: "
                "say which kinds the stage 'my-own' speaks, other than breaker, decision, notice, outcome"
            ),
        ),
        (
            APP + STAGE + 'kinds = ["review", "outcome"]\n',
            (
                "policy-kinds at /stages/0/kinds: "
                "say which kinds the stage 'review' speaks, other than breaker, decision, notice, outcome"
            ),
        ),
        (
            APP + STAGE + 'satisfied_by = ["request_changes"]\n',
            (
                "schema-value at /stages/0/satisfied_by/0: "
                "input should be 'approve' or 'comment'; got 'request_changes'"
            ),
        ),
        (
            GOOD + '[blocking]\nconfidence = "sure"\n',
            "schema-value at /blocking/confidence: input should be 'high', 'medium' or 'low'; got 'sure'",
        ),
        (
            GOOD + "[timeouts]\npending = 0\n",
            "schema-range at /timeouts/pending: input should be greater than or equal to 1; got 0",
        ),
        (
            GOOD.replace("9001", "true"),
            "schema-type at /producers/0/user_id: expected an integer; got True",
        ),
        ("stage = []", "schema-unknown-field at /stage: "),
        ("stages = [", "policy-invalid at /: not TOML: "),
        ("x = " + "9" * 5000, "policy-invalid at /: not TOML: "),
        ("# " + "x" * MAX_POLICY, "policy-invalid at /: the file is longer than 262,144 characters"),
    ],
)
def test_a_mistake_is_told_by_key_value_and_what_is_allowed(text: str, expected: str) -> None:
    told = problems(text)
    assert any(one.startswith(expected) for one in told), told


def test_a_pull_request_event_cannot_be_trusted_by_a_policy() -> None:
    """The workflow file of such a run comes from the pull request itself."""
    told = problems(
        '[[producers]]\ntype = "workflow"\nname = "w"\npath = ".github/workflows/review.yml"\n'
        f'events = ["pull_request"]\nstages = ["review"]\n{STAGE}'
    )
    assert told[0].startswith("schema-value at /producers/0/events/0: ")


@pytest.mark.parametrize("section", ["stages", "producers"])
def test_ids_and_lists_may_not_be_empty(section: str) -> None:
    text = {"stages": GOOD.replace('["review"]', "[]"), "producers": GOOD.replace("9001", "0")}[section]
    assert problems(text)[0].split(" ", 1)[0] in {"schema-length", "schema-range"}


def test_a_date_beyond_the_calendar_is_a_mistake_and_no_crash() -> None:
    assert problems("odd = 0001-01-01T00:00:00+23:59\n")[0].startswith("schema-unknown-field at /odd: ")


def test_a_stage_of_a_branch_section_counts_as_known() -> None:
    audited = GOOD.replace('stages = ["review"]', 'stages = ["review", "audit"]')
    assert problems(audited)[0].startswith("policy-unknown-stage at /producers/0/stages: ")
    section = '[[branches]]\nbase_refs = ["release/*"]\n[[branches.stages]]\nname = "audit"\n'
    assert policy(audited + section).branches[0].stages is not None


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("src/a.py", "src/*", True),
        ("src/a/b.py", "src/*", False),
        ("src/a/b.py", "src/**", True),
        (".github/workflows/x.yml", ".github/**", True),
        ("SRC/a.py", "src/**", False),
        ("src\\a.py", "src/*", False),
        ("", "**", True),
    ],
)
def test_globs_stay_within_a_segment_and_keep_case(path: str, pattern: str, expected: bool) -> None:  # noqa: FBT001
    assert matches(path, [pattern]) is expected
    assert not matches(path, [])
