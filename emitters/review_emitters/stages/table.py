"""The stages by name, and what a stage that is only declared inherits from its kind."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from review_contract.v1.envelope import Kind
from review_emitters.emission import Surface
from review_emitters.stages import aiobotocore, bugteam, others, wheels
from review_emitters.stages.others import OF_KIND
from review_emitters.stages.stage import Question, Stage

STAGES: Final[Mapping[str, Stage]] = {
    stage.name: stage for stage in (*others.STAGES, *wheels.STAGES, *bugteam.STAGES, *aiobotocore.STAGES)
}
"""Every stage that the project knows, by its name on the command line."""


def declared(
    name: str,
    kind: Kind,
    *,
    surface: Surface | None = None,
    scale: tuple[str, ...] | None = None,
    checks: tuple[Question, ...] | None = None,
) -> Stage:
    """Return the stage of a bot that the project does not know, or a known one with other settings.

    Raises:
        KeyError: no model writes documents of this kind.
    """
    known = STAGES.get(name)
    stage = known if known and known.kind == kind else replace(OF_KIND[kind], name=name, title=_title(name))
    given = {"surface": surface, "scale": scale, "checks": checks}
    return replace(stage, **{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]


DECLARABLE: Final[tuple[Kind, ...]] = tuple(OF_KIND)
"""The kinds that a declared stage may speak."""


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
