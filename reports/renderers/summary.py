"""The scorecard as the rows of one table, for a terminal.

It shows the grouped view; the other view and all that stands behind a number are in the other renderings.
"""

from dataclasses import dataclass
from typing import Any

from reports.renderers import numbers
from reports.renderers.standings import Standing, groups
from reports.renderers.text_safety import visible

NO_MATTER = "–"
"""What stands where a score does not apply."""


@dataclass(frozen=True)
class SummaryRow:
    """One organization, as text without control characters; a terminal's own markup is for the caller to escape.

    `band` is the heading of its group; scores are the middle with low and high: `4.2 (3.1–6.0)`, or why there is none.
    """

    rank: str
    name: str
    band: str
    work_back: str
    stewardship: str
    cash: str
    people: str


def summary(content: dict[str, Any]) -> list[SummaryRow]:
    """The rows in the order of the page: companies by staff band and low end, then the others, unranked."""
    return [_row(group.heading, standing) for group in groups(content, "grouped") for standing in group.standings]


def _row(heading: str, standing: Standing) -> SummaryRow:
    scores = standing.scores
    return SummaryRow(
        rank=numbers.rank(scores["work_back"]),
        name=visible(standing.organization["name"]),
        band=heading,
        work_back=_short(scores["work_back"]),
        stewardship=_short(scores["stewardship"]),
        cash=_short(scores["cash"]),
        people=_people(standing.view["trailing12"].get("work_back_people")),
    )


def _short(score: dict[str, Any]) -> str:
    return _why(score["unknown"]) if "unknown" in score else numbers.score(score)


def _people(measured: dict[str, Any] | None) -> str:
    if measured is None or "unknown" in measured:
        return "not known" if measured is None else _why(measured["unknown"])
    return numbers.measurement(measured)


def _why(reason: str) -> str:
    kind = numbers.unknown_kind(reason)
    return NO_MATTER if kind == "does not apply" else kind
