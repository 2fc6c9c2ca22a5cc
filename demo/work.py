"""Who works where, when and how much in the fictional world: the table that makes its scores differ.

A month's number of changes per person is a rate; which days they fall on is the seed's.
"""

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from demo.people import ROSTER, Person

FIRST_MONTH, LAST_MONTH = "2023-06", "2026-07"
ALWAYS = tuple(range(1, 13))
TERM = (10, 11, 12, 1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Work:
    """That people of a team make `rate` changes each a month, in some months of the year, from `since` to `until`."""

    team: str
    rate: float
    first: int = 0
    last: int | None = None
    since: str = FIRST_MONTH
    until: str = LAST_MONTH
    season: tuple[int, ...] = ALWAYS
    kind: Literal["code", "typo"] = "code"


@dataclass(frozen=True)
class Planned:
    """A change that someone will land at a time (seconds since 1970)."""

    at: int
    person: Person
    kind: Literal["code", "typo"]


FULL: Mapping[str, Sequence[Work]] = {
    "acme/tensorkit": (
        Work("acme", 1.7, 0, 9),
        Work("borealis", 1.2),
        Work("nimbus", 1.1, 0, 6, until="2025-03"),
        Work("nimbus", 0.4, 0, 2, since="2025-04"),
        Work("larkspur", 0.5),
        Work("heron", 0.6, 0, 3),
        Work("granite", 0.1, 7, 9),
        Work("fjord", 1, 0, 1, season=(1, 4, 7, 10), kind="typo"),
        Work("independents", 0.4, 0, 6),
        Work("passers-by", 0.03, 0, 30),
    ),
    "commons/loom": (
        Work("commons", 1.4, 0, 2),
        Work("acme", 1, 9, 13),
        Work("borealis", 1.0, 0, 4),
        Work("larkspur", 1.2, 0, 3),
        Work("zeta", 2, since="2025-09"),
        Work("quill", 0.8),
        Work("kestrel", 0.3, 0, 1),
        Work("fjord", 1, 1, 2, season=(2, 5, 8, 11), kind="typo"),
        Work("independents", 0.4, 3, 10),
        Work("passers-by", 0.03, 20, 55),
    ),
    "commons/harrow": (
        Work("kestrel", 4.2),
        Work("commons", 0.5, 2, 3),
        Work("borealis", 0.8, 1, 4),
        Work("midway", 0.6, 5, 7, season=TERM),
        Work("passers-by", 0.03, 40, 60),
    ),
    "granite/graniteml": (
        Work("granite", 2.4, 0, 7),
        Work("acme", 0.8, 12, 15),
        Work("heron", 0.4, 2, 4),
        Work("independents", 0.2, 8, 12),
        Work("passers-by", 0.02, 50, 75),
    ),
    "lantern/evalbench": (
        Work("nimbus", 1.2, 6, 9, until="2024-08"),
        Work("midway", 1.3, 0, 5, season=TERM),
        Work("natlab", 1.4),
        Work("borealis", 0.6, 0, 2),
        Work("fjord", 1, 2, 3, season=(3, 6, 9, 12), kind="typo"),
        Work("independents", 0.7, 4, 12),
        Work("passers-by", 0.06, 0, 40),
    ),
    "borealis/pebble": (
        Work("borealis", 1.1, 0, 3),
        Work("heron", 0.7, 0, 2),
        Work("natlab", 0.3, 0, 1),
        Work("passers-by", 0.02, 60, 80),
    ),
    "acme/tensorkit-lite": (Work("acme", 0.4, 0, 3), Work("independents", 0.3, 0, 2)),
    "nimbus/strata": (Work("nimbus", 1.5, 2, 8, until="2024-12"), Work("passers-by", 0.05, 10, 30, until="2024-12")),
}

SMALL: Mapping[str, Sequence[Work]] = {
    "acme/tensorkit": (
        Work("acme", 0.4, 0, 3),
        Work("borealis", 0.4, 0, 2),
        Work("borealis", 1.5, 0, 2, since="2026-02"),
        Work("fjord", 1, 0, 1, season=(1, 4, 7, 10), kind="typo"),
        Work("independents", 0.15, 0, 3),
    ),
    "commons/loom": (
        Work("commons", 0.4, 0, 1),
        Work("acme", 0.3, 3, 5),
        Work("borealis", 1.4, 0, 2, since="2026-02"),
        Work("independents", 0.15, 2, 5),
    ),
    "commons/harrow": (
        Work("borealis", 0.4, 2, 3),
        Work("midway", 0.4, 0, 2, season=TERM),
        Work("independents", 0.15, 3, 5),
    ),
}


def months(first: str = FIRST_MONTH, last: str = LAST_MONTH) -> Iterator[str]:
    """The months from `first` to `last`, both in."""
    year, month = map(int, first.split("-"))
    while f"{year:04}-{month:02}" <= last:
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < len(ALWAYS) else (year + 1, 1)


def start_of(month: str) -> int:
    """Seconds since 1970 at a month's beginning, UTC."""
    year, number = map(int, month.split("-"))
    return int(dt.datetime(year, number, 1, tzinfo=dt.UTC).timestamp())


def planned(work: Sequence[Work], month: str, rng: Random) -> list[Planned]:
    """What lands in one month, in its order of time; the last two days are left for what lands beside it."""
    year, number = map(int, month.split("-"))
    seconds = (calendar.monthrange(year, number)[1] - 2) * 86_400
    start = start_of(month)
    found = []
    for item in work:
        if item.since <= month <= item.until and number in item.season:
            for person in ROSTER[item.team][item.first : item.last]:
                changes = int(item.rate + rng.random())
                found += [Planned(start + rng.randrange(86_400, seconds), person, item.kind) for _ in range(changes)]
    return sorted(found, key=lambda plan: (plan.at, plan.person.login))
