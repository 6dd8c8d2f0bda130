"""Hypothesis strategies for valid documents of every kind: `documents()`, `reviews()`, `findings()`.

They draw JSON values and pass them through the models, so a strategy that draws what the contract refuses
fails at once. Strings are drawn often from what has broken parsers before.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final, TypeAlias, cast

from hypothesis import strategies as st

from review_contract import Document
from review_contract.parsing import validate
from review_contract.v1.finding import Finding
from review_contract.v1.kinds import KINDS
from review_contract.v1.review_kinds import Review

Value: TypeAlias = dict[str, object]
Values: TypeAlias = st.SearchStrategy[Value]

_NASTY: Final = (
    *(
        "-->",
        "--!>",
        "<!--",
        "<!--->",
        "--",
        "- -",
        "-" * 7,
        "]]>",
        "&lt;!--",
        "&#60;",
        "<script>",
        "<details>",
    ),
    *("<!-- review-contract:v1 review", "<\\!-- review-contract:v1", "```", "> quote", "\u2028", "\u00a0x"),
    *(
        "\ufeffx",
        "\u200bx",
        "\u202egnp",
        "\U0001f600",
        "\\u003e",
        "\\",
        '"',
        "/",
        "%0A",
        "::error::",
        "${{ x }}",
    ),
)
_LOWER: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
SCALES: Final = (
    ("critical", "high", "medium", "low", "info"),
    ("P0", "P1", "P2"),
    ("HIGH", "MEDIUM", "LOW"),
    ("high", "low", "note"),
)


def _object(
    required: Mapping[str, st.SearchStrategy[object]], **optional: st.SearchStrategy[object]
) -> Values:
    return st.fixed_dictionaries({**required}, optional=optional)


def _some(strategy: st.SearchStrategy[object], least: int = 0, most: int = 2) -> st.SearchStrategy[object]:
    return st.lists(strategy, min_size=least, max_size=most)


def _texts(forbidden: str) -> st.SearchStrategy[str]:
    alphabet = st.characters(exclude_categories=["Cs"], exclude_characters=forbidden + "\x7f")
    wild = st.text(alphabet, min_size=1, max_size=30)
    return (wild | st.sampled_from(_NASTY)).filter(lambda text: text.strip(" \t\r\n") != "")


_CONTROL: Final = "".join(map(chr, range(32)))
LINES: Final = _texts(_CONTROL)
PROSE: Final = _texts("".join(c for c in _CONTROL if c not in "\t\n\r"))
NAMES: Final = st.sampled_from(["review-a", "triage", "x"]) | st.from_regex(
    r"[a-z][a-z0-9]{0,7}(-[a-z0-9]{1,5}){0,2}", fullmatch=True
)
LABELS: Final = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,12}", fullmatch=True)
IDS: Final = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/#-]{0,12}", fullmatch=True)
SHAS: Final = st.text("0123456789abcdef", min_size=40, max_size=40) | st.just("0a" * 32)
DIGESTS: Final = st.text("0123456789abcdef", min_size=64, max_size=64).map("sha256:{}".format)
NUMBERS: Final = st.integers(1, 50) | st.integers(1, 2**53 - 1)
COUNTS: Final = st.integers(0, 50) | st.integers(0, 2**53 - 1)
URLS: Final = st.sampled_from(["https://example.com/", "http://a.b/c?d=e&f#--"])
TIMES: Final = st.datetimes().map(lambda at: at.isoformat(timespec="seconds") + "Z")
SEGMENTS: Final = st.text(_LOWER + "._- \u00e9", min_size=1, max_size=8).filter(
    lambda one: one not in {".", ".."}
)
PATHS: Final = st.lists(SEGMENTS, min_size=1, max_size=3).map("/".join)
REFS: Final = st.text(_LOWER + "/-._\u00e9", min_size=1, max_size=12)
CONFIDENCES: Final = st.sampled_from(["high", "medium", "low"])


@st.composite
def _locations(draw: st.DrawFn) -> Value:
    location = draw(_object({"path": PATHS}, side=st.sampled_from(["LEFT", "RIGHT"])))
    if draw(st.booleans()):
        first = location["start_line"] = draw(st.integers(1, 500))
        if draw(st.booleans()):
            location["end_line"] = draw(st.integers(first, first + 20))
        if draw(st.booleans()):
            column = location["start_column"] = draw(st.integers(1, 100))
            location["end_column"] = draw(st.integers(column + 1, column + 50))
    return location


LOCATIONS: Final = _locations()
CITATIONS: Final = _object({"text": PROSE}, location=LOCATIONS, url=URLS)


def _findings(scale: tuple[str, ...]) -> Values:
    replacements = _object({"location": LOCATIONS, "text": st.just("") | PROSE})
    prints = st.dictionaries(
        st.sampled_from(["context/v1", "rule/v1", "text/v1"]), DIGESTS.map(lambda digest: digest[7:])
    )
    return _object(
        {"id": IDS, "severity": st.sampled_from(scale), "title": LINES, "body": PROSE},
        fingerprints=prints,
        aliases=_some(IDS),
        rule_id=LABELS,
        rule_url=URLS,
        category=LABELS,
        confidence=CONFIDENCES,
        failure_scenario=PROSE,
        evidence=_some(CITATIONS),
        recommendation=PROSE,
        location=LOCATIONS,
        related_locations=_some(_object({"location": LOCATIONS}, message=LINES)),
        suggestions=_some(_object({"replacements": _some(replacements, least=1)}, description=LINES), most=1),
        introduced=st.sampled_from(["new", "pre_existing", "unknown"]),
        tags=_some(LABELS),
    )


def _distinct(items: st.SearchStrategy[Value], key: str = "id") -> st.SearchStrategy[list[Value]]:
    return st.lists(items, max_size=3, unique_by=lambda item: str(item[key]))


def _dispositions() -> st.SearchStrategy[list[Value]]:
    shared = {"finding_id": IDS, "justification": PROSE}
    free = st.sampled_from(
        ["conceded", "could_not_fix", "wont_fix", "duplicate", "deferred", "withdrawn", "agreed"]
    )
    return _distinct(
        _object({**shared, "action": free}, evidence=_some(CITATIONS), commit_sha=SHAS)
        | _object({**shared, "action": st.just("fixed"), "commit_sha": SHAS}, evidence=_some(CITATIONS))
        | _object(
            {
                **shared,
                "action": st.sampled_from(["refuted", "false_positive"]),
                "evidence": _some(CITATIONS, least=1),
            }
        ),
        "finding_id",
    )


def _subjects() -> Values:
    repository = st.fixed_dictionaries({"id": NUMBERS, "full_name": st.just("octo/parser")})
    return (
        _object(
            {
                "repository": repository,
                "type": st.just("pull_request"),
                "number": NUMBERS,
                "head_sha": SHAS,
                "base_ref": REFS,
            },
            merge_base_sha=SHAS,
        )
        | _object({"repository": repository, "type": st.just("issue"), "number": NUMBERS})
        | _object({"repository": repository, "type": st.just("ref"), "head_sha": SHAS}, base_ref=REFS)
    )


_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | LINES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(LINES, inner, max_size=2),
    max_leaves=4,
)


@st.composite
def _envelopes(draw: st.DrawFn, kind: str) -> Value:
    usage = _object(
        {},
        turns=COUNTS,
        duration_ms=COUNTS,
        input_tokens=COUNTS,
        cost_usd=st.integers(0, 99) | st.integers(0, 9**6).map(lambda cents: cents + 0.25),
    )
    value: Value = {"schema_version": "1.0", "kind": kind, "status": draw(st.sampled_from(_STATUSES))}
    value |= draw(
        _object(
            {"stage": NAMES, "id": IDS, "subject": _subjects(), "round": st.integers(1, 10_000)}
            | {"producer": _object({"name": LABELS}, version=LABELS, model=LABELS, prompt_digest=DIGESTS)},
            in_reply_to=IDS,
            run=_object({"id": NUMBERS, "attempt": NUMBERS}, url=URLS, started_at=TIMES, completed_at=TIMES),
            supersedes=st.lists(IDS, max_size=2, unique=True),
            usage=usage,
            extensions=st.dictionaries(st.just("com.example.x") | NAMES, _JSON, max_size=2),
        )
    )
    value["supersedes"] = [one for one in _list(value.get("supersedes")) if one != value["id"]]
    if value["status"] == "started":
        value["expires_at"] = draw(TIMES)
    if value["status"] in {"partial", "failed", "skipped"}:
        value["status_reason"] = draw(LINES)
    return value


_STATUSES: Final = ("completed", "completed", "completed", "started", "partial", "failed", "skipped")


def _list(value: object) -> list[object]:
    return [*cast("list[object]", value)] if isinstance(value, list) else []


@st.composite
def _review_values(draw: st.DrawFn) -> Value:
    value = draw(_envelopes("review"))
    scale = draw(st.sampled_from(SCALES))
    found = draw(_distinct(_findings(scale)))
    times = Counter(str(one["severity"]) for one in found)
    files = draw(st.lists(PATHS, unique=True, max_size=4))
    cut = draw(st.integers(0, len(files)))
    excluded = [{"path": path, "reason": draw(LINES)} for path in files[cut:]]
    truncated = draw(st.booleans())
    verdicts = ["request_changes", "comment", "abstain"] + ["approve"] * (value["status"] == "completed")
    return value | {
        "severity_scale": [*scale],
        "findings": found,
        "counts": {name: times[name] for name in scale},
        "coverage": {
            "files_total": len(files) + draw(st.integers(0, 3)) * truncated,
            "reviewed": files[:cut],
            "excluded": excluded,
            "truncated": truncated,
        },
        "verdict": draw(st.sampled_from(verdicts)),
        "dispositions": draw(_dispositions()),
    }


@st.composite
def _critique_values(draw: st.DrawFn) -> Value:
    value = draw(_envelopes("critique"))
    scale = draw(st.sampled_from(SCALES))
    challenge = {"problem": st.sampled_from(["praise_without_evidence", "misses_the_code"])}
    return value | {
        "severity_scale": [*scale],
        "alignment": draw(st.sampled_from(["changes", "not_aligned"])),
        "missed_findings": draw(_distinct(_findings(scale))),
        "dispositions": draw(_dispositions()),
        "review_challenges": draw(_some(_object(challenge | {"quote": PROSE, "justification": PROSE}))),
    }


def _with(kind: str, body: Values) -> Values:
    return st.tuples(_envelopes(kind), body).map(lambda both: both[0] | both[1])


_TARGETS: Final = _object({"name": LINES}, version=LABELS)
_REASONS: Final[Values] = st.recursive(
    _object(
        {
            "code": NAMES,
            "conclusion": st.sampled_from(["pass", "fail", "error", "pending"]),
            "sentence": PROSE,
        }
    ),
    lambda inner: st.tuples(inner, st.lists(inner, max_size=2)).map(lambda two: two[0] | {"reasons": two[1]}),
    max_leaves=4,
)
_VERDICTS: Final = st.sampled_from(["request_changes", "comment", "abstain"])
_VALUES: Final[Mapping[str, Values]] = {
    "triage": _with("triage", _object({"classification": NAMES, "confidence": CONFIDENCES}, layer=LABELS)),
    "research": _with(
        "research",
        _object(
            {"confidence": st.just("low"), "proposal": PROSE},
            flags=_some(_object({"name": NAMES, "reason": PROSE, "caps_at": CONFIDENCES})),
            comparisons=_some(
                _object({"name": LINES, "summary": PROSE}, sources=_some(_object({"url": URLS})))
            ),
        ),
    ),
    "review": _review_values(),
    "critique": _critique_values(),
    "response": _with(
        "response", _object({"verdict": _VERDICTS}, dispositions=_dispositions(), summary=PROSE)
    ),
    "advice": _with("advice", _object({"verdict": _VERDICTS}, summary=PROSE)),
    "change": _with(
        "change",
        _object({"action": st.just("held"), "held_reason": PROSE}, dispositions=_dispositions())
        | _object({"action": st.just("pushed"), "commits": _some(SHAS, least=1)}, summary=PROSE),
    ),
    "closure": _with("closure", _object({"reason": LINES, "evidence": _some(CITATIONS, least=1)})),
    "ci_failure": _with(
        "ci_failure",
        _object({"branch": REFS, "check_name": LINES, "url": URLS, "enriched": st.booleans()}, plan=PROSE),
    ),
    "outcome": _with(
        "outcome",
        _object({"exit_reason": st.sampled_from(["converged", "stuck"])}, turns=COUNTS, target=_TARGETS),
    ),
    "notice": _with("notice", _object({"reason": st.just("guard"), "message": PROSE})),
    "breaker": _with("breaker", _object({"target": _TARGETS, "state": st.sampled_from(["closed", "open"])})),
    "decision": _with(
        "decision",
        _object(
            {"conclusion": st.just("fail"), "reasons": _some(_REASONS, least=1)},
            counts=st.dictionaries(NAMES, COUNTS, max_size=2),
        ),
    ),
}


def values(kind: str) -> Values:
    """Draw a document of one kind as a JSON value."""
    return _VALUES[kind]


def documents() -> st.SearchStrategy[Document]:
    """Draw a valid document of any kind."""
    return st.sampled_from(sorted(KINDS)).flatmap(
        lambda kind: values(kind).map(lambda value: validate(KINDS[kind], value))
    )


def reviews() -> st.SearchStrategy[Review]:
    """Draw a valid review."""
    return values("review").map(lambda value: validate(Review, value))


def findings(scale: tuple[str, ...] = SCALES[0]) -> st.SearchStrategy[Finding]:
    """Draw a valid finding whose severity is on the scale."""
    return _findings(scale).map(lambda value: validate(Finding, value))
