"""Substantive reviews, as a ledger books them: each person's first of each pull request of others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.store.activity_rows import ActivityRows, AuthorRow, ReviewRow
from bot.store.calendar import Calendar
from bot.store.employers import Employers
from reports.ledger import UNKNOWN, Review


@dataclass(slots=True)
class _Authors:
    """Who wrote a change, and whom they worked for."""

    people: set[int | None] = field(default_factory=set)
    organizations: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class ReviewsGiven:
    """Makes reviews of rows, of those months that a calendar holds."""

    employers: Employers
    calendar: Calendar

    def of(self, project: str, repository: int, rows: ActivityRows) -> Iterator[Review]:
        """Give the reviews of one project; none of one's own change, nor of what automation alone wrote."""
        given = list(self._in_months(self._first(rows.reviews())))
        authors = self._authors(repository, rows.authors({row.request for row, _ in given}))
        for row, month in given:
            of = authors.get(row.request)
            reviewer = self.employers.party(row.reviewer, repository, row.submitted_at)
            if of is not None and (reviewer.person is None or reviewer.person not in of.people):
                yield Review(project, month, reviewer, frozenset(of.organizations))

    def _first(self, rows: Iterable[ReviewRow]) -> Iterable[ReviewRow]:
        first: dict[tuple[int, int | None], ReviewRow] = {}
        for row in rows:
            if self.employers.is_human(row.reviewer):
                place = (row.request, self.employers.person(row.reviewer))
                first[place] = min(row, first.get(place, row), key=lambda review: review.submitted_at)
        return first.values()

    def _in_months(self, rows: Iterable[ReviewRow]) -> Iterator[tuple[ReviewRow, int]]:
        for row in rows:
            month = self.calendar.month(row.submitted_at)
            if month is not None:
                yield row, month

    def _authors(self, repository: int, rows: Iterable[AuthorRow]) -> dict[int, _Authors]:
        found: dict[int, _Authors] = {}
        for row in rows:
            if self.employers.is_automation(row.account):
                continue
            authors = found.setdefault(row.request, _Authors())
            if row.account is not None and self.employers.is_human(row.account):
                authors.people.add(self.employers.person(row.account))
            credits_ = self.employers.on(row.account, repository, row.day)
            authors.organizations |= {credit.organization for credit in credits_} or {UNKNOWN}
        return found
