"""Tallies: what the rows of a ledger add up to, of an organization in a project, of a project, of a person's month."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from reports.ledger import PARTS, Key, Row
from reports.measurement import Evidence, Number
from reports.methodology import Methodology


@dataclass(slots=True)
class Reviewing:
    """Who of somebody's people gave substantive reviews, and by which rules these are credited."""

    people: set[int] = field(default_factory=set)
    confirmed_people: set[int] = field(default_factory=set)
    rules: dict[str, int] = field(default_factory=dict)

    def add(self, key: Key, row: Row, *, is_confirmed: bool) -> None:
        """Add one row that has reviews."""
        self.rules[key.rule] = self.rules.get(key.rule, 0) + row.reviews
        if key.person is not None:
            self.people.add(key.person)
            if is_confirmed:
                self.confirmed_people.add(key.person)


@dataclass(slots=True)
class Tally:
    """What somebody's credits add up to, once settled; `weight` is in changes, `substance` in those not trivial.

    `capped` is the substance under the methodology's cap per person, project and month; `expected` weighs that by
    confidence, and `sure` leaves out what is not sure. `people` landed a change; who reviewed is in `reviewing`.
    """

    weight: Number = 0
    confirmed: Number = 0
    substance: Number = 0
    capped: Number = 0
    expected: Number = 0
    sure: Number = 0
    commits: Number = 0
    lines: Number = 0
    assisted: Number = 0
    changes: int = 0
    reviews: int = 0
    people: set[int] = field(default_factory=set)
    confirmed_people: set[int] = field(default_factory=set)
    rules: dict[str, int] = field(default_factory=dict)
    reviewing: "Reviewing | None" = None

    def add(self, key: Key, row: Row, methodology: Methodology) -> None:
        """Add one row, in parts of a whole."""
        weight, substance = row.weight_parts, row.substance_parts
        landed, cap = row.units - row.reviews, methodology.unit_cap
        capped = substance * Fraction(cap, landed) if landed > cap else substance
        self.weight += weight
        self.substance += substance
        self.capped += capped
        self.commits += row.commits_parts
        self.lines += row.lines_parts
        self.assisted += row.assisted_parts
        self.changes += row.changes
        self.reviews += row.reviews
        self.rules[key.rule] = self.rules.get(key.rule, 0) + row.changes
        confidence = key.confidence
        if confidence:
            self.expected += capped * confidence
            if confidence >= methodology.confirmed:
                self.confirmed += weight
            if confidence >= methodology.sure:
                self.sure += capped * confidence
        if key.person is not None and (row.changes > 0 or landed > 0):
            self.people.add(key.person)
            if confidence >= methodology.confirmed:
                self.confirmed_people.add(key.person)
        if row.reviews:
            self.reviewing = self.reviewing or Reviewing()
            self.reviewing.add(key, row, is_confirmed=confidence >= methodology.confirmed)

    def settle(self) -> None:
        """Turn parts of a whole and thousandths of confidence into fractions, once all rows are in."""
        self.weight = divided(self.weight, PARTS)
        self.confirmed = divided(self.confirmed, PARTS)
        self.substance = divided(self.substance, PARTS)
        self.capped = divided(self.capped, PARTS)
        self.commits = divided(self.commits, PARTS)
        self.lines = divided(self.lines, PARTS)
        self.assisted = divided(self.assisted, PARTS)
        self.expected = divided(self.expected, 1000 * PARTS)
        self.sure = divided(self.sure, 1000 * PARTS)

    @property
    def units(self) -> Number:
        """How many landed changes that are not trivial, and substantive reviews, once settled."""
        return self.substance + self.reviews

    @property
    def is_review_alone(self) -> bool:
        """Whether there are reviews and nothing that landed or was taken back."""
        return self.reviewing is not None and not any(self.rules.values()) and not self.commits

    @property
    def workers(self) -> set[int]:
        """Who landed a change or gave a substantive review."""
        return self.people | self.reviewing.people if self.reviewing else self.people

    @property
    def confirmed_workers(self) -> set[int]:
        """Those of them whose affiliation is confirmed."""
        return self.confirmed_people | self.reviewing.confirmed_people if self.reviewing else self.confirmed_people

    @property
    def evidence(self) -> Evidence:
        """How many changes were counted, by rule."""
        return Evidence(self.changes, {rule: count for rule, count in self.rules.items() if count})


Tallies = dict[str, Tally]


class Whole(NamedTuple):
    """All that landed in a project: its weight, the unknown and the confirmed part of that, and how many people.

    `capped` is the substance under the cap per person and month, `capped_unknown` the unknown part of it.
    """

    weight: Number
    unknown: Number
    confirmed: Number
    capped: Number
    capped_unknown: Number
    people: int


@dataclass(slots=True)
class PersonMonth:
    """One person's back units in one month, and how surely they are the organization's."""

    units: int = 0
    sure_units: int = 0
    confidence: int = 0

    def add(self, units: int, confidence: int, sure: int) -> None:
        """Add units; they are sure from the confidence `sure` on."""
        self.units += units
        if confidence >= sure:
            self.sure_units += units
        self.confidence = max(self.confidence, confidence)


def divided(amount: Number, unit: int) -> Number:
    """Give amount ÷ unit, whole where it is: whole numbers are what nearly all sums are, and they count faster."""
    whole, rest = divmod(amount, unit)
    return Fraction(amount, unit) if rest else int(whole)
