"""Ledgers in a few readable words: who lands what where and when. Months are offsets: 0 is the scorecard's month."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from reports.ledger import (
    INDEPENDENT,
    UNKNOWN,
    Activity,
    Cash,
    Credit,
    Credits,
    LandedChange,
    Ledger,
    Organization,
    Party,
    Project,
    Review,
    ReviewedChange,
    Span,
    Staff,
    Topic,
)
from reports.methodology import methodology
from reports.months import Month
from reports.scorecard import make_content
from reports.views import View

JULY = Month(2026, 7)
NEUTRAL = "commons/engine"
YEAR = range(-11, 1)
THREE_YEARS = range(-35, 1)
LONG_AGO = JULY.plus(-120).index

Months = int | Iterable[int]


def credited(slug: str, confidence: int = 1000) -> Credits:
    """On whose account somebody's work is."""
    return (Credit(slug, "mail-domain", confidence),)


ELSEWHERE, NOBODY_KNOWN = credited("elsewhere"), ()


class LedgerBuilder:
    """Collects organizations, projects, people and changes; `ledger()` books them, in any order one likes."""

    def __init__(self) -> None:
        self.organizations: dict[str, Organization] = {}
        self.projects: dict[str, Project] = {}
        self.changes: list[LandedChange] = []
        self.reviewed: list[ReviewedChange] = []
        self.people: dict[str, Party] = {}
        self.paid: dict[str, Cash] | None = None
        self.activity = Activity()
        self.unscanned: set[str] = set()

    def company(self, slug: str, band: str | None = "50-499", count: int | None = None, **more: Any) -> str:
        staff = Staff(band, "annual report", 2025, count) if band else None
        return self.organization(slug, "company", staff, **more)

    def organization(
        self,
        slug: str,
        kind: str = "university",
        staff: Staff | None = None,
        parent: str | None = None,
        since: int = -60,
    ) -> str:
        parents = (Span(parent, JULY.index + since, None),) if parent else ()
        self.organizations[slug] = Organization(slug, slug.title(), kind, staff, parents)
        return slug

    def project(
        self,
        name: str = NEUTRAL,
        host: str | None = None,
        *,
        hosts: tuple[Span, ...] = (),
        licence: str | None = "Apache-2.0",
        historical: bool = False,
        archived: int | None = None,
        scanned: bool = True,
        reviewed_elsewhere: bool = False,
    ) -> str:
        spans = (Span(host, LONG_AGO, None),) if host else hosts
        archived_since = None if archived is None else JULY.index + archived
        self.projects[name] = Project(name, "library", licence, spans, historical, archived_since, reviewed_elsewhere)
        if not scanned:
            self.unscanned.add(name)
        return name

    def person(
        self, name: str, employer: str | None = None, confidence: int = 1000, rule: str = "mail-domain", **also: Any
    ) -> str:
        """Somebody and whose account their work is on: nobody's known without an employer; `also`: further shares."""
        credits_ = [Credit(employer, rule, confidence, also.pop("share", 1))] if employer else []
        credits_ += [Credit(slug, rule, confidence, share) for slug, share in also.items()]
        self.people[name] = Party(len(self.people), tuple(credits_))
        return name

    def crowd(self, count: int, employer: str | None = None, confidence: int = 1000) -> list[str]:
        first = len(self.people)
        return [self.person(f"somebody {number}", employer, confidence) for number in range(first, first + count)]

    def independent(self, name: str, confidence: int = 1000) -> str:
        return self.person(name, INDEPENDENT, confidence, "declared")

    def lands(
        self,
        people: str | Iterable[str],
        project: str = NEUTRAL,
        months: Months = 0,
        times: int = 1,
        **change: Any,
    ) -> None:
        """Let people land `times` changes in each month, all of them together being the authors of each."""
        authors = (people,) if isinstance(people, str) else tuple(people)
        self._book(project, months, times, tuple(self.people[name] for name in authors), **change)

    def each_lands(self, people: Iterable[str], project: str = NEUTRAL, months: Months = 0, times: int = 1) -> None:
        for name in people:
            self.lands(name, project, months, times)

    def takes_back(
        self, people: str | Iterable[str], project: str = NEUTRAL, months: Months = 0, **change: Any
    ) -> None:
        self.lands(people, project, months, sign=-1, **change)

    def automation_lands(self, project: str = NEUTRAL, months: Months = 0, times: int = 1, sign: int = 1) -> None:
        self._book(project, months, times, (), sign=sign)

    def service_lands(self, employer: str, project: str = NEUTRAL, months: Months = 0, times: int = 1) -> None:
        """A shared account of a company: its work, and nobody's in particular."""
        self._book(project, months, times, (Party(None, (Credit(employer, "service-identity", 950),)),))

    def reads(self, *projects: str, topics: Iterable[Topic] = tuple(Topic)) -> None:
        """Have these projects' activity read to the month's end, whatever there was."""
        for topic in topics:
            self.activity.read[topic].update(projects)

    def reviews(
        self,
        reviewer: str,
        project: str = NEUTRAL,
        months: Months = 0,
        times: int = 1,
        of: Iterable[str] = (),
    ) -> None:
        """Review substantively, in each month, so many changes that people of these organizations wrote."""
        for month in _each(months):
            for _ in range(times):
                self.change_reviewed((reviewer, month), project=project, of=of)

    def change_reviewed(self, *by: tuple[str, int], project: str = NEUTRAL, of: Iterable[str] = ()) -> None:
        """Have one change of people of these organizations reviewed by all of these, each in a month."""
        self.reads(project, topics=[Topic.REVIEWS])
        reviews = tuple(Review(JULY.index + month, self.people[reviewer]) for reviewer, month in by)
        self.reviewed.append(ReviewedChange(project, frozenset(of), reviews))

    def pays(self, slug: str, low: int, mid: int | None = None, high: int | None = None) -> None:
        mid = low if mid is None else mid
        self.paid = {
            **(self.paid or {}),
            slug: Cash(Fraction(low), Fraction(mid), Fraction(mid if high is None else high)),
        }

    def answers(
        self,
        project: str,
        asked_for: int,
        of_all: int,
        opener: Credits | None = None,
        month: int = 0,
        closed: int = 0,
    ) -> None:
        """Have pull requests answered in time, of all that people from elsewhere (or others) opened."""
        self.reads(project, topics=[Topic.REQUESTS])
        answers = self.activity.answers_to(project, JULY.index + month, ELSEWHERE if opener is None else opener)
        answers.answered += asked_for
        answers.unanswered += of_all - asked_for
        answers.closed += closed

    def merges(self, project: str, elsewhere: int, of_all: int, month: int = 0) -> None:
        """Have merge decisions made by people from elsewhere, of all; the others by people of the newest host."""
        self.reads(project, topics=[Topic.MERGES])
        hosts = self.projects[project].hosts
        self.decide(project, elsewhere, ELSEWHERE, month)
        self.decide(project, of_all - elsewhere, credited(hosts[-1].organization if hosts else "host"), month)

    def decide(self, project: str, times: int, decider: Credits, month: int = 0) -> None:
        for _ in range(times):
            self.activity.add_merge(project, JULY.index + month, decider)

    def _book(
        self,
        project: str,
        months: Months,
        times: int,
        parties: tuple[Party, ...],
        *,
        commits: int = 1,
        lines: int = 20,
        trivial: bool = False,
        assisted: bool = False,
        authored: bool = False,
        sign: int = 1,
    ) -> None:
        for month in _each(months):
            change = LandedChange(
                project, JULY.index + month, commits, lines, trivial, assisted, authored, parties, sign
            )
            self.changes += [change] * times

    def ledger(self) -> Ledger:
        scanned = frozenset(self.projects) - self.unscanned
        activity = replace(self.activity, reviewed={}, cash=self.paid)
        ledger = Ledger(JULY, self.organizations, self.projects, scanned=scanned, activity=activity)
        ledger.add_all(self.changes)
        for change in self.reviewed:
            ledger.add_reviewed(change)
        return ledger

    def view(self, *, grouped: bool = False) -> View:
        return View(self.ledger(), methodology(), grouped=grouped)

    def content(self) -> dict[str, Any]:
        return make_content(self.ledger(), methodology())


def _each(months: Months) -> Iterable[int]:
    return (months,) if isinstance(months, int) else months


def in_content(content: dict[str, Any], slug: str, view: str = "as_was") -> dict[str, Any]:
    """One organization's numbers in one view."""
    found: dict[str, Any] = next(entry for entry in content["organizations"] if entry["id"] == slug)[view]
    return found


def project_in(content: dict[str, Any], name: str = NEUTRAL) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in content["projects"] if entry["repository"] == name)
    return found


def share_row(content: dict[str, Any], slug: str, name: str = NEUTRAL, view: str = "as_was") -> dict[str, Any]:
    rows = project_in(content, name)["trailing12"]["shares"][view]
    found: dict[str, Any] = next(row for row in rows if row["organization"] == slug)
    return found


__all__ = ["INDEPENDENT", "JULY", "NEUTRAL", "THREE_YEARS", "UNKNOWN", "YEAR", "LedgerBuilder", "in_content"]
