"""The ledger's joins: commits that landed, with their authors, streamed in the order of repositories and changes."""

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, text

from bot.batches import batches
from bot.store.pairs import look_up
from bot.store.reverts import Reverts, read_reverts
from bot.store.scans import LIVE
from reports.months import Month

_FETCH = 2_000

_ROWS = f"""
SELECT l.repository_id, l.change, l.commit_id, l.landed_at, l.landed_month,
       COALESCE(l.worked_at, c.authored_at), c.lines_counted,
       c.documentation_only, c.ai_marked, w.role, w.account_id
FROM landing l
JOIN repository r ON r.id = l.repository_id
JOIN git_commit c ON c.id = l.commit_id
JOIN commit_author w ON w.commit_id = c.id
{{wanted}}
WHERE NOT l.is_merge AND NOT c.sync AND l.landed_month <= :last AND {LIVE} {{those}}
ORDER BY r.id, l.change
"""
_IN_SPAN = text(_ROWS.format(wanted="", those="AND l.landed_month >= :first AND r.id IN :repositories")).bindparams(
    bindparam("repositories", expanding=True)
)
_OF_CHANGES = _ROWS.format(wanted="JOIN wanted ON wanted.a = l.repository_id AND wanted.b = l.change", those="")
# A change that landed before the span cannot land in it again. Those that may have are found by the index on changes
# alone, which holds seconds and not months; few are, so that looking closer at each costs nothing.
_MAYBE_BEGUN_BEFORE = text(
    "SELECT repository_id, change FROM landing WHERE repository_id IN :repositories AND change > 0"
    " GROUP BY repository_id, change HAVING MIN(landed_at) < :since AND MAX(landed_at) >= :since"
).bindparams(bindparam("repositories", expanding=True))
_BEGUN_BEFORE = f"""
SELECT DISTINCT l.repository_id, l.change
FROM wanted
JOIN landing l ON l.repository_id = wanted.a AND l.change = wanted.b
JOIN repository r ON r.id = l.repository_id
JOIN git_commit c ON c.id = l.commit_id
WHERE l.landed_at < :since AND NOT l.is_merge AND NOT c.sync AND {LIVE}
"""


class AuthorRow(NamedTuple):
    """One author of one landed commit, as the database gives it: plain tuples of this form, for there are many."""

    repository: int
    change: int
    commit: int
    landed_at: int
    month: int
    authored_at: int
    lines: int | None
    documentation_only: bool
    ai_marked: bool
    role: int
    account: int


@dataclass(frozen=True)
class RepositoryBegins:
    """That the rows of a repository follow, and what was reverted in it."""

    project: str
    repository: int
    reverts: Reverts


Rows = list[AuthorRow]


@dataclass(frozen=True)
class RowReader:
    """Reads the authors of what landed in a span of months [first, last] from one snapshot of the database."""

    connection: Connection
    first: int
    last: int

    def read(self, repositories: Mapping[str, int]) -> Generator[RepositoryBegins | Rows, None, None]:
        """Give each repository's beginning, then its rows, the rows of one change next to each other.

        Changes that landed before the span and are taken or brought back in it come first, by themselves.
        """
        names = {repository: project for project, repository in repositories.items()}
        reverts = read_reverts(self.connection, names, self.last)
        begun = None
        for repository, rows in chain(self._older(reverts), self._in_span(names)):
            if repository != begun:
                yield RepositoryBegins(names[repository], repository, reverts[repository])
                begun = repository
            yield rows

    def _older(self, reverts: Mapping[int, Reverts]) -> Iterator[tuple[int, Rows]]:
        pairs = [(repository, change) for repository, its in reverts.items() for change in its.older(self.first)]
        rows = look_up(self.connection, _OF_CHANGES, pairs, {"last": self.last})
        return _by_repository(batches(map(AuthorRow._make, rows), _FETCH))

    def _in_span(self, repositories: Collection[int]) -> Iterator[tuple[int, Rows]]:
        before = self._begun_before(repositories)
        for repository, rows in _by_repository(self._rows(repositories)):
            its = before.get(repository)
            yield repository, [row for row in rows if row[1] not in its] if its else rows

    def _begun_before(self, repositories: Collection[int]) -> dict[int, set[int]]:
        since = int(Month.from_index(self.first).start.timestamp())
        values = {"repositories": list(repositories), "since": since}
        maybe = [(row[0], row[1]) for row in self.connection.execute(_MAYBE_BEGUN_BEFORE, values)]
        before: dict[int, set[int]] = {}
        for repository, change in look_up(self.connection, _BEGUN_BEFORE, maybe, {"since": since}):
            before.setdefault(repository, set()).add(change)
        return before

    def _rows(self, repositories: Collection[int]) -> Generator[Rows, None, None]:
        """Give the driver's own tuples, some at a time: SQLAlchemy's rows cost as much again.

        PostgreSQL sends what is next while the caller works on what is there; until the last row the connection does
        nothing else.
        """
        values = {"repositories": list(repositories), "first": self.first, "last": self.last}
        query = _IN_SPAN.compile(dialect=self.connection.dialect).construct_expanded_state(values)
        driver: Any = self.connection.connection.driver_connection
        if self.connection.dialect.name == "postgresql":
            # Streamed: the driver would otherwise hold all rows at once, and a cursor of the server's would be computed
            # by one process alone and wait to be asked for each batch.
            rows = driver.cursor().stream(query.statement, query.parameters, binary=True, size=_FETCH)
        else:
            rows = driver.execute(query.statement, query.positional_parameters)
        with closing(rows):
            yield from batches(rows, _FETCH)


def _by_repository(batches_of_rows: Iterable[Rows]) -> Iterator[tuple[int, Rows]]:
    """Part rows in the order of repositories where one repository ends and the next begins."""
    for rows in batches_of_rows:
        if rows[0][0] == rows[-1][0]:  # most do not: looking at each would take long
            yield rows[0][0], rows
        else:
            yield from ((repository, list(some)) for repository, some in groupby(rows, key=itemgetter(0)))
