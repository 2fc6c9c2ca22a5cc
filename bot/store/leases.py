"""Leases: what one process alone may do, as a row that it renews; when it stops renewing, another takes over.

The fencing number grows with each new holder. What a holder writes under its lease is written together with a check
of that number, so that one that was paused and comes back late changes nothing.

Times are seconds since 1970, of the asking process's clock: machines that share a database keep their clocks by NTP.
"""

from typing import NamedTuple

from sqlalchemy import Connection, text

from bot.store.database import Database

FARTHEST = 86_400
"""Seconds for which nothing is ever held: who said so had a clock that was ahead."""


class Lease(NamedTuple):
    """A lease that was given: until when it holds unless it is renewed, and the number that fences it."""

    name: str
    holder: str
    fencing: int
    expires_at: int


def take(database: Database, name: str, holder: str, now: int, seconds: int) -> Lease | None:
    """Take a lease that is free or has expired; None while somebody else holds it.

    Whoever asks under the holder's name while it holds is refused too: it renews what it was given.
    """
    statement = text(
        "INSERT INTO lease (name, holder, expires_at, fencing) VALUES (:name, :holder, :expires, 1)"
        " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at,"
        " fencing = lease.fencing + 1 WHERE lease.expires_at <= :now"
        f" OR lease.expires_at - {FARTHEST} > :now RETURNING fencing"
    )
    values = {"name": name, "holder": holder, "expires": now + seconds, "now": now}
    with database.writing() as connection:
        fencing = connection.execute(statement, values).scalar()
    return None if fencing is None else Lease(name, holder, fencing, now + seconds)


def renew(database: Database, lease: Lease, now: int, seconds: int) -> Lease | None:
    """Hold a lease for longer; None where it has been given to somebody else, or taken away.

    One that has expired and that nobody else took is held on: there was no other holder in between.
    """
    statement = text(
        "UPDATE lease SET expires_at = :expires WHERE name = :name AND holder = :holder AND fencing = :fencing"
    )
    values = {**lease._asdict(), "expires": now + seconds}
    with database.writing() as connection:
        held = connection.execute(statement, values).rowcount
    return lease._replace(expires_at=now + seconds) if held else None


def release(database: Database, lease: Lease) -> None:
    """Let go of a lease, so that another process takes it at once; the row stays, since its number must only grow."""
    statement = text("UPDATE lease SET expires_at = 0 WHERE name = :name AND holder = :holder AND fencing = :fencing")
    with database.writing() as connection:
        connection.execute(statement, lease._asdict())


def is_held(connection: Connection, lease: Lease) -> bool:
    """Whether this very lease still stands, inside a writing block: until that ends nobody can take it over."""
    # On PostgreSQL the row is locked, so that a take-over waits; SQLite has one writer.
    lock = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""
    query = text(f"SELECT 1 FROM lease WHERE name = :name AND holder = :holder AND fencing = :fencing{lock}")
    return connection.execute(query, lease._asdict()).first() is not None
