"""Generators of Markdown around a block, for random.Random and for Hypothesis, whose `randoms()` shrink.

The pieces are those that make a renderer show, nest or swallow what follows, and those over which parsers of
Markdown and of HTML disagree.
"""

import json
from collections.abc import Callable
from random import Random
from typing import Final

from review_contract import Document, Pointer, embed, parse
from review_contract.header import SENTINEL

_PLAIN: Final = (
    "a",
    "Some *text* with **marks** and _more_.",
    "It's a `code span` and ``a ` tick``.",
    "two\nlines",
    "hard  \nbreak\\\nhere",
    "https://example.com/a?b=c&d",
    "<https://example.com>",
    "a[^1] b[^n]",
    "see [r] and [text][r] and ![i](/u 't')",
    "| a | b |",
    "\\`not code\\`",
    "&lt;div&gt; &amp; &quot;",
    "~~gone~~ @user #12",
    "-- and --> and ]]> and ?>",
    "a < b > c",
    "1 + 2",
)
_BLOCKS: Final = (
    "# Heading",
    "## Heading ##",
    "Heading\n===",
    "Heading\n---",
    "***",
    "- item",
    "- item\n\n  more",
    "* a\n  * b\n    * c",
    "1. one\n2. two",
    "7) seven",
    "- [ ] task",
    "- [x] done\n\n  text",
    "-",
    "-\n\n  text",
    "* [r]: /u 't'",
    "> quote",
    "> quote\nlazy",
    "> > deep\n> less",
    ">",
    "> - a\n> - b",
    "- > a",
    "    code",
    "\tcode",
    "```\ncode\n```",
    "```python\nprint(1)\n```",
    "~~~\ncode\n~~~",
    "````\n```\n````",
    "> ```\n> code",
    "- ```\n  code\n  ```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "a | b\n:-- | --:\n1 | 2",
    "[r]: /u",
    "[r]: /u 'title'",
    "[r]:\n  /u\n  'long\n  title'",
    "[^1]: note",
    "[^n]: note\n\n    more of it",
)
_OPENERS: Final = (
    "```",
    "~~~",
    "``` info",
    "```a|b\n-|-",
    "   ```",
    "    ```",
    "```\n``` x",
    "```\n```\u00a0",
    "```\n\u2028```",
    "[r]: /u 'open",
    "[r]: /u\n'open",
    "`",
    "``",
    "[text](/u 'open",
    "[^1]: ",
    "> ```",
    "- ```",
    "- a\n\n      ```",
)
_HTML: Final = (
    "<details>",
    "<details>\n<summary>s</summary>\n",
    "<details>\n\ntext\n\n</details>",
    "</details>",
    "<div>",
    "<div align='center'>\n",
    "</div>",
    "<div title='",
    '<div title="',
    "<div title=",
    "<div",
    "<div\n",
    "<a href='x'>",
    "<p>",
    "<p>text</p>",
    "<p align=center>\n",
    "<br>",
    "<hr>",
    "<img alt='",
    "text <img src=x> text",
    "<b>",
    "<span>",
    "<x-y>",
    "<x-y>\u3000",
    "</x-y>",
    "<ul><li>",
    "<table><tr><td>",
    "<td>",
    "<pre>",
    "<pre>\n\ntext\n\n</pre>",
    "</body></html>",
    "<!-- closed -->",
    "<!-- closed\n\n-->",
    "<!-- open",
    "- <!-- open",
    "> <!-- open",
    "<!-->",
    "<!--->",
    "<!-- a --!>",
    "<!-- a --!> b",
    "<!--\n--!>\n-->",
    "<!-- a -- b -->",
    "<!-- a --->",
    "text <!-- a --> text",
    "text <!-- open",
    "<?php",
    "<?php ?>",
    "<!DOCTYPE html>",
    "<!x",
    "<!X<b>",
    "<![CDATA[",
    "<![CDATA[ a ]]>",
    "<script>",
    "<script>\n</script>",
    "<style>",
    "<textarea>",
    "<title>",
    "<xmp>",
    "<iframe>",
    "<noembed>",
    "<noframes>",
    "<plaintext>",
    "<svg><![CDATA[",
    "<math>",
    "<template>",
    "<select>",
)
_ODD: Final = (
    "",
    " ",
    "   ",
    "\t",
    "\u00a0",
    "\u3000",
    "\u2028",
    "\u0085",
    "\x0b",
    "\x0c",
    "\x1c",
    "\0",
    "\ufeff",
    "\r",
    "\u200b",
    "\U0001f600",
    "e\u0301",
)
_FAMILIES: Final = (_PLAIN, _PLAIN, _BLOCKS, _OPENERS, _HTML, _ODD)
_CALM: Final = (_PLAIN, _BLOCKS)
_SEPARATORS: Final = (
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    " ",
    "\n   ",
    "\n> ",
    "\n  ",
    "\n    ",
)
_HURT: Final = (
    "\ufeff",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u200b",
    "> ",
    "- ",
    "    ",
    "a",
    "\\",
    "<!-->",
    "&",
)

_PROSE: Final = (
    "plain",
    "ends --> here <!-- and starts --!> and <!--> & more",
    "`tick` ``two`` ``` three ~~~",
    "quotes \" and ' and (parens) [brackets] | pipes",
    "lines\n\n\n- of\n> all\n\n    kinds\r\n",
    "unicode \u2028 \u00a0 \U0001f600 \u0430",
)


def documents() -> tuple[Document | Pointer, ...]:
    """Return documents whose prose holds what a comment must not."""
    return tuple(_notice(number, prose) for number, prose in enumerate(_PROSE, 1))


def _notice(number: int, prose: str) -> Document | Pointer:
    subject = {"repository": {"id": 1, "full_name": "o/r"}, "type": "issue", "number": number}
    head = {"schema_version": "1.0", "kind": "notice", "stage": "guard", "id": f"n-{number}", "round": 1}
    rest = {"subject": subject, "producer": {"name": "bot"}, "status": "completed"}
    return parse(json.dumps(head | rest | {"reason": "needs_human", "message": prose}))


BLOCKS: Final = tuple(embed(document) for document in documents())


def needle_of(block: str) -> str:
    """Return what only this block holds: its digest."""
    return block.partition("sha256:")[2][:64]


def data_of(block: str) -> str:
    """Return what a parser of HTML says of the block: the comment's text."""
    return block.removeprefix("<!--").partition("-->")[0]


def markdown(random: Random, most: int = 5, *, calm: bool = False) -> str:
    """Return some Markdown without the sentinel; calm Markdown opens nothing that stays open."""
    families = _CALM if calm else _FAMILIES
    parts = [random.choice(random.choice(families)) for _ in range(random.randint(0, most))]
    return "".join(part + random.choice(_SEPARATORS[: 5 if calm else None]) for part in parts)


def tail(random: Random) -> str:
    """Return what may stand after a block: anything that does not hold the sentinel."""
    pieces = [markdown(random, 8), *(random.choice(_LOOKALIKES) for _ in range(random.randint(0, 2)))]
    random.shuffle(pieces)
    return "".join(pieces)


_LOOKALIKES: Final = (
    "<!--review-contract:v1",
    "<!-- Review-Contract:v1 -->",
    "&lt;!-- review-contract:v1",
    "review-contract:v1 -->",
    "-->",
    "<!-- other -->",
    "<!--",
    "`<!\u2014 review-contract:v1`",
)


def hurt(random: Random, block: str) -> str:
    """Return a body that begins almost like a block, or like one: whoever accepts it must be right."""
    body = block + tail(random)
    if random.randint(0, 1):
        body = random.choice(_HURT) + body
    for _ in range(random.randint(0, 2)):
        at = random.randint(0, len(block) + 8)
        body = random.choice(
            (body[:at] + random.choice(_HURT) + body[at:], body[:at] + body[at + 1 :], body[at:])
        )
    return body.replace("\n", "\r\n") if not random.randint(0, 19) else body


def misplaced(random: Random, block: str) -> str:
    """Return a body in which the block stands anywhere but first."""
    before = markdown(random, random.choice((1, 2, 5)), calm=bool(random.randint(0, 1)))
    for _ in range(random.randint(0, 2)):
        block = random.choice(_WRAPPERS)(block, random)
    return (before or random.choice(("a\n\n", "\n", "> "))) + block + markdown(random, 3)


def _each_line(block: str, first: str, rest: str) -> str:
    lines = block.rstrip("\n").split("\n")
    return first + ("\n" + rest).join(lines) + "\n"


def _flat(block: str) -> str:
    return " ".join(block.split("\n")).strip()


Wrapper = Callable[[str, Random], str]
_WRAPPERS: Final[tuple[Wrapper, ...]] = (
    lambda block, _: _each_line(block, "> ", "> "),
    lambda block, _: _each_line(block, "> a\n> ", ">"),
    lambda block, _: _each_line(block, "- ", "  "),
    lambda block, _: _each_line(block, "- a\n\n  ", "  "),
    lambda block, _: _each_line(block, "1. a\n   ", "   "),
    lambda block, _: _each_line(block, "- [ ] a\n  ", "  "),
    lambda block, _: _each_line(block, "    ", "    "),
    lambda block, _: _each_line(block, "\t", "\t"),
    lambda block, _: f"```\n{block}```\n",
    lambda block, _: f"~~~~ text\n{block}~~~~\n",
    lambda block, _: f"`{block.strip()}`\n",
    lambda block, _: f"a ``{_flat(block)}`` b\n",
    lambda block, _: f"text {_flat(block)} text\n",
    lambda block, _: f"text {block}",
    lambda block, _: f"# {_flat(block)}\n",
    lambda block, _: f"a {_flat(block)}\n===\n",
    lambda block, _: f"| a | b |\n|---|---|\n| {_flat(block)} | c |\n",
    lambda block, _: f"| {_flat(block)} | b |\n|---|---|\n| c | d |\n",
    lambda block, _: f"<details>\n{block}</details>\n",
    lambda block, _: f"<details>\n\n{block}\n</details>\n",
    lambda block, _: f"<div>\n\n> a\n\n{block}\n</div>\n",
    lambda block, _: f"<!-- a\n{block}",
    lambda block, _: f"<div title='\n{block}'>\n",
    lambda block, _: f"<div title='\n\n{block}'>\n",
    lambda block, _: f"text <a title='{_flat(block)}'> text\n",
    lambda block, _: f"[^1]\n\n{_each_line(block, '[^1]: ', '    ')}",
    lambda block, _: f"[^1]\n\n{_each_line(block, '[^1]: a' + chr(10) * 2 + '    ', '    ')}",
    lambda block, _: f"[text](/u '{_flat(block)}')\n",
    lambda block, _: f"[text {_flat(block)} text](/u)\n",
    lambda block, _: f"![{_flat(block)}](/u)\n",
    lambda block, _: f"[r]\n\n[r]: /u '{_flat(block)}'\n",
    lambda block, _: f"\\{block}",
    lambda block, random: random.choice(_ODD) + block,
)

assert all(SENTINEL not in text for family in (*_FAMILIES, _LOOKALIKES) for text in family)
