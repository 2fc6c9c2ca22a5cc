"""Resolved share: how much of a project's changes is credited to an organization or to declared independents."""

from reports.measurement import Evidence, Measured, Measurement
from reports.metrics.metric import ProjectMetric
from reports.metrics.tallying import nothing_landed, share
from reports.views import Period, View


def is_resolved(view: View, project: str, period: Period) -> bool:
    """Whether enough is resolved for shares to be published."""
    return view.remember(_is_resolved, project, period)


def _is_resolved(view: View, project: str, period: Period) -> bool:
    whole, unknown = view.totals(period, project)
    return whole > 0 and share(whole - unknown, whole) >= view.methodology.resolved_floor


def _measure(view: View, project: str, period: Period) -> Measurement:
    whole, unknown = view.totals(period, project)
    if whole <= 0:
        return nothing_landed(period)
    tallies = view.in_project(period, project)
    value = share(whole - unknown, whole)
    low = min(value, share(view.whole(period, project).confirmed, whole))
    return Measured(value, low, value, "share", Evidence(sum(tally.changes for tally in tallies.values())))


METRIC = ProjectMetric(
    "resolved_share",
    "share",
    "Share of the landed changes that is credited to an organization or to declared independents; the low end counts"
    " confirmed credits alone.",
    _measure,
)
