"""The inbox: every delivery as one row, stored before GitHub is answered, handled afterwards by whoever claims it.

Deliveries of one lane (a repository) are handled one after the other, in the order in which they were stored. A claim
is a lease: whoever dies lets go of it by not renewing it. A row that was handled stays, without its body, as what tells
a delivery that comes again from a new one. All times are whole seconds since 1970.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import bindparam, text

from bot.errors import ClaimLostError
from bot.store.database import Database
from bot.store.leases import FARTHEST

BODY_KEPT = 7 * 86_400
"""Seconds after which a delivery's body is emptied, whatever became of it."""
ROW_KEPT = 90 * 86_400
"""Seconds after which the row of a delivery that was handled goes, and with it what tells a replay."""
_ROWS_A_TRANSACTION = 500
_OPEN = "d.state IN ('waiting', 'running')"
# Nothing is held for a day, or put off until its body is gone: who said so had a clock that was ahead.
_HELD = (
    "EXISTS (SELECT 1 FROM delivery_claim c WHERE c.name = d.worker"
    f" AND c.lease_until > :now AND c.lease_until - {FARTHEST} <= :now)"
)
_WAITED = f"(d.last_error IS NULL OR d.not_before <= :now OR d.not_before - {BODY_KEPT} > :now)"
_DUE = f"(d.state = 'waiting' AND {_WAITED} OR d.state = 'running' AND NOT {_HELD})"


@dataclass(frozen=True)
class Header:
    """What is told of a delivery without opening it: what it is about, its lane, and when it came."""

    guid: str
    event: str
    action: str | None
    installation_id: int | None
    repository_id: int | None
    lane: str
    received_at: int


class State(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    IGNORED = "ignored"
    DEAD = "dead"


class Claimed(NamedTuple):
    """A delivery that is to be handled now, by whoever claimed it."""

    id: int
    guid: str
    event: str
    received_at: int
    attempts: int
    """How often it was begun before."""
    body: bytes | None


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
_EXPIRE = text(f"DELETE FROM delivery_claim WHERE lease_until <= :now OR lease_until - {FARTHEST} > :now")


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
    """Keep what a worker has claimed. Raises ClaimLostError where it has been let go of."""
    query = text("UPDATE delivery_claim SET lease_until = :until WHERE name = :worker")
    with database.writing() as connection:
        if not connection.execute(query, {"until": now + lease, "worker": worker}).rowcount:
            raise ClaimLostError(f"{worker}: its deliveries are being handled by another worker")


def settle(
    database: Database, worker: str, done: Sequence[int], now: int, *,
    state: State = State.DONE, why: str | None = None,
) -> None:  # fmt: skip
    """Record that deliveries are over and done with. Raises ClaimLostError where another worker has them."""
    query = text(
        "UPDATE delivery SET state = :state, handled_at = :now, last_error = :why, worker = NULL,"
        " attempts = CASE WHEN attempts = 0 THEN 1 ELSE attempts END"
        " WHERE id IN :ids AND worker = :worker AND state = 'running'"
    ).bindparams(bindparam("ids", expanding=True))
    values = {"state": state, "now": now, "why": why, "ids": sorted(done), "worker": worker}
    with database.writing() as connection:
        if connection.execute(query, values).rowcount < len(done):
            raise ClaimLostError(f"{worker}: its deliveries are being handled by another worker")


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


@dataclass(frozen=True)
class Letter(Header):
    """A delivery as the operator sees it: never its body."""

    state: str
    attempts: int
    not_before: int
    handled_at: int | None
    has_body: bool
    last_error: str | None


_HAS_BODY = "EXISTS (SELECT 1 FROM delivery_body b WHERE b.guid = delivery.guid)"
_LETTER = (
    "SELECT guid, event, action, installation_id, repository_id, lane, received_at, state, attempts, not_before,"
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
