"""Counts of what happened to a project on GitHub, of what people did: change requests, issues, releases (CHAOSS)."""

from collections.abc import Callable
from functools import partial

from reports.activity import Counts, Topic
from reports.measurement import Evidence, Measured, Measurement, Unknown
from reports.metrics.github_given import NOT_READ
from reports.metrics.metric import ProjectMetric
from reports.views import Period, View


def _sum(
    topic: Topic, amount: Callable[[Counts], int], unit: str, view: View, project: str, period: Period
) -> Measurement:
    activity = view.ledger.activity
    if not activity.was_read(topic, project):
        return Unknown(NOT_READ)
    months = (activity.counts.get((project, month)) for month in view.months(period))
    value = sum(amount(counts) for counts in months if counts)
    return Measured.exactly(value, unit, Evidence(value))


def _metric(name: str, unit: str, topic: Topic, description: str, amount: Callable[[Counts], int]) -> ProjectMetric:
    return ProjectMetric(name, unit, description, partial(_sum, topic, amount, unit))


CHANGE_REQUESTS = _metric(
    "change_requests",
    "pull requests",
    Topic.REQUESTS,
    "CHAOSS Change Requests: pull requests that people opened.",
    lambda counts: counts.opened,
)
CHANGE_REQUESTS_ACCEPTED = _metric(
    "change_requests_accepted",
    "pull requests",
    Topic.REQUESTS,
    "CHAOSS Change Requests Accepted: pull requests of people that were merged into the default branch, or landed in"
    " the project's own way.",
    lambda counts: counts.accepted,
)
CHANGE_REQUESTS_DECLINED = _metric(
    "change_requests_declined",
    "pull requests",
    Topic.REQUESTS,
    "CHAOSS Change Requests Declined: pull requests of people that were closed and, for GitHub, did not land; what"
    " was merged into another branch is neither.",
    lambda counts: counts.declined,
)
ISSUES_NEW = _metric(
    "issues_new", "issues", Topic.ISSUES, "CHAOSS Issues New: issues that people opened.", lambda c: c.issues_new
)
ISSUES_CLOSED = _metric(
    "issues_closed",
    "issues",
    Topic.ISSUES,
    "CHAOSS Issues Closed: issues of people that were closed, and stayed so until they were read.",
    lambda counts: counts.issues_closed,
)
RELEASES = _metric(
    "releases",
    "releases",
    Topic.RELEASES,
    "CHAOSS Release Frequency: releases published on GitHub, without pre-releases.",
    lambda counts: counts.releases,
)
