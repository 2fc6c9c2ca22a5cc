"""The scorecard as the rows of one table, for a terminal.

It shows the grouped view; the other view and all that stands behind a number are in the other renderings.
"""

from dataclasses import dataclass
from typing import Any

from reports.renderers import numbers
from reports.renderers.standings import Standing, groups
from reports.renderers.text_safety import visible


@dataclass(frozen=True)
class SummaryRow:
    """One organization, as text without control characters; a terminal's own markup is for the caller to escape."""

    rank: str
    name: str
    band: str
    work_back: str
    stewardship: str
    cash: str
    people: str


def summary(content: dict[str, Any]) -> list[SummaryRow]:
    """The rows in the order of the page: companies by staff band and rank range, then the others, unranked."""
    return [_row(group.heading, standing) for group in groups(content, "grouped") for standing in group.standings]


def _row(heading: str, standing: Standing) -> SummaryRow:
    scores = standing.scores
    return SummaryRow(
        rank=numbers.rank(scores["work_back"]),
        name=visible(standing.organization["name"]),
        band=standing.organization["staff_band"] or heading,
        work_back=_short(scores["work_back"]),
        stewardship=_short(scores["stewardship"]),
        cash=_short(scores["cash"]),
        people=_people(standing.view["trailing12"].get("work_back_people")),
    )


def _short(score: dict[str, Any]) -> str:
    if "unknown" in score:
        return numbers.unknown_kind(score["unknown"])
    return f"{score['low']:.1f} – {score['mid']:.1f} – {score['high']:.1f}"


def _people(measured: dict[str, Any] | None) -> str:
    if measured is None or "unknown" in measured:
        return "not known" if measured is None else numbers.unknown_kind(measured["unknown"])
    return numbers.measurement(measured)
