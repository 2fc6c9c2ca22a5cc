"""Commits and lines of an organization: beside its changes, never summed with them, and never a headline."""

from collections.abc import Callable
from functools import partial

from reports.measurement import Measured, Measurement, Number, Unknown, sum_of
from reports.metrics.metric import OrganizationMetric
from reports.metrics.tallying import BOTH, all_of, evidence_of
from reports.tallies import Tally
from reports.views import Period, View


def _measure(
    amount: Callable[[Tally], Number], unit: str, view: View, organization: str, period: Period
) -> Measurement:
    tallies = all_of(view, organization, period)
    value = sum_of(amount(tally) for tally in tallies)
    return Measured(value, value, value, unit, evidence_of(tallies))


COMMITS = OrganizationMetric(
    "commits",
    "commits",
    "Commits of the credited changes; a change's commits are split evenly between its authors.",
    partial(_measure, lambda tally: tally.commits, "commits"),
)


def _lines(view: View, organization: str, period: Period) -> Measurement:
    projects = {project for relation in BOTH for project in view.by(period, organization, relation)}
    unreadable = sorted(project for project in projects if view.unreadable(period, project))
    if unreadable:
        return Unknown(f"we did not collect: files of commits could not be read in {', '.join(unreadable)}")
    return _measure(lambda tally: tally.lines, "lines", view, organization, period)


LINES_COUNTED = OrganizationMetric(
    "lines_counted",
    "lines",
    "Lines added and deleted, without generated, vendored, lock and binary files, capped per commit; split evenly"
    " between a change's authors. Not known where the files of any commit of a project could not be read.",
    _lines,
)
