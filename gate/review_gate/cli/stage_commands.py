"""`review-contract stages` and `prompt contract`: what a bot may emit, and what its model is told."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_contract import ContractError
from review_contract.safe_text import one_line
from review_gate.cli.shell import Format, end, read_text, say

if TYPE_CHECKING:
    from review_contract.v1.envelope import Kind
    from review_emitters.stages import Stage
    from review_gate.policy import Stage as DeclaredStage

StageName = Annotated[str, typer.Argument(metavar="STAGE", help="A stage; `stages` lists them.")]
PolicyFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The policy that declares the stage, from the default branch."),
]


def stages(
    output: Annotated[Format, typer.Option("--format", help="text or json.")] = Format.TEXT,
) -> None:
    """List the stages with the kind of their documents, where they speak, and what a model drafts."""
    from review_emitters.stages import STAGES

    if output is Format.JSON:
        listed = [_described(stage) for stage in STAGES.values()]
        say(json.dumps({"schema_version": "1.0", "stages": listed}, indent=2))
    elif output is Format.TEXT:
        say("\n".join(f"{one.name:18} {one.kind:10} {one.surface:17} {one.about}" for one in STAGES.values()))
    else:
        raise typer.BadParameter(f"stages are listed as text or json, not as {output}")


def contract(
    stage: StageName,
    update: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Put it into a guide, such as CLAUDE.md, between two marks."),
    ] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Only the schema, for a model's API.")] = False,
    policy: PolicyFile = None,
) -> None:
    """Print what to put into a stage's prompt: the draft's schema, an example, what is refused."""
    from review_emitters.prompts import contract_section, updated_guide
    from review_emitters.stages.allowed import stage_schema

    chosen = stage_named(stage, policy)
    if schema:
        say(json.dumps(stage_schema(chosen), separators=(",", ":")))
    elif update is None:
        say(contract_section(chosen))
    else:
        try:
            text = updated_guide(read_text(update) if update.is_file() else "", chosen)
            update.write_text(text, "utf-8", newline="\n")
        except ValueError as error:
            end(f"{update}: {error}", code=2)
        except OSError as error:
            end(f"can't write {update}: {error.strerror or error}")


def stage_named(name: str, policy: Path | None) -> "Stage":
    """Return a stage that the project knows or the policy declares; ends the command if neither does."""
    from review_emitters.stages import STAGES

    declared = _declared(name, policy) if policy else None
    if declared is not None:
        return declared
    if name not in STAGES:
        known = ", ".join(STAGES)
        end(f"no stage {one_line(name)!r}; known are {known}; others are declared in --policy", code=2)
    return STAGES[name]


def _declared(name: str, path: Path) -> "Stage | None":
    from review_gate.policy import PolicyFault
    from review_gate.policy_file import parse_policy

    policy = parse_policy(read_text(path))
    if isinstance(policy, PolicyFault):
        end(f"{path}: {policy.problems[0]}")
    found = next((stage for stage in policy.stages if stage.name == name), None)
    return None if found is None else _as_emitted(found)


def _as_emitted(found: "DeclaredStage") -> "Stage | None":
    """Return a declared stage as the emitters know stages; None if its kind is not clear from the policy."""
    from review_emitters.emission import Surface
    from review_emitters.stages import DECLARABLE, STAGES, Question, declared

    kinds: list[Kind] = [kind for kind in DECLARABLE if kind in found.speaks()]
    known = STAGES.get(found.name)
    if known and known.kind not in found.speaks():
        known = None
    if known is None and len(kinds) != 1:
        end(f"the policy must give {found.name!r} one of these kinds: {', '.join(DECLARABLE)}")
    try:
        return declared(
            found.name,
            known.kind if known else kinds[0],
            surface=Surface(found.surface) if found.surface else None,
            scale=found.severity_scale,
            checks=tuple(Question(check.name, check.question) for check in found.checks) or None,
        )
    except ContractError as error:
        end(str(error))


def _described(stage: "Stage") -> dict[str, object]:
    from review_emitters.stages.allowed import stage_schema

    return {
        "name": stage.name,
        "kind": stage.kind,
        "speaks_as": stage.voice,
        "about": stage.about,
        "surface": stage.surface.value,
        "subjects": [*stage.subjects],
        "grouping": "category" if stage.by_category else "severity",
        "severity_scale": [*stage.scale],
        "categories": [*stage.categories],
        "checks": [{"name": check.name, "question": check.question} for check in stage.checks],
        "draft_fields": [*stage.draft.model_fields],
        "draft_schema": stage_schema(stage),
    }
