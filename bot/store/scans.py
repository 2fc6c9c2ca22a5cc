"""Writing what a scan saw: commits and landings in short transactions, visible at once when the scan finishes.

A landing written by scan n counts only when the repository's scan number is n. So a scan that is cut off changes
nothing that anybody reads; the next one drops its landings, keeps its commits, and goes on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from bot.batches import batches
from bot.facts import CommitSeen, LandingSeen
from bot.store.accounts import AccountBook
from bot.store.commit_rows import COMMIT_COLUMNS, REREAD_COLUMNS, add_people, commit_values
from bot.store.database import Database, insert, reserve_ids
from bot.store.installations import link
from reports.months import Month

_LOOKUP = 500
_ROWS_A_TRANSACTION = 5_000

_LANDING_COLUMNS = (
    "repository_id", "commit_id", "change", "landed_at", "landed_month", "position", "on_first_parent", "is_merge",
    "since_scan",
)  # fmt: skip
MIXED = "mixed"
"""The profile of a repository whose stored commits are being read again: some by the old rules, some by the new."""
LIVE = "l.since_scan <= r.scan AND (l.gone_scan IS NULL OR l.gone_scan > r.scan)"
"""The condition that a landing `l` of a repository `r` counts."""


class Totals(NamedTuple):
    """What a repository's default branch holds now: non-merge commits, their lines, and how many were unreadable."""

    commits: int
    lines_added: int
    lines_deleted: int
    lines_counted: int
    unreadable: int


@dataclass
class RepositoryScan:
    """One running scan of one repository; held under the repository's lock by `collect`."""

    database: Database
    repository_id: int
    number: int
    tip_before: str | None
    totals_before: Totals
    profile_before: str
    profile: str
    is_first: bool
    begun_at: int
    """When the scan began, in seconds since 1970: what landed later it may not have seen."""
    reread: bool = False
    landed: int = 0
    landed_merges: int = 0
    gone: int = 0
    stale: set[str] = field(default_factory=set)
    """Commits stored already that would be read otherwise today, until they are written again."""
    _accounts: AccountBook = field(default_factory=AccountBook)
    _bot_numbers: dict[int, int] = field(default_factory=dict)  # of commits whose landings are yet to be written

    def known_commits(self, shas: Sequence[str]) -> dict[str, int]:
        """Give the ids of those commits that an earlier or a cut-off scan stored already; note which are `stale`."""
        if self.is_first or not shas:
            return {}
        query = text(
            "SELECT sha, id, bot_number, profile, lines_added IS NULL AND NOT is_merge FROM git_commit"
            " WHERE repository_id = :repository AND sha IN :shas"
        ).bindparams(bindparam("shas", expanding=True))
        with self.database.reading() as connection:
            rows = connection.execute(query, {"repository": self.repository_id, "shas": list(shas)}).all()
        for sha, commit_id, bot_number, profile, is_unreadable in rows:
            if profile != self.profile or (self.reread and is_unreadable):
                self.stale.add(sha)
            if bot_number is not None:
                self._bot_numbers[commit_id] = bot_number
        return {row[0]: row[1] for row in rows}

    def unreadable(self, most: int) -> list[str]:
        """Give some of the commits that count and whose files could not be read."""
        if not self.totals_before.unreadable:
            return []
        query = text(
            "SELECT c.sha FROM git_commit c JOIN landing l ON l.commit_id = c.id"
            " JOIN repository r ON r.id = l.repository_id WHERE c.repository_id = :repository"
            f" AND c.lines_added IS NULL AND NOT c.is_merge AND {LIVE} ORDER BY c.sha LIMIT :most"
        )
        with self.database.reading() as connection:
            return [row[0] for row in connection.execute(query, {"repository": self.repository_id, "most": most})]

    def fork(self, line: Iterable[str]) -> tuple[str, int] | None:
        """Give the newest commit of a first-parent line that was on it at the last scan, and its position."""
        if self.tip_before is None:
            return None
        query = text(
            "SELECT c.sha, l.position FROM git_commit c JOIN landing l ON l.commit_id = c.id"
            " JOIN repository r ON r.id = l.repository_id WHERE c.repository_id = :repository AND c.sha IN :shas"
            f" AND l.on_first_parent AND {LIVE}"
        ).bindparams(bindparam("shas", expanding=True))
        for shas in batches(line, _LOOKUP):
            with self.database.reading() as connection:
                rows = connection.execute(query, {"repository": self.repository_id, "shas": list(shas)})
                positions = {row[0]: row[1] for row in rows}
            for sha in shas:
                if sha in positions:
                    return sha, positions[sha]
        return None

    def close_landings_after(self, position: int) -> None:
        """Close the landings that a rewritten branch no longer holds: those beyond a position of the old line."""
        rows = text(
            "SELECT id FROM landing WHERE repository_id = :repository AND position > :position"
            " AND gone_scan IS NULL AND since_scan < :number LIMIT :most"
        )
        close = text("UPDATE landing SET gone_scan = :number WHERE id IN :ids").bindparams(
            bindparam("ids", expanding=True)
        )
        values = {"repository": self.repository_id, "position": position, "number": self.number, "most": _LOOKUP}
        while True:
            with self.database.writing() as connection:
                ids = [row[0] for row in connection.execute(rows, values)]
                if ids:
                    connection.execute(close, {"number": self.number, "ids": ids})
            self.gone += len(ids)
            if len(ids) < _LOOKUP:
                return

    def shares_nothing(self) -> bool:
        """Whether this scan closed landings of the one before and opened none of the same commits: another history."""
        if not self.gone:
            return False
        query = text(
            "SELECT 1 FROM landing before JOIN landing now ON now.commit_id = before.commit_id"
            " WHERE before.repository_id = :repository AND before.gone_scan = :number AND now.gone_scan IS NULL LIMIT 1"
        )
        with self.database.reading() as connection:
            values = {"repository": self.repository_id, "number": self.number}
            return connection.execute(query, values).first() is None

    def write(self, landings: Sequence[LandingSeen], known: dict[str, int], commits: Sequence[CommitSeen]) -> None:
        """Store the commits that are new or read again, and the landings of all of them, in one transaction."""
        with self.database.writing() as connection:
            commits = self._replaced(connection, commits, known)
            accounts = self._accounts.ids_of(connection, commits)
            ids = reserve_ids(connection, "git_commit", len(commits))
            rows: list[tuple[object, ...]] = []
            authors: list[tuple[int, int, int]] = []
            trailers: list[tuple[int, int, str]] = []
            for commit_id, commit in zip(ids, commits, strict=True):
                known[commit.sha] = commit_id
                if commit.bot_number is not None:
                    self._bot_numbers[commit_id] = commit.bot_number
                rows.append((commit_id, self.repository_id, *commit_values(commit, accounts), self.profile))
                add_people(commit, commit_id, accounts, authors, trailers)
            insert(connection, "git_commit", COMMIT_COLUMNS, rows)
            insert(connection, "commit_author", ("commit_id", "account_id", "role"), authors)
            insert(connection, "commit_trailer", ("commit_id", "account_id", "key"), trailers)
            insert(connection, "landing", _LANDING_COLUMNS, [self._landing(seen, known) for seen in landings])
        self.landed += len(landings)
        self.landed_merges += sum(landing.is_merge for landing in landings)

    def _replaced(
        self, connection: Connection, commits: Sequence[CommitSeen], known: dict[str, int]
    ) -> list[CommitSeen]:
        """Write the commits that were read again over what is stored of them; give those that are new."""
        again = [commit for commit in commits if commit.sha in known]
        if not again:
            return list(commits)
        columns = ", ".join(f"{name} = :{name}" for name in (*REREAD_COLUMNS, "profile"))
        fixed = {"profile": self.profile}
        connection.execute(
            text(f"UPDATE git_commit SET {columns} WHERE id = :id"),
            [
                {name: getattr(commit, name) for name in REREAD_COLUMNS} | {"id": known[commit.sha]} | fixed
                for commit in again
            ],
        )
        self.stale.difference_update(commit.sha for commit in again)
        for commit in again:
            self._bot_numbers.pop(known[commit.sha], None)
            if commit.bot_number is not None:
                self._bot_numbers[known[commit.sha]] = commit.bot_number
        return [commit for commit in commits if commit.sha not in known]

    def totals(self) -> Totals:
        """Give what the branch will hold once this scan is finished."""
        query = text(
            "SELECT COUNT(*), COALESCE(SUM(c.lines_added), 0), COALESCE(SUM(c.lines_deleted), 0),"
            " COALESCE(SUM(c.lines_counted), 0), COUNT(*) - COUNT(c.lines_added)"
            " FROM landing l JOIN git_commit c ON c.id = l.commit_id"
            " WHERE l.repository_id = :repository AND NOT l.is_merge AND l.gone_scan IS NULL"
        )
        with self.database.reading() as connection:
            return Totals(
                *(int(value) for value in connection.execute(query, {"repository": self.repository_id}).one())
            )

    def finish(self, tip: str, totals: Totals) -> None:
        """Make all that was written visible, in one small transaction."""
        with self.database.writing() as connection:
            connection.execute(
                text(
                    "UPDATE repository SET tip = :tip, scan = :number, profile = :profile, commits = :commits,"
                    " lines_added = :lines_added, lines_deleted = :lines_deleted, lines_counted = :lines_counted,"
                    " unreadable = :unreadable, read_at = :read_at WHERE id = :id"
                ),
                {
                    "tip": tip,
                    "number": self.number,
                    "profile": self.profile,
                    "id": self.repository_id,
                    "read_at": self.begun_at,
                    **totals._asdict(),
                },
            )
            connection.execute(
                text(
                    "UPDATE scan SET finished_at = :now, tip = :tip, landed = :landed, gone = :gone"
                    " WHERE repository_id = :id AND number = :number"
                ),
                {
                    "now": datetime.now(UTC), "tip": tip, "landed": self.landed, "gone": self.gone,
                    "id": self.repository_id, "number": self.number,
                },
            )  # fmt: skip

    def found_nothing_new(self) -> None:
        """Record that the history was looked at, and is as it was."""
        with self.database.writing() as connection:
            query = text("UPDATE repository SET read_at = :read_at WHERE id = :id")
            connection.execute(query, {"read_at": self.begun_at, "id": self.repository_id})

    def _landing(self, seen: LandingSeen, ids: dict[str, int]) -> tuple[object, ...]:
        commit_id = ids[seen.sha]
        bot_number = self._bot_numbers.pop(commit_id, None)
        number = seen.number or bot_number
        change = number if number is not None else -commit_id
        return (
            self.repository_id, commit_id, change, seen.landed_at, month_index(seen.landed_at), seen.position,
            seen.on_first_parent, seen.is_merge, self.number,
        )  # fmt: skip


def begin_scan(database: Database, name: str, profile: str) -> RepositoryScan:
    """Open a scan of a repository (call under its lock); `profile` is what decides how commits are read."""
    begun_at = int(datetime.now(UTC).timestamp())
    with database.writing() as connection:
        values = {"name": name, "key": name.lower()}
        connection.execute(
            text(
                "INSERT INTO repository (name, name_key, scan, profile, commits, lines_added, lines_deleted,"
                " lines_counted, unreadable, presence_scan) VALUES (:name, :key, 0, '', 0, 0, 0, 0, 0, 0)"
                " ON CONFLICT (name_key) DO UPDATE SET name = :name"
            ),
            values,
        )
        link(connection, values["key"])  # that it is private is known before anything of it is stored
        columns = ", ".join(Totals._fields)
        found = text(f"SELECT id, scan, tip, profile, {columns} FROM repository WHERE name_key = :key")
        repository_id, scan, tip, before, *totals = connection.execute(found, values).one()
        some = text("SELECT 1 FROM git_commit WHERE repository_id = :id LIMIT 1")
        is_first = connection.execute(some, {"id": repository_id}).first() is None
    return RepositoryScan(database, repository_id, scan + 1, tip, Totals(*totals), before, profile, is_first, begun_at)


def start_writing(scan: RepositoryScan) -> None:
    """Record that the scan has news to write, and drop the landings of a scan that was cut off."""
    # Until it is finished, commits read by another profile make the repository's a mixed one.
    is_whole = scan.is_first or (scan.profile == scan.profile_before and not scan.reread)
    marked = scan.profile if is_whole else MIXED
    mark = text("UPDATE repository SET profile = :profile WHERE id = :id")
    values = {"id": scan.repository_id, "number": scan.number, "most": _ROWS_A_TRANSACTION}
    drop = text(
        "DELETE FROM landing WHERE id IN"
        " (SELECT id FROM landing WHERE repository_id = :id AND since_scan >= :number LIMIT :most)"
    )
    reopen = text("UPDATE landing SET gone_scan = NULL WHERE repository_id = :id AND gone_scan >= :number")
    while True:
        with scan.database.writing() as connection:
            if connection.execute(drop, values).rowcount < _ROWS_A_TRANSACTION:
                connection.execute(reopen, values)
                connection.execute(mark, {"id": scan.repository_id, "profile": marked})
                connection.execute(text("DELETE FROM scan WHERE repository_id = :id AND number >= :number"), values)
                audit = (
                    "INSERT INTO scan (repository_id, number, started_at, tip_before, landed, gone)"
                    " VALUES (:id, :number, :now, :tip, 0, 0)"
                )
                connection.execute(text(audit), {**values, "now": datetime.now(UTC), "tip": scan.tip_before})
                return


def month_index(seconds: int) -> int:
    """Give the running number of the month (UTC) that holds a second since 1970."""
    return Month.of(datetime.fromtimestamp(seconds, UTC)).index
