"""Lists over REST: thirty on a page unless asked, a hundred at most, and links to the other pages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import urlencode

from tests.github.exchange import Answer, Ask, Json

T = TypeVar("T")

_USUAL: Final = 30
MOST: Final = 100


def listed(
    url: str, ask: Ask, items: Sequence[T], show: Callable[[T], Json], within: str | None = None
) -> Answer:
    """Return the page that was asked for; only what stands on it is shown.

    `within` is the key of lists that are an object with a `total_count`.
    """
    number, size = page_of(ask)
    rows = [show(item) for item in items[(number - 1) * size : number * size]]
    last = max(1, -(-len(items) // size))
    body = rows if within is None else {"total_count": len(items), within: rows}
    return Answer(200, body, links(url, ask, number, last))


def page_of(ask: Ask) -> tuple[int, int]:
    """Return the page's number and size."""
    size = int(ask.query.get("per_page", _USUAL))
    return max(1, int(ask.query.get("page", "1"))), min(max(1, size), MOST)


def links(url: str, ask: Ask, number: int, last: int) -> Mapping[str, str]:
    """Return the header with the other pages; none where there is only one."""
    pages: dict[str, int] = {}
    if number > 1:
        pages = {"prev": number - 1}
    if number < last:
        pages |= {"next": number + 1, "last": last}
    if number > 1:
        pages |= {"first": 1}
    found = [f'<{_link(url, ask, page)}>; rel="{rel}"' for rel, page in pages.items()]
    return {"Link": ", ".join(found)} if found else {}


def _link(url: str, ask: Ask, page: int) -> str:
    return f"{url}{ask.path}?{urlencode({**ask.query, 'page': str(page)})}"
