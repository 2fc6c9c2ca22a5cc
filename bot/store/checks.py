"""What was answered last when a repository was checked, so that the next answer says what has changed."""

from typing import NamedTuple

from sqlalchemy import Connection, text


class LastCheck(NamedTuple):
    """When a repository was checked last (seconds since 1970), at which commit, and the content as canonical JSON."""

    checked_at: int
    tip: str
    content: str


def last_check(connection: Connection, repository_id: int) -> LastCheck | None:
    """Give the last check of a repository by GitHub's number, None where there was none."""
    query = text("SELECT checked_at, tip, content FROM repository_check WHERE repository_id = :id")
    row = connection.execute(query, {"id": repository_id}).first()
    return LastCheck(*row) if row else None


def save_check(connection: Connection, repository_id: int, check: LastCheck) -> None:
    """Keep a check in the place of the one before."""
    statement = text(
        "INSERT INTO repository_check (repository_id, checked_at, tip, content)"
        " VALUES (:id, :checked_at, :tip, :content)"
        " ON CONFLICT (repository_id) DO UPDATE SET checked_at = :checked_at, tip = :tip, content = :content"
    )
    connection.execute(statement, {"id": repository_id, **check._asdict()})


def forget_check(connection: Connection, repository_id: int) -> None:
    """Forget what was answered: what was private goes with its installation."""
    connection.execute(text("DELETE FROM repository_check WHERE repository_id = :id"), {"id": repository_id})
