"""`review-contract gate`, live: what was asked for, one pull request after the other, and what came of it."""

import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, assert_never, cast

from review_contract import ContractError
from review_contract.parsing import validate
from review_emitters.actions import Workflow, workflow_of
from review_gate.cli.gate_output import outputs_of, show, show_outline, summarise, write_decision
from review_gate.cli.shell import INVALID, USAGE, Format, end, warn
from review_gate.cli.step import set_outputs
from review_gate.evidence import StepOutput
from review_gate.explanation.outline import EXIT_CODES, headline
from review_gate.live.about import About, Mode, Source
from review_gate.live.events import Call, Nothing, OfGroup, OfRun, OnePull, Refused, Sweep, call_of
from review_gate.live.judging import Judged, Options, judge, judge_group
from review_gate.live.reading import Wanted
from review_gate.live.session import Session
from review_gate.live.targets import TargetError, found_out, missed, of_run
from review_gate.policy import Policy, PolicyFault
from review_gate.reasons import GateCode

_PAUSE: Final = 30
"""Seconds between two decisions of `--watch`."""
_CHECK_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/()-]{0,99}")
_LARGEST_EVENT: Final = 33_554_432


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asks for."""

    repository: str | None = None
    pr: int | None = None
    issue: int | None = None
    event: bool = False
    publish: Mode | None = None
    check: str = "review-contract"
    comment: bool = False
    watch: bool = False
    comment_id: int | None = None
    runs: tuple[int, ...] = ()
    step_output_env: str | None = None
    policy: Policy | PolicyFault | None = None
    out: Path | None = None
    output: Format = Format.TEXT


def decide_live(asked: Asked) -> int:
    """Decide what was asked for, publish and print it, and return the exit code."""
    if not _CHECK_NAME.fullmatch(asked.check):
        end(f"--check should be 1 to 100 letters, digits, spaces and ._/()-; it is {asked.check!r}", USAGE)
    workflow, session = connected(asked)
    about = About(
        workflow.repository,
        asked.pr or asked.issue or 0,
        asked.issue is None,
        check=asked.check,
        mode=asked.publish,
    )
    source = Source(session, session.file, about)
    options = Options(
        wanted=Wanted(asked.policy, runs=asked.runs, step_outputs=_step_outputs(asked, workflow)),
        comment_id=asked.comment_id,
        publish=asked.publish,
        details_url=workflow.run.url if workflow.run else None,
    )
    if asked.issue is not None:
        return _each(asked, source, options, [asked.issue])
    call = _call(asked, workflow)
    match call:
        case Nothing(why):
            warn(f"nothing to decide: {why}")
            return 0
        case Refused(why):
            end(why, USAGE)
        case OfGroup(head_sha, branch):
            return _group(asked, source, options, branch, head_sha)
        case OnePull(number):
            return _each(asked, source, options, [number])
        case OfRun() | Sweep():
            return _each(asked, source, options, _numbers(source, call))
    assert_never(call)


def connected(asked: Asked) -> tuple[Workflow, Session]:
    """Return the run that this is, and a session with the token of the environment."""
    try:
        workflow = workflow_of(os.environ, asked.repository)
    except ContractError as error:
        end(str(error), USAGE)
    if not _token():
        end("no token: set GITHUB_TOKEN or GH_TOKEN to one that may read the repository", USAGE)
    return workflow, Session(_token(), workflow.api_url)


def _token() -> str:
    return os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN") or ""


def _call(asked: Asked, workflow: Workflow) -> Call:
    """Return which pull requests are to be decided."""
    if not asked.event:
        if asked.pr is None:
            end("say what to decide: --pr N, --issue N, --event, or --from PATH", USAGE)
        return OnePull(asked.pr)
    path = os.environ.get("GITHUB_EVENT_PATH")
    if not path or workflow.event is None:
        end("--event is for workflows of GitHub Actions; elsewhere say --pr", USAGE)
    try:
        with Path(path).open("rb") as file:
            payload: object = json.loads(file.read(_LARGEST_EVENT))
    except (OSError, ValueError, RecursionError) as error:
        end(f"can't read the event: {type(error).__name__}")
    said = cast("Mapping[str, object]", payload) if isinstance(payload, dict) else dict[str, object]()
    return call_of(workflow.event, said, asked.pr)


def _numbers(source: Source, call: OfRun | Sweep) -> list[int]:
    try:
        if isinstance(call, OfRun):
            return found_out(lambda: of_run(source.asking, source.about, call.run_id))
        return found_out(lambda: missed(source.asking, source.about, recent=call.recent))
    except TargetError as error:
        set_outputs({"conclusion": "error", "reason": GateCode.EVIDENCE_INCOMPLETE})
        end(str(error))


def _each(asked: Asked, source: Source, options: Options, numbers: list[int]) -> int:
    """Decide one pull request after the other; the worst is what the command ends with."""
    if not numbers:
        warn("nothing to decide: no open pull request needs a decision")
        return 0
    codes: list[int] = []
    for place, number in enumerate(numbers, 1):
        if len(numbers) > 1:
            warn(f"deciding #{number} ({place} of {len(numbers)})")
        own = replace(source, about=replace(source.about, number=number))
        try:
            codes.append(_told(asked, _watched(asked, own, options)))
        except ContractError as error:
            warn(f"#{number} can't be decided: {error}")
            codes.append(INVALID)
        except Exception as error:  # noqa: BLE001 - the others are decided all the same
            warn(f"#{number}: the program is broken, please report it: {error!r}")
            codes.append(BROKEN)
    code = next((code for code in _GRAVEST if code in codes), INVALID)
    # Later outputs of one name count: the worst of all, whatever was said of each.
    set_outputs({"conclusion": _CONCLUSIONS.get(code, "error")})
    return code


BROKEN: Final = 1
_CONCLUSIONS: Final = {code: conclusion for conclusion, code in EXIT_CODES.items()}
_GRAVEST: Final = (BROKEN, 10, INVALID, 12, 0)


def _watched(asked: Asked, source: Source, options: Options) -> Judged:
    judged = judge(source, now, options)
    while asked.watch and judged.decision.conclusion == "pending":
        warn(f"#{source.about.number} is pending: {judged.decision.summary}")
        time.sleep(_PAUSE)
        judged = judge(source, now, options)
    return judged


_DONE: Final = {"written": "the check was written", "unchanged": "the check says so already"}


def _told(asked: Asked, judged: Judged) -> int:
    """Show one decision everywhere, and return the exit code."""
    decision, evidence = judged.decision, judged.evidence
    show(decision, evidence, judged.policy, asked.output)
    if judged.publication and judged.publication.outcome in _DONE:
        warn(_DONE[judged.publication.outcome])
    summarise(headline(decision, evidence), decision, judged.policy)
    outputs = dict(outputs_of(decision, evidence.subject.head_sha))
    out = asked.out or _default_out(asked)
    if out is not None:
        write_decision(out, decision, evidence)
        outputs["decision-file"] = str(out)
    set_outputs(outputs)
    return EXIT_CODES[decision.conclusion] if _commented(asked, judged) else INVALID


def _default_out(asked: Asked) -> Path | None:
    """Return where a step of a workflow leaves the decision's document."""
    folder = os.environ.get("RUNNER_TEMP")
    return Path(folder) / "review-contract-decision.json" if asked.event and folder else None


def _commented(asked: Asked, judged: Judged) -> bool:
    """Keep the comment up to date if that is asked for; tell whether nothing went wrong."""
    if not asked.comment or (judged.publication and judged.publication.outcome == "newer"):
        return True
    from review_gate.cli.gate_comment import keep_comment

    return keep_comment(_token(), workflow_of(os.environ, asked.repository).api_url, judged)


def _group(asked: Asked, source: Source, options: Options, branch: str, head_sha: str) -> int:
    decision = judge_group(source, now, options, branch, head_sha)
    head = f"{decision.conclusion.upper()}  merge group {head_sha[:7]} for {branch}"
    show_outline(head, decision, Policy(), asked.output)
    summarise(head, decision, Policy())
    set_outputs(outputs_of(decision, head_sha))
    return EXIT_CODES[decision.conclusion]


def _step_outputs(asked: Asked, workflow: Workflow) -> tuple[StepOutput, ...]:
    return tuple(_handed_over(asked.step_output_env, workflow))


def _handed_over(name: str | None, workflow: Workflow) -> Iterator[StepOutput]:
    """Yield the document that an environment variable holds; an empty one is none."""
    value = os.environ.get(name, "") if name else ""
    if not value or name is None:
        return
    if workflow.run is None:
        end("--step-output-env is for workflows of GitHub Actions", USAGE)
    digest = os.environ.get(f"{name}_DIGEST", "")
    try:
        yield validate(
            StepOutput, {"name": name, "run_id": workflow.run.id, "digest": digest, "value": value}
        )
    except ContractError as error:
        end(f"--step-output-env {name}: {error}")


def now() -> str:
    """Return this machine's clock, as the contract writes instants."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: TID251 - the shell reads the clock
