"""`review-contract record` and `replay`: keep a live conversation, and decide kept ones again."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from review_contract.safe_text import for_log
from review_gate.cli.shell import USAGE, Format, end, read_text, say, warn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from review_contract.v1.record_kinds import Decision
    from review_gate.comparing import Change
    from review_gate.evidence import Evidence
    from review_gate.live.about import Source


DECISION: Final = "decision.json"
"""The decision as it was when the conversation was recorded."""


def record(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder for the recording.")],
    repo: Annotated[
        str | None, typer.Option(metavar="OWNER/NAME", help="The repository; in a workflow its own.")
    ] = None,
    pr: Annotated[int | None, typer.Option(metavar="N", min=1, help="The pull request.")] = None,
    issue: Annotated[int | None, typer.Option(metavar="N", min=1, help="The issue.")] = None,
) -> None:
    """Save a live conversation as a recorded one, with secrets and mail addresses redacted.

    Writes recorded.json, the policy of the default branch, and the decision as it is now. Exits with 0 if
    all of it could be read, 11 if not.
    """
    from review_contract import ContractError
    from review_gate.cli.live_gate import now
    from review_gate.live.reading import Wanted, read_live

    if (pr is None) == (issue is None):
        end("say --pr N or --issue N", USAGE)
    source = _source(repo, pr or issue or 0, is_pull=issue is None)
    try:
        live = read_live(source, now(), Wanted(everything=True))
    except ContractError as error:
        end(f"there is nothing to record: {error}")
    _write(out, live.evidence, live.policy_text)
    for problem in live.evidence.problems:
        warn(f"not all was read: {problem.resource}: {problem.message}")
    warn(f"recorded {len(live.evidence.comments):,} comments and {len(live.evidence.reviews):,} reviews")
    raise typer.Exit(11 if live.evidence.problems else 0)


def replay(
    recordings: Annotated[
        list[Path], typer.Argument(help="A recording, or two: the second is compared with the first.")
    ],
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Another policy; by default each recording's own policy.toml."),
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="text or json.")] = Format.TEXT,
) -> None:
    """Decide a recorded conversation again, and show what changed: since it was recorded, or between two.

    Exits as `gate` does, by the last recording's decision.
    """
    from review_gate.comparing import changes
    from review_gate.explanation.outline import EXIT_CODES

    if len(recordings) not in {1, 2}:
        end("one recording, or two", USAGE)
    if output not in {Format.TEXT, Format.JSON}:
        end("--format is text or json", USAGE)
    documents = [_decided(path, policy) for path in recordings]
    before = _kept(recordings[0]) if len(documents) == 1 else documents[0]
    after = documents[-1]
    found = changes(before, after) if before else ()
    if output is Format.JSON:
        shown = [asdict(change) for change in found]
        say(json.dumps({"conclusion": after.conclusion, "reason": after.reason, "changes": shown}, indent=2))
    else:
        say("\n".join(_lines(before, after, found)))
    raise typer.Exit(EXIT_CODES[after.conclusion or "error"])


def _lines(before: "Decision | None", after: "Decision", found: "Sequence[Change]") -> "Iterator[str]":
    """Yield what changed, one change a line, and what it is now."""
    for change in found:
        subject = f" {change.subject}" if change.subject else ""
        told = f"{change.before or 'not there'} → {change.after or 'not there'}"
        yield for_log(f"{change.what}{subject}: {told}")
    if before is None:
        yield "no earlier decision lies beside the recording, so there is nothing to compare with"
    elif not found:
        yield "nothing changed"
    yield for_log(f"{(after.conclusion or 'error').upper()}  {after.summary}")


def _kept(path: Path) -> "Decision | None":
    """Return the decision that was made when a conversation was recorded."""
    from review_contract import ContractError, parse
    from review_contract.v1.record_kinds import Decision

    file = (path if path.is_dir() else path.parent) / DECISION
    if not file.is_file():
        return None
    try:
        document = parse(read_text(file))
    except ContractError as error:
        end(f"{file} holds no decision: {error}")
    return document if isinstance(document, Decision) else end(f"{file} holds no decision")


def _source(repo: str | None, number: int, *, is_pull: bool) -> "Source":
    from review_gate.cli.live_gate import Asked, connected
    from review_gate.live.about import About, Source

    workflow, session = connected(Asked(repository=repo))
    return Source(session, session.file, About(workflow.repository, number, is_pull))


def _write(out: Path, evidence: "Evidence", policy: str | None) -> None:
    from review_gate.redaction import redacted, without_secrets
    from review_gate.sources import RECORDED

    if out.exists() and any(out.iterdir() if out.is_dir() else [out]):
        end(f"{out} is there already; name a new folder", USAGE)
    text = json.dumps(redacted(evidence.model_dump(exclude_defaults=True)), indent=1, ensure_ascii=False)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / RECORDED).write_text(text + "\n", encoding="utf-8")
        if policy is not None:
            (out / "policy.toml").write_text(without_secrets(policy), encoding="utf-8")
    except OSError as error:
        end(f"can't write {out}: {error.strerror or error}")
    from review_gate.explanation.document import decision_json

    (out / DECISION).write_text(decision_json(_decided(out, None)) + "\n", encoding="utf-8")


def _decided(path: Path, policy: Path | None) -> "Decision":
    from review_gate.cli.gate_command import evidence_of, rules_beside, rules_of
    from review_gate.decision import decide
    from review_gate.explanation.document import decision_document

    evidence = evidence_of(path)
    rules = rules_of(policy) if policy else rules_beside(path)
    return decision_document(decide(rules, evidence), evidence)
