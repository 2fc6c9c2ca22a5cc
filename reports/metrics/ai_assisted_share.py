"""AI-assisted share: changes in which an AI agent is named, of all. Detected, at least: agents may go unnamed."""

from reports.measurement import Evidence, Measured, Measurement, sum_of
from reports.metrics.metric import OrganizationMetric, ProjectMetric
from reports.metrics.tallying import all_of, evidence_of, nothing_landed, share
from reports.views import Period, View

_WORDS = "detected, at least: the high end is 1, since agents may go unnamed"


def _of_organization(view: View, organization: str, period: Period) -> Measurement:
    tallies = all_of(view, organization, period)
    whole = sum_of(tally.weight for tally in tallies)
    if whole <= 0:
        return nothing_landed(period)
    value = share(sum_of(tally.assisted for tally in tallies), whole)
    return Measured(value, value, 1, "share", evidence_of(tallies))


def _of_project(view: View, project: str, period: Period) -> Measurement:
    totals = [view.ledger.totals.get((project, month)) for month in view.months(period)]
    changes = sum(total.changes for total in totals if total)
    if changes <= 0:
        return nothing_landed(period)
    assisted = sum(total.ai_assisted + total.ai_authored for total in totals if total)
    value = share(assisted, changes)
    return Measured(value, value, 1, "share", Evidence(changes))


OF_ORGANIZATION = OrganizationMetric(
    "ai_assisted_share",
    "share",
    f"Share of the organization's landed changes whose commits name an AI agent ({_WORDS}). People keep the credit.",
    _of_organization,
)
OF_PROJECT = ProjectMetric(
    "ai_assisted_share",
    "share",
    f"Share of the landed changes that an AI agent helped with or wrote ({_WORDS}).",
    _of_project,
)
