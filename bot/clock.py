"""The clock: in the one process that holds the lease, ticks ask for what is due; in every process, workers do it.

APScheduler tells when to look, the job table what is missing (`schedules.due_periods`): a tick that was missed, that
comes twice, in two processes, after months or by a clock that was set back asks for no more than one on time. Its job
store is memory: a shared one would run things twice.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from apscheduler.schedulers.background import BackgroundScheduler

from bot.errors import GivebackError
from bot.job_worker import JobWorker
from bot.schedules import SCHEDULES, due_periods
from bot.store import leases
from bot.store.database import Database
from bot.store.jobs import ask_in, periods
from bot.store.leases import Lease

LEASE_NAME = "clock"
LEASE = 60
"""Seconds that the clock is held unless it is renewed: so long a killed process keeps it."""
_TICK = 15.0
_LOOK_EVERY = 5.0
_STOPPING = 30
_log = logging.getLogger(__name__)


def ask_for_due(database: Database, now: datetime, lease: Lease | None = None, kinds: Sequence[str] = ()) -> int:
    """Ask for everything that is due and was never asked for; give how many jobs are new.

    With a lease nothing is asked for unless that still stands, with `kinds` for these alone.
    """
    done = {schedule.kind: periods(database, schedule.kind) for schedule in SCHEDULES}
    missing = [due for due in due_periods(now, done) if not kinds or due.kind in kinds]
    if not missing:
        return 0
    with database.writing() as connection:
        if lease is not None and not leases.is_held(connection, lease):
            return 0
        return ask_in(connection, missing)


class Clock:
    """Holds the lease where nobody else does, and ticks while it does; used in a `with`."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        holder: str,
        kinds: Sequence[str],
        *,
        every: float = _TICK,
        lease_seconds: int = LEASE,
    ) -> None:
        """Tick for these kinds, so many seconds apart; `holder` is this process's name."""
        self._database, self._now, self._holder, self._kinds = database, now, holder, kinds
        self._every, self._lease_seconds = every, lease_seconds
        self._lease: Lease | None = None
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def __enter__(self) -> Self:
        self._scheduler.add_job(self._tick, "interval", seconds=self._every, next_run_time=datetime.now(UTC))
        self._scheduler.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let go, so that another process has the clock at once."""
        self._scheduler.shutdown(wait=True)
        if self._lease is not None:
            leases.release(self._database, self._lease)

    def _tick(self) -> None:
        try:
            before, self._lease = self._lease, self._renewed_or_taken(int(self._now().timestamp()))
            if (before is None) != (self._lease is None):
                _log.info("the clock is %s", f"held here: {self._holder}" if self._lease else "held elsewhere")
            if self._lease is not None:
                ask_for_due(self._database, self._now(), self._lease, self._kinds)
        except GivebackError as error:  # the database is away: the next tick asks for the same
            _log.warning("the clock cannot tick: %s", error.message)

    def _renewed_or_taken(self, seconds: int) -> Lease | None:
        if self._lease is not None:
            return leases.renew(self._database, self._lease, seconds, self._lease_seconds)
        return leases.take(self._database, LEASE_NAME, self._holder, seconds, self._lease_seconds)


class Workers:
    """Threads that do what is due until they are stopped; each has kinds of its own. Used in a `with`."""

    def __init__(self, worker: JobWorker, lanes: Sequence[Sequence[str]], *, look_every: float = _LOOK_EVERY) -> None:
        """One thread for each lane, so that what takes minutes does not wait for what takes hours."""
        self._worker, self._lanes, self._look_every = worker, lanes, look_every
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        for number, kinds in enumerate(self._lanes):
            thread = threading.Thread(target=self._work, args=(kinds,), name=f"jobs {number}", daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Start nothing new, and wait a while for what is under way; what takes longer is taken up by others."""
        self._worker.stopping.set()
        for thread in self._threads:
            thread.join(_STOPPING)

    def _work(self, kinds: Sequence[str]) -> None:
        while not self._worker.stopping.is_set():
            try:
                ran = self._worker.run_next(kinds)
            except Exception:  # noqa: BLE001 - the database is away, say: the thread must outlive that
                _log.exception("jobs cannot be claimed")
                ran = None
            if ran is None:
                self._worker.stopping.wait(self._look_every)
