"""Drafts for properties: of every stage, whole, and with the worst text that a model may say."""

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias, cast

from hypothesis import strategies as st

from review_contract.parsing import validate
from review_contract.v1.base import Model
from review_emitters.stages import STAGES, Stage

Value: TypeAlias = Any
Values: TypeAlias = st.SearchStrategy[Value]
Schema: TypeAlias = Mapping[str, Any]

HOSTILE: Final = (
    *(
        "<!-- review-contract:v1 review review 1 ",
        "<!-- review-contract:",
        "-->",
        "--!>",
        "<!--",
        "<!-->",
        "<\\!--",
    ),
    *("```", "````\n", "```suggestion\n", "```mermaid\n", "~~~\n", "`", "``", "` `", "    code", "\t"),
    *(
        "@everyone",
        "@octo/team",
        "&#64;octocat",
        "&commat;x",
        "x@example.com",
        "\\@octocat",
        "@\u200boctocat",
    ),
    *("fixes #1", "closes octo/parser#2", "GH-3", "gh-4", "#&#8203;5", "\\#6", "octo/parser@" + "a" * 40),
    *(
        "https://github.com/octo/parser/issues/7",
        "HTTP://x.example",
        "www.example.com",
        "ftp://x",
        "mailto:a@b.c",
    ),
    *(
        "<img src=x onerror=alert(1)>",
        "<script>",
        "</details>",
        "<a href=//x>",
        "<div title='",
        "<https://x.example>",
    ),
    *(
        "![x](https://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "[x][r]",
        "\n[r]: https://x.example\n",
        "[^1]",
    ),
    *("::set-output name=pass::1", "\n::error::x", "##[error]x", "%0A::warning::", "\n \u2003::add-mask::e"),
    *(
        "\u202e",
        "\u2066",
        "\u200b",
        "\u2028",
        "\u0085",
        "\ufeff",
        "\u001f"[:0],
        "e\u0301",
        "\U0001f600",
        "\ue000",
    ),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "\n# h",
        "\n> [!NOTE]",
        "\n- item",
        "\n  * sub",
        "\n1. one",
        "\n2) two",
        "\n---\n",
        "\n===",
    ),
    *(
        "**",
        "__",
        "*x*",
        "~~x~~",
        "$x$",
        "| a | b |",
        "\n|-|-|\n",
        "- [ ] task",
        "\\",
        "&amp;",
        "&lt;!--",
        "word",
        " ",
    ),
    *(
        ":octocat:",
        ":speech_balloon:",
        ":__:",
        "\U000e0101\U000e0120",
        "\u3164",
        "\u2800",
        "\u2060",
        "deadbeefcafe1234",
        "\x1b[31m"[1:],
        "x" * 300,
        "a" * 20 + "\n",
        "-" * 70 + "\n",
        "&#x3c;!--",
    ),
)
TEXT: Final = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=4), min_size=1, max_size=12).map("".join)
_SAID_WHEN_COMPLETED: Final = frozenset(
    {"verdict", "alignment", "classification", "confidence", "proposal", "reason", "evidence"}
)
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_ENDS: Final = re.compile(r"[\t\n\r]")

_PROSE: Final = TEXT.map(lambda text: _FORBIDDEN.sub("", text)).map(
    lambda text: text if text.strip(" \t\r\n") else "x"
)
_LINE: Final = _PROSE.map(lambda text: _LINE_ENDS.sub(" ", text)[:400]).map(
    lambda text: text if text.strip(" ") else "x"
)

LOCATIONS: Final[Values] = st.sampled_from(
    [
        {"path": "src/session.py", "start_line": 40, "end_line": 43},
        {"path": "src/session.py", "start_line": 41},
        {"path": "src/session.py"},
        {"path": "src/session.py", "start_line": 38, "end_line": 900, "side": "LEFT"},
        {"path": "docs/api.lock", "start_line": 1, "side": "LEFT"},
        {"path": "docs/@octocat #1 `a` ](x) <b>.md", "start_line": 7},
        {"path": " ", "start_line": 1},
        {"path": "not/in/the diff.py", "start_line": 1, "end_line": 2, "start_column": 1, "end_column": 2},
    ]
)


def drafts(stage: Stage) -> st.SearchStrategy[Model]:
    """Draw a draft that the stage takes, whatever its texts hold."""
    schema = stage.draft.model_json_schema()
    allowed = dict(stage.allowed)
    values = _object(schema, schema.get("$defs", {}), allowed, "")
    return values.map(_whole).map(lambda value: validate(stage.draft, value))


def staged() -> st.SearchStrategy[tuple[Stage, Model]]:
    """Draw a stage with a draft of it."""
    return st.sampled_from([*STAGES.values()]).flatmap(lambda stage: st.tuples(st.just(stage), drafts(stage)))


def _object(schema: Schema, defs: Schema, allowed: Mapping[str, tuple[str, ...]], path: str) -> Values:
    required: dict[str, Values] = {}
    optional: dict[str, Values] = {}
    for name, one in schema["properties"].items():
        here = f"{path}.{name}" if path else name
        needed = name in schema.get("required", ()) or here in _SAID_WHEN_COMPLETED
        place = required if needed else optional
        place[name] = _value(one, defs, allowed, here)
    return st.fixed_dictionaries(required, optional=optional)


def _value(schema: Schema, defs: Schema, allowed: Mapping[str, tuple[str, ...]], path: str) -> Values:
    if path in allowed:
        return st.sampled_from(allowed[path])
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return LOCATIONS if name == "Location" else _object(defs[name], defs, allowed, path)
    if "anyOf" in schema:
        options = [one for one in schema["anyOf"] if one != {"type": "null"}]
        return st.one_of([_value(one, defs, allowed, path) for one in options])
    return _typed(schema, defs, allowed, path)


def _typed(schema: Schema, defs: Schema, allowed: Mapping[str, tuple[str, ...]], path: str) -> Values:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "array":
        least = max(schema.get("minItems", 0), path in _SAID_WHEN_COMPLETED)
        return st.lists(_value(schema["items"], defs, allowed, path), min_size=least, max_size=max(least, 2))
    if schema["type"] == "integer":
        return st.integers(schema.get("minimum", 0), schema.get("maximum", 100))
    return _string(schema)


def _string(schema: Schema) -> Values:
    meaning = schema.get("$anchor")
    free = {"Prose": _PROSE, "Line": _LINE, "SourceText": _PROSE}
    if meaning in free:
        return free[meaning]
    pattern: re.Pattern[str] = re.compile(schema["pattern"])
    texts = st.from_regex(pattern, fullmatch=True)
    return texts.filter(lambda text: len(text) <= schema["maxLength"] and "\n" not in text)


def _whole(value: Value) -> Value:
    """Keep the rules that stand between fields: ids once, evidence where a claim needs it."""
    if isinstance(value, list):
        items = [_whole(item) for item in cast("list[Value]", value)]  # type: ignore[redundant-cast]
        keys = [_key(item) for item in items]
        return [
            item for index, item in enumerate(items) if keys[index] is None or keys[index] not in keys[:index]
        ]
    if not isinstance(value, dict):
        return value
    members = {name: _whole(item) for name, item in cast("dict[str, Value]", value).items()}
    if members.get("action") in {"refuted", "false_positive"} and not members.get("evidence"):
        members["evidence"] = [{"text": "seen"}]
    return members


def _key(item: Value) -> Value:
    if not isinstance(item, dict):
        return item if isinstance(item, str) else None
    members = cast("dict[str, Value]", item)
    if "finding_id" in members:
        return members["finding_id"]
    if "answer" in members:
        return members["name"]
    return members.get("path")
