"""Moves: whose numbers differ between two contents of one month, and by how much.

Of organizations the twelve months grouped by parents and the scores, of projects the twelve months: what readers cite.
`differences` tells all that differs.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_Number = int | float


class Move(NamedTuple):
    """One number that differs; None where it is not known or there is none. `by` is after − before, none counting 0."""

    subject: str
    measure: str
    before: _Number | None
    after: _Number | None

    @property
    def by(self) -> float:
        """How far it moves."""
        return float((self.after or 0) - (self.before or 0))


def moves(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Move]:
    """Give every number that differs, by subject and measure: organizations first, then projects."""
    return [
        *_moves(_of_organizations(before), _of_organizations(after)),
        *_moves(_of_projects(before), _of_projects(after)),
    ]


_Values = Mapping[str, Mapping[str, _Number]]


def _moves(before: _Values, after: _Values) -> Iterator[Move]:
    for subject in sorted(before.keys() | after.keys()):
        old, new = before.get(subject, {}), after.get(subject, {})
        for measure in sorted(old.keys() | new.keys()):
            if old.get(measure) != new.get(measure):
                yield Move(subject, measure, old.get(measure), new.get(measure))


def _of_organizations(content: Mapping[str, Any]) -> _Values:
    values: dict[str, dict[str, _Number]] = {}
    for organization in content["organizations"]:
        grouped = organization["grouped"]
        if "counted_with" in grouped:
            continue
        scores = {f"{name} score": score["mid"] for name, score in grouped["scores"].items() if "mid" in score}
        values[organization["id"]] = _values(grouped["trailing12"]) | scores
    return values


def _of_projects(content: Mapping[str, Any]) -> _Values:
    return {project["repository"]: _values(project["trailing12"]["metrics"]) for project in content["projects"]}


def _values(metrics: Mapping[str, Any]) -> dict[str, _Number]:
    return {name: metric["value"] for name, metric in metrics.items() if "value" in metric}
