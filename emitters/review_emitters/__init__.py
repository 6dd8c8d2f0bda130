"""The emitters: what a bot's stage calls to put its document into the conversation."""

from review_emitters.compose import BODY_LIMIT, CompositionError, compose

__all__ = ["BODY_LIMIT", "CompositionError", "compose"]
