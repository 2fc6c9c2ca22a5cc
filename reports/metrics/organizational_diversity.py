"""Organizational Diversity (CHAOSS): how many organizations landed changes in a project."""

from reports.ledger import UNKNOWN
from reports.measurement import Evidence, Measured, Measurement
from reports.metrics.metric import ProjectMetric
from reports.views import Period, View, organizations_of


def _measure(view: View, project: str, period: Period) -> Measurement:
    tallies = view.in_project(period, project)
    present = [tally for _, tally in organizations_of(tallies) if tally.changes > 0]
    confirmed = sum(1 for tally in present if tally.confirmed > 0)
    unknown = len(tallies[UNKNOWN].people) if UNKNOWN in tallies else 0
    evidence = Evidence(sum(tally.changes for tally in present))
    return Measured(len(present), confirmed, len(present) + unknown, "organizations", evidence)


METRIC = ProjectMetric(
    "organizational_diversity",
    "organizations",
    "CHAOSS Organizational Diversity: organizations that landed a change; the high end takes each unknown person for an"
    " organization of their own.",
    _measure,
)
