# What the tests use of cmarkgfm, which ships no types.
from collections.abc import Sequence

class Options:
    CMARK_OPT_DEFAULT: int
    CMARK_OPT_FOOTNOTES: int
    CMARK_OPT_GITHUB_PRE_LANG: int
    CMARK_OPT_HARDBREAKS: int
    CMARK_OPT_LIBERAL_HTML_TAG: int
    CMARK_OPT_SOURCEPOS: int
    CMARK_OPT_UNSAFE: int

def github_flavored_markdown_to_html(text: str, options: int = 0) -> str: ...
def markdown_to_html(text: str, options: int = 0) -> str: ...
def markdown_to_html_with_extensions(
    text: str, options: int = 0, extensions: Sequence[str] | None = None
) -> str: ...
