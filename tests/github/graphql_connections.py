"""Pages of GraphQL: a cursor names the place that its node had in the order, so what moves meanwhile is met again."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
_PREFIX = "cursor:v2:"


class QueryError(Exception):
    """GraphQL says no to one field: `kind` is the error's type."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def cursor_of(key: Sequence[Any]) -> str:
    """A place in an order, opaque."""
    return base64.b64encode(f"{_PREFIX}{json.dumps(list(key))}".encode()).decode()


def key_of(cursor: str) -> list[Any]:
    """The place that a cursor names. Raises QueryError."""
    try:
        text = base64.b64decode(cursor, validate=True).decode()
        key = json.loads(text.removeprefix(_PREFIX))
    except ValueError:
        key = None
    if not isinstance(key, list):
        raise QueryError("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.")
    return key


def connection(
    items: Sequence[T], arguments: dict[str, Any], key: Callable[[T], Sequence[Any]], *, descending: bool = False
) -> dict[str, Any]:
    """The page of `items` that `first`, `after`, `last` and `before` ask for, in the order of `key`."""
    ordered = sorted(items, key=lambda item: list(key(item)), reverse=descending)
    places = [list(key(item)) for item in ordered]
    start, end = 0, len(ordered)
    if arguments.get("after"):
        after = key_of(arguments["after"])
        start = sum(place >= after if descending else place <= after for place in places)
    if arguments.get("before"):
        before = key_of(arguments["before"])
        end = sum(place > before if descending else place < before for place in places)
    return page(ordered, arguments, start, end, lambda index: cursor_of(places[index]))


def page(
    ordered: Sequence[Any], arguments: dict[str, Any], start: int, end: int, cursor: Callable[[int], str]
) -> dict[str, Any]:
    """The part of what lies between `start` and `end` that `first` or `last` let through."""
    first, last = arguments.get("first"), arguments.get("last")
    left = max(start, end - last) if last is not None else start
    right = min(end, start + first) if first is not None else end
    return {
        "nodes": list(ordered[left:right]),
        "totalCount": len(ordered),
        "pageInfo": {
            "startCursor": cursor(left) if left < right else None,
            "endCursor": cursor(right - 1) if left < right else None,
            "hasNextPage": right < len(ordered),
            "hasPreviousPage": left > 0,
        },
    }
