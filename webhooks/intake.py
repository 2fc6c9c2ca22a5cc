"""Storing deliveries while their senders wait: those that come at once share one transaction.

A commit costs about the same for one row as for fifty, and only one can be made at a time. So one thread makes them
all, each with whatever has come since the one before; requests wait for theirs.
"""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from bot.errors import GivebackError
from bot.store.arrivals import Arrival, Verdict, receive
from bot.store.database import Database

_LARGEST_BATCH = 100
_LARGEST_BYTES = 32 << 20
_TIDY_EVERY = 1.0
_log = logging.getLogger(__name__)


class _Waiting(NamedTuple):
    arrival: Arrival
    verdict: "Future[Verdict]"


class Intake:
    """One thread that stores what many requests bring. `store` may be called from any thread, until `close`."""

    def __init__(self, database: Database, stored: Callable[[], None] = lambda: None) -> None:
        """Start the thread; `stored` is told each time that there is something new to handle."""
        self._shared, self._database = database, database.without_checkpoints()
        self._stored = stored
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
        self._log_grew, self._ending = threading.Event(), threading.Event()
        self._tidying = threading.Thread(target=self._tidy, name="intake-checkpoints", daemon=True)
        self._thread.start()
        self._tidying.start()

    def store(self, arrival: Arrival) -> Verdict:
        """Store a delivery; give what became of it once that is durable. Raises what the database raises."""
        waiting = _Waiting(arrival, Future())
        self._waiting.put(waiting)
        return waiting.verdict.result()

    def close(self) -> None:
        """Store what was brought so far, then end the thread."""
        self._waiting.put(None)
        self._thread.join()
        self._ending.set()
        self._tidying.join()
        self._database.close()

    def _tidy(self) -> None:
        """Write SQLite's log back beside the commits, for which nobody then waits."""
        while not self._ending.wait(_TIDY_EVERY):
            if self._log_grew.is_set():
                self._log_grew.clear()
                try:
                    self._shared.checkpoint()
                except (GivebackError, SQLAlchemyError):
                    _log.exception("SQLite's log could not be written back; it is tried again")
                    self._log_grew.set()

    def _run(self) -> None:
        while True:
            first = self._waiting.get()
            if first is None:
                return
            batch, is_last = self._gathered(first)
            self._store(batch)
            if is_last:
                return

    def _gathered(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        batch, size = [first], len(first.arrival.body or b"")
        while len(batch) < _LARGEST_BATCH and size < _LARGEST_BYTES:
            try:
                more = self._waiting.get_nowait()
            except queue.Empty:
                break
            if more is None:
                return batch, True
            batch.append(more)
            size += len(more.arrival.body or b"")
        return batch, False

    def _store(self, batch: list[_Waiting]) -> None:
        try:
            verdicts = receive(self._database, [each.arrival for each in batch])
        except BaseException as error:  # noqa: BLE001 - each request raises it: the thread must outlive it
            for each in batch:
                each.verdict.set_exception(error)
            return
        for each, verdict in zip(batch, verdicts, strict=True):
            each.verdict.set_result(verdict)
        self._log_grew.set()
        if Verdict.STORED in verdicts:
            self._stored()
