"""Looking many things up by pairs of columns: a query for each would be longer on its way than at work."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, text

from bot.batches import batches

# So few that PostgreSQL goes to each by an index; of many it would read the whole table instead.
_AT_ONCE = 1_000
_WANTED = {
    "postgresql": "SELECT a, b FROM unnest(CAST(:a AS bigint[]), CAST(:b AS {kind}[])) AS pairs(a, b)",
    "sqlite": "SELECT json_extract(value, '$[0]') AS a, json_extract(value, '$[1]') AS b FROM json_each(:pairs)",
}


def look_up(
    connection: Connection, query: str, pairs: Iterable[tuple[int, int | str]], values: Mapping[str, object]
) -> Iterator[Any]:
    """Give the rows of a query that joins `wanted`, a table of the pairs with the columns `a` and `b`.

    It is asked for many pairs at a time: rows come in the query's order among these, and in the pairs' beyond.
    """
    is_postgres = connection.dialect.name == "postgresql"
    for some in batches(sorted(pairs), _AT_ONCE):
        kind = "text" if isinstance(some[0][1], str) else "bigint"
        wanted = _WANTED[connection.dialect.name].format(kind=kind)
        asked = _columns(some) if is_postgres else {"pairs": json.dumps(some)}
        yield from connection.execute(text(f"WITH wanted AS ({wanted}) {query}"), {**values, **asked})


def _columns(pairs: Iterable[tuple[int, int | str]]) -> dict[str, object]:
    a, b = zip(*pairs, strict=True)
    return {"a": list(a), "b": list(b)}
