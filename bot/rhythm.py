"""The clock and the workers of a process that serves: from when there is an App on, or at once, until it ends."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from bot.clock import Clock, Workers
from bot.job_worker import JobWorker
from bot.jobs import JobSetup, lanes, runnable
from bot.store.app_registration import registered_app
from bot.store.database import Database

_LOOK_EVERY = 2.0
_ENDING = 60
_log = logging.getLogger(__name__)


class Rhythm:
    """Runs beside what a `with` block does; `make` is called once there is an App, or at once with `without_app`."""

    def __init__(
        self,
        database: Database,
        make: Callable[[], JobSetup],
        *,
        without_app: bool = False,
        look_every: float = _LOOK_EVERY,
    ) -> None:
        """Nothing runs yet."""
        self._database, self._make, self._without_app, self._look_every = database, make, without_app, look_every
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rhythm", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let go of the clock, and wait a while for the jobs under way."""
        self._ending.set()
        self._thread.join(_ENDING)

    def _run(self) -> None:
        setup: JobSetup | None = None
        said = ""
        while setup is None:
            try:
                if self._without_app or registered_app(self._database) is not None:
                    setup = self._make()
            except Exception as error:  # noqa: BLE001 - the database was busy, say: that must not be the end of it
                if str(error) != said:  # once, not at every look
                    said = str(error)
                    _log.exception("the clock does not run yet; it is tried again")
            if setup is None and self._ending.wait(self._look_every):
                return
        has_app = bool(setup.deployment.app_id)
        worker = JobWorker(self._database, runnable(setup, has_app=has_app), setup.deployment.now)
        with (
            Clock(self._database, setup.deployment.now, worker.name, list(worker.kinds)),
            Workers(worker, lanes(has_app=has_app)),
        ):
            self._ending.wait()
