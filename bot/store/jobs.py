"""The jobs of the clock: one row for each (kind, period), claimed by one worker at a time, done once.

A worker holds a claim for a while and renews it; when it is gone, another takes over. Each claim has the number of its
attempt: what a worker says of a claim that it has lost changes nothing.

Times are seconds since 1970 (UTC).
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from bot.store.database import Database
from bot.store.leases import FARTHEST

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
STATES = (WAITING, RUNNING, DONE, FAILED)
MOST_ATTEMPTS = 6
_FIRST_PAUSE = 60
_GROWTH = 4
_LONGEST_SAID = 2_000

_COLUMNS = (
    "kind, period, state, due_at, not_before, attempts, worker, lease_until, started_at, finished_at, outcome,"
    " last_error"
)
_LAPSED = f"(state = 'running' AND (lease_until <= :now OR lease_until - {FARTHEST} > :now))"
_CLAIMABLE = f"((state = 'waiting' AND not_before <= :now) OR {_LAPSED})"


class JobRow(NamedTuple):
    """One job as it is stored."""

    kind: str
    period: str
    state: str
    due_at: int
    not_before: int
    attempts: int
    worker: str | None
    lease_until: int | None
    started_at: int | None
    finished_at: int | None
    outcome: str | None
    last_error: str | None


class Claim(NamedTuple):
    """A job that a worker holds; `attempt` is the number that fences it."""

    id: int
    kind: str
    period: str
    worker: str
    attempt: int
    due_at: int


def ask(database: Database, kind: str, period: str, due_at: int) -> bool:
    """Ask for a job; False where it has been asked for before, whatever became of it."""
    with database.writing() as connection:
        return ask_in(connection, [(kind, period, due_at)]) == 1


def ask_in(connection: Connection, jobs: Iterable[tuple[str, str, int]]) -> int:
    """Ask for jobs (kind, period, due at) in a writing block; give how many of them are new."""
    statement = text(
        "INSERT INTO job (kind, period, state, due_at, not_before, attempts)"
        " VALUES (:kind, :period, 'waiting', :due_at, :due_at, 0) ON CONFLICT (kind, period) DO NOTHING"
    )
    return sum(
        connection.execute(statement, {"kind": kind, "period": period, "due_at": due_at}).rowcount
        for kind, period, due_at in jobs
    )


def claim(database: Database, kinds: Collection[str], worker: str, now: int, seconds: int) -> Claim | None:
    """Take the job of these kinds that has been due longest, for so many seconds; None where none is due.

    One whose worker is gone is taken over; one that was lost so at its last attempt is given up.
    """
    values = {"kinds": list(kinds), "now": now}
    with database.reading() as connection:  # nearly always there is nothing: that must not cost a writer's turn
        query = text(f"SELECT 1 FROM job WHERE kind IN :kinds AND {_CLAIMABLE} LIMIT 1").bindparams(
            bindparam("kinds", expanding=True)
        )
        if connection.execute(query, values).first() is None:
            return None
    with database.writing() as connection:
        _give_up_lost(connection, now)
        skip = " FOR UPDATE SKIP LOCKED" if connection.dialect.name == "postgresql" else ""
        statement = text(
            "UPDATE job SET state = 'running', worker = :worker, attempts = attempts + 1, lease_until = :until,"
            " started_at = :now WHERE id = (SELECT id FROM job WHERE kind IN :kinds AND"
            f" {_CLAIMABLE} ORDER BY due_at, kind, period LIMIT 1{skip}) RETURNING id, kind, period, attempts, due_at"
        ).bindparams(bindparam("kinds", expanding=True))
        row = connection.execute(statement, {**values, "worker": worker, "until": now + seconds}).first()
    return Claim(row[0], row[1], row[2], worker, row[3], row[4]) if row else None


def claim_one(database: Database, kind: str, period: str, worker: str, now: int, seconds: int) -> Claim | None:
    """Take one job whenever it is due, a failed one with all its attempts anew; None where it is done or under way."""
    statement = text(
        "UPDATE job SET state = 'running', worker = :worker, lease_until = :until, started_at = :now,"
        " attempts = CASE WHEN state = 'failed' THEN 1 ELSE attempts + 1 END"
        " WHERE kind = :kind AND period = :period AND (state IN ('waiting', 'failed')"
        f" OR {_LAPSED}) RETURNING id, attempts, due_at"
    )
    values = {"kind": kind, "period": period, "worker": worker, "now": now, "until": now + seconds}
    with database.writing() as connection:
        row = connection.execute(statement, values).first()
    return Claim(row[0], kind, period, worker, row[1], row[2]) if row else None


def renew(database: Database, held: Claim, now: int, seconds: int) -> bool:
    """Hold a claim for longer; False where it has been lost."""
    with database.writing() as connection:
        return _set(connection, held, "lease_until = :until", {"until": now + seconds})


def finish(database: Database, held: Claim, now: int, outcome: str, then: Iterable[tuple[str, str, int]] = ()) -> bool:
    """Say that a job is done and how, and ask for what follows from it, both or neither; False where it was lost."""
    ending = "state = 'done', lease_until = NULL, finished_at = :now, outcome = :said, last_error = NULL"
    with database.writing() as connection:
        is_ours = _set(connection, held, ending, {"now": now, "said": outcome[:_LONGEST_SAID]})
        if is_ours:
            ask_in(connection, then)
        return is_ours


def postpone(database: Database, held: Claim, until: int, reason: str) -> bool:
    """Put a job off that cannot be done yet by nobody's mistake: it counts as no attempt."""
    change = "state = 'waiting', lease_until = NULL, not_before = :until, attempts = attempts - 1, last_error = :said"
    with database.writing() as connection:
        return _set(connection, held, change, {"until": until, "said": reason[:_LONGEST_SAID]})


def fail(database: Database, held: Claim, now: int, error: str) -> bool:
    """Say that an attempt went wrong: the job is tried again after a growing pause, and given up at the limit."""
    values = {"now": now, "said": error[:_LONGEST_SAID]}
    if held.attempt >= MOST_ATTEMPTS:
        change = "state = 'failed', lease_until = NULL, finished_at = :now, last_error = :said"
    else:
        change = "state = 'waiting', lease_until = NULL, not_before = :until, last_error = :said"
        values["until"] = now + pause_after(held.attempt)
    with database.writing() as connection:
        return _set(connection, held, change, values)


def pause_after(attempt: int) -> int:
    """Give how many seconds a job waits after its nth attempt went wrong: a minute, then four times as long each."""
    return int(_FIRST_PAUSE * _GROWTH ** (attempt - 1))


def periods(database: Database, kind: str) -> set[str]:
    """Give all periods of a kind that were ever asked for, whatever became of them."""
    with database.reading() as connection:
        return {row[0] for row in connection.execute(text("SELECT period FROM job WHERE kind = :kind"), {"kind": kind})}


def listed(database: Database, kinds: Collection[str] | None = None) -> list[JobRow]:
    """Give the jobs, those that are due first on top; of these kinds alone where some are named."""
    condition = "WHERE kind IN :kinds" if kinds is not None else ""
    query = text(f"SELECT {_COLUMNS} FROM job {condition} ORDER BY due_at DESC, kind, period")
    values = {}
    if kinds is not None:
        query = query.bindparams(bindparam("kinds", expanding=True))
        values["kinds"] = list(kinds)
    with database.reading() as connection:
        return [JobRow(*row) for row in connection.execute(query, values)]


def find(database: Database, kind: str, period: str) -> JobRow | None:
    """Give one job, None where it was never asked for."""
    query = text(f"SELECT {_COLUMNS} FROM job WHERE kind = :kind AND period = :period")
    with database.reading() as connection:
        row = connection.execute(query, {"kind": kind, "period": period}).first()
    return JobRow(*row) if row else None


def under_way(database: Database, kinds: Collection[str], due_by: int, now: int) -> list[str]:
    """Give the jobs of these kinds that are due by a time, as `KIND PERIOD`: those that run or were not tried yet.

    What was put off or has failed before is left out while it waits for its next turn.
    """
    query = text(
        "SELECT kind, period FROM job WHERE kind IN :kinds AND due_at <= :due_by AND (state = 'running' OR (state ="
        " 'waiting' AND attempts = 0 AND (not_before <= :now OR last_error IS NULL))) ORDER BY due_at, kind, period"
    ).bindparams(bindparam("kinds", expanding=True))
    values = {"kinds": list(kinds), "due_by": due_by, "now": now}
    with database.reading() as connection:
        return [f"{row[0]} {row[1]}" for row in connection.execute(query, values)]


def supersede(connection: Connection, kind: str, prefix: str, newest: str, now: int) -> int:
    """End the jobs that still wait and whose periods begin alike, but for the newest, which does their work too."""
    statement = text(
        "UPDATE job SET state = 'done', finished_at = :now, outcome = :said WHERE kind = :kind AND state = 'waiting'"
        " AND substr(period, 1, :length) = :prefix AND period <> :newest"
    )
    values = {"kind": kind, "prefix": prefix, "length": len(prefix), "newest": newest, "now": now}
    return connection.execute(statement, {**values, "said": f"left to {newest}"}).rowcount


def forget_old(database: Database, kind: str, before: int) -> int:
    """Delete a kind's jobs that were due, and ended, before then; give how many."""
    statement = text("DELETE FROM job WHERE kind = :kind AND due_at < :before AND state IN ('done', 'failed')")
    with database.writing() as connection:
        return connection.execute(statement, {"kind": kind, "before": before}).rowcount


def _set(connection: Connection, held: Claim, change: str, values: dict[str, object]) -> bool:
    statement = text(
        f"UPDATE job SET {change} WHERE id = :id AND state = 'running' AND worker = :worker AND attempts = :attempt"
    )
    fence = {"id": held.id, "worker": held.worker, "attempt": held.attempt}
    return connection.execute(statement, {**fence, **values}).rowcount == 1


def _give_up_lost(connection: Connection, now: int) -> None:
    statement = text(
        "UPDATE job SET state = 'failed', lease_until = NULL, finished_at = :now,"
        " last_error = 'its worker was gone before it had ended, at the last attempt too'"
        f" WHERE {_LAPSED} AND attempts >= :most"
    )
    connection.execute(statement, {"now": now, "most": MOST_ATTEMPTS})
