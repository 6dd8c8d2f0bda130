"""`review-contract policy`: what a policy file means, in words."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_contract.safe_text import for_log
from review_gate.cli.shell import INVALID, read_text, say

if TYPE_CHECKING:
    from review_gate.policy import Branch, ChangeRule, Policy, Producer, Stage, Threshold


def check(
    file: Annotated[Path, typer.Argument(help="The policy file; - is standard input.")] = Path(
        ".github/review-contract.toml"
    ),
) -> None:
    """Check a policy file, and say in words what it lets pass.

    Exits with 0 if it can decide, 11 if not.
    """
    from review_gate.policy import PolicyFault
    from review_gate.policy_file import parse_policy

    policy = parse_policy(read_text(file))
    if isinstance(policy, PolicyFault):
        for problem in policy.problems:
            typer.echo(for_log(f"invalid: {problem}"), err=True)
        raise typer.Exit(INVALID)
    say("\n".join(for_log(line) if not line.startswith(" ") else line for line in _words(policy)))
    if not policy.producers or not any(stage.required for stage in policy.stages):
        raise typer.Exit(INVALID)


def _words(policy: "Policy") -> Iterator[str]:
    required = [stage.name for stage in policy.stages if stage.required]
    if not policy.producers or not required:
        yield "Nothing can pass: the policy needs at least one producer and one required stage."
        return
    yield f"A pull request passes when {' and '.join(required)} approved its head and no open finding blocks."
    for stage in policy.stages:
        yield _stage(stage, policy.producers)
    yield f"A finding blocks when {_threshold(policy.blocking)}."
    for rule in policy.blocking.rules:
        yield f"It also blocks when {_threshold(rule)}."
    for waiver in policy.waivers:
        yield f"Waived until {waiver.expires_at} by {waiver.owner}: {waiver.fingerprint} ({waiver.reason})"
    for change in policy.change_rules:
        yield _change_rule(change)
    for branch in policy.branches:
        yield _branch(branch)
    yield f"A stage that is awaited longer than {policy.timeouts.pending} minutes is an error."


def _stage(stage: "Stage", producers: "tuple[Producer, ...]") -> str:
    speakers = " or ".join(_producer(producer) for producer in producers if stage.name in producer.stages)
    need = "is required" if stage.required else "is not required; what it finds still blocks"
    kinds = ", ".join(sorted(stage.speaks()))
    excluded = f" It may leave out {', '.join(stage.may_exclude)}." if stage.may_exclude else ""
    verdicts = " or ".join(stage.satisfied_by)
    satisfied = f"is satisfied by {verdicts}, spoken for by {speakers}"
    return f"Stage {stage.name} ({kinds}) {need}, {satisfied}.{excluded}"


def _producer(producer: "Producer") -> str:
    if producer.type == "app":
        return f"the App {producer.name} (account {producer.user_id}, App {producer.app_id})"
    return f"the workflow {producer.path} (on {', '.join(producer.events)})"


def _change_rule(rule: "ChangeRule") -> str:
    said = (
        [f"all of {' and '.join('|'.join(group) for group in rule.together)} together"]
        if rule.together
        else []
    )
    said += [f"only people in {', '.join(rule.human_only)}"] if rule.human_only else []
    said += [f"nothing outside {', '.join(rule.confined_to)}"] if rule.confined_to else []
    said += ["only as a draft"] if rule.draft else []
    said += [f"never into {', '.join(rule.forbidden_bases)}"] if rule.forbidden_bases else []
    where = f" from {', '.join(rule.head_refs)}" if rule.head_refs else ""
    but = f" except {', '.join(rule.except_head_refs)}" if rule.except_head_refs else ""
    return f"Rule {rule.name}, for {rule.authors}{where}{but}: may change {'; '.join(said) or 'anything'}."


def _branch(branch: "Branch") -> str:
    sections = {"stages": branch.stages, "blocking": branch.blocking, "change_rules": branch.change_rules}
    replaced = [name for name, section in sections.items() if section is not None]
    return f"Into {', '.join(branch.base_refs)}: {', '.join(replaced) or 'nothing'} of its own."


def _threshold(rule: "Threshold") -> str:
    said = [f"its severity is {' or '.join(rule.severity)} or worse"]
    if rule.confidence != "low":
        said.append(f"its confidence is {rule.confidence} or surer, or not said")
    if rule.categories:
        said.append(f"its category is {' or '.join(rule.categories)}, or not said")
    if rule.paths:
        said.append(f"its path matches {' or '.join(rule.paths)}, or is not said")
    if set(rule.introduced) < {"new", "pre_existing", "unknown"}:
        said.append(f"it was introduced: {' or '.join(rule.introduced)}, or that is not said")
    return " and ".join(said)
