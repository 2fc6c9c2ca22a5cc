"""When what is due: the rhythm as values. No clock, no database; `clock.py` asks for the jobs, `jobs.py` does them.

A schedule names its periods so that they sort as they follow each other. All times are UTC.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from reports.months import Month

NIGHT = timedelta(hours=5)
"""How long after midnight the scans of a night are spread."""


class Due(NamedTuple):
    """One piece of work: its kind, its period, and since when it is due (seconds since 1970)."""

    kind: str
    period: str
    due_at: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a kind of job is due.

    Of a kind that collapses only the newest period counts: what was missed while nothing ran is made up for by it.
    """

    kind: str
    form: re.Pattern[str]
    newest: Callable[[datetime], tuple[str, datetime]]
    """The newest period that is due at a time, and since when."""
    after: Callable[[str], tuple[str, datetime]] | None = None
    """The period after one, and since when it is due; None: the kind collapses."""
    every: timedelta | None = None
    """How far apart the periods of a kind are that collapses."""


def _hourly(kind: str) -> Schedule:
    def newest(now: datetime) -> tuple[str, datetime]:
        hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return f"{hour:%Y-%m-%dT%H}", hour

    return Schedule(kind, re.compile(r"\d{4}-\d\d-\d\dT\d\d"), newest, every=timedelta(hours=1))


def _daily(kind: str, at: time) -> Schedule:
    def newest(now: datetime) -> tuple[str, datetime]:
        day = datetime.combine(now.astimezone(UTC).date(), at, UTC)
        due = day if day <= now else day - timedelta(days=1)
        return f"{due:%Y-%m-%d}", due

    return Schedule(kind, re.compile(r"\d{4}-\d\d-\d\d"), newest, every=timedelta(days=1))


def _monthly(kind: str, day: int, hour: int) -> Schedule:
    def due(month: Month) -> datetime:
        return month.end.replace(day=day, hour=hour)

    def newest(now: datetime) -> tuple[str, datetime]:
        month = Month.of(now).plus(-1)
        while due(month) > now:
            month = month.plus(-1)
        return str(month), due(month)

    def after(period: str) -> tuple[str, datetime]:
        month = Month.parse(period).plus(1)
        return str(month), due(month)

    return Schedule(kind, re.compile(r"\d{4}-\d\d"), newest, after)


SCHEDULES = (
    _daily("nightly", time(0)),  # asks for the scan of every repository, spread over the night
    _hourly("catch-up"),  # looks for deliveries that GitHub sent and that never came
    _daily("resync", time(5, 15)),  # looks at every installation anew
    _daily("forget", time(5, 30)),  # empties old bodies of the inbox and deletes old jobs
    _monthly("close-provisional", 3, 6),  # closes the month before as provisional
    _monthly("close-final", 24, 6),  # closes the month before as final
    _daily("publish", time(7)),  # asks for publishing wherever it is configured
)
"""The rhythm, in the order in which kinds are asked for."""

# A month that is closed as final needs no provisional state any more: after long downtime the latter is left out.
_SUPERSEDED = {"close-provisional": "close-final"}


def due_periods(now: datetime, done: Mapping[str, Collection[str]]) -> list[Due]:
    """Give what is due and was never asked for; `done` has the periods of each kind that were asked for already.

    Whatever the clock did: nothing is given twice, nothing that is not due yet, and no month between two is left out.
    Where a kind was never asked for, it begins with its newest period.
    """
    found = [each for schedule in SCHEDULES for each in _missing(schedule, now, done.get(schedule.kind, ()))]
    known = {(kind, period) for kind, periods in done.items() for period in periods}
    known |= {(each.kind, each.period) for each in found}
    return [each for each in found if (_SUPERSEDED.get(each.kind), each.period) not in known]


def upcoming(now: datetime) -> list[Due]:
    """Give when each kind is due next, the soonest first."""
    found = []
    for schedule in SCHEDULES:
        period, due = schedule.newest(now)
        if schedule.after is not None:
            period, due = schedule.after(period)
        elif schedule.every is not None:
            period, due = schedule.newest(due + schedule.every)
        found.append(Due(schedule.kind, period, _seconds(due)))
    return sorted(found, key=lambda each: (each.due_at, each.kind))


def spread_over_the_night(repository: str, midnight: datetime) -> int:
    """Give the second at which a repository's scan of that night is due: the same one every night."""
    share = int.from_bytes(hashlib.sha256(repository.lower().encode()).digest()[:8]) / 2**64
    return _seconds(midnight) + int(share * NIGHT.total_seconds())


def _missing(schedule: Schedule, now: datetime, done: Collection[str]) -> Iterator[Due]:
    newest, due = schedule.newest(now)
    # What lies ahead was asked for by a clock that was wrong: it must not keep the right one from asking.
    earlier = [period for period in done if schedule.form.fullmatch(period) and period < newest]
    if schedule.after is not None and earlier:
        period, since = schedule.after(min(earlier))
        while period < newest:
            if period not in done:
                yield Due(schedule.kind, period, _seconds(since))
            period, since = schedule.after(period)
    if newest not in done:
        yield Due(schedule.kind, newest, _seconds(due))


def _seconds(when: datetime) -> int:
    return int(when.timestamp())
