"""Change rules: what a pull request must keep to, judged by facts alone."""

import pytest

from review_gate.change_rules import change_reasons
from review_gate.evidence import Account, ChangedFile, Evidence
from review_gate.policy import ChangeRule
from tests.gate.conversations import AUTHOR, FIXER, POLICY, changed, pull_request, with_subject

BOT = FIXER.account


def judged(
    rule: dict[str, object], *paths: str, author: Account | None = AUTHOR, **subject: object
) -> list[tuple[str, str]]:
    """Return code and sentence of every node for one rule."""
    evidence = with_subject(pull_request(files=paths), author=author, **subject)
    return found(rule, evidence)


def found(rule: dict[str, object], evidence: Evidence) -> list[tuple[str, str]]:
    one = ChangeRule.model_validate({"name": "the-rule", **rule})
    reasons = change_reasons(changed(POLICY, change_rules=(one,)), evidence)
    return [(str(reason.code), reason.sentence) for reason in reasons]


KEPT = [("change-rule-kept", "the rule 'the-rule' is kept")]


def test_paths_that_must_change_together() -> None:
    rule: dict[str, object] = {"together": [["src/**"], ["spec/**"]]}
    assert judged(rule, "src/a.py", "spec/a_spec.py") == KEPT
    assert judged(rule, "README.md") == KEPT
    assert judged(rule, "src/a.py") == [
        (
            "change-together",
            (
                "the rule 'the-rule' is broken: "
                "no file matches spec/**, which must change together with the rest"
            ),
        )
    ]


def test_paths_that_only_a_person_may_touch() -> None:
    rule: dict[str, object] = {"human_only": ["migrations/**", "*.lock"]}
    assert judged(rule, "migrations/1.sql", author=AUTHOR) == KEPT
    assert judged(rule, "src/a.py", author=BOT) == KEPT
    assert judged(rule, "migrations/1.sql", author=BOT) == [
        ("change-human-only", "the rule 'the-rule' is broken: a bot may not change 'migrations/1.sql'")
    ]


def test_an_author_who_is_gone_is_whoever_the_rule_fears() -> None:
    rule: dict[str, object] = {"authors": "bots", "human_only": ["migrations/**"]}
    assert judged(rule, "migrations/1.sql", author=None)[0][0] == "change-human-only"


def test_paths_that_a_branch_is_confined_to() -> None:
    rule: dict[str, object] = {"head_refs": ["docs/**"], "confined_to": ["docs/**"]}
    assert judged(rule, "docs/a.md", head_ref="docs/grammar") == KEPT
    assert judged(rule, "src/a.py", head_ref="fix") == []
    assert judged(rule, "src/a.py", head_ref="docs/grammar") == [
        ("change-confined", "the rule 'the-rule' is broken: 'src/a.py' is outside of docs/**")
    ]


def test_a_renamed_file_is_touched_where_it_was_as_well() -> None:
    moved = changed(
        pull_request(),
        files=(ChangedFile(path="docs/x.md", previous_path="migrations/1.sql", status="renamed"),),
    )
    evidence = with_subject(moved, author=BOT)
    assert found({"human_only": ["migrations/**"]}, evidence)[0][0] == "change-human-only"


def test_a_draft_where_it_must_be_one() -> None:
    assert judged({"draft": True}, "a", draft=True) == KEPT
    assert judged({"draft": True}, "a")[0] == (
        "change-draft",
        "the rule 'the-rule' is broken: it must be a draft",
    )


def test_branches_that_must_not_be_its_target() -> None:
    rule: dict[str, object] = {"forbidden_bases": ["release/*"]}
    assert judged(rule, "a") == KEPT
    assert judged(rule, "a", base_ref="release/2") == [
        ("change-target", "the rule 'the-rule' is broken: 'release/2' must not be its target")
    ]


@pytest.mark.parametrize(
    ("narrowed", "author", "applies"),
    [
        ({"authors": "bots"}, AUTHOR, False),
        ({"authors": "bots"}, BOT, True),
        ({"authors": "people"}, BOT, False),
        ({"authors": "people"}, AUTHOR, True),
        ({"author_ids": [78]}, AUTHOR, True),
        ({"author_ids": [79]}, AUTHOR, False),
        ({"author_ids": [79]}, Account(id=None, login="x", type="User"), True),
        ({"except_head_refs": ["last-*"]}, AUTHOR, False),
    ],
)
def test_which_authors_and_branches_a_rule_is_for(
    narrowed: dict[str, object],
    author: Account,
    applies: bool,  # noqa: FBT001 - the expectation
) -> None:
    assert bool(judged({**narrowed, "draft": True}, "a", author=author)) is applies


def test_an_issue_has_nothing_to_change() -> None:
    issue = with_subject(
        pull_request(),
        type="issue",
        head_sha=None,
        head_ref=None,
        base_ref=None,
        base_sha=None,
        merge_base_sha=None,
    )
    assert found({"draft": True}, issue) == []
