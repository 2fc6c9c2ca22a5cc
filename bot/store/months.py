"""Closed months: kept as they were published, revision after revision."""

from typing import NamedTuple

from sqlalchemy import Connection, text

from bot.errors import InputError
from bot.store.database import Database
from reports.months import Month


class Closing(NamedTuple):
    """One revision of a closed month: the canonical content and its sidecar, as texts."""

    month: Month
    revision: int
    content: str
    sidecar: str


def newest_revision(connection: Connection, month: Month) -> Closing | None:
    """Give the newest revision of a month, None where it was never closed."""
    query = text(
        "SELECT month, revision, content, sidecar FROM closed_month WHERE month = :month ORDER BY revision DESC LIMIT 1"
    )
    row = connection.execute(query, {"month": month.index}).first()
    return Closing(Month.from_index(row[0]), row[1], row[2], row[3]) if row else None


def closed_months(database: Database) -> list[Month]:
    """Give all months that were ever closed, oldest first."""
    with database.reading() as connection:
        rows = connection.execute(text("SELECT DISTINCT month FROM closed_month ORDER BY month"))
        return [Month.from_index(row[0]) for row in rows]


def newest_sidecars(database: Database) -> dict[Month, str]:
    """Give the newest revision's sidecar of every closed month: what tells whether a month has changed."""
    query = text(
        "SELECT m.month, m.sidecar FROM closed_month m WHERE m.revision ="
        " (SELECT MAX(n.revision) FROM closed_month n WHERE n.month = m.month) ORDER BY m.month"
    )
    with database.reading() as connection:
        return {Month.from_index(row[0]): row[1] for row in connection.execute(query)}


def read_closing(database: Database, month: Month | None) -> Closing:
    """Give the newest revision of a month, of the newest one where none is named. Raises InputError without one."""
    months = closed_months(database)
    if not months:
        message = "No month is closed yet"
        raise InputError(message, "Close one first: giveback close YYYY-MM")
    wanted = month or months[-1]
    with database.reading() as connection:
        closing = newest_revision(connection, wanted)
    if closing is None:
        message = f"{wanted} is not closed"
        raise InputError(message, f"Closed are {', '.join(map(str, months))}; close it with: giveback close {wanted}")
    return closing


def save(connection: Connection, closing: Closing) -> None:
    """Store a new revision, or the new sidecar of one whose content stays."""
    values = {"month": closing.month.index, "revision": closing.revision, "content": closing.content}
    statement = text(
        "INSERT INTO closed_month (month, revision, content, sidecar) VALUES (:month, :revision, :content, :sidecar)"
        " ON CONFLICT (month, revision) DO UPDATE SET sidecar = :sidecar"
    )
    connection.execute(statement, {**values, "sidecar": closing.sidecar})
