"""People: how many of an organization's people landed or reviewed work, on others' projects and on its own."""

from functools import partial

from reports.measurement import Measured, Measurement
from reports.metrics.metric import OrganizationMetric
from reports.metrics.tallying import evidence_of_work, unknown_people
from reports.views import Period, Relation, View


def _measure(relation: Relation, view: View, organization: str, period: Period) -> Measurement:
    given = view.by(period, organization, relation)
    people = {person for tally in given.values() for person in tally.workers}
    confirmed = {person for tally in given.values() for person in tally.confirmed_workers}
    high = len(people | unknown_people(view, given, period))
    return Measured(len(people), len(confirmed), high, "people", evidence_of_work(given.values()))


WORK_BACK_PEOPLE = OrganizationMetric(
    "work_back_people",
    "people",
    "People who landed a change, or gave a substantive review, in projects that the organization does not control. The"
    " high end adds everybody in those projects whose employer is not known.",
    partial(_measure, Relation.WORK_BACK),
)
STEWARDSHIP_PEOPLE = OrganizationMetric(
    "stewardship_people",
    "people",
    "People who landed a change, or gave a substantive review, in projects that the organization controls. The high end"
    " adds everybody in those projects whose employer is not known.",
    partial(_measure, Relation.STEWARDSHIP),
)
