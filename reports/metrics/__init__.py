"""Metrics: one file each, a pure function from a view to a measurement. To add one, add its line to a tuple."""

from reports.metrics import (
    ai_assisted_share,
    code_given,
    elephant_factor,
    landed,
    organizational_diversity,
    own_work_share,
    people_given,
    people_of_project,
    projects_given,
    resolved_share,
    traceability,
    uncollected,
)
from reports.metrics.metric import OrganizationMetric, ProjectMetric

ORGANIZATION_METRICS: tuple[OrganizationMetric, ...] = (
    people_given.WORK_BACK_PEOPLE,
    people_given.STEWARDSHIP_PEOPLE,
    projects_given.WORK_BACK_SHARE,
    projects_given.STEWARDSHIP_SHARE,
    projects_given.WORK_BACK_PROJECTS,
    projects_given.STEWARDSHIP_PROJECTS,
    own_work_share.METRIC,
    ai_assisted_share.OF_ORGANIZATION,
    traceability.METRIC,
    code_given.COMMITS,
    code_given.LINES_COUNTED,
    uncollected.REVIEWS_GIVEN,
    uncollected.MERGES_MADE,
    uncollected.CASH_GIVEN,
)

PROJECT_METRICS: tuple[ProjectMetric, ...] = (
    landed.CHANGES,
    landed.COMMITS,
    landed.LINES_COUNTED,
    people_of_project.PEOPLE,
    landed.NEWCOMERS,
    resolved_share.METRIC,
    elephant_factor.METRIC,
    people_of_project.CONTRIBUTOR_ABSENCE_FACTOR,
    organizational_diversity.METRIC,
    ai_assisted_share.OF_PROJECT,
    landed.AUTOMATION_CHANGES,
    landed.REVERTS,
    landed.DATES_CORRECTED,
    uncollected.PROJECT_REVIEWS,
    uncollected.PROJECT_MERGES,
)

__all__ = ["ORGANIZATION_METRICS", "PROJECT_METRICS", "OrganizationMetric", "ProjectMetric"]
