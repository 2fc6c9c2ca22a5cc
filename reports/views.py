"""Views of a ledger: organizations as they were, or grouped under the parents of the month's last day.

One pass over the ledger's rows makes the tallies that metrics and checks read: by project and organization, by month
and by the trailing twelve, and by relation: work on what an organization controls is stewardship, all other work back.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any, Self, TypeVar

from reports.control import Spans, control_of, decisions_by_project
from reports.ledger import INDEPENDENT, UNKNOWN, Key, Ledger, Row
from reports.measurement import Number, sum_of
from reports.methodology import Methodology
from reports.tallies import PersonMonth, Tallies, Tally, Whole

YEAR = 12
_Answer = TypeVar("_Answer")


class Period(StrEnum):
    """The two spans that a scorecard speaks of; both end with its month."""

    MONTH = "month"
    TRAILING12 = "trailing12"


class Relation(StrEnum):
    """How an organization stands to a project that it works on."""

    WORK_BACK = "work_back"
    STEWARDSHIP = "stewardship"


class View:
    """One way of grouping organizations, and everything tallied under it."""

    def __init__(self, ledger: Ledger, methodology: Methodology, *, grouped: bool, alike: Self | None = None) -> None:
        """Tally a ledger; what grouping leaves as it was is taken over from `alike`, a view of the same ledger.

        Most organizations have no parent and are none: their tallies are the same in both views, and so is all that is
        added up over a whole project.
        """
        self.ledger = ledger
        self.methodology = methodology
        self.grouped = grouped
        self.month = ledger.month.index
        self._remembered: dict[tuple[object, ...], Any] = {}
        self._controlled: dict[tuple[str, str], Spans] = {}
        self._places: dict[tuple[Period, str, str, Relation | None], tuple[Tally, ...]] = {}
        self._wholes: dict[tuple[Period, str], Whole] = {}
        self.projects: dict[tuple[Period, str], Tallies] = {}
        self.given: dict[tuple[Period, str, Relation], Tallies] = {}
        self.back_people: dict[str, dict[int, dict[int, PersonMonth]]] = {}
        self.worked_people: dict[tuple[str, Relation], dict[int, set[int]]] = {}
        self.regrouped = frozenset(slug for pair in self._groups.items() if pair[0] != pair[1] for slug in pair)
        rows: Iterable[tuple[Key, Row]] = ledger.rows.items()
        if alike is not None:
            rows = [(key, row) for key, row in rows if key.organization in self.regrouped]
        for key, row in rows:
            self._add(key, row)
        for tallies in (*self.projects.values(), *self.given.values()):
            for tally in tallies.values():
                tally.settle()
        if alike is not None:
            self._take_over(alike)

    def _take_over(self, alike: Self) -> None:
        """Add what the other view has of the organizations that are not regrouped, settled already."""
        self._wholes = alike._wholes  # added up over everybody, however they are grouped
        for place, tallies in alike.projects.items():
            self.projects.setdefault(place, {}).update(
                (slug, tally) for slug, tally in tallies.items() if slug not in self.regrouped
            )
        self.given |= {place: tallies for place, tallies in alike.given.items() if place[1] not in self.regrouped}
        self.back_people |= {slug: people for slug, people in alike.back_people.items() if slug not in self.regrouped}
        self.worked_people |= {
            place: people for place, people in alike.worked_people.items() if place[0] not in self.regrouped
        }

    def group(self, organization: str) -> str:
        """Give the organization that a credit counts for in this view."""
        return self._groups.get(organization, organization)

    def controls(self, organization: str, project: str, month: int | None = None) -> bool:
        """Whether an organization controls a project in a month: it is its declared host, or has been.

        A former host stays in control until others make more than half of the merge decisions of twelve months; where
        these were not read, it stays.
        """
        place = (organization, project)
        spans = self._controlled.get(place)
        if spans is None:
            spans = self._controlled[place] = self._spans_of_control(organization, project)
        if not spans:
            return False
        when = self.month if month is None else month
        return any(since <= when and (until is None or when < until) for since, until in spans)

    def _spans_of_control(self, organization: str, project: str) -> Spans:
        declared = [
            span for span in self.ledger.projects[project].hosts if self.group(span.organization) == organization
        ]
        if not declared:
            return ()
        decisions = self.remember(decisions_by_project).get(project, ())
        return control_of(organization, declared, decisions, self)

    def controlled_projects(self, organization: str) -> list[str]:
        """Give the projects that an organization controls on the month's last day, historical ones left out."""
        return sorted(
            name
            for name, project in self.ledger.projects.items()
            if not project.historical and self.controls(organization, name)
        )

    def in_project(self, period: Period, project: str) -> Tallies:
        """Give the tallies of a project: organizations, '*independent' and '*unknown'."""
        return self.projects.get((period, project), {})

    def by(self, period: Period, organization: str, relation: Relation) -> Tallies:
        """Give an organization's tallies by project, for one relation."""
        return self.given.get((period, organization, relation), {})

    def remember(self, compute: "Callable[..., _Answer]", *subject: object) -> "_Answer":
        """Give compute(view, *subject), computed once: several metrics and checks stand on the same figure."""
        place = (compute, *subject)
        if place not in self._remembered:
            self._remembered[place] = compute(self, *subject)
        answer: _Answer = self._remembered[place]
        return answer

    def whole(self, period: Period, project: str) -> "Whole":
        """Give all that landed in a project, added up once: shares of it are asked for once an organization."""
        place = (period, project)
        if place not in self._wholes:
            tallies = self.in_project(period, project)
            self._wholes[place] = Whole(
                sum_of(tally.weight for tally in tallies.values()),
                tallies[UNKNOWN].weight if UNKNOWN in tallies else 0,
                sum_of(tally.confirmed for tally in tallies.values()),
                sum_of(tally.capped for tally in tallies.values()),
                tallies[UNKNOWN].capped if UNKNOWN in tallies else 0,
                len({person for tally in tallies.values() for person in tally.people}),
            )
        return self._wholes[place]

    def totals(self, period: Period, project: str) -> tuple[Number, Number]:
        """Give all weight that landed in a project, and the part of it that is nobody's known."""
        whole = self.whole(period, project)
        return whole.weight, whole.unknown

    def unreadable(self, period: Period, project: str) -> int:
        """Give how many commits landed whose files git could not read: their lines are not known."""
        months = self.months(period)
        return sum(count for month, count in self._unreadable.get(project, ()) if month in months)

    @cached_property
    def _unreadable(self) -> dict[str, list[tuple[int, int]]]:
        """By project, the months with such commits and how many: few have any, and all are asked."""
        found: dict[str, list[tuple[int, int]]] = {}
        for (project, month), total in self.ledger.totals.items():
            if total.unreadable:
                found.setdefault(project, []).append((month, total.unreadable))
        return found

    @property
    def scanned(self) -> frozenset[str]:
        """The projects whose histories have been read."""
        return self.ledger.scanned

    def rows_of(self, project: str) -> list[tuple[Key, Row]]:
        """Give the ledger's rows of a project."""
        return self._rows_by_project.get(project, [])

    @cached_property
    def _rows_by_project(self) -> dict[str, list[tuple[Key, Row]]]:
        rows: dict[str, list[tuple[Key, Row]]] = {}
        for key, row in self.ledger.rows.items():
            if key.month > self.month - YEAR:
                rows.setdefault(key.project, []).append((key, row))
        return rows

    def months(self, period: Period) -> range:
        """Give the running numbers of a period's months."""
        return range(self.month - (YEAR - 1 if period is Period.TRAILING12 else 0), self.month + 1)

    @cached_property
    def _groups(self) -> Mapping[str, str]:
        if not self.grouped:
            return {}
        return {slug: self._top(slug) for slug in self.ledger.organizations}

    def _top(self, slug: str) -> str:
        while (parent := parent_of(self.ledger, slug)) is not None:
            slug = parent
        return slug

    def _add(self, key: Key, row: Row) -> None:
        project, month, credited, person, _, confidence = key
        organization = self.group(credited)
        relation = self._relation(organization, project, month)
        is_recent = month > self.month - YEAR
        if is_recent:
            for tally in self._tallies(Period.TRAILING12, project, organization, relation):
                tally.add(key, row, self.methodology)
        if month == self.month:
            for tally in self._tallies(Period.MONTH, project, organization, relation):
                tally.add(key, row, self.methodology)
        if relation is None or person is None:
            return
        if is_recent and (row.changes > 0 or row.reviews):
            self.worked_people.setdefault((organization, relation), {}).setdefault(month, set()).add(person)
        if relation is Relation.WORK_BACK and row.units > 0:
            people = self.back_people.setdefault(organization, {}).setdefault(month, {})
            if person not in people:
                people[person] = PersonMonth()
            people[person].add(row.units, confidence, self.methodology.sure)

    def _relation(self, organization: str, project: str, month: int) -> Relation | None:
        """Give how an organization stands to a project; None where it is none, and for what is history only."""
        if organization in (UNKNOWN, INDEPENDENT) or self.ledger.projects[project].historical:
            return None
        return Relation.STEWARDSHIP if self.controls(organization, project, month) else Relation.WORK_BACK

    def _tallies(self, period: Period, project: str, organization: str, relation: Relation | None) -> tuple[Tally, ...]:
        """Give the tallies that a row goes to: of the project and, where it is an organization's, of that."""
        place = (period, project, organization, relation)
        found = self._places.get(place)
        if found is None:
            in_project = self.projects.setdefault((period, project), {}).setdefault(organization, Tally())
            found = (in_project,)
            if relation is not None:
                given = self.given.setdefault((period, organization, relation), {})
                found = (in_project, given.setdefault(project, Tally()))
            self._places[place] = found
        return found


def parent_of(ledger: Ledger, slug: str) -> str | None:
    """Give an organization's parent as of the ledger's last day."""
    organization = ledger.organizations.get(slug)
    for span in organization.parents if organization else ():
        if span.holds_in(ledger.month.index):
            return span.organization
    return None


def organizations_of(tallies: Tallies) -> Iterator[tuple[str, Tally]]:
    """Give the tallies of organizations alone, by slug."""
    for slug in sorted(tallies):
        if not slug.startswith("*"):
            yield slug, tallies[slug]
