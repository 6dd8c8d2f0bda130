"""GraphQL's lists: cursors that survive what happens between two pages, and GitHub's limits."""

import base64
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar

from graphql import GraphQLError

Json: TypeAlias = Any
T = TypeVar("T")

_MOST: Final = 100


def lazy(make: Callable[[Mapping[str, Json]], Json]) -> Json:
    """Return a field that is made only where a query asks for it, out of the arguments that it gives."""

    def resolve(_: object, **args: Json) -> Json:
        return make(args)

    return resolve


def refused(kind: str, message: str) -> GraphQLError:
    """Return an error of one of GitHub's types."""
    return GraphQLError(message, extensions={"type": kind})


def connection(
    name: str,
    items: Sequence[T],
    rank: Callable[[T], int],
    show: Callable[[T], Json],
    args: Mapping[str, Json],
) -> Json:
    """Return a list, of which only the page that is asked for is ever shown.

    A cursor holds an item's rank, by which the list is ordered; so nothing is missed where an item before it
    goes away, as it would be by page numbers.
    """
    start, end = _bounds(name, items, rank, args)

    def page() -> Sequence[T]:
        if args.get("first") is None and args.get("last") is None:
            text = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
            raise refused("MISSING_PAGINATION_BOUNDARIES", text)
        return items[start:end]

    return {
        "totalCount": len(items),
        "pageInfo": lazy(
            lambda _: {
                "hasNextPage": end < len(items),
                "hasPreviousPage": start > 0,
                "startCursor": _cursor(rank(items[start])) if start < end else None,
                "endCursor": _cursor(rank(items[end - 1])) if start < end else None,
            }
        ),
        "nodes": lazy(lambda _: [show(item) for item in page()]),
        "edges": lazy(lambda _: [{"cursor": _cursor(rank(one)), "node": show(one)} for one in page()]),
    }


def _bounds(
    name: str, items: Sequence[T], rank: Callable[[T], int], args: Mapping[str, Json]
) -> tuple[int, int]:
    """Return where the page starts and ends."""
    start, end = 0, len(items)
    if after := args.get("after"):
        start = bisect_right(items, _rank(after), key=rank)
    if before := args.get("before"):
        end = bisect_left(items, _rank(before), key=rank)
    first, last = (_limited(name, key, args.get(key)) for key in ("first", "last"))
    if first is not None:
        end = min(end, start + first)
    if last is not None:
        start = max(start, end - last)
    return start, max(start, end)


def _limited(name: str, key: str, number: int | None) -> int | None:
    if number is not None and number > _MOST:
        text = f"Requesting {number} records on the `{name}` connection"
        raise refused("EXCESSIVE_PAGINATION", f"{text} exceeds the `{key}` limit of {_MOST} records.")
    return number


def _cursor(rank: int) -> str:
    return base64.b64encode(f"cursor:v2:{rank}".encode()).decode()


def _rank(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("cursor:v2:"))
    except ValueError as error:
        raise refused(
            "INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor."
        ) from error
