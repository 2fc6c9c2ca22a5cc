"""Reviewed changes, as a ledger books them: pull requests with each other person's first substantive review."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.store.activity_rows import ActivityRows, AuthorRow, ReviewRow
from bot.store.calendar import Calendar
from bot.store.employers import Employers
from reports.ledger import UNKNOWN, Review, ReviewedChange


@dataclass(slots=True)
class _Authors:
    """Who wrote a change, and whom they worked for."""

    people: set[int | None] = field(default_factory=set)
    organizations: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class ReviewsGiven:
    """Makes reviewed changes of rows, with the reviews of those months that a calendar holds."""

    employers: Employers
    calendar: Calendar

    def of(self, project: str, repository: int, rows: ActivityRows) -> Iterator[ReviewedChange]:
        """Give the changes of one project; without reviews of one's own, nor any that automation alone wrote."""
        given: dict[int, list[tuple[ReviewRow, int]]] = {}
        for row, month in self._in_months(self._first(rows.reviews())):
            given.setdefault(row.request, []).append((row, month))
        for request, authors in self._authors(repository, rows.authors(set(given))).items():
            reviews = tuple(
                Review(month, self.employers.party(row.reviewer, repository, row.submitted_at))
                for row, month in given[request]
                if row.reviewer is None or self.employers.person(row.reviewer) not in authors.people
            )
            if reviews:
                yield ReviewedChange(project, frozenset(authors.organizations), reviews)

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
