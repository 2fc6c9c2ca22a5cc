"""Traceability: how much of what is credited to an organization is confirmed, not just probable."""

from reports.measurement import Measured, Measurement, sum_of
from reports.metrics.metric import OrganizationMetric
from reports.metrics.tallying import all_of, evidence_of, nothing_landed, share
from reports.views import Period, View


def _measure(view: View, organization: str, period: Period) -> Measurement:
    tallies = all_of(view, organization, period)
    whole = sum_of(tally.weight for tally in tallies)
    if whole <= 0:
        return nothing_landed(period)
    value = share(sum_of(tally.confirmed for tally in tallies), whole)
    return Measured(value, value, value, "share", evidence_of(tallies))


METRIC = OrganizationMetric(
    "traceability",
    "share",
    "Share of the organization's credited changes whose confidence is at least 0.8.",
    _measure,
)
