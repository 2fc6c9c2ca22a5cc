"""Elephant Factor (CHAOSS): how few organizations make more than half of a project's changes, between two bounds."""

from collections.abc import Collection

from reports.ledger import INDEPENDENT, PARTS, UNKNOWN
from reports.measurement import Evidence, Measured, Measurement, Number, Unknown
from reports.metrics.concentration import fewest_over_half
from reports.metrics.metric import ProjectMetric
from reports.metrics.resolved_share import is_resolved
from reports.metrics.tallying import nothing_landed
from reports.tallies import divided
from reports.views import Period, View, organizations_of


def _measure(view: View, project: str, period: Period) -> Measurement:
    tallies = view.in_project(period, project)
    organizations = [_in_parts(tally.weight) for _, tally in organizations_of(tallies)]
    independents, unknown = _parts_of_people(view, project, period, INDEPENDENT, UNKNOWN)
    known = [*organizations, *independents]
    everybody = [*known, *unknown]
    if sum(everybody) <= 0:
        return nothing_landed(period)
    ends = [fewest_over_half(known), fewest_over_half(everybody)]
    if not is_resolved(view, project, period):
        reason = "less than 60 % of the project's changes are resolved to organizations"
        return Unknown(reason, min(ends), max(ends), "organizations")
    return Measured(ends[0], min(ends), max(ends), "organizations", Evidence(len(everybody)))


def _in_parts(weight: Number) -> Number:
    return divided(weight.numerator * PARTS, weight.denominator)


def _parts_of_people(view: View, project: str, period: Period, *names: str) -> list[Collection[Number]]:
    """Give what each person made of what counts for nobody, or for no organization."""
    parts: dict[str, dict[int | None, Number]] = {name: {} for name in names}
    months = view.months(period)
    for (_, month, organization, person, _, _), row in view.rows_of(project):
        if organization in parts and month in months and not (row.reviews and row.is_review_alone):
            its = parts[organization]
            its[person] = its.get(person, 0) + row.weight_parts
    return [its.values() for its in parts.values()]


METRIC = ProjectMetric(
    "elephant_factor",
    "organizations",
    "CHAOSS Elephant Factor: the fewest organizations that made more than half of the landed changes. One bound leaves"
    " the unknown out; the other takes each unknown person for an organization of their own.",
    _measure,
)
