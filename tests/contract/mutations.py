"""Hypothesis strategies that damage a JSON value: in types, names, presence and spelling."""

import copy
from collections.abc import Iterator
from typing import Final

from hypothesis import strategies as st

from tests.contract.vectors import BASES, Json, children, items, members

_WORDS: Final = (
    *(
        "",
        " ",
        "\n",
        "x",
        "1",
        "1.0",
        "1.0\n",
        "0.9",
        "approve",
        "approve\n",
        "\u0430pprove",
        "Approve",
        "started",
    ),
    *(
        "completed",
        "skipped",
        "fixed",
        "refuted",
        "held",
        "opened",
        "issue",
        "ref",
        "pull_request",
        "high",
        "note",
    ),
    *(
        "0a" * 20,
        "0a" * 32,
        "0a" * 20 + "\n",
        "0A" * 20,
        "sha256:" + "0a" * 32,
        "review-a",
        "review--a",
        "a/../b",
    ),
    *(
        "2026-02-30T00:00:00Z",
        "2026-02-28T24:00:00Z",
        "https://a.b/c",
        "http://",
        "\x7f",
        "\x85",
        "\u2028",
        "a" * 600,
    ),
)


def _fresh(values: list[Json]) -> st.SearchStrategy[Json]:
    """Draw one of the values, as a copy: what is drawn may be damaged in turn."""
    return st.sampled_from(values).map(copy.deepcopy)


_VALUES: Final[st.SearchStrategy[Json]] = _fresh(
    [
        *(None, True, False, 0, 1, -1, 2, 10_001, 2**53 - 1, 2**53, 10**19, 0.5, -0.5, 1.5),
        *_WORDS,
        *([], {}, [None], [[]], ["x"], {"x": 1}, {"high": 0}, [0] * 600),
    ]
)


def _fields(value: Json) -> Iterator[str]:
    yield from members(value)
    for _, one in children(value):
        yield from _fields(one)


_FIELDS: Final = sorted({*_fields(BASES), "override", "__proto__", "not_reviewed", "high\n"})


@st.composite
def damaged(draw: st.DrawFn, value: Json) -> Json:
    """Draw the value with one to three of its places damaged."""
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        containers = [one for one in _containers(value) if one]
        if containers:
            draw(st.sampled_from(_DAMAGES))(draw, draw(st.sampled_from(containers)))
    return value


def _containers(value: Json) -> Iterator[Json]:
    if isinstance(value, dict | list):
        yield value
    for _, one in children(value):
        yield from _containers(one)


def _key(draw: st.DrawFn, container: Json) -> Json:
    return draw(st.sampled_from([key for key, _ in children(container)]))


def _replace(draw: st.DrawFn, container: Json) -> None:
    container[_key(draw, container)] = draw(_VALUES)


def _delete(draw: st.DrawFn, container: Json) -> None:
    del container[_key(draw, container)]


def _add(draw: st.DrawFn, container: Json) -> None:
    if isinstance(container, dict):
        container[draw(st.sampled_from(_FIELDS))] = draw(_VALUES)
    else:
        container.append(draw(_VALUES | st.sampled_from(items(container)).map(copy.deepcopy)))


def _rename(draw: st.DrawFn, container: Json) -> None:
    if isinstance(container, dict):
        old = _key(draw, container)
        spell = draw(st.sampled_from([str.upper, str.title, "{}\n".format, " {}".format, "{}\u200b".format]))
        container[draw(st.sampled_from(_FIELDS)) if draw(st.booleans()) else spell(old)] = members(
            container
        ).pop(old)


def _retype(draw: st.DrawFn, container: Json) -> None:
    key = _key(draw, container)
    old = container[key]
    container[key] = draw(st.sampled_from([str(old), [old], {"x": old}, bool(old), len(str(old)), None]))


def _respell(draw: st.DrawFn, container: Json) -> None:
    key = _key(draw, container)
    if isinstance(container[key], str):
        spell = draw(
            st.sampled_from(
                [
                    str.upper,
                    str.title,
                    "{}\n".format,
                    " {}".format,
                    "{}\t".format,
                    "{0}{0}".format,
                    "{}\u0301".format,
                ]
            )
        )
        container[key] = spell(container[key])


_DAMAGES: Final = (_replace, _delete, _add, _rename, _retype, _respell)
