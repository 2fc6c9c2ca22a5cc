"""The stand-in's time: the machine's, or one that stands still until a test moves it."""

import datetime as dt
import threading


class Clock:
    """Tells the time in UTC, in whole seconds as GitHub does.

    With `start` (aware) it stands there until `advance`; without, it is the machine's time plus what was advanced.
    """

    def __init__(self, start: dt.datetime | None = None) -> None:
        self._start = start
        self._ahead = dt.timedelta()
        self._lock = threading.Lock()

    def now(self) -> dt.datetime:
        """The time, aware, UTC."""
        with self._lock:
            here = self._start or dt.datetime.now(dt.UTC)
            return (here + self._ahead).astimezone(dt.UTC).replace(microsecond=0)

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> dt.datetime:
        """Move on, and say where."""
        with self._lock:
            self._ahead += dt.timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)
        return self.now()

    def follow_the_machine(self) -> None:
        """From now on tell the machine's time."""
        with self._lock:
            self._start, self._ahead = None, dt.timedelta()


def stamp(moment: dt.datetime) -> str:
    """A moment as GitHub writes it: 2026-10-02T09:00:04Z."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_or_none(moment: dt.datetime | None) -> str | None:
    """A moment, or that there is none."""
    return None if moment is None else stamp(moment)
