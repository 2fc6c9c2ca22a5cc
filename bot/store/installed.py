"""Where the App works now: repositories that are installed, whose installation is neither suspended nor removed."""

from typing import NamedTuple

from sqlalchemy import text

from bot.store.database import Database

_ACTIVE = (
    "SELECT r.id, r.installation_id, r.name, r.is_private FROM installed_repository r"
    " JOIN installation i ON i.id = r.installation_id"
    " WHERE r.removed_at IS NULL AND i.removed_at IS NULL AND i.suspended_at IS NULL"
)


class Installed(NamedTuple):
    """A repository that the App may work in: GitHub's ids, and its name of today."""

    id: int
    installation_id: int
    name: str
    is_private: bool


def active_repositories(database: Database) -> list[Installed]:
    """Give all of them, by name."""
    with database.reading() as connection:
        rows = connection.execute(text(f"{_ACTIVE} ORDER BY r.name, r.id"))
        return [Installed(row[0], row[1], row[2], bool(row[3])) for row in rows]


def active_repository(database: Database, repository_id: int) -> Installed | None:
    """Give one by its id, None where the App does not work in it now."""
    with database.reading() as connection:
        row = connection.execute(text(f"{_ACTIVE} AND r.id = :id"), {"id": repository_id}).first()
    return Installed(row[0], row[1], row[2], bool(row[3])) if row else None


def active_by_name(database: Database, name: str) -> Installed | None:
    """Give one by its name of today, whose case GitHub ignores."""
    with database.reading() as connection:
        row = connection.execute(text(f"{_ACTIVE} AND LOWER(r.name) = :name"), {"name": name.lower()}).first()
    return Installed(row[0], row[1], row[2], bool(row[3])) if row else None


def is_suspended(database: Database, installation_id: int) -> bool:
    """Whether an installation is there and suspended, as far as is known."""
    query = text("SELECT 1 FROM installation WHERE id = :id AND suspended_at IS NOT NULL AND removed_at IS NULL")
    with database.reading() as connection:
        return connection.execute(query, {"id": installation_id}).first() is not None
