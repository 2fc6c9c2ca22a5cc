"""What comes into the inbox: each delivery stored once, whoever brings it, and what brings nothing noted down."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, text

from bot.store.database import Database
from bot.store.inbox import Header, State

_ONE_BY_ONE = text("SELECT pg_advisory_xact_lock(5283016847211094)")


class Verdict(StrEnum):
    """What became of a delivery at the door."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    """Its GUID was received before, or its body under another GUID."""
    REMOVED = "removed"
    """Its installation is gone: noted down, never handled."""


@dataclass(frozen=True)
class Arrival(Header):
    """A delivery at the door. Without a body it is noted down and never handled: nobody handles events of its kind."""

    body_sha256: str
    body: bytes | None


_COLUMNS = (
    *(each.name for each in fields(Arrival) if each.name != "body"),
    "state",
    "attempts",
    "not_before",
    "last_error",
)
_INSERT = text(f"INSERT INTO delivery ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})")
_INSERT_BODY = text(
    "INSERT INTO delivery_body (guid, received_at, body) VALUES (:guid, :received_at, :body)"
    " ON CONFLICT (guid) DO NOTHING"
)
_KNOWN_GUIDS = text("SELECT guid FROM delivery WHERE guid IN :values").bindparams(bindparam("values", expanding=True))
_KNOWN_BODIES = text("SELECT body_sha256, guid FROM delivery WHERE body_sha256 IN :values").bindparams(
    bindparam("values", expanding=True)
)
_REMOVED = text("SELECT id FROM installation WHERE removed_at IS NOT NULL AND id IN :values").bindparams(
    bindparam("values", expanding=True)
)


def receive(database: Database, arrivals: Sequence[Arrival]) -> list[Verdict]:
    """Store deliveries, all of them in one transaction; give what became of each."""
    with database.writing() as connection:
        if not database.is_sqlite:
            # Two processes that receive the same body at once would both find it new. Ids then also grow in the order
            # of commits: nobody can claim the second delivery of a lane before the first one is there.
            connection.execute(_ONE_BY_ONE)
        guids = _found(connection, _KNOWN_GUIDS, [each.guid for each in arrivals])
        bodies = dict(_rows(connection, _KNOWN_BODIES, [each.body_sha256 for each in arrivals]))
        wanted = [each.installation_id for each in arrivals if each.installation_id is not None]
        removed = _found(connection, _REMOVED, wanted)
        verdicts, rows = [], []
        for arrival in arrivals:
            if arrival.guid in guids:
                verdicts.append(Verdict.DUPLICATE)
                continue
            verdict, row = _judged(arrival, bodies, removed)
            guids.add(arrival.guid)
            bodies.setdefault(arrival.body_sha256, arrival.guid)
            verdicts.append(verdict)
            rows.append(row)
        if rows:
            connection.execute(_INSERT, rows)
        bodies_kept = [row for row in rows if row["body"] is not None]
        if bodies_kept:
            connection.execute(_INSERT_BODY, bodies_kept)
    return verdicts


def _judged(arrival: Arrival, bodies: dict[str, str], removed: set[int]) -> tuple[Verdict, dict[str, Any]]:
    verdict, state, why = Verdict.STORED, State.WAITING, None
    if arrival.body_sha256 in bodies:
        verdict, state = Verdict.DUPLICATE, State.IGNORED
        why = f"the same body came as {bodies[arrival.body_sha256]}"
    elif arrival.installation_id in removed:
        verdict, state, why = Verdict.REMOVED, State.IGNORED, f"installation {arrival.installation_id} was removed"
    elif arrival.body is None:
        state, why = State.IGNORED, "nothing handles it"
    row = vars(arrival) | {"state": state, "attempts": 0, "not_before": arrival.received_at, "last_error": why}
    if state is State.IGNORED:
        row["body"] = None
    return verdict, row


def _rows(connection: Connection, query: Any, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(query, {"values": list(values)})] if values else []


def _found(connection: Connection, query: Any, values: Sequence[Any]) -> set[Any]:
    return {row[0] for row in _rows(connection, query, values)}


def received(database: Database, guids: Sequence[str]) -> set[str]:
    """Give those of some GUIDs that were received."""
    with database.reading() as connection:
        return _found(connection, _KNOWN_GUIDS, guids)


def newest_received(database: Database) -> int | None:
    """Give when a delivery was received last, None where none ever was."""
    with database.reading() as connection:
        found: int | None = connection.execute(text("SELECT MAX(received_at) FROM delivery")).scalar_one()
    return found
