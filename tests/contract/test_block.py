"""The block: what is embedded reads the same; what is cut, changed, moved or doubled is named, never read."""

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from review_contract import (
    Block,
    Code,
    Diagnosis,
    Document,
    Pointer,
    artifact_name,
    embed,
    parse,
    payload,
    read,
    sha256,
)
from review_contract.block import INLINE_LIMIT, MAX_BODY
from review_contract.header import OPENER, SENTINEL, Header, parse_header
from review_contract.v1.kinds import KINDS
from review_contract.v1.review_kinds import Review
from tests.contract.strategies import DIGESTS, NAMES, NUMBERS, SHAS, documents
from tests.contract.vectors import BASES, Json

BODY = embed(parse(json.dumps(BASES["clean-review"])))
LINES = BODY.splitlines()
TEXT = st.text(st.characters()) | st.text(st.sampled_from("<!->\n `~*_[]()&;#x\r\t\u200b\ud800"))
PIECES = st.sampled_from(
    [
        *LINES,
        SENTINEL,
        OPENER,
        "<!--",
        "-->",
        "--!>",
        "\n",
        "\r\n",
        " ",
        "```",
        "> ",
        BODY,
        BODY[:200],
        "\x00",
        "\ud800",
    ]
)
KIND = st.sampled_from(sorted(KINDS))
BODIES = TEXT | st.lists(PIECES, max_size=8).map("".join)


def _code(body: str) -> str:
    found = read(body)
    return found.code if isinstance(found, Diagnosis) else Code.READABLE


def _signed(text: str) -> str:
    """Return a sound block around any payload: its digest is right, so only its content can be wrong."""
    return f"{LINES[0].rsplit(' ', 1)[0]} {sha256(text.encode())}\n{text}\n-->\n"


@given(documents())
def test_embedding_then_reading_returns_the_same_document(document: Document) -> None:
    found = read(embed(document))
    assert isinstance(found, Block)
    assert found.document == document
    assert found.header.digest == sha256(payload(document))


@given(documents())
def test_no_payload_holds_lt_gt_amp_or_double_dash(document: Document) -> None:
    text = payload(document).decode("ascii")
    assert text.isprintable()
    assert not re.search("[<>&]|--", text)


@given(documents())
def test_a_block_is_three_lines_of_ascii_and_nothing_else(document: Document) -> None:
    header, text, closer = embed(document, inline_limit=2**30).split("\n")[:3]
    assert (text, closer) == (payload(document).decode(), "-->")
    found = parse_header(header)
    assert found is not None
    assert found.line() == header


@given(TEXT.filter(lambda tail: SENTINEL not in tail))
@example("<!--")
@example("\ud800")
@example("```\n" + LINES[1])
def test_any_tail_without_the_sentinel_leaves_the_block_readable(tail: str) -> None:
    assert read(BODY + tail) == read(BODY)


@given(TEXT, st.sampled_from([SENTINEL, BODY, OPENER, SENTINEL + "v9 "]), TEXT)
def test_any_tail_with_the_sentinel_makes_the_body_ambiguous(before: str, again: str, after: str) -> None:
    assert _code(BODY + before + again + after) == Code.AMBIGUOUS


@given(TEXT.filter(bool))
@example("\n")
@example("\ufeff")
@example("<")
def test_nothing_at_all_may_stand_before_a_block(head: str) -> None:
    assert _code(head + BODY) == Code.MISPLACED


@given(st.integers(0, len(BODY) - 2))
def test_f9_a_cut_block_is_never_read(end: int) -> None:
    assert _code(BODY[:end]) in {Code.MISSING, Code.DEFACED, Code.UNTERMINATED}
    if end > len(LINES[0]):
        assert _code(BODY[:end]) == Code.UNTERMINATED


@given(st.integers(0, len(BODY) - 1), st.characters(), st.booleans())
def test_one_flipped_character_is_never_read_as_another_document(at: int, new: str, insert: bool) -> None:  # noqa: FBT001
    found = read(BODY[:at] + new + BODY[at if insert else at + 1 :])
    assert isinstance(found, Diagnosis) or found == read(BODY)


@given(st.integers(len(LINES[0]) + 1, len(BODY) - 6), st.sampled_from("<>&\r\n\t\x00\x7f\u00e9\u2028\ud800"))
def test_a_payload_with_a_forbidden_character_is_refused_though_its_digest_is_right(
    at: int, bad: str
) -> None:
    text = LINES[1][: at - len(LINES[0])] + bad + LINES[1][at - len(LINES[0]) :]
    line = f"{LINES[0].rsplit(' ', 1)[0]} {sha256(text.encode('utf-8', 'surrogatepass'))}"
    assert _code(f"{line}\n{text}\n-->\n") in {Code.DEFACED, Code.UNTERMINATED}


@given(BODIES)
@example("")
@example(SENTINEL * 1000)
def test_reading_never_raises_and_never_reads_what_does_not_begin_with_the_sentinel(body: str) -> None:
    found = read(body)
    assert isinstance(found, Diagnosis) or body.startswith(OPENER)


@given(
    st.builds(Header, KIND, NAMES, NUMBERS | st.none(), SHAS | st.none(), NUMBERS, DIGESTS),
    st.sampled_from([" ", "  ", "\t", "\n", "x", "\u00a0", " ed25519:", " -"]),
)
def test_line_1_has_one_spelling(header: Header, extra: str) -> None:
    line = header.line()
    assert parse_header(line) == header
    assert parse_header(line + extra) is None
    assert parse_header(line.upper()) is None


@given(documents(), st.integers(0, 2000))
def test_f10_above_the_inline_limit_the_block_points_to_an_artifact_that_holds_the_document(
    document: Document, limit: int
) -> None:
    data = payload(document)
    found = read(embed(document, inline_limit=limit))
    assert isinstance(found, Block)
    if len(data) <= limit:
        assert found.document == document
        return
    pointer = found.document
    assert isinstance(pointer, Pointer)
    assert pointer.artifact.digest == sha256(data)
    assert (pointer.artifact.name, pointer.artifact.size) == (artifact_name(sha256(data)), len(data))
    assert parse(data) == document
    said = Pointer.model_fields.keys() & type(document).model_fields.keys() - {
        "usage",
        "extensions",
        "counts",
    }
    assert all(getattr(pointer, name) == getattr(document, name) for name in said)
    assert pointer.counts == (document.counts if isinstance(document, Review) else None)


@pytest.mark.parametrize("kind", KINDS)
def test_f10_a_pointer_to_any_kind_is_readable(kind: str) -> None:
    found = read(embed(parse(json.dumps(BASES[kind])), inline_limit=0))
    assert isinstance(found, Block)
    assert isinstance(found.document, Pointer)


def test_f10_a_body_stays_below_what_github_stores() -> None:
    long = "x" * 20_000
    value = BASES["clean-review"] | {"summary": long, "extensions": {"x": [long] * 3}}
    assert len(embed(parse(json.dumps(value)))) < 4096 < INLINE_LIMIT < 65_536 < MAX_BODY == 4 * 65_536


def test_f1_a_stripped_block_is_missing() -> None:
    for body in ("", "Looks good.", "<!-- -->", "-->", LINES[1], "`review-contract`"):
        assert _code(body) == Code.MISSING


@pytest.mark.parametrize(
    "opener", ["<\\!--", "&lt;!--", "&#60;!--", "<!\u2013", "<\u200b!--", "< !--", "\uff1c!--"]
)
def test_f2_a_defaced_block_is_not_silence(opener: str) -> None:
    assert _code(BODY.replace("<!--", opener, 1)) == Code.DEFACED


def test_f4_of_several_blocks_none_speaks() -> None:
    other = embed(parse(json.dumps(BASES["partial-review"])))
    for body in (BODY + other, BODY + "\n" + BODY, BODY + "> " + BODY, BODY + "```\n" + other):
        assert _code(body) == Code.AMBIGUOUS


@pytest.mark.parametrize(
    "closer", ["-->", "--!>", "--", "->", ">", "]]>", "<!--", "<!--->", "<![CDATA[", "</script>"]
)
def test_f5_comment_closers_inside_strings_can_not_end_the_block(closer: str) -> None:
    value: Json = BASES["clean-review"] | {
        "summary": f"{closer}{closer} a {closer}",
        "extensions": {"x": {closer: closer}},
    }
    document = parse(json.dumps(value))
    found = read(embed(document))
    assert isinstance(found, Block)
    assert found.document == document
    assert embed(document).count("-->") == embed(document).count("--") - 1 == 1
    unescaped = json.dumps(value)
    assert _code(_signed(unescaped)) == (Code.DEFACED if re.search("[<>&]|--", unescaped) else Code.READABLE)


@pytest.mark.parametrize("form", ["<!--->", "<!---", "<!-->", "<!", "<!-- >", "<!- -"])
def test_f6_other_forms_of_comments_open_no_block(form: str) -> None:
    assert _code(BODY.replace("<!--", form, 1)) in {Code.DEFACED, Code.MISSING}
    assert _code(BODY.replace("\n-->", "\n" + form, 1)) == Code.UNTERMINATED


def test_f7_line_ends_and_invisible_characters_are_exact() -> None:
    assert _code(BODY.replace("\n", "\r\n")) == Code.DEFACED
    assert _code(BODY.replace("\n", "\r")) == Code.DEFACED
    assert _code("\ufeff" + BODY) == Code.MISPLACED
    for invisible in "\u00a0\u200b\u200d\u2060\ufeff\u00ad":
        assert _code(BODY.replace(" ", invisible, 1)) == Code.DEFACED
        assert _code(BODY.replace("\n-->", "\n-->" + invisible)) == Code.DEFACED


@pytest.mark.parametrize("version", ["v2", "v12", "v10", "v999"])
def test_f11_a_later_major_is_not_guessed(version: str) -> None:
    assert _code(BODY.replace(":v1 ", f":{version} ", 1)) == Code.UNSUPPORTED_VERSION


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" 42 ", " 4 "),
        (" 42 ", " 142 "),
        (" 1 sha", " 10 sha"),
        (" review-a ", " review-a-b "),
        (" review ", " outcome "),
    ],
)
def test_f22_what_only_begins_alike_is_another(old: str, new: str) -> None:
    assert _code(BODY.replace(old, new, 1)) == Code.HEADER_MISMATCH


def test_line_1_has_at_most_1023_characters() -> None:
    room = 1023 - len(LINES[0]) + len("review-a")
    fits, too_long = (BODY.replace(" review-a ", f" {'a' * length} ", 1) for length in (room, room + 1))
    assert (_code(fits), _code(too_long)) == (Code.HEADER_MISMATCH, Code.DEFACED)
    assert parse_header(LINES[0].replace(" review-a ", f" {'a' * 2000} ")) is None


def test_a_defect_behind_a_sound_header_still_says_whose_it_is() -> None:
    """The gate attributes a block that it can't read: head and round stand in line 1."""
    for body in (BODY[:300], _signed("{}"), BODY.replace("approve", "comment"), BODY + BODY):
        found = read(body)
        assert isinstance(found, Diagnosis)
        assert found.header is not None
        assert found.header.head_sha == BASES["clean-review"]["subject"]["head_sha"]
