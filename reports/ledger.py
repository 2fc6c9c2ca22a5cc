"""The ledger: who gave what to which project in which month, as values, with the totals that shares need.

It is built from landed changes, one at a time, and holds one row for each person, organization, project and month,
never a change or a commit. It knows neither a database nor a clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from reports.activity import Activity, Topic
from reports.bookings import AlikeChanges, Cash, Credit, Credits, LandedChange, Party, Review, ReviewedChange
from reports.measurement import Number
from reports.months import Month
from reports.subjects import Coverage, Organization, Project, Span, Staff

__all__ = [
    "HISTORY",
    "INDEPENDENT",
    "PARTS",
    "UNKNOWN",
    "YEAR",
    "Activity",
    "AlikeChanges",
    "Cash",
    "Coverage",
    "Credit",
    "Credits",
    "Key",
    "LandedChange",
    "Ledger",
    "Organization",
    "Party",
    "Project",
    "Review",
    "ReviewedChange",
    "Row",
    "Span",
    "Staff",
    "Topic",
    "Totals",
]

INDEPENDENT = "*independent"
UNKNOWN = "*unknown"
PARTS = 27_720
"""The least number that one to twelve divide: shares of so many authors are whole numbers of parts."""
YEAR = 12
HISTORY = 36
"""Months that a ledger holds: the trailing twelve, and the 24 before that Consistency compares them with."""


class Key(NamedTuple):
    """Whose work in which project and month a row is; `organization` is a slug, '*independent' or '*unknown'."""

    project: str
    month: int
    organization: str
    person: int | None
    rule: str
    confidence: int


@dataclass(slots=True, init=False)
class Row:
    """What one key adds up to: whole units where people count, 1/n of a change each where changes do.

    `substance` is the weight of the changes that are not trivial. Shares are kept in `PARTS` of a whole: these are
    whole numbers for up to twelve authors, and fractions add up slowly.
    """

    changes: int
    units: int
    reviews: int
    weight_parts: Number
    substance_parts: Number
    commits_parts: Number
    lines_parts: Number
    assisted_parts: Number

    def __init__(
        self,
        changes: int = 0,
        units: int = 0,
        reviews: int = 0,
        weight: Number = 0,
        substance: Number = 0,
        commits: Number = 0,
        lines: Number = 0,
        assisted: Number = 0,
    ) -> None:
        """Make a row of what it adds up to."""
        self.changes = changes
        self.units = units
        self.reviews = reviews
        self.weight_parts = weight * PARTS
        self.substance_parts = substance * PARTS
        self.commits_parts = commits * PARTS
        self.lines_parts = lines * PARTS
        self.assisted_parts = assisted * PARTS

    @property
    def landed_units(self) -> int:
        """How many of the units are landed changes: the others are reviews."""
        return self.units - self.reviews

    @property
    def is_review_alone(self) -> bool:
        """Whether nothing landed: there are reviews and nothing else."""
        return self.reviews > 0 and self.changes == 0 and self.landed_units == 0

    @property
    def weight(self) -> Fraction:
        """How many changes it is."""
        return Fraction(self.weight_parts, PARTS)

    @property
    def commits(self) -> Fraction:
        """How many commits it is."""
        return Fraction(self.commits_parts, PARTS)

    @property
    def lines(self) -> Fraction:
        """How many lines it is."""
        return Fraction(self.lines_parts, PARTS)

    @property
    def assisted(self) -> Fraction:
        """How many changes with an AI agent's help it is."""
        return Fraction(self.assisted_parts, PARTS)


@dataclass(slots=True)
class Totals:
    """What landed in one project and month, counted once each."""

    changes: int = 0
    commits: int = 0
    lines: int = 0
    ai_assisted: int = 0
    ai_authored: int = 0
    automation: int = 0
    reverts: int = 0
    newcomers: int = 0
    dates_corrected: int = 0
    unreadable: int = 0


@dataclass(slots=True)
class Ledger:
    """All rows of the 36 months that end with `month`, and what shares and checks need beside them.

    What is nobody's, and totals, are held for the last twelve of them: shares are taken of these alone.
    """

    month: Month
    organizations: Mapping[str, Organization]
    projects: Mapping[str, Project]
    coverage: tuple[Coverage, ...] = ()
    scanned: frozenset[str] = frozenset()
    rows: dict[Key, Row] = field(default_factory=dict)
    totals: dict[tuple[str, int], Totals] = field(default_factory=dict)
    activity: Activity = field(default_factory=Activity)

    def add_all(self, changes: Iterable[LandedChange | AlikeChanges]) -> None:
        """Book many changes."""
        for change in changes:
            if isinstance(change, LandedChange):
                self.add(change)
            else:
                self.add_alike(change)

    def total(self, project: str, month: int) -> Totals:
        """Give the totals of a project and month, made empty where there are none."""
        totals = self.totals.get((project, month))
        if totals is None:
            totals = self.totals[(project, month)] = Totals()
        return totals

    def add(self, change: LandedChange) -> None:
        """Book one change: its totals once, and each party's 1/n."""
        self._count(change)
        parties = change.parties
        if not parties:
            return
        part = PARTS // len(parties) if PARTS % len(parties) == 0 else Fraction(PARTS, len(parties))
        sign = change.sign
        amounts = _Amounts(
            sign, 0 if change.trivial else sign, sign * change.commits, sign * change.lines, sign * change.ai_assisted
        )
        for party in parties:
            self._credit(change.project, change.month, party, part, amounts)

    def add_alike(self, alike: AlikeChanges) -> None:
        """Book changes that are alike, together."""
        if self._is_recent(alike.month):
            totals = self.total(alike.project, alike.month)
            totals.changes += alike.changes
            totals.commits += alike.changes
            totals.lines += alike.lines
            totals.ai_assisted += alike.assisted
        amounts = _Amounts(alike.changes, alike.units, alike.changes, alike.lines, alike.assisted)
        self._credit(alike.project, alike.month, alike.party, PARTS, amounts)

    def _credit(self, project: str, month: int, party: Party, part: Number, amounts: "_Amounts") -> None:
        left: Number = 1
        for credit in party.credits:
            key = Key(project, month, credit.organization, party.person, credit.rule, credit.confidence)
            self._book(key, part if credit.share == 1 else part * credit.share, amounts)
            left -= credit.share
        if left > 0 and self._is_recent(month):
            self._book(Key(project, month, UNKNOWN, party.person, "none", 0), part * left, amounts)

    def _book(self, key: Key, part: Number, amounts: "_Amounts") -> None:
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = Row()
        row.changes += amounts.changes
        row.units += amounts.units
        row.weight_parts += part * amounts.changes
        row.substance_parts += part * amounts.units
        row.commits_parts += part * amounts.commits
        row.lines_parts += part * amounts.lines
        row.assisted_parts += part * amounts.assisted

    def add_reviewed(self, change: ReviewedChange) -> None:
        """Book a reviewed change: each review a unit of its reviewer's, the change a case for Review-Balance."""
        self.activity.add_reviewed(change)
        for month, (person, credits_) in change.reviews:
            for credit in credits_:
                key = Key(change.project, month, credit.organization, person, credit.rule, credit.confidence)
                self._book_review(key)
            if not credits_ and self._is_recent(month):
                self._book_review(Key(change.project, month, UNKNOWN, person, "none", 0))

    def _book_review(self, key: Key) -> None:
        row = self.rows.setdefault(key, Row())
        row.units += 1
        row.reviews += 1

    def _is_recent(self, month: int) -> bool:
        """Whether wholes are taken of a month: what is nobody's, and totals, matter as parts of these alone."""
        return month > self.month.index - YEAR

    def _count(self, change: LandedChange) -> None:
        if not self._is_recent(change.month):
            return
        totals = self.total(change.project, change.month)
        if not change.parties:
            totals.automation += change.sign
            return
        if change.sign < 0:
            totals.reverts += 1
        totals.changes += change.sign
        totals.commits += change.sign * change.commits
        totals.lines += change.sign * change.lines
        totals.ai_assisted += change.sign * (change.ai_assisted and not change.ai_authored)
        totals.ai_authored += change.sign * change.ai_authored


class _Amounts(NamedTuple):
    """What is booked on each key that a change is split over."""

    changes: int
    units: int
    commits: int
    lines: int
    assisted: int
