"""People of a project: who landed a change, and how few of them made more than half of the changes."""

from reports.measurement import Evidence, Measured, Measurement, Number
from reports.metrics.concentration import fewest_over_half
from reports.metrics.metric import ProjectMetric
from reports.metrics.tallying import nothing_landed
from reports.views import Period, View


def _people(view: View, project: str, period: Period) -> Measurement:
    people = {person for tally in view.in_project(period, project).values() for person in tally.people}
    return Measured.exactly(len(people), "people", Evidence(len(people)))


def _absence_factor(view: View, project: str, period: Period) -> Measurement:
    parts: dict[int, Number] = {}
    months = view.months(period)
    for (_, month, _, person, _, _), row in view.rows_of(project):
        if person is not None and month in months and not (row.reviews and row.is_review_alone):
            parts[person] = parts.get(person, 0) + row.weight_parts
    if sum(parts.values()) <= 0:
        return nothing_landed(period)
    return Measured.exactly(fewest_over_half(list(parts.values())), "people", Evidence(len(parts)))


PEOPLE = ProjectMetric("people", "people", "People who landed a change.", _people)
CONTRIBUTOR_ABSENCE_FACTOR = ProjectMetric(
    "contributor_absence_factor",
    "people",
    "CHAOSS Contributor Absence Factor: the fewest people who made more than half of the landed changes.",
    _absence_factor,
)
