"""Metrics: one file each, a pure function from a view to a measurement. To add one, add its line to a tuple."""

from reports.metrics import (
    ai_assisted_share,
    code_given,
    elephant_factor,
    github_counts,
    github_given,
    landed,
    organizational_diversity,
    own_work_share,
    people_given,
    people_of_project,
    popularity,
    projects_given,
    resolved_share,
    time_to_first_response,
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
    github_given.REVIEWS_GIVEN,
    github_given.MERGES_MADE,
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
    github_given.PROJECT_REVIEWS,
    github_given.PROJECT_MERGES,
    time_to_first_response.TIME_TO_FIRST_RESPONSE,
    time_to_first_response.ANSWERED_IN_TIME,
    github_counts.CHANGE_REQUESTS,
    github_counts.CHANGE_REQUESTS_ACCEPTED,
    github_counts.CHANGE_REQUESTS_DECLINED,
    github_counts.ISSUES_NEW,
    github_counts.ISSUES_CLOSED,
    github_counts.RELEASES,
    popularity.STARS,
    popularity.FORKS,
)

__all__ = ["ORGANIZATION_METRICS", "PROJECT_METRICS", "OrganizationMetric", "ProjectMetric"]
