"""The policy as its file: every key with what it is for, so that who changes one knows what it does."""

from collections.abc import Iterator, Mapping
from typing import Final

from review_gate.policy import AppProducer, Policy, Stage, WorkflowProducer
from review_gate.setup.loops import LoopStage
from review_gate.setup.quoting import listed, quoted

_COLUMN: Final = 40
"""Where the comments stand, as long as the line lets them."""
_HEAD: Final = """\
# Whose word counts on a pull request, what blocks it, and how long is waited.
# The gate reads this file from the default branch, never from a pull request: who may change it there,
# decides. docs/policy.md has every key; `review-contract policy check` says in words what it lets pass.
"""
_SPEAKERS: Final = """\
# Who may speak. Whoever is not listed here is dropped before a word is read. Numbers count, not names: a name
# can be given up and taken by somebody else."""
_STAGES: Final = """\
# Who has to speak."""
_BLOCKING: Final = """\
# What blocks, besides a stage that requests changes."""
_TIMEOUTS: Final = """\
# How long waiting is only waiting."""
_FOOT: Final = """\
# No finding is waived, and no changed file may be left out of a review. Whoever wants either says it here,
# with a reason: [[waivers]] and `may_exclude`."""


def policy_text(policy: Policy, loop: str, stages: Mapping[str, LoopStage]) -> str:
    """Return the file of a policy for a loop; `stages` tells what each of its stages does."""
    parts = [_HEAD, f"# Written by `review-contract init` for the loop {loop}; from here on it is yours.\n"]
    parts += ["", _SPEAKERS, *_producers(policy)]
    parts += ["", _STAGES, *_stages(policy, stages)]
    parts += ["", _BLOCKING, *_blocking(policy)]
    parts += ["", _TIMEOUTS, "[timeouts]", _timeout(policy)]
    return "\n".join([*parts, "", _FOOT]).replace("\n\n\n", "\n\n") + "\n"


def _producers(policy: Policy) -> Iterator[str]:
    for index, producer in enumerate(policy.producers):
        yield from ([""] if index else [])
        yield "[[producers]]"
        yield from _app(producer) if producer.type == "app" else _workflow(producer)
        yield _line("stages", listed(producer.stages), "for these it may speak, and for no other")


def _app(producer: AppProducer) -> Iterator[str]:
    yield _line("type", quoted("app"), "a GitHub App with an account of its own")
    yield _line("name", quoted(producer.name), "what explanations call it")
    yield _line("user_id", str(producer.user_id), "the account under which the App speaks")
    yield _line("app_id", str(producer.app_id), "the App itself, compared on comments")


def _workflow(producer: WorkflowProducer) -> Iterator[str]:
    yield _line("type", quoted("workflow"), "it speaks with the workflow's token, as every workflow")
    yield _line("name", quoted(producer.name), "what explanations call it")
    yield _line("path", quoted(producer.path), "an artifact of a run of this file proves its word")
    yield _line("events", listed(producer.events), "only its runs on these events are believed")
    if "user_id" in producer.model_fields_set:
        yield _line("user_id", str(producer.user_id), "github-actions[bot] on this server")
        yield _line("app_id", str(producer.app_id), "the App behind it")


def _stages(policy: Policy, stages: Mapping[str, LoopStage]) -> Iterator[str]:
    for index, stage in enumerate(policy.stages):
        yield from ([""] if index else [])
        yield "[[stages]]"
        yield _line("name", quoted(stage.name), stages[stage.name].task)
        yield _line("required", _truth(stage.required), _need(stage))
        if stages[stage.name].judges:
            yield _line("satisfied_by", listed(stage.satisfied_by), _verdict(stages[stage.name]))


def _need(stage: Stage) -> str:
    if stage.required:
        return "without its word on the newest commit nothing passes"
    return "it may be silent; what it says against a merge counts"


def _verdict(stage: LoopStage) -> str:
    return (
        "a mere comment is no approval" if stage.has_verdict else "of a critique: that it agrees to approve"
    )


def _blocking(policy: Policy) -> Iterator[str]:
    yield "[blocking]"
    names = listed(policy.blocking.severity)
    yield _line("severity", names, "these and worse: one name for each scale that stages use")
    yield _line("confidence", quoted(policy.blocking.confidence), "however unsure the reviewer is")
    yield _line("introduced", listed(policy.blocking.introduced), "whoever brought it in")


def _timeout(policy: Policy) -> str:
    return _line("pending", str(policy.timeouts.pending), "minutes; then a stage that is awaited is an error")


def _truth(value: bool) -> str:  # noqa: FBT001 - it is a value here, not a flag
    return "true" if value else "false"


def _line(key: str, value: str, meaning: str) -> str:
    said = f"{key} = {value}"
    return f"{said:{_COLUMN}} # {meaning}"
