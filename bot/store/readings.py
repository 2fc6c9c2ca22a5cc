"""How far each source has read each repository: where it goes on, and by what it knows that there are no news."""

import json
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, text

from bot.facts import RepositoryStateSeen
from bot.store.database import Database

MARGIN = 60
"""Seconds before a reading began, of which it may not have seen all: GitHub's copies follow each other."""
_SETTLING = 5  # seconds after which nothing else happens within the second that a mark names


@dataclass(frozen=True)
class Reading:
    """The state of one source's reading of one repository; times in seconds since 1970.

    `after` is GitHub's cursor of an interrupted reading, which began at `began` with this `begun_mark`, and left out
    `begun_unread` so far. `unread` is the most that one reading left out: what GitHub cannot tell comes up again each
    time that it changes, and is not to be counted each time.
    """

    repository_id: int
    source: str
    after: str | None = None
    began: int = 0
    begun_mark: str | None = None
    begun_newest: int | None = None
    begun_unread: int = 0
    read_until: int | None = None
    mark: str | None = None
    newest_at: int | None = None
    finished_at: int | None = None
    unread: int = 0

    @property
    def is_interrupted(self) -> bool:
        """Whether it stopped in the middle."""
        return self.began > 0

    def has_news(self, mark: str) -> bool:
        """Whether there is something to read: what is newest now is another, or may have changed in its own second."""
        if self.is_interrupted or self.read_until is None or mark != self.mark:
            return True
        return self.newest_at is not None and self.newest_at > self.read_until + MARGIN - _SETTLING

    @property
    def since(self) -> int | None:
        """From when on (by GitHub's clock) things may not have been read; None where nothing was."""
        if self.read_until is None:
            return None
        return None if self.newest_at is None else self.newest_at - MARGIN

    def begin(self, now: int, mark: str, newest_at: int | None) -> "Reading":
        """Start, or go on with what was interrupted: that one finishes as of its own beginning."""
        if self.is_interrupted:
            return self
        return replace(self, began=now, begun_mark=mark, begun_newest=newest_at)

    def left_out(self, unread: int) -> "Reading":
        """Note how many more it left out."""
        return replace(self, begun_unread=self.begun_unread + unread)

    def again(self) -> "Reading":
        """Begin again, where GitHub does not take its own cursor any more."""
        return replace(self, after=None, begun_unread=0)

    def at(self, cursor: str) -> "Reading":
        """Note how far it has come."""
        return replace(self, after=cursor)

    def finish(self, now: int) -> "Reading":
        """All has been read that was there when it began."""
        return replace(
            self,
            after=None,
            began=0,
            begun_mark=None,
            begun_newest=None,
            begun_unread=0,
            read_until=max(self.read_until or 0, self.began - MARGIN),
            mark=self.begun_mark,
            newest_at=self.begun_newest,
            finished_at=now,
            unread=max(self.unread, self.begun_unread),
        )

    def without_news(self, now: int) -> "Reading":
        """It was looked, and nothing has changed."""
        return replace(self, read_until=max(self.read_until or 0, now - MARGIN))


def read_reading(database: Database, repository_id: int, source: str) -> Reading:
    """Give how far a source has come; a fresh one where it never began."""
    query = text(
        "SELECT cursor, read_until, mark, newest_at, finished_at, unread FROM reading"
        " WHERE repository_id = :repository AND source = :source"
    )
    with database.reading() as connection:
        row = connection.execute(query, {"repository": repository_id, "source": source}).first()
    if row is None:
        return Reading(repository_id, source)
    cut: dict[str, Any] = json.loads(row[0]) if row[0] else {}
    return Reading(
        repository_id,
        source,
        cut.get("after"),
        cut.get("began", 0),
        cut.get("mark"),
        cut.get("newest"),
        cut.get("unread", 0),
        *row[1:],
    )


def is_installed(database: Database) -> bool:
    """Say whether anybody has the App installed, and may lend it what public projects are read by."""
    with database.reading() as connection:
        query = text(
            "SELECT 1 FROM installation WHERE removed_at IS NULL AND suspended_at IS NULL AND missed_at IS NULL LIMIT 1"
        )
        return connection.execute(query).first() is not None


def readings_by_repository(connection: Connection) -> dict[str, dict[str, dict[str, Any]]]:
    """Give by repository and source until when (seconds since 1970) all was read, and whether it was interrupted."""
    query = text(
        "SELECT r.name, g.source, g.read_until, g.cursor FROM reading g JOIN repository r ON r.id = g.repository_id"
    )
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for name, source, read_until, cursor in connection.execute(query):
        found.setdefault(name, {})[source] = {"read_until": read_until, "is_interrupted": cursor is not None}
    return found


def write_reading(connection: Connection, reading: Reading) -> None:
    """Store how far a source has come, in the transaction that stores what it has read."""
    cut = {
        "after": reading.after,
        "began": reading.began,
        "mark": reading.begun_mark,
        "newest": reading.begun_newest,
        "unread": reading.begun_unread,
    }
    connection.execute(
        text(
            "INSERT INTO reading (repository_id, source, cursor, read_until, mark, newest_at, finished_at, unread)"
            " VALUES (:repository, :source, :cursor, :read_until, :mark, :newest_at, :finished_at, :unread)"
            " ON CONFLICT (repository_id, source) DO UPDATE SET cursor = excluded.cursor,"
            " read_until = excluded.read_until, mark = excluded.mark, newest_at = excluded.newest_at,"
            " finished_at = excluded.finished_at, unread = excluded.unread"
        ),
        {
            "repository": reading.repository_id,
            "source": reading.source,
            "cursor": json.dumps(cut, sort_keys=True) if reading.is_interrupted else None,
            "read_until": reading.read_until,
            "mark": reading.mark,
            "newest_at": reading.newest_at,
            "finished_at": reading.finished_at,
            "unread": reading.unread,
        },
    )


def place_repository(database: Database, name: str, state: RepositoryStateSeen) -> tuple[int, bool]:
    """Give the row of a repository that GitHub shows, and whether GitHub has another one there than it had before.

    Then it keeps the number of the one before, until that one's activity is forgotten and `number_repository` called:
    what is cut off in between is begun anew.
    """
    values: dict[str, Any] = {
        "name": name,
        "key": name.lower(),
        "private": state.is_private,
        "branch": state.default_branch,
    }
    with database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO repository (name, name_key, scan, profile, commits, lines_added, lines_deleted,"
                " lines_counted, unreadable, presence_scan) VALUES (:name, :key, 0, '', 0, 0, 0, 0, 0, 0)"
                " ON CONFLICT (name_key) DO NOTHING"
            ),
            values,
        )
        found = text("SELECT id, github_id FROM repository WHERE name_key = :key")
        repository_id, before = connection.execute(found, values).one()
        own = text(
            "UPDATE repository SET is_private = :private, default_branch = COALESCE(:branch, default_branch)"
            " WHERE id = :id"
        )
        connection.execute(own, {**values, "id": repository_id})
        is_another = before is not None and before != state.github_id
        if not is_another:
            number_repository(connection, repository_id, state.github_id)
    return repository_id, is_another


def number_repository(connection: Connection, repository_id: int, github_id: int) -> None:
    """Give a repository GitHub's number; one that was read under another name gives it up."""
    values = {"id": repository_id, "github_id": github_id}
    other = text("UPDATE repository SET github_id = NULL WHERE github_id = :github_id AND id <> :id")
    connection.execute(other, values)
    connection.execute(text("UPDATE repository SET github_id = :github_id WHERE id = :id"), values)


def forget_activity(database: Database, repository_id: int, most: int = 2_000) -> None:
    """Drop all that was read of a repository, in short transactions: another one has taken its name."""
    of_pulls = "pull_request_id IN (SELECT id FROM pull_request WHERE repository_id = :repository)"
    of_commits = (
        "SELECT i.commit_id FROM commit_identity i JOIN git_commit c ON c.id = i.commit_id"
        " WHERE c.repository_id = :repository"
    )
    parts = (
        "DELETE FROM reading WHERE repository_id = :repository",
        f"DELETE FROM review WHERE id IN (SELECT id FROM review WHERE {of_pulls} LIMIT :most)",
        *(
            f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE repository_id = :repository LIMIT :most)"
            for table in ("pull_request", "issue", "release", "repository_state")
        ),
        f"DELETE FROM commit_identity WHERE commit_id IN ({of_commits} LIMIT :most)",
    )
    for part in parts:
        while True:
            with database.writing() as connection:
                gone = connection.execute(text(part), {"repository": repository_id, "most": most}).rowcount
            if gone < most:
                break
