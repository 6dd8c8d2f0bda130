"""Logs of Claude Code's SDK: two that the real CLI wrote, and strategies for what others may write."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from tests.contract.vectors import Json

_FOLDER: Final = Path(__file__).parent / "logs"

DENIED_TOOL: Final = (_FOLDER / "denied-tool.json").read_bytes()
"""A run of release 2.1.329 in which a hook denied a tool; it completed."""
MAX_TURNS: Final = (_FOLDER / "max-turns.json").read_bytes()
"""A run of the same release with `--max-turns 1`."""
REAL: Final = (DENIED_TOOL, MAX_TURNS)

OLDEST: Final[Json] = {
    "type": "result",
    "total_cost_usd": 0.0347,
    "duration_ms": 18750,
    "result": "Fixed the bug.",
}
"""A result of the first generation: no subtype, no is_error, no turns, no usage."""
MIDDLE: Final[Json] = OLDEST | {"subtype": "success", "is_error": False, "num_turns": 4}
LATEST: Final[Json] = json.loads(DENIED_TOOL)[-1]


def log(*messages: Json) -> bytes:
    """Return messages as claude-code-action writes them."""
    return json.dumps(messages, indent=2).encode()


TREES: Final[st.SearchStrategy[Json]] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
_WORDS: Final = ("success", "completed", "error_max_turns", "aborted_tools", "init", "done", "")
_VALUES: Final = st.sampled_from([*_WORDS, True, False, None, 0, 1, 2**53, 0.5]) | TREES


def _mostly(usual: Json, others: Sequence[Json]) -> st.SearchStrategy[Json]:
    """Draw the usual value every other time, so that what looks right is met as often as what does not."""
    return st.sampled_from([usual] * len(others) + [*others])


_COUNTS: Final = st.dictionaries(
    st.sampled_from(["input_tokens", "output_tokens", "inputTokens", "outputTokens", "canonicalModel"]),
    _VALUES,
)
MESSAGES: Final[st.SearchStrategy[Json]] = st.fixed_dictionaries(
    {"type": _mostly("result", ["assistant", "user", "system", None])},
    optional={
        "subtype": _mostly("success", [*_WORDS, None, 1]),
        "is_error": _mostly(usual=False, others=[True, None, 0, "false"]),
        "terminal_reason": _mostly("completed", [*_WORDS, None, 1]),
        "result": _VALUES,
        "structured_output": TREES,
        "errors": st.lists(_VALUES, max_size=3) | _VALUES,
        "num_turns": _VALUES,
        "total_cost_usd": _VALUES,
        "cost_usd": _VALUES,
        "usage": _COUNTS | _VALUES,
        "modelUsage": st.dictionaries(st.text(max_size=5), _COUNTS | _VALUES, max_size=2) | _VALUES,
        "permission_denials": st.lists(st.fixed_dictionaries({"tool_name": _VALUES}) | _VALUES, max_size=3)
        | _VALUES,
        "model": _VALUES,
        "message": st.fixed_dictionaries({"id": _VALUES, "model": _VALUES, "usage": _COUNTS | _VALUES})
        | _VALUES,
    },
)
"""Objects with the members of messages, whose values are right, wrong or anything."""
