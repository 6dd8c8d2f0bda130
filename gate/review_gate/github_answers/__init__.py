"""A folder of raw GitHub answers, as `gh api` writes them, read as evidence.

What the folder lacks, what GitHub refused and what does not fit together is a fetch problem in the
evidence, never an empty list: only without a subject there is no evidence at all. How to fill such a
folder stands in docs/recording.md.
"""

from review_gate.github_answers.assembly import evidence_from_answers
from review_gate.github_answers.folder import CONTENTS, FILE_NAMES
from review_gate.github_answers.query import GRAPHQL_QUERY

__all__ = ["CONTENTS", "FILE_NAMES", "GRAPHQL_QUERY", "evidence_from_answers"]
