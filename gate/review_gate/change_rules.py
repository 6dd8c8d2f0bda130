"""Change rules: what a pull request must keep to, judged by facts alone, whatever a model says."""

from collections.abc import Iterator, Sequence

from review_contract.problems import excerpt
from review_gate.evidence import ChangedFile, Evidence, Subject
from review_gate.globs import matches
from review_gate.policy import ChangeRule, Policy
from review_gate.reasons import GateCode, Reason

_SHOWN = 3


def change_reasons(policy: Policy, evidence: Evidence) -> tuple[Reason, ...]:
    """Return a node for every rule that is for this pull request: kept, or broken and how."""
    if evidence.subject.type != "pull_request":
        return ()
    rules = [rule for rule in policy.change_rules if _is_for(rule, evidence.subject)]
    return tuple(reason for rule in rules for reason in _judge(rule, evidence))


def _is_for(rule: ChangeRule, subject: Subject) -> bool:
    """Tell whether a rule is for this author and branch; an author that is gone is whoever the rule fears."""
    author, head = subject.author, subject.head_ref or ""
    if author is not None:
        if rule.authors == "bots" and author.type != "Bot":
            return False
        if rule.authors == "people" and author.type == "Bot":
            return False
        if rule.author_ids and author.id is not None and author.id not in rule.author_ids:
            return False
    if rule.head_refs and not matches(head, rule.head_refs):
        return False
    return not matches(head, rule.except_head_refs)


def _judge(rule: ChangeRule, evidence: Evidence) -> Iterator[Reason]:
    broken = [*_broken(rule, evidence.subject, evidence.files or ())]
    if broken:
        yield from broken
    else:
        yield Reason(GateCode.CHANGE_RULE_KEPT, "pass", f"the rule {rule.name!r} is kept")


def _broken(rule: ChangeRule, subject: Subject, files: Sequence[ChangedFile]) -> Iterator[Reason]:
    paths = [path for file in files for path in (file.path, file.previous_path) if path]
    touched = [any(matches(path, group) for path in paths) for group in rule.together]
    if any(touched) and not all(touched):
        absent = rule.together[touched.index(False)]
        sentence = f"no file matches {', '.join(absent)}, which must change together with the rest"
        yield _violation(GateCode.CHANGE_TOGETHER, rule, sentence, "change them in this pull request too")
    author_is_bot = subject.author is None or subject.author.type == "Bot"
    if author_is_bot and (guarded := [path for path in paths if matches(path, rule.human_only)]):
        sentence = f"a bot may not change {_listed(guarded)}"
        yield _violation(GateCode.CHANGE_HUMAN_ONLY, rule, sentence, "let a person open this change")
    if rule.confined_to and (outside := [path for path in paths if not matches(path, rule.confined_to)]):
        sentence = f"{_listed(outside)} is outside of {', '.join(rule.confined_to)}"
        yield _violation(GateCode.CHANGE_CONFINED, rule, sentence, "move it to a pull request of its own")
    if rule.draft and not subject.draft:
        yield _violation(GateCode.CHANGE_DRAFT, rule, "it must be a draft", "convert it to a draft")
    if matches(subject.base_ref or "", rule.forbidden_bases):
        sentence = f"{excerpt(subject.base_ref)} must not be its target"
        yield _violation(GateCode.CHANGE_TARGET, rule, sentence, "choose another base branch")


def _violation(code: GateCode, rule: ChangeRule, sentence: str, remedy: str) -> Reason:
    return Reason(code, "fail", f"the rule {rule.name!r} is broken: {sentence}", remedy)


def _listed(paths: Sequence[str]) -> str:
    shown = ", ".join(excerpt(path) for path in paths[:_SHOWN])
    return shown if len(paths) <= _SHOWN else f"{shown} and {len(paths) - _SHOWN} more"
