"""Projects: in how many projects an organization's people landed work, and how many projects' worth of work it was."""

from fractions import Fraction
from functools import partial

from reports.measurement import Measured, Measurement, Unknown
from reports.metrics.metric import OrganizationMetric
from reports.metrics.resolved_share import is_resolved
from reports.metrics.tallying import evidence_of, share
from reports.views import Period, Relation, View


def _count(relation: Relation, view: View, organization: str, period: Period) -> Measurement:
    given = {project: tally for project, tally in view.by(period, organization, relation).items() if tally.changes > 0}
    confirmed = sum(1 for tally in given.values() if tally.confirmed > 0)
    return Measured(len(given), confirmed, len(given), "projects", evidence_of(given.values()))


def _worth(relation: Relation, view: View, organization: str, period: Period) -> Measurement:
    return view.remember(_sum_of_shares, relation, organization, period)


def _sum_of_shares(view: View, relation: Relation, organization: str, period: Period) -> Measurement:
    """Sum the shares of projects: changes themselves do not add up across projects (methodology, rule 1)."""
    given = view.by(period, organization, relation)
    value = low = high = Fraction(0)
    withheld = 0
    for project, tally in given.items():
        whole = view.whole(period, project)
        if whole.weight > 0:
            part = share(tally.weight, whole.weight)
            value += part
            low += min(part, share(tally.confirmed, whole.weight))
            high += share(tally.confirmed + whole.weight - whole.confirmed, whole.weight)
            withheld += not is_resolved(view, project, period)
    if withheld:
        reason = f"less than 60 % of the changes are resolved in {withheld} of its {len(given)} projects: bounds only"
        return Unknown(reason, low, max(value, high), "projects")
    return Measured(value, low, max(value, high), "projects", evidence_of(given.values()))


WORK_BACK_PROJECTS = OrganizationMetric(
    "work_back_projects",
    "projects",
    "Projects that the organization does not control and in which its people landed a change.",
    partial(_count, Relation.WORK_BACK),
)
STEWARDSHIP_PROJECTS = OrganizationMetric(
    "stewardship_projects",
    "projects",
    "Projects that the organization controls and in which its people landed a change.",
    partial(_count, Relation.STEWARDSHIP),
)
WORK_BACK_SHARE = OrganizationMetric(
    "work_back_share",
    "projects",
    "Projects' worth of work back: the sum, over projects that the organization does not control, of its share of the"
    " landed changes.",
    partial(_worth, Relation.WORK_BACK),
)
STEWARDSHIP_SHARE = OrganizationMetric(
    "stewardship_share",
    "projects",
    "Projects' worth of stewardship: the same sum over the projects that the organization controls.",
    partial(_worth, Relation.STEWARDSHIP),
)
