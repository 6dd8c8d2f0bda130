"""`diagnose` says what is wrong, where, and inside of what; it never yields a document, and it is bounded."""

import subprocess
import sys
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_contract import Block, Code, Diagnosis, read
from review_contract.block import MAX_BODY
from review_contract.diagnose import diagnose
from review_contract.header import SENTINEL
from review_contract.html_context import NOTHING, after_html
from review_contract.lookalikes import defaced_at, looks_defaced
from review_contract.markdown_context import MAX_LINES, MAX_PREFIX, MAX_STEPS, place_of
from tests.contract.markdown_strategies import BLOCKS, markdown, misplaced

BLOCK = BLOCKS[0]
FLAT = " ".join(BLOCK.split())
LOOKALIKE = "<\\!-- review-contract:v1 review"

CONTEXTS = (
    ("\n", 2, ("later",)),
    (" ", 1, ("later",)),
    ("\ufeff", 1, ("later",)),
    ("text\n", 2, ("later",)),
    ("text\n\n", 3, ("later",)),
    ("text\r\n\r\n", 3, ("later",)),
    ("<!-- other -->\n", 2, ("later",)),
    ("<!-->\n", 2, ("later",)),
    ("<!-- a --!>\n", 2, ("later",)),
    ("<details>\n</details>\n\n", 4, ("later",)),
    ("<p>\n\ntext\n\n", 5, ("later",)),
    ("Use `<details>`.\n\n", 3, ("later",)),
    ("> <div>\n\n", 3, ("later",)),
    ("```\n", 2, ("fence",)),
    ("~~~ text\n", 2, ("fence",)),
    ("text\n\n```\n```\n\n```\n", 7, ("fence",)),
    ("```\n```\u00a0\n", 3, ("fence",)),
    ("```a|b\n-|-\n\n", 4, ("fence",)),
    ("    ", 1, ("indented_code",)),
    ("\t", 1, ("indented_code",)),
    ("> ", 1, ("quote",)),
    ("> > text\n> > ", 2, ("quote", "quote")),
    ("> ```\n> ", 2, ("quote", "fence")),
    ("- ", 1, ("list",)),
    ("1. text\n   ", 2, ("list",)),
    ("- > ", 1, ("list", "quote")),
    ("- text\n\n      ", 3, ("list", "indented_code")),
    ("- text ", 1, ("list", "inline")),
    ("text ", 1, ("inline",)),
    ("text\ntext ", 2, ("inline",)),
    ("\\", 1, ("inline",)),
    ("\u00a0", 1, ("inline",)),
    ("# ", 1, ("heading",)),
    ("<details>\n", 2, ("html",)),
    ("<details>\n\n", 3, ("html",)),
    ("text\n\n<div>\n\n> text\n\n", 7, ("html",)),
    ("<div>\n\n- ", 3, ("html", "list")),
    ("<b>text\n\n", 3, ("html",)),
    ("<div title='\n\n", 3, ("attribute",)),
    ('<div title="\n', 2, ("attribute",)),
    ("<div\n", 2, ("attribute",)),
    ("<!-- open\n", 2, ("comment",)),
    ("- <!-- open\n", 2, ("list", "comment")),
    ("<![CDATA[\n", 2, ("comment",)),
    ("<?php\n", 2, ("comment",)),
    ("[^1]: ", 1, ("footnote",)),
    ("- [^1]: text\n\n      ", 3, ("footnote",)),
)

INLINE = (
    ("`{}`", ("code_span",)),
    ("a ``{}`` b", ("code_span",)),
    ("# `{}`", ("heading", "code_span")),
    ("{}\n===", ("later",)),
    ("a {}\n===", ("heading",)),
    ("[text](/u '{}')", ("link",)),
    ("[text {} text](/u)", ("link",)),
    ("[`{}`](/u)", ("link", "code_span")),
    ("![{}](/u)", ("link",)),
    ("[r]: /u '{}'", ("link",)),
    ("text <a title='{}'> text", ("attribute",)),
    ("text <!-- {}", ("comment",)),
    ("| a | b |\n|---|---|\n| {} | c |", ("table",)),
    ("| {} | b |\n|---|---|", ("table",)),
    ("| a |\n|---|\n| `{}` |", ("table", "code_span")),
    ("text\n| {} |\n|---|", ("table",)),
    ("> a | {}\n> --|--", ("quote", "table")),
    ("> a | {}\n--|--", ("quote", "inline")),
)


@pytest.mark.parametrize(("before", "line", "context"), CONTEXTS, ids=repr)
def test_a_misplaced_block_is_placed(before: str, line: int, context: tuple[str, ...]) -> None:
    found = diagnose(before + BLOCK)
    assert (found.code, found.line, found.context) == (Code.MISPLACED, line, context)
    assert f"on line {line}" in found.message


@pytest.mark.parametrize(("around", "context"), INLINE, ids=repr)
def test_a_block_within_a_text_is_placed(around: str, context: tuple[str, ...]) -> None:
    found = diagnose("text\n\n" + around.format(FLAT))
    assert (found.code, found.context) == (Code.MISPLACED, context)


@pytest.mark.parametrize(("before", "line", "context"), CONTEXTS[3:], ids=repr)
def test_a_defaced_block_is_placed(before: str, line: int, context: tuple[str, ...]) -> None:
    found = diagnose(before + LOOKALIKE)
    assert (found.code, found.line) == (Code.DEFACED, line)
    assert f"on line {line}" in found.message
    containers = {"quote", "list", "fence", "indented_code", "heading", "html"}
    assert [name for name in found.context if name in containers] == [
        name for name in context if name in containers
    ]


def test_the_message_says_what_github_does() -> None:
    message = diagnose("text\n" * 11 + "\n```\n" + BLOCK).message
    assert message.startswith("inside a code fence on line 14: GitHub shows it, so it does not count; ")
    assert "GitHub hides it, but" in diagnose("text\n\n" + BLOCK).message
    assert "a code fence in a list in a quote" in diagnose("> - ```\n>   " + BLOCK).message


def test_a_readable_block_is_said_to_be_readable_without_its_document() -> None:
    found = diagnose(BLOCK + "text")
    assert (found.code, found.problems) == (Code.READABLE, ())
    assert not hasattr(found, "document")


@pytest.mark.parametrize(
    "body",
    [
        BLOCK[:-5],
        BLOCK.replace('"', "'"),
        BLOCK + SENTINEL,
        SENTINEL + "v2 x",
        SENTINEL,
        BLOCK + "x" * MAX_BODY,
        "",
        "x",
    ],
    ids=lambda body: repr(body[-9:]),
)
def test_what_read_finds_at_the_start_is_returned_unchanged(body: str) -> None:
    assert diagnose(body) == read(body)


def test_the_first_of_several_sentinels_is_placed() -> None:
    assert diagnose(f"```\n{BLOCK}```\n\n> {FLAT}\n").context == ("fence",)


def test_the_header_is_kept_where_it_can_be_read() -> None:
    found = diagnose("> " + BLOCK)
    assert found.header is not None
    assert found.header.kind == "notice"


@pytest.mark.parametrize(
    "opener",
    [
        "<\\!--",
        "\\<\\!--",
        "&lt;!--",
        "&#x3C;!--",
        "\\u003c!--",
        "<!\u2014",
        "<!\u2013\u2013",
        "<! --",
        "< !--",
        "\uff1c!--",
    ],
)
@pytest.mark.parametrize(
    "word", ["review-contract", "Review-Contract", "re\u200bview-contract", "revi\u0435w-contract"]
)
@pytest.mark.parametrize("before", ["", "text\n\n", "\u0442\u0435\u043a\u0441\u0442 \U0001f600 "])
def test_what_was_meant_as_a_sentinel_is_called_defaced(opener: str, word: str, before: str) -> None:
    if word.isascii() or opener.startswith("<!") or not before:
        assert diagnose(f"{before}{opener} {word}:v1 review").code == Code.DEFACED


@pytest.mark.parametrize("space", ["", "\u00a0", "\n", "  ", "\u200b"])
def test_a_sentinel_with_another_space_is_called_defaced(space: str) -> None:
    found = read(f"<!--{space}review-contract:v1 review")
    assert isinstance(found, Diagnosis)
    assert found.code == Code.DEFACED


@pytest.mark.parametrize(
    "prose",
    [
        "Use review-contract: it works.",
        "pass --review-contract",
        "- review-contract\n" * 200,
        "<!-- other --> review-contract",
        "<!-- docs of review-contract -->",
        "\u0441\u043c. review-contract " * 50,
        "a -> review-contract",
    ],
)
def test_prose_that_speaks_of_the_tool_is_no_sentinel(prose: str) -> None:
    assert diagnose(prose) == read(prose)
    assert diagnose(prose).code == Code.MISSING


@given(st.text(), st.text())
def test_a_lookalike_is_found_where_it_stands(before: str, after: str) -> None:
    body = before + "\n<\\!-- review-contract" + after
    offset = defaced_at(body)
    assert looks_defaced(body)
    assert offset is not None
    assert 0 <= offset < len(body)


# ----------------------------------------------------------------------------------------------- bounds


@pytest.mark.parametrize(
    "hostile",
    [
        "a\n" * (MAX_LINES + 1),
        "x" * MAX_PREFIX,
        ">```\nb\n" * 9000,
        "> # a\nb\n" * 8000,
        "[a]: b '" + "\\\U0001f600> # a\nb\n" * 5000,
        "[a]: b '\n" * 7000,
        ("- " * 20 + "a\n") * 1500,
        "<p>" * 20000,
        "<div>" * 200,
        "-|-\n" * 16000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_body_that_costs_too_much_is_unreadable(hostile: str) -> None:
    found = diagnose(f"{hostile}\n{BLOCK}")
    assert (found.code, found.context) == (Code.UNREADABLE, ())
    assert "too long or too complex" in found.message


@pytest.mark.parametrize("nested", [">" * 150, "- " * 150, "> - " * 60], ids=lambda body: repr(body[:12]))
def test_what_is_nested_too_deep_is_unreadable(nested: str) -> None:
    assert diagnose(nested + BLOCK).code == Code.UNREADABLE
    assert diagnose(nested + "\n" + BLOCK).context == ("later",)


def _steps(body: str) -> int:
    """Return what a body costs, by counting what is charged."""
    spent: list[int] = []
    place_of(body, body.index(SENTINEL) + 20, SENTINEL[:-1], spent.append)
    return sum(spent)


@pytest.mark.parametrize(
    ("unit", "most"),
    [
        ("x" * 79 + "\n", 0.2),
        ("A line of prose, and another one.\n\n", 0.5),
        ("- An item of some words.\n" * 9 + "\n", 0.6),
    ],
)
def test_ordinary_bodies_stay_far_below_the_budget(unit: str, most: float) -> None:
    body = unit * (40_000 // len(unit)) + "\n\n" + BLOCK
    assert _steps(body) < most * MAX_STEPS
    assert diagnose(body).code == Code.MISPLACED


@given(st.randoms(use_true_random=False))
def test_the_same_body_costs_the_same_steps(random: Random) -> None:
    body = misplaced(random, BLOCK)
    if not body.startswith(SENTINEL):
        assert _steps(body) == _steps(body)


def test_html_is_read_in_time_linear_in_its_length() -> None:
    for piece in ("<a ", "<!--", "<a b='", "</a>", "<?", "=' ", "<a b=c>"):
        counts: list[int] = []
        after_html(NOTHING, piece * 50, counts.append)
        assert sum(counts) <= 3 * 4 * 50


def test_the_canonical_path_imports_no_markdown_parser() -> None:
    script = f"import sys; from review_contract import read; read({BLOCK!r}); read('x' + {BLOCK!r})\n"
    script += f"from review_contract.diagnose import diagnose; diagnose({BLOCK!r}); diagnose('')\n"
    script += "sys.exit('markdown_it' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# ------------------------------------------------------------------------------------------- properties

_ODD = st.one_of(
    st.text(),
    st.text(st.sampled_from("<>!-`~|[]()^:='\"\\ \t\r\n\0\ufeff\u2028\ud800#*+1.a")),
    st.randoms(use_true_random=False).map(markdown),
)


@given(_ODD, _ODD)
def test_it_never_raises_and_is_readable_only_where_read_accepts(before: str, after: str) -> None:
    for body in (before, before + SENTINEL + after, before + BLOCK + after, before + LOOKALIKE + after):
        found = diagnose(body)
        assert (found.code == Code.READABLE) == isinstance(read(body), Block)
        assert (found.code == Code.MISPLACED) == bool(found.context and found.code != Code.DEFACED)
        assert found.line is None or 1 <= found.line <= body.count("\n") + body.count("\r") + 1


@given(_ODD)
def test_what_follows_a_misplaced_block_does_not_make_it_readable(after: str) -> None:
    assert diagnose("x\n\n" + BLOCK + after).code in {Code.MISPLACED, Code.UNREADABLE}


@pytest.mark.parametrize("indent", ["    ", "\t", "  \t"])
def test_f8_an_indented_block_is_code_and_does_not_count(indent: str) -> None:
    """F8: four columns make it indented code, which GitHub shows (CommonMark 0.31 §4.4)."""
    body = "".join(f"{indent}{line}" for line in BLOCK.splitlines(keepends=True))
    found = read(body)
    assert isinstance(found, Diagnosis)
    assert found.code == Code.MISPLACED
    assert diagnose(body).context == ("indented_code",)


@pytest.mark.parametrize(
    ("before", "context"),
    [
        ("```\n", "fence"),
        ("> ", "quote"),
        ("<details>\n", "html"),
        ("See `", "code_span"),
    ],
)
def test_f3_a_sentinel_in_a_fence_a_quote_raw_html_or_code_is_named_and_does_not_count(
    before: str, context: str
) -> None:
    found = diagnose(f"{before}{FLAT}` and more" if context == "code_span" else f"{before}{BLOCK}")
    assert found.code == Code.MISPLACED
    assert found.context[-1] == context
