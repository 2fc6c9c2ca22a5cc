"""The clock and the workers of a process that serves: from when there is an App on, or at once, until it ends."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from bot.clock import Clock, Workers
from bot.errors import GivebackError
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
        try:
            while not self._without_app and registered_app(self._database) is None:
                if self._ending.wait(self._look_every):
                    return
            setup = self._make()
        except GivebackError as error:
            _log.error("the clock does not run: %s %s", error.message, error.remedy)
            return
        has_app = bool(setup.deployment.app_id)
        worker = JobWorker(self._database, runnable(setup, has_app=has_app), setup.deployment.now)
        with (
            Clock(self._database, setup.deployment.now, worker.name, list(worker.kinds)),
            Workers(worker, lanes(has_app=has_app)),
        ):
            self._ending.wait()
