"""The inbox: every delivery as one row, stored before GitHub is answered, handled afterwards by whoever claims it.

Deliveries of one lane (a repository) are handled one after the other, in the order in which they were stored. A claim
is a lease: whoever dies lets go of it by not renewing it. A row that was handled stays, without its body, as what tells
a delivery that comes again from a new one. All times are whole seconds since 1970.
"""

import itertools
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, text

from bot.errors import GivebackError
from bot.store.database import Database

BODY_KEPT = 7 * 86_400
"""Seconds after which a delivery's body is emptied, whatever became of it."""
ROW_KEPT = 90 * 86_400
"""Seconds after which the row of a delivery that was handled goes, and with it what tells a replay."""
_ROWS_A_TRANSACTION = 500
_OPEN = "d.state IN ('waiting', 'running')"
_HELD = "EXISTS (SELECT 1 FROM delivery_claim c WHERE c.name = d.worker AND c.lease_until > :now)"
_DUE = f"(d.state = 'waiting' AND d.not_before <= :now OR d.state = 'running' AND NOT {_HELD})"
_ONE_BY_ONE = text("SELECT pg_advisory_xact_lock(5283016847211094)")


class State(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    IGNORED = "ignored"
    DEAD = "dead"


class Verdict(StrEnum):
    """What became of a delivery at the door."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    """Its GUID was received before, or its body under another GUID."""
    REMOVED = "removed"
    """Its installation is gone: noted down, never handled."""


class LeaseLostError(GivebackError):
    """What is being handled has been claimed by somebody else: whatever is left of it is theirs."""


class Arrival(NamedTuple):
    """A delivery at the door. Without a body it is noted down and never handled: nobody handles events of its kind."""

    guid: str
    event: str
    action: str | None
    installation_id: int | None
    repository_id: int | None
    lane: str
    received_at: int
    body_sha256: str
    body: bytes | None


class Claimed(NamedTuple):
    """A delivery that is to be handled now, by whoever claimed it."""

    id: int
    guid: str
    event: str
    received_at: int
    attempts: int
    """How often it was begun before."""
    body: bytes | None


_COLUMNS = (*(name for name in Arrival._fields if name != "body"), "state", "attempts", "not_before", "last_error")
_INSERT = text(f"INSERT INTO delivery ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})")
_INSERT_BODY = text("INSERT INTO delivery_body (guid, received_at, body) VALUES (:guid, :received_at, :body)")
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
    row = arrival._asdict() | {"state": state, "attempts": 0, "not_before": arrival.received_at, "last_error": why}
    if state is State.IGNORED:
        row["body"] = None
    return verdict, row


def _rows(connection: Connection, query: Any, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(query, {"values": list(values)})] if values else []


def _found(connection: Connection, query: Any, values: Sequence[Any]) -> set[Any]:
    return {row[0] for row in _rows(connection, query, values)}


_HEAD = (
    f"SELECT d.id, d.lane, d.attempts FROM delivery d WHERE {_OPEN} AND {_DUE} AND NOT EXISTS ("
    " SELECT 1 FROM delivery e WHERE e.lane = d.lane AND e.state IN ('waiting', 'running') AND (e.id < d.id"
    f" OR e.state = 'running' AND e.id <> d.id AND {_HELD.replace('d.worker', 'e.worker')})) ORDER BY d.id LIMIT 1"
)
_IS_DUE = text(_HEAD)
_LANE = text(
    "SELECT d.id, d.guid, d.event, d.received_at, d.attempts, b.body, CASE WHEN "
    f"{_DUE} THEN 1 ELSE 0 END FROM delivery d LEFT JOIN delivery_body b ON b.guid = d.guid"
    f" WHERE d.lane = :lane AND {_OPEN} ORDER BY d.id LIMIT :most"
)
_TAKE = text(
    "UPDATE delivery SET state = 'running', worker = :worker,"
    " attempts = attempts + CASE WHEN id = :first THEN 1 ELSE 0 END WHERE id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_CLAIM = text("INSERT INTO delivery_claim (name, lease_until) VALUES (:worker, :until)")
_EXPIRE = text("DELETE FROM delivery_claim WHERE lease_until <= :now")


def claim(database: Database, worker: str, now: int, lease: int, most: int) -> list[Claimed]:
    """Claim what waits at the head of one lane: up to `most` deliveries, the first of them counted as begun.

    `worker` names this claim and no other; the lease is in seconds. Gives nothing where nothing is due. One that was
    begun before is given alone, so that it is known which one ends its process each time.
    """
    with database.reading() as connection:  # without waiting for the only writer's turn
        if connection.execute(_IS_DUE, {"now": now}).first() is None:
            return []
    with database.writing() as connection:
        locking = "" if database.is_sqlite else " FOR UPDATE OF d SKIP LOCKED"
        head = connection.execute(text(_HEAD + locking), {"now": now}).first()
        if head is None:
            return []
        values = {"now": now, "lane": head[1], "most": 1 if head[2] else most}
        claimed = [
            Claimed(*columns)
            for *columns, _ in itertools.takewhile(lambda row: row[-1], connection.execute(_LANE, values))
        ]
        connection.execute(_EXPIRE, values)
        connection.execute(_CLAIM, {"worker": worker, "until": now + lease})
        connection.execute(_TAKE, {"worker": worker, "first": head[0], "ids": [each.id for each in claimed]})
    return claimed


def renew(database: Database, worker: str, now: int, lease: int) -> None:
    """Keep what a worker has claimed. Raises LeaseLostError where it has been let go of."""
    query = text("UPDATE delivery_claim SET lease_until = :until WHERE name = :worker")
    with database.writing() as connection:
        if not connection.execute(query, {"until": now + lease, "worker": worker}).rowcount:
            raise LeaseLostError(f"{worker}: its deliveries are being handled by another worker")


def settle(
    database: Database, worker: str, done: Sequence[int], now: int, *,
    state: State = State.DONE, why: str | None = None,
) -> None:  # fmt: skip
    """Record that deliveries are over and done with. Raises LeaseLostError where another worker has them."""
    query = text(
        "UPDATE delivery SET state = :state, handled_at = :now, last_error = :why, worker = NULL,"
        " attempts = CASE WHEN attempts = 0 THEN 1 ELSE attempts END"
        " WHERE id IN :ids AND worker = :worker AND state = 'running'"
    ).bindparams(bindparam("ids", expanding=True))
    values = {"state": state, "now": now, "why": why, "ids": sorted(done), "worker": worker}
    with database.writing() as connection:
        if connection.execute(query, values).rowcount < len(done):
            raise LeaseLostError(f"{worker}: its deliveries are being handled by another worker")


def put_off(database: Database, worker: str, delivery: int, not_before: int, why: str, *, attempts: int) -> None:
    """Let a delivery wait until later; `attempts` says how often it was begun in earnest."""
    query = text(
        "UPDATE delivery SET state = 'waiting', not_before = :then, last_error = :why, worker = NULL,"
        " attempts = :attempts WHERE id = :id AND worker = :worker AND state = 'running'"
    )
    values = {"then": not_before, "why": why, "attempts": attempts, "id": delivery, "worker": worker}
    with database.writing() as connection:
        connection.execute(query, values)


def release(database: Database, worker: str) -> None:
    """Let go of what a worker has claimed and not settled, so that nobody need wait for its lease."""
    let_go = text("UPDATE delivery SET state = 'waiting', worker = NULL WHERE worker = :worker AND state = 'running'")
    with database.writing() as connection:
        connection.execute(let_go, {"worker": worker})
        connection.execute(text("DELETE FROM delivery_claim WHERE name = :worker"), {"worker": worker})


def forget(database: Database, now: int) -> int:
    """Delete the bodies that are older than a week, and the rows that tell nothing any more; give how many bodies.

    What was still waiting then can never be handled: it is dead. Dead letters stay.
    """
    old = "SELECT guid FROM delivery_body WHERE received_at < :before ORDER BY received_at, guid LIMIT :most"
    bury = text(
        "UPDATE delivery SET state = 'dead', handled_at = :now, worker = NULL,"
        " last_error = COALESCE(last_error, 'never handled')"
        f" WHERE state IN ('waiting', 'running') AND guid IN ({old})"
    )
    empty = text(f"DELETE FROM delivery_body WHERE guid IN ({old})")
    drop = text(
        "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE received_at < :before"
        " AND state IN ('done', 'ignored') ORDER BY received_at LIMIT :most)"
    )
    values = {"before": now - BODY_KEPT, "now": now, "most": _ROWS_A_TRANSACTION}
    emptied = 0
    while True:
        with database.writing() as connection:
            connection.execute(bury, values)
            count = connection.execute(empty, values).rowcount
        emptied += count
        if count < _ROWS_A_TRANSACTION:
            break
    while True:
        with database.writing() as connection:
            if connection.execute(drop, values | {"before": now - ROW_KEPT}).rowcount < _ROWS_A_TRANSACTION:
                return emptied


class Letter(NamedTuple):
    """A delivery as the operator sees it: never its body."""

    guid: str
    event: str
    action: str | None
    installation_id: int | None
    repository_id: int | None
    lane: str
    state: str
    attempts: int
    received_at: int
    not_before: int
    handled_at: int | None
    has_body: bool
    last_error: str | None


_HAS_BODY = "EXISTS (SELECT 1 FROM delivery_body b WHERE b.guid = delivery.guid)"
_LETTER = (
    "SELECT guid, event, action, installation_id, repository_id, lane, state, attempts, received_at, not_before,"
    f" handled_at, {_HAS_BODY} AS has_body, last_error FROM delivery"
)


def letters(database: Database, state: State | None, most: int) -> list[Letter]:
    """Give the newest deliveries, of one state or of all, the newest first."""
    where = "" if state is None else " WHERE state = :state"
    query = text(f"{_LETTER}{where} ORDER BY received_at DESC, id DESC LIMIT :most")
    with database.reading() as connection:
        return [_letter(row) for row in connection.execute(query, {"state": state, "most": most})]


def letter(database: Database, guid: str) -> Letter | None:
    """Give one delivery, None where no such one was received."""
    with database.reading() as connection:
        row = connection.execute(text(f"{_LETTER} WHERE guid = :guid"), {"guid": guid}).first()
    return _letter(row) if row else None


def counts(database: Database) -> dict[str, int]:
    """Give how many deliveries there are of each state."""
    with database.reading() as connection:
        found = {
            row[0]: row[1] for row in connection.execute(text("SELECT state, COUNT(*) FROM delivery GROUP BY state"))
        }
    return {state.value: found.get(state.value, 0) for state in State}


def received(database: Database, guids: Sequence[str]) -> set[str]:
    """Give those of some GUIDs that were received."""
    with database.reading() as connection:
        return _found(connection, _KNOWN_GUIDS, guids)


def newest_received(database: Database) -> int | None:
    """Give when a delivery was received last, None where none ever was."""
    with database.reading() as connection:
        found: int | None = connection.execute(text("SELECT MAX(received_at) FROM delivery")).scalar_one()
    return found


def retry(database: Database, guids: Sequence[str] | None, now: int) -> list[str]:
    """Let dead letters wait again, as if they had come now; all of them where none is named. Give those that do.

    A letter whose body is gone stays dead.
    """
    named = "" if guids is None else " AND guid IN :guids"
    query = text(
        "UPDATE delivery SET state = 'waiting', attempts = 0, not_before = :now, handled_at = NULL"
        f" WHERE state = 'dead' AND {_HAS_BODY}{named} RETURNING guid"
    )
    if guids is not None:
        query = query.bindparams(bindparam("guids", expanding=True))
    values: dict[str, Any] = {"now": now} if guids is None else {"now": now, "guids": list(guids)}
    with database.writing() as connection:
        return sorted(row[0] for row in connection.execute(query, values))


def _letter(row: Any) -> Letter:
    return Letter(**row._asdict() | {"has_body": bool(row.has_body)})
