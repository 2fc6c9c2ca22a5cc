"""Reads what a database holds, by natural keys: two databases with the same facts give equal values."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from bot.store.database import Database
from bot.store.scans import LIVE

COLUMNS = (
    "is_merge", "authored_at", "zone", "committed_at", "date_is_absurd", "files", "lines_added", "lines_deleted",
    "lines_counted", "documentation_only", "bulk", "sync", "is_revert", "reverts_sha", "reverts_number", "ai_marked",
)  # fmt: skip
_LIVE = (
    "git_commit c JOIN landing l ON l.commit_id = c.id JOIN repository r ON r.id = l.repository_id"
    f" AND r.name_key = :name AND {LIVE}"
)
_LANDINGS = (
    "SELECT c.sha, l.landed_at, l.landed_month, l.position, l.on_first_parent, l.is_merge, l.change, o.sha"
    f" FROM {_LIVE} LEFT JOIN git_commit o ON o.id = -l.change"
)
_COMMITS = (
    f"SELECT c.sha, a.key, {', '.join('c.' + column for column in COLUMNS)}"
    f" FROM {_LIVE} JOIN account a ON a.id = c.committer_id"
)
_AUTHORS = (
    f"SELECT c.sha, a.key, p.role FROM {_LIVE} JOIN commit_author p ON p.commit_id = c.id"
    " JOIN account a ON a.id = p.account_id"
)
_TRAILERS = (
    f"SELECT c.sha, p.key, a.key FROM {_LIVE} JOIN commit_trailer p ON p.commit_id = c.id"
    " JOIN account a ON a.id = p.account_id"
)
_REPOSITORY = "SELECT tip, commits, lines_added, lines_deleted, lines_counted, unreadable FROM repository"


class Landed(NamedTuple):
    """One landing that counts. `change` is a pull request's number, or the sha of the commit that stands for it."""

    landed_at: int
    month: int
    position: int
    on_first_parent: bool
    is_merge: bool
    change: int | str


@dataclass(frozen=True)
class Stored:
    """What counts of one repository, by sha."""

    repository: tuple[Any, ...] | None
    landings: dict[str, Landed]
    commits: dict[str, dict[str, Any]]
    authors: dict[str, list[tuple[str, int]]]
    trailers: dict[str, list[tuple[str, str]]]

    def lines(self, sha: str) -> tuple[int | None, int | None]:
        """Lines added and deleted; None where they could not be read."""
        return self.commits[sha]["lines_added"], self.commits[sha]["lines_deleted"]


def stored(database: Database, name: str = "acme/plain") -> Stored:
    """Read what counts of a repository now. No commit may count twice."""
    with database.reading() as connection:
        landings = _rows(connection, _LANDINGS, name)
        found = {
            sha: Landed(at, month, position, bool(line), bool(merge), change if change > 0 else other)
            for sha, at, month, position, line, merge, change, other in landings
        }
        assert len(found) == len(landings), "a commit counts twice"
        commits = {
            sha: {"committer": committer} | dict(zip(COLUMNS, values, strict=True))
            for sha, committer, *values in _rows(connection, _COMMITS, name)
        }
        repository = _rows(connection, f"{_REPOSITORY} WHERE name_key = :name", name)
        return Stored(
            tuple(repository[0]) if repository else None,
            found,
            commits,
            _grouped(_rows(connection, _AUTHORS, name)),
            _grouped(_rows(connection, _TRAILERS, name)),
        )


def count(database: Database, table: str) -> int:
    """Count a table's rows."""
    with database.reading() as connection:
        return int(connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())


def _rows(connection: Connection, query: str, name: str) -> list[Any]:
    return list(connection.execute(text(query), {"name": name.lower()}).all())


def _grouped(rows: list[Any]) -> dict[str, list[tuple[Any, Any]]]:
    groups: dict[str, list[tuple[Any, Any]]] = {}
    for sha, first, second in rows:
        groups.setdefault(sha, []).append((first, second))
    return {sha: sorted(pairs) for sha, pairs in groups.items()}
