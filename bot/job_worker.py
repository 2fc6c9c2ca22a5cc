"""Doing jobs: claim one, keep the claim alive while it is worked on, and write down how it ended."""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from bot.errors import BusyError, ClaimLostError, GivebackError, NotYetError
from bot.github_errors import RateLimitedError
from bot.store import jobs
from bot.store.database import Database
from bot.store.jobs import Claim

LEASE = 120
"""Seconds that a claim holds unless it is renewed: so long a killed worker's job waits for the next one."""
_RENEWALS = 3
_WHILE_BUSY = 300
_STOPPED = "it was stopped in the middle"
_log = logging.getLogger(__name__)


class Done(NamedTuple):
    """How a job ended, in a line, and the jobs (kind, period, due at) that follow from it."""

    outcome: str
    then: tuple[tuple[str, str, int], ...] = ()


class Ran(NamedTuple):
    """What became of one job that was run: done, waiting (put off, or to be tried again), failed, or lost."""

    kind: str
    period: str
    state: str
    said: str


@dataclass(frozen=True)
class Held:
    """A job while it is worked on."""

    kind: str
    period: str
    due_at: int
    is_lost: Callable[[], bool]

    def require(self) -> None:
        """Go on only while the job is ours: to be called before what others would see. Raises ClaimLostError."""
        if self.is_lost():
            message = f"{self.kind} {self.period}: another worker has taken it over"
            raise ClaimLostError(message, "Nothing more is done here; `giveback jobs` says who has it.")


@dataclass(frozen=True)
class JobWorker:
    """Runs jobs by what `kinds` says of each; threads may share it."""

    database: Database
    kinds: Mapping[str, Callable[[Held], Done]]
    now: Callable[[], datetime]
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    lease: int = LEASE
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set once this process is about to end: what is cut off by that is no failed attempt."""

    def run_next(self, kinds: Collection[str] | None = None) -> Ran | None:
        """Run the job that has been due longest, of these kinds alone where some are named; None where none is due."""
        claim = jobs.claim(self.database, kinds or list(self.kinds), self._who(), self._seconds(), self.lease)
        return self._run(claim) if claim else None

    def run_due(self, kinds: Collection[str] | None = None, most: int | None = None) -> Iterator[Ran]:
        """Run what is due, one job after the other, until nothing is or so many were run."""
        count = 0
        while most is None or count < most:
            ran = self.run_next(kinds)
            if ran is None:
                return
            yield ran
            count += 1

    def run_one(self, kind: str, period: str) -> Ran | None:
        """Run one job that was asked for, due or not; None where it is done, or under way elsewhere."""
        claim = jobs.claim_one(self.database, kind, period, self._who(), self._seconds(), self.lease)
        return self._run(claim) if claim else None

    def _run(self, claim: Claim) -> Ran:
        with self._kept(claim) as held:
            try:
                done = self.kinds[claim.kind](held)
            except ClaimLostError as error:
                return self._ran(claim, "lost", error.message)
            except (NotYetError, RateLimitedError) as error:
                return self._put_off(claim, error.until, error.message)
            except BusyError as error:
                return self._put_off(claim, self._seconds() + _WHILE_BUSY, error.message)
            except GivebackError as error:
                return self._failed(claim, str(error))
            except Exception as error:  # noqa: BLE001 - ours to mend: the log has where, and the other jobs go on
                if not self.stopping.is_set():
                    _log.exception("%s %s", claim.kind, claim.period)
                return self._failed(claim, f"{type(error).__name__}: our own failure; the log says more")
            except BaseException:  # stopped: another worker need not wait until the claim expires
                jobs.postpone(self.database, claim, self._seconds(), _STOPPED)
                raise
        is_ours = jobs.finish(self.database, claim, self._seconds(), done.outcome, done.then)
        return self._ran(claim, "done" if is_ours else "lost", done.outcome)

    def _put_off(self, claim: Claim, until: int, reason: str) -> Ran:
        is_ours = jobs.postpone(self.database, claim, max(until, self._seconds() + 1), reason)
        return self._ran(claim, "waiting" if is_ours else "lost", reason)

    def _failed(self, claim: Claim, error: str) -> Ran:
        if self.stopping.is_set():
            return self._put_off(claim, 0, _STOPPED)
        is_ours = jobs.fail(self.database, claim, self._seconds(), error)
        state = "failed" if claim.attempt >= jobs.MOST_ATTEMPTS else "waiting"
        return self._ran(claim, state if is_ours else "lost", error)

    def _ran(self, claim: Claim, state: str, said: str) -> Ran:
        _log.info("%s %s: %s: %s", claim.kind, claim.period, state, said)
        return Ran(claim.kind, claim.period, state, said)

    @contextmanager
    def _kept(self, claim: Claim) -> Iterator[Held]:
        """Renew the claim beside the work, until that ends or the claim turns out to be lost."""
        ended, lost = threading.Event(), threading.Event()

        def renew() -> None:
            while not ended.wait(self.lease / _RENEWALS):
                try:
                    is_ours = jobs.renew(self.database, claim, self._seconds(), self.lease)
                except Exception:  # noqa: BLE001 - the database is away, say: it is tried again while the claim may hold
                    _log.warning("%s %s: the claim is not renewed", claim.kind, claim.period, exc_info=True)
                    continue
                if not is_ours:
                    lost.set()
                    return

        def is_lost() -> bool:
            # Asked of the database: after this process was paused, the thread beside has not looked yet.
            if not lost.is_set() and not jobs.renew(self.database, claim, self._seconds(), self.lease):
                lost.set()
            return lost.is_set()

        beside = threading.Thread(target=renew, name=f"renewing {claim.kind}", daemon=True)
        beside.start()
        try:
            yield Held(claim.kind, claim.period, claim.due_at, is_lost)
        finally:
            ended.set()
            beside.join()

    def _who(self) -> str:
        return f"{self.name}:{secrets.token_hex(4)}"

    def _seconds(self) -> int:
        return int(self.now().timestamp())
