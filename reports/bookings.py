"""What a ledger books: landed changes and reviewed ones with whose work they are, and money."""

from fractions import Fraction
from typing import NamedTuple


class Credit(NamedTuple):
    """A part of a person's work on an organization's account; confidence in thousandths."""

    organization: str
    rule: str
    confidence: int
    share: Fraction | int = 1


Credits = tuple[Credit, ...]
"""On whose account somebody's work is; without any, nobody knows."""


class Party(NamedTuple):
    """Somebody whose work a change is. `person` is an opaque key, None where there is no head to count."""

    person: int | None
    credits: Credits


class LandedChange(NamedTuple):
    """One landed change, or (with sign -1) one that a revert took back in this month.

    `lines` are capped per commit. `trivial`: documentation only, under ten lines. No party: automation's own work.
    """

    project: str
    month: int
    commits: int
    lines: int
    trivial: bool
    ai_assisted: bool
    ai_authored: bool
    parties: tuple[Party, ...]
    sign: int = 1


class AlikeChanges(NamedTuple):
    """Landed changes of one commit each, all by one party alone and in one month, added up: booked like each by itself.

    `units` leaves out the trivial ones; `assisted` are those in which an AI agent is named.
    """

    project: str
    month: int
    party: Party
    changes: int
    units: int
    lines: int
    assisted: int


class Review(NamedTuple):
    """Somebody's first substantive review of a change: when, and whose account the reviewer's work is on."""

    month: int
    reviewer: Party


class ReviewedChange(NamedTuple):
    """A change with its substantive reviews, one a reviewer: it is one, however many people reviewed it.

    `authors` are the organizations whose change it is, '*independent' too, and '*unknown' where nobody knows whom an
    author worked for.
    """

    project: str
    authors: frozenset[str]
    reviews: tuple[Review, ...]


class Cash(NamedTuple):
    """USD of twelve months: exact amounts and floors; the best estimate; with list prices and estimates."""

    low: Fraction
    mid: Fraction
    high: Fraction
