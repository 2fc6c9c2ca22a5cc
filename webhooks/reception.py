"""Receiving in a process that serves: the door is open at once; what comes is handled from when there is an App."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from bot.context import Deployment
from bot.errors import GivebackError
from bot.github_access import GitHubAccess
from bot.store.database import Database
from bot.store.vault import WEBHOOK_SECRET
from webhooks.intake import Intake
from webhooks.receiver import Receiver
from webhooks.routing import ROUTES, Routes, concerns
from webhooks.worker import LEASE, Worker

_LOOK_EVERY = 2.0
_log = logging.getLogger(__name__)


class Reception:
    """Receives and handles beside what a `with` block does. `receiver` is the door, to be served."""

    def __init__(
        self,
        database: Database,
        access: GitHubAccess,
        deployment: Callable[[], Deployment],
        now: Callable[[], datetime],
        *,
        routes: Routes = ROUTES,
        lease: int = LEASE,
    ) -> None:
        """`deployment` is called once there is an App."""
        self._database, self._access, self._deployment = database, access, deployment
        self._routes, self._lease = routes, lease
        self._worker: Worker | None = None
        self._ending = threading.Event()
        self._intake = Intake(database, self._wake)
        self._thread = threading.Thread(target=self._run, name="reception", daemon=True)
        self.receiver = Receiver(self._intake, self._secrets, self._app_id, partial(concerns, routes), now)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Store what was brought, and wait a while for what is being handled."""
        self._ending.set()
        self._thread.join()
        self._intake.close()
        if self._worker is not None and not self._worker.stop():
            _log.warning("a delivery is still being handled: it is taken over when its lease is over")

    def _run(self) -> None:
        said = ""
        while self._worker is None:
            try:
                if self._app_id() is not None:
                    self._worker = Worker(self._deployment(), self._routes, lease=self._lease)
            except (GivebackError, SQLAlchemyError) as error:
                if str(error) != said:  # once, not every two seconds
                    said = str(error)
                    _log.exception("deliveries are received, and none is handled")
            if self._worker is None and self._ending.wait(_LOOK_EVERY):
                return
        self._worker.start()

    def _wake(self) -> None:
        if self._worker is not None:
            self._worker.wake()

    def _secrets(self) -> list[str]:
        return self._access.vault.accepted(WEBHOOK_SECRET)

    def _app_id(self) -> int | None:
        app = self._access.app.app()
        return app.app_id if app is not None else None
