"""The context file: what was captured at the start of a run, for its last step, whatever happens in between.

A run that asks for the head again at its end would stamp a commit that its model never saw.
"""

import json
from typing import Literal

from review_contract.parsing import json_object, validate
from review_contract.v1.base import Count, Model, Number
from review_contract.v1.envelope import Subject
from review_contract.v1.text import RefName
from review_emitters.context import PullRequestFacts


class ContextFile(Model):
    """A subject as it was when the run began."""

    schema_version: Literal["1.0"] = "1.0"
    subject: Subject
    from_fork: bool = False
    author_id: Number | None = None
    changed_files: Count | None = None
    branch: RefName | None = None
    description: str = ""

    @property
    def facts(self) -> PullRequestFacts:
        """What GitHub said of the pull request."""
        return PullRequestFacts(
            self.from_fork, self.author_id, self.changed_files, self.branch, self.description
        )


def write_context(subject: Subject, facts: PullRequestFacts) -> str:
    """Return the JSON text of what was captured."""
    file = ContextFile(
        subject=subject,
        from_fork=facts.from_fork,
        author_id=facts.author_id,
        changed_files=facts.changed_files,
        branch=facts.branch,
        description=facts.description,
    )
    return json.dumps(file.model_dump(mode="json", exclude_defaults=True) | {"schema_version": "1.0"})


def parse_context(data: bytes | str) -> ContextFile:
    """Return what a context file holds.

    Raises:
        ContractError: with every problem found, at most 20.
    """
    return validate(ContextFile, json_object(data))
