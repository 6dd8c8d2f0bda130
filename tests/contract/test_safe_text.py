"""Untrusted text never reaches a terminal, a log, Markdown or a workflow command as anything but text."""

import unicodedata

import cmarkgfm
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from review_contract.safe_text import for_command, for_log, for_markdown, one_line

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@given(st.text())
@example("\x1b[2J\x1b]8;;http://evil\x07")
@example(BIDI)
@example("\x85\u2028\u2029\x9b31m")
def test_nothing_that_controls_a_terminal_or_reorders_a_line_is_printed(text: str) -> None:
    for shown in (one_line(text), for_log(text), for_markdown(text), for_command(text)):
        assert not set(shown) & set(BIDI)
        assert all(unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} for c in shown)


@given(st.text())
@example("::set-output name=x::y")
@example("\u00a0::error::x")
@example("  ::error::x")
@example("x ::::error::x")
@example("word " * 30 + "::error::x")
@example("a\n::error::x")
@example("x ##[error]y")
@example("#\u200b#[error]y")
@example("###[[error]y")
def test_no_line_is_obeyed_by_the_actions_runner(text: str) -> None:
    shown = for_log(text)
    assert not any(word.startswith("::") for word in shown.split())
    assert "##[" not in shown + for_command(text)
    assert "\n" not in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("::error::x", "\\::error::x"),
        ("a ::error::x", "a \\::error::x"),
        ("##[error]x", "## [error]x"),
        ("\x1b[31mred", "\\u{1b}[31mred"),
        ("a\r\nb", "a b"),
        ("família 👩‍👧 ok", "família 👩‍👧 ok"),
    ],
)
def test_text_for_a_log_is_still_readable(text: str, shown: str) -> None:
    assert for_log(text) == shown


@given(st.text())
@example("<!-- review-contract:v1 x -->")
@example("@everyone fixes #1 <img src=x onerror=y> [a](javascript:b) `code` **bold** ~~x~~ | a |")
@example("https://evil.example www.evil.example")
@example("</details><script>")
@example("# heading")
@example("1. list")
def test_markdown_shows_untrusted_text_as_text(text: str) -> None:
    html = cmarkgfm.github_flavored_markdown_to_html(f"- {for_markdown(text)}\n", options=_UNSAFE)
    assert "<!--" not in html
    tags = {part.split(">", 1)[0].split(" ", 1)[0] for part in html.split("<")[1:]}
    assert tags <= {"ul", "li", "/li", "/ul", "p", "/p", "br"} | _mailto(html)


def test_nobody_is_mentioned_and_no_issue_is_closed() -> None:
    html = cmarkgfm.github_flavored_markdown_to_html(for_markdown("@octocat fixes #12"), options=_UNSAFE)
    assert "@octocat" not in html
    assert "#12" not in html


@given(st.text())
def test_a_command_s_property_can_not_end_early(text: str) -> None:
    shown = for_command(text, in_property=True)
    assert not set(shown) & set(":,\r\n")
    assert "::" not in for_command(text, in_property=True)


_UNSAFE = 1 << 17


def _mailto(html: str) -> set[str]:
    """GFM turns what looks like an address into a link that opens a mail; it can do no more."""
    return {"a", "/a"} if 'href="mailto:' in html else set()
