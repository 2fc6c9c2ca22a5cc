"""Handling what waits in the inbox, outside the requests that brought it: claimed, handled in order, put off or buried.

What is asked of GitHub may fail in three ways. It is only not possible now (a limit): it is tried again then, and the
attempt does not count. Something is wrong that may pass: it is tried again, each time after twice as long, and given up
after MOST_ATTEMPTS. It can never succeed: it is dead at once. Dead letters stay in the inbox, with their reason.
"""

import logging
import threading
import time
import uuid
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from bot.context import Deployment
from bot.errors import ClaimLostError, NotYetError, masked
from bot.github_client import (
    ForbiddenError,
    GoneError,
    InvalidError,
    LegallyBlockedError,
    NotFoundError,
    RateLimitedError,
)
from bot.store import inbox
from bot.store.inbox import Claimed, State
from bot.store.installations import is_removed
from reports.renderers.text_safety import visible
from webhooks.events import Event, MalformedError, read
from webhooks.routing import Route, Routes, superseded

LEASE = 30
"""Seconds after which what a killed process was handling is taken over."""
MOST_ATTEMPTS = 12
_FIRST_PAUSE, _LONGEST_PAUSE = 10, 3_600
_OLDEST = 3 * 86_400  # what waited as long for a limit has been overtaken by newer looks
_BATCH = 50
_UNSETTLED = 0.5  # seconds for which what was handled may wait for being noted down
_POLL = 1.0
_BROKEN_PAUSE = 5.0
_LONGEST_REASON = 500
_HOPELESS = (ForbiddenError, GoneError, InvalidError, LegallyBlockedError, MalformedError, NotFoundError)
_log = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """What became of handling a delivery: its state from now on; WAITING: until `not_before`."""

    state: State
    why: str | None = None
    not_before: int = 0
    counts: bool = True


class _Settling:
    """Notes down what became of deliveries, several at once where nothing much happened.

    Whoever is killed before that has handled them again: that they do no harm twice, effects see to.
    """

    def __init__(self, deployment: Deployment, name: str) -> None:
        self._deployment, self._name = deployment, name
        self._done: dict[str | None, list[int]] = {}
        self._since = time.monotonic()

    def over(self, delivery: Claimed, outcome: Outcome) -> None:
        """Note what became of a delivery. Raises ClaimLostError where somebody else has it by now."""
        database, now = self._deployment.database, self._deployment.seconds()
        if outcome.state is State.DONE:
            self._done.setdefault(outcome.why, []).append(delivery.id)
            if time.monotonic() - self._since > _UNSETTLED:
                self.flush()
            return
        self.flush()
        if outcome.state is State.WAITING:
            attempts = delivery.attempts + outcome.counts
            inbox.put_off(database, self._name, delivery.id, outcome.not_before, outcome.why or "", attempts=attempts)
        else:
            inbox.settle(database, self._name, [delivery.id], now, state=outcome.state, why=outcome.why)

    def flush(self) -> None:
        """Write down what was noted."""
        for why, ids in self._done.items():
            inbox.settle(self._deployment.database, self._name, ids, self._deployment.seconds(), why=why)
        self._done.clear()
        self._since = time.monotonic()


class Worker:
    """Threads that handle what waits. `wake` tells them that something new does; `stop` ends them."""

    def __init__(self, deployment: Deployment, routes: Routes, *, threads: int = 2, lease: int = LEASE) -> None:
        """Take what handlers need, how events are handled, and for how many seconds a claim holds."""
        self._deployment, self._routes, self._lease = deployment, routes, lease
        self._news, self._is_new = threading.Condition(), False
        self._stopping, self._ended = threading.Event(), threading.Event()
        self._claims: set[str] = set()
        self._threads = [threading.Thread(target=self._run, name=f"inbox-{n}", daemon=True) for n in range(threads)]
        self._renewing = threading.Thread(target=self._renew, name="inbox-lease", daemon=True)

    def start(self) -> None:
        """Begin to handle."""
        for thread in (*self._threads, self._renewing):
            thread.start()

    def wake(self) -> None:
        """Say that there is something new, so that it need not wait for the next look."""
        with self._news:
            self._is_new = True
            self._news.notify()

    def stop(self, timeout: float = 20) -> bool:
        """Claim nothing more, and wait for what is being handled; False where it took more than `timeout` seconds.

        What was claimed and not begun is let go of; what is cut off is taken over when its lease is over.
        """
        self._stopping.set()
        with self._news:
            self._news.notify_all()
        for thread in self._threads:
            thread.join(timeout)
        self._ended.set()
        self._renewing.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)

    def handle_waiting(self) -> int:
        """Handle what is due now, in this thread, until nothing is; give how many deliveries were claimed."""
        count = 0
        while claimed := self._claim():
            count += len(claimed[1])
            self._handle_all(*claimed)
        return count

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if self.handle_waiting():
                    continue
            except Exception:  # noqa: BLE001 - the thread outlives whatever the database says
                _log.exception("the inbox cannot be read or written; it is tried again")
                self._stopping.wait(_BROKEN_PAUSE)
            with self._news:
                if not self._is_new and not self._stopping.is_set():
                    self._news.wait(_POLL)
                self._is_new = False

    def _renew(self) -> None:
        while not self._ended.wait(self._lease / 3):
            for name in list(self._claims):
                try:
                    inbox.renew(self._deployment.database, name, self._deployment.seconds(), self._lease)
                except ClaimLostError:
                    continue  # it has just ended, or whoever handles it will find out
                except Exception:  # noqa: BLE001 - likewise
                    _log.exception("a claim on the inbox could not be renewed")

    def _claim(self) -> tuple[str, list[Claimed]] | None:
        if self._stopping.is_set():
            return None
        name = uuid.uuid4().hex
        found = inbox.claim(self._deployment.database, name, self._deployment.seconds(), self._lease, _BATCH)
        return (name, found) if found else None

    def _handle_all(self, name: str, claimed: Sequence[Claimed]) -> None:
        self._claims.add(name)
        fenced = self._deployment.fenced(partial(self._require, name))
        try:
            self._in_order(fenced, _Settling(self._deployment, name), claimed)
        except ClaimLostError as error:
            _log.warning("%s: this machine was busy, or its clock was set", error.message)
        finally:
            self._claims.discard(name)
            inbox.release(self._deployment.database, name)

    def _require(self, name: str) -> None:
        """Go on only while a claim is ours: asked before each write to GitHub. Raises ClaimLostError."""
        # Whoever takes over deletes what has expired: what can be renewed was nobody else's in between.
        inbox.renew(self._deployment.database, name, self._deployment.seconds(), self._lease)

    def _in_order(self, fenced: Deployment, settling: "_Settling", claimed: Sequence[Claimed]) -> None:
        events = [_event(each) for each in claimed]
        covered = superseded(self._routes, events)
        for place in sorted(covered):
            settling.over(claimed[place], Outcome(State.DONE, "a later delivery made Giveback look at the same"))
        for place, (delivery, event) in enumerate(zip(claimed, events, strict=True)):
            if place in covered:
                continue
            outcome = self._handled(fenced, delivery, event)
            settling.over(delivery, outcome)
            if outcome.state is State.WAITING or self._stopping.is_set():
                break  # what comes after it waits for it
        settling.flush()

    def _handled(self, fenced: Deployment, delivery: Claimed, event: Event | MalformedError) -> Outcome:
        if delivery.attempts >= MOST_ATTEMPTS:
            return Outcome(State.DEAD, f"begun {delivery.attempts} times, and never ended")
        if isinstance(event, MalformedError):
            return Outcome(State.DEAD, event.message)
        if self._is_late(event):
            return Outcome(State.IGNORED, f"installation {event.installation_id} was removed")
        route = self._routes.get(event.name)
        if route is None:
            return Outcome(State.IGNORED, "nothing handles it any more")
        return self._tried(fenced, delivery, event, route)

    def _is_late(self, event: Event) -> bool:
        """Whether an event is of an installation that is gone; that it goes is told by events that are not."""
        if event.installation_id is None or event.name == "installation":
            return False
        return is_removed(self._deployment.database, event.installation_id)

    def _tried(self, fenced: Deployment, delivery: Claimed, event: Event, route: Route) -> Outcome:
        try:
            why = route.handle(fenced, event)
        except ClaimLostError:
            raise
        except (NotYetError, RateLimitedError) as error:
            return self._not_now(delivery, error)
        except _HOPELESS as error:
            _log.warning("delivery %s (%s) cannot be handled: %s", delivery.guid, delivery.event, error.message)
            return Outcome(State.DEAD, _reason(error))
        except Exception as error:  # noqa: BLE001 - ours or not, the delivery is kept and tried again
            _log.exception("delivery %s (%s) could not be handled", delivery.guid, delivery.event)
            return self._failed(delivery, error)
        return Outcome(State.DONE, None if why is None else _worded(why))

    def _not_now(self, delivery: Claimed, error: NotYetError | RateLimitedError) -> Outcome:
        now = self._deployment.seconds()
        if delivery.received_at + _OLDEST < now:
            return Outcome(State.DEAD, _reason(error))
        return Outcome(State.WAITING, _reason(error), max(error.until, now + 1), counts=False)

    def _failed(self, delivery: Claimed, error: Exception) -> Outcome:
        attempts = delivery.attempts + 1
        if attempts >= MOST_ATTEMPTS:
            return Outcome(State.DEAD, _reason(error))
        pause = min(_FIRST_PAUSE * 2 ** (attempts - 1), _LONGEST_PAUSE)
        return Outcome(State.WAITING, _reason(error), self._deployment.seconds() + pause)


def _event(delivery: Claimed) -> Event | MalformedError:
    if delivery.body is None:
        return MalformedError("its body is gone")
    try:
        return read(delivery.event, delivery.guid, delivery.body, delivery.received_at)
    except MalformedError as error:  # it was understood when it came: by another version
        return error


def _reason(error: Exception) -> str:
    return _worded(f"{type(error).__name__}: {error}")


def _worded(why: str) -> str:
    """Give a reason as it may be kept and shown: its first line, without secrets, of a bounded length."""
    return visible(masked(why.partition("\n")[0]))[:_LONGEST_REASON]
