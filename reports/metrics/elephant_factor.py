"""Elephant Factor (CHAOSS): how few organizations make more than half of a project's changes, between two bounds."""

from reports.ledger import INDEPENDENT, PARTS, UNKNOWN
from reports.measurement import Evidence, Measured, Measurement, Number, Unknown
from reports.metrics.concentration import fewest_over_half
from reports.metrics.metric import ProjectMetric
from reports.metrics.resolved_share import is_resolved
from reports.metrics.tallying import nothing_landed
from reports.views import Period, View, organizations_of


def _measure(view: View, project: str, period: Period) -> Measurement:
    tallies = view.in_project(period, project)
    organizations = [tally.weight * PARTS for _, tally in organizations_of(tallies)]
    independents = _parts_of(view, project, period, INDEPENDENT)
    known = organizations + independents
    everybody = known + _parts_of(view, project, period, UNKNOWN)
    if sum(everybody) <= 0:
        return nothing_landed(period)
    ends = [fewest_over_half(known), fewest_over_half(everybody)]
    if not is_resolved(view, project, period):
        reason = "less than 60 % of the project's changes are resolved to organizations"
        return Unknown(reason, min(ends), max(ends), "organizations")
    return Measured(ends[0], min(ends), max(ends), "organizations", Evidence(len(everybody)))


def _parts_of(view: View, project: str, period: Period, name: str) -> list[Number]:
    parts: dict[int | None, Number] = {}
    months = view.months(period)
    for key, row in view.rows_of(project):
        if key.organization == name and key.month in months:
            parts[key.person] = parts.get(key.person, 0) + row.weight_parts
    return list(parts.values())


METRIC = ProjectMetric(
    "elephant_factor",
    "organizations",
    "CHAOSS Elephant Factor: the fewest organizations that made more than half of the landed changes. One bound leaves"
    " the unknown out; the other takes each unknown person for an organization of their own.",
    _measure,
)
