"""Stages: the table of those that the project knows by name, and how each draft is stamped."""

from review_emitters.stages.stage import Question, Stage, Stamped
from review_emitters.stages.table import DECLARABLE, STAGES, declared

__all__ = ["DECLARABLE", "STAGES", "Question", "Stage", "Stamped", "declared"]
