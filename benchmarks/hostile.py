"""Bodies of exactly 262,144 bytes that are made to cost: what `read` and `diagnose` take for each family.

`read` may take 5 ms and `diagnose` 250 ms for every one of them. The families are those that made parsers of
Markdown, HTML or JSON super-linear, and those that a search by mutation found worst.
"""

import gc
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from typing import Final

from benchmarks.measure import table
from review_contract import INLINE_LIMIT, read
from review_contract.block import INLINE_VALUES, MAX_BODY
from review_contract.diagnose import diagnose
from review_contract.header import OPENER, SENTINEL
from review_contract.markdown_context import MAX_PREFIX

READ_LIMIT: Final = 0.005
DIAGNOSE_LIMIT: Final = 0.250
_ROUNDS: Final = 3

_WORD: Final = "review-contract"
_EMPTY: Final[Mapping[str, object]] = {}
_HEAD: Final = "3f" * 20
_BLOCK: Final = f"{OPENER}review review-a 42 {_HEAD} 1 sha256:{'0' * 64}\n{{}}\n-->\n"

_ENVELOPE: Final = {
    "schema_version": "1.0",
    "kind": "review",
    "stage": "review-a",
    "id": "r-1",
    "subject": {
        "repository": {"id": 1, "full_name": "o/r"},
        "type": "pull_request",
        "number": 42,
        "head_sha": _HEAD,
        "base_ref": "main",
    },
    "producer": {"name": "bot"},
    "round": 1,
    "status": "completed",
    "severity_scale": ["high", "low"],
    "verdict": "request_changes",
}

# Text before the block, again and again. Quotes that lazy lines end, nested containers, links that never
# close, tags, and what stands in the sources of PERFORMANCE: each costs a parser more than it costs to write.
_REPEATED: Final = (
    *(
        "a\n",
        "\n",
        "a\n\n",
        "x" * 79 + "\n",
        " \n",
        "\t",
        " ",
        "\r",
        "\0",
        "\u2028",
        "\u00a0",
        "\u00e9",
        "\U0001f600",
    ),
    *(
        ">",
        "> ",
        "> a\n",
        ">a\nb\n",
        ">```\nb\n",
        "> # a\nb\n",
        ">    a\nb\n",
        "> <pre>\nb\n",
        ">```\n>b\nb\n",
    ),
    *("> > > a\nb\n", ">" * 20 + "a\nb\n", ">" * 50 + "a\n", ">\t", "> - a\nb\n"),
    *(
        "- ",
        "1. ",
        "-\n",
        "- a\n",
        "- a\n\n",
        "  - a\n",
        "- - - a\n",
        "- " * 20 + "a\n",
        "- ```\n",
        "- > a\nb\n",
    ),
    *("```\n", "~~~\n", "`", "``a", "`a", "    a\n", "# a\n", "a\n=\n", "***\n", "*a ", "_a_", "\\", "&amp;"),
    *(
        "[",
        "![",
        "![[",
        "[![a](",
        "[[]",
        "[]",
        "[a](",
        "[a](b '",
        "](",
        "[`",
        "[<",
        "``` `",
        "<a:b>",
        "&a;",
        "**a ",
        "[a\n",
        "[a]: b\n",
        "[a]: b '\n",
        "[a]: <b\n",
        "[^a]: b\n",
        "[^a]:\n",
    ),
    *("|a", "|a|b\n|-|-\n", "a|b\n", "-|-\n", "|" * 200 + "\n" + "|-" * 199 + "|\n" + "|\n" * 200),
    *("<a>", "<a>\n", "<div>\n\n", "</div>", "<p>", "</p>", "<x-y>\n", "<b ", "<b a='", "<a b=c ", "=", "='"),
    *(
        "<!--",
        "<!-->",
        "<!-- x -->\n",
        "<!-- x -->\n\n",
        "<!-- x --!>",
        "<?",
        "<!X",
        "<![CDATA[",
        "-->",
        "--",
    ),
    *("![> <pre>\nb\n", "> <pre>\nb\n<a>", "</a>a\n", "|aa\n", " \n[ ] ", "- a\n\n<a b=c "),
)
_OPENED: Final = ("", ">" * 99, "- " * 49, "> - " * 24, "[a]: b '", "[a\n", "<div>\n", "[^a]: ", "1. 1. ")
"""What stands once before the text that is repeated."""


def families() -> Mapping[str, str]:
    """Return every hostile body by a name that says what it is."""
    named = {f"payload: {name}": _filled(body) for name, body in _payloads().items()}
    named |= {f"first: {name}": _filled(body) for name, body in _first().items()}
    named |= {f"absent: {name}": _repeated("x", unit, MAX_BODY) for name, unit in _absent().items()}
    for unit in _REPEATED:
        named |= {f"late: {opened[:9]!r} {_short(unit)}": _late(opened, unit) for opened in _OPENED}
        named[f"last: {_short(unit)}"] = _repeated("x", unit, MAX_BODY - len(_BLOCK)) + _BLOCK
        named[f"within: {_short(unit)}"] = _filled("x " + unit * (4_000 // len(unit)) + SENTINEL, unit)
        named[f"once: {_short(unit)}"] = _filled("x\n\n" + _BLOCK, unit)
        named[f"defaced: {_short(unit)}"] = _filled(_repeated("", unit, MAX_PREFIX) + "\n&lt;!-- " + _WORD)
    assert all(_size(body) == MAX_BODY for body in named.values())
    return named


def main() -> None:
    """Print what each family costs, worst first, and stop with an error where a limit is broken."""
    diagnose("x\n" + _BLOCK)  # imports the parser
    rows = [(name, _best(read, body), _best(diagnose, body)) for name, body in families().items()]
    rows.sort(key=lambda row: max(row[1] / READ_LIMIT, row[2] / DIAGNOSE_LIMIT), reverse=True)
    broken = [row for row in rows if row[1] > READ_LIMIT or row[2] > DIAGNOSE_LIMIT]
    shown = sorted(
        {*rows[:12], *sorted(rows, key=lambda row: -row[1])[:12], *broken}, key=lambda row: -row[2]
    )
    title = f"Hostile bodies of {MAX_BODY:,} bytes: the worst of {len(rows)}, best of {_ROUNDS}, in ms"
    lines = [
        (name, _ms(reading), _ms(telling), _verdict(reading, telling)) for name, reading, telling in shown
    ]
    table(title, lines, ("family", "read", "diagnose", "limits 5 and 250"))
    canonical = _sealed(_json(_findings(100)))
    print(f"\nA block of {len(canonical):,} bytes with 100 findings: read {_ms(_best(read, canonical))} ms")
    if broken:
        raise SystemExit(f"{len(broken)} of {len(rows)} families are beyond their limit")


def _verdict(reading: float, telling: float) -> str:
    return "PASS" if reading <= READ_LIMIT and telling <= DIAGNOSE_LIMIT else "FAIL"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f}"


def _best(call: Callable[[str], object], body: str) -> float:
    gc.collect()
    gc.disable()
    try:
        return min(_time(call, body) for _ in range(_ROUNDS))
    finally:
        gc.enable()


def _time(call: Callable[[str], object], body: str) -> float:
    started = time.process_time()
    call(body)
    return time.process_time() - started


def _payloads() -> Mapping[str, str]:
    """Return blocks with a right digest, at the limits of what is parsed and far beyond them."""
    made: dict[str, str] = {}
    for name, make in _PAYLOADS.items():
        made[name] = _sealed(_largest(make, INLINE_LIMIT, INLINE_VALUES))
        made[f"{name}, too large"] = _sealed(_largest(make, MAX_BODY - 400, MAX_BODY))
    return made


def _with(**fields: object) -> str:
    return _json({**_ENVELOPE, "findings": [], **fields})


def _finding(**fields: object) -> Mapping[str, object]:
    return {"id": "f-1", "severity": "high", "title": "t", "body": "b", **fields}


def _findings(count: int) -> Mapping[str, object]:
    prose = "The loop reads one element past the end when the list is empty. " * 4
    place = {"path": "src/module/file.py", "start_line": 10, "end_line": 12}
    found = [_finding(id=f"f-{number}", body=prose, location=place) for number in range(count)]
    covered = {"files_total": 1, "reviewed": ["src/module/file.py"], "truncated": False}
    return {**_ENVELOPE, "findings": found, "counts": {"high": count, "low": 0}, "coverage": covered}


_PAYLOADS: Final[Mapping[str, Callable[[int], str]]] = {
    "good findings": lambda count: _json(_findings(count)),
    "empty findings": lambda count: _with(findings=[_EMPTY] * count),
    "numbers for findings": lambda count: _with(findings=[0.5] * count),
    "empty evidence": lambda count: _with(findings=[_finding(evidence=[_EMPTY] * 50)] * count),
    "empty replacements": lambda count: _with(
        findings=[_finding(suggestions=[{"replacements": [_EMPTY] * 100}] * 20)] * count
    ),
    "empty checks": lambda count: _with(checks=[_EMPTY] * count),
    "tags": lambda count: _with(findings=[_finding(tags=["x"] * count)]),
    "unknown keys": lambda count: _with(**{f"k{number}": 0 for number in range(count)}),
    "counts": lambda count: _with(counts={f"s{number}": 0 for number in range(count)}),
    "paths": lambda count: _with(coverage={"reviewed": [f"p{number}" for number in range(count)]}),
    "decimals in extensions": lambda count: _with(extensions={"a.b": [1.5] * count}),
    "objects in extensions": lambda count: _with(extensions={"a.b": [_EMPTY] * count}),
    "a key twice": lambda count: "{" + '"a":0,' * count + '"a":0}',
    "many keys, then one twice": lambda count: (
        "{" + "".join(f'"k{number}":0,' for number in range(count)) + '"k0":0}'
    ),
    "arrays in arrays": lambda count: _with()[:-1] + ',"extensions":' + "[" * count + "]" * count + "}",
    "open arrays": lambda count: "[" * count,
    "open objects": lambda count: '{"a":' * count,
    "digits": lambda count: "1" * count,
    "one word": lambda count: _with(verdict="x" * count),
    "one long prose": lambda count: _with(summary="x" * count),
    "escapes": lambda count: _with(summary="\u2028" * count),
    "surrogate pairs": lambda count: _with(summary="\U0001f600" * count),
    "half surrogates": lambda count: _with(summary="\ud83d" * count),
    "spaces": lambda count: " " * count,
}


def _first() -> Mapping[str, str]:
    """Return bodies that begin with the sentinel and go wrong before their payload is parsed."""
    good = _sealed(_with())
    return {
        "header without end": OPENER + "x" * MAX_BODY,
        "spaces for header": OPENER + " " * MAX_BODY,
        "no closer": _BLOCK[: -len("-->\n")] + "--\n" * MAX_BODY,
        "closers within the line": _BLOCK[: -len("\n-->\n")] + " -->" * MAX_BODY,
        "line feeds": _BLOCK[: -len("{}\n-->\n")] + "\n" * MAX_BODY,
        "sentinels after it": good + SENTINEL * MAX_BODY,
        "almost sentinels after it": good + SENTINEL[:-1] * MAX_BODY,
        "carriage returns": _BLOCK[: -len("{}\n-->\n")] + "\r" * MAX_BODY,
        "fences after it": good + "\n>```\nb" * MAX_BODY,
    }


def _absent() -> Mapping[str, str]:
    """Return what a body without any sentinel is full of: things that look like the start of one."""
    return {
        "the word": _WORD + " ",
        "the word in a list": f"- {_WORD}\n",
        "the word after a bang": f"!{_WORD}",
        "the word after NBSP and a dash": f"-\u00a0{_WORD}",
        "the word after a ligature": "\ufdfa" * 24 + "\uff0d" + _WORD,
        "openers": "<!",
        "openers and ligatures": "<!" + "\ufdfa" * 20,
        "letters of other scripts": "\u0435\u0441\u043e\u0430",
        "zero width": "\u200b\u00ad\u200c\u200d\u2060\ufeff",
        "zero width and letters": "\u200ba",
        "capital dotted i": "\u0130",
        "half words": _WORD[:-1],
        "full width openers": "\uff1c\uff01",
    }


def _late(opened: str, unit: str) -> str:
    room = MAX_PREFIX - len(SENTINEL) - len(opened) - 1
    most = (MAX_BODY - len(opened) - len(_BLOCK) - 1) // _size(unit)
    return _filled(opened + unit * min(room // len(unit), most) + "\n" + _BLOCK)


def _sealed(text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{OPENER}review review-a 42 {_HEAD} 1 sha256:{digest}\n{text}\n-->\n"


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _largest(make: Callable[[int], str], size: int, values: int) -> str:
    """Return the largest payload of a kind within a size and a number of values, by bisection."""

    def fits(count: int) -> bool:
        text = make(count)
        return len(text) <= size and sum(map(text.count, ",[{")) <= values

    low, high = 0, 1
    while fits(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return make(low)


def _repeated(opened: str, unit: str, size: int) -> str:
    """Return `opened` and as many units as make up `size` bytes."""
    room = size - _size(opened)
    return opened + unit * (room // _size(unit)) + "x" * (room % _size(unit))


def _filled(body: str, unit: str = "x") -> str:
    """Return the body cut or filled up to the largest size that is read."""
    if len(body) > MAX_BODY:
        body = body[:MAX_BODY]
    return _repeated(body, unit, MAX_BODY)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _short(unit: str) -> str:
    return repr(unit if len(unit) <= 24 else unit[:21] + "…")


if __name__ == "__main__":
    main()
