"""Control over time: a declared host, and a former one until others make most of the merge decisions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from reports.activity import MergesAlike, Topic
from reports.ledger import Ledger
from reports.methodology import Methodology
from reports.standing import Standing, standing
from reports.subjects import Span

Spans = tuple[tuple[int, int | None], ...]
"""Months [since, until), as running numbers."""
_Decisions = Sequence[tuple[MergesAlike, int]]


class Grouping(Protocol):
    """What control is judged in: a ledger, the methodology's numbers, and for whom organizations count."""

    ledger: Ledger
    methodology: Methodology

    def group(self, organization: str) -> str:
        """Give the organization that a credit counts for."""


def control_of(organization: str, hosting: Iterable[Span], decisions: _Decisions, grouping: Grouping) -> Spans:
    """Give the months in which an organization controls a project that it hosts, or hosted, in these spans.

    What others decide in a month decides control from that month on: never that of a month before.
    """
    return tuple(
        (span.since, None if span.until is None else _lost(organization, span.until, decisions, grouping))
        for span in hosting
    )


def decisions_by_project(grouping: Grouping) -> Mapping[str, _Decisions]:
    """Give the merge decisions of each project of which they were read."""
    found: dict[str, list[tuple[MergesAlike, int]]] = {}
    activity = grouping.ledger.activity
    for alike, count in activity.merges.items():
        if activity.was_read(Topic.MERGES, alike.project):
            found.setdefault(alike.project, []).append((alike, count))
    return found


def _lost(organization: str, handed_over: int, decisions: _Decisions, grouping: Grouping) -> int | None:
    """Give the first month since the hand-over with which others made more than half of the decisions of twelve months.

    Who is not known to be from elsewhere may be the former host's: it takes more than half of all decisions.
    """
    everybody: dict[int, int] = {}
    others: dict[int, int] = {}
    for alike, count in decisions:
        everybody[alike.month] = everybody.get(alike.month, 0) + count
        found = standing(organization, alike.credits, grouping.group, grouping.methodology.confirmed)
        if found is Standing.OUTSIDE:
            others[alike.month] = others.get(alike.month, 0) + count
    for month in range(handed_over, grouping.ledger.month.index + 1):
        window = range(month - grouping.methodology.control_months + 1, month + 1)
        if 2 * sum(others.get(each, 0) for each in window) > sum(everybody.get(each, 0) for each in window):
            return month
    return None
