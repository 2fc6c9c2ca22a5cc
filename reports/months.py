"""Months: the half-open, UTC spans in which work lands and scorecards are closed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

_FORM = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month in UTC, [first instant, first instant of the next month)."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 'YYYY-MM'.

        Raises ValueError for anything else.
        """
        match = _FORM.fullmatch(text)
        if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) == 0:  # noqa: PLR2004
            message = f"{text!r} is not a month: write it as YYYY-MM, for example 2026-07"
            raise ValueError(message)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, instant: datetime) -> Self:
        """Give the month that holds an aware instant."""
        moment = instant.astimezone(UTC)
        return cls(moment.year, moment.month)

    @classmethod
    def from_index(cls, index: int) -> Self:
        """Give the month with this running index (see `index`)."""
        return cls(index // 12, index % 12 + 1)

    @property
    def index(self) -> int:
        """The running number of the month since year 0: what tables store, so that months subtract."""
        return self.year * 12 + self.number - 1

    @property
    def start(self) -> datetime:
        """The first instant."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first instant that is no longer in the month."""
        return self.plus(1).start

    def plus(self, months: int) -> "Month":
        """Give the month that many later (or earlier, if negative)."""
        return Month.from_index(self.index + months)

    def trailing(self, count: int) -> tuple["Month", ...]:
        """Give the `count` months that end with this one, oldest first."""
        return tuple(self.plus(offset) for offset in range(1 - count, 1))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
