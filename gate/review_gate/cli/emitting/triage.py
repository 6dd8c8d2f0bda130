"""The draft of a CI triage: a plan by a model where there is an endpoint, and no plan where there is none."""

import os
from pathlib import Path

from review_contract.v1.work_kinds import CiFailureDraft
from review_emitters.ci_triage import instructions, prompt
from review_emitters.context import Context
from review_emitters.ending import Ending
from review_gate.cli.emitting.options import Sources, Work
from review_gate.cli.emitting.said import Said
from review_gate.cli.shell import warn

KEY_VARIABLE = "MODEL_API_KEY"
"""The environment's name for the endpoint's key."""


def triaged(context: Context, sources: Sources, work: Work) -> Said | None:
    """Return the draft of a failed check; None where the model's words lie in files.

    Whatever goes wrong with the endpoint, the facts stay and the instructions are the same to the byte.
    """
    check = context.failed_check
    if check is None or sources.drafts or sources.structured_output_env or sources.execution_file:
        return None
    if sources.endpoint is None:
        return Said(CiFailureDraft(), Ending())
    from review_emitters.shell.model_endpoint import ask
    from review_emitters.shell.project_notes import read_notes

    notes = read_notes(work.checkout or Path())
    key = os.environ.get(KEY_VARIABLE)
    answer = ask(sources.endpoint, prompt(check, notes), model=sources.model, api_key=key)
    if answer.reason:
        warn(f"no plan by a model: {answer.reason}")
    usable = instructions(check, answer.text).plan
    return Said(CiFailureDraft(plan=usable), Ending())
