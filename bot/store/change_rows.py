"""The ledger's joins: commits that landed, with their authors, streamed in the order of repositories and changes."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from bot.store.ahead import ahead
from bot.store.reverts import Reverts, read_reverts
from bot.store.scans import LIVE
from reports.months import Month

_FETCH = 2_000
_BATCHES_AHEAD = 16

_ROWS = f"""
SELECT l.change, l.commit_id, l.landed_at, l.landed_month, c.authored_at, c.lines_counted, c.documentation_only,
       c.ai_marked, w.role, w.account_id
FROM landing l
JOIN repository r ON r.id = l.repository_id
JOIN git_commit c ON c.id = l.commit_id
JOIN commit_author w ON w.commit_id = c.id
WHERE l.repository_id = :repository AND NOT l.is_merge AND NOT c.sync AND l.landed_month <= :last AND {LIVE}
"""
_IN_SPAN = "AND l.landed_month >= :first ORDER BY l.change"
_ONE_CHANGE = "AND l.change = :change"
# A change that landed before the span cannot land in it again. Those that may have are found by the index on changes
# alone, which holds seconds and not months; few are, so that looking closer at each costs nothing.
_BEGUN_BEFORE = f"""
SELECT s.change FROM (
    SELECT change FROM landing WHERE repository_id = :repository AND change > 0
    GROUP BY change HAVING MIN(landed_at) < :since AND MAX(landed_at) >= :since
) s
WHERE EXISTS (
    SELECT 1 FROM landing l JOIN repository r ON r.id = l.repository_id JOIN git_commit c ON c.id = l.commit_id
    WHERE l.repository_id = :repository AND l.change = s.change AND l.landed_at < :since AND NOT l.is_merge
    AND NOT c.sync AND {LIVE})
"""


class AuthorRow(NamedTuple):
    """One author of one landed commit, as the database gives it: plain tuples of this form, for there are many."""

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

        Changes that landed before the span and are taken or brought back in it come last. PostgreSQL works on what is
        next while the caller works on what is there; SQLite works in the caller's own process and cannot.
        """
        parts = self._parts(repositories)
        return ahead(parts, _BATCHES_AHEAD) if self._on_postgres else parts

    @property
    def _on_postgres(self) -> bool:
        return self.connection.dialect.name == "postgresql"

    def _parts(self, repositories: Mapping[str, int]) -> Generator[RepositoryBegins | Rows, None, None]:
        since = int(Month.from_index(self.first).start.timestamp())
        for project, repository in sorted(repositories.items()):
            reverts = read_reverts(self.connection, repository, self.last)
            yield RepositoryBegins(project, repository, reverts)
            span = {"repository": repository, "first": self.first, "last": self.last}
            begun = self.connection.execute(text(_BEGUN_BEFORE), {"repository": repository, "since": since})
            before = {row[0] for row in begun}
            for rows in self._rows(_ROWS + _IN_SPAN, span):
                yield [row for row in rows if row[0] not in before] if before else rows
            for change in sorted(reverts.older(self.first)):
                yield from self._rows(
                    _ROWS + _ONE_CHANGE, {"repository": repository, "change": change, "last": self.last}
                )

    def _rows(self, query: str, values: Mapping[str, int]) -> Iterator[Rows]:
        """Give the driver's own tuples, some at a time: SQLAlchemy's rows cost as much again."""
        driver: Any = self.connection.connection.driver_connection
        if self._on_postgres:
            # A cursor with a name is the server's: the driver would otherwise hold all rows at once.
            cursor = driver.cursor("author_rows", binary=True)
            query = str(text(query).compile(dialect=self.connection.dialect))
        else:
            cursor = driver.cursor()
        try:
            cursor.execute(query, values)
            while some := cursor.fetchmany(_FETCH):
                yield some
        finally:
            cursor.close()
