"""What landed in a project: changes, commits, lines, and what is counted apart. Counts, with nothing unknown."""

from collections.abc import Callable
from functools import partial

from reports.ledger import Totals
from reports.measurement import Evidence, Measured, Measurement, Unknown
from reports.metrics.metric import ProjectMetric
from reports.views import Period, View


def _sum(amount: Callable[[Totals], int], unit: str, view: View, project: str, period: Period) -> Measurement:
    totals = [view.ledger.totals.get((project, month)) for month in view.months(period)]
    value = sum(amount(total) for total in totals if total)
    return Measured.exactly(value, unit, Evidence(value))


def _metric(name: str, unit: str, description: str, amount: Callable[[Totals], int]) -> ProjectMetric:
    return ProjectMetric(name, unit, description, partial(_sum, amount, unit))


CHANGES = _metric(
    "changes", "changes", "Landed changes, less those that a revert took back.", lambda total: total.changes
)
COMMITS = _metric(
    "commits", "commits", "Commits of the landed changes; merge commits never count.", lambda t: t.commits
)


def _lines(view: View, project: str, period: Period) -> Measurement:
    unreadable = view.unreadable(period, project)
    if unreadable:
        return Unknown(f"we did not collect: the files of {unreadable} of the commits could not be read")
    return _sum(lambda total: total.lines, "lines", view, project, period)


LINES_COUNTED = ProjectMetric(
    "lines_counted",
    "lines",
    "Lines added and deleted, without generated, vendored, lock and binary files, capped per commit. Not known where"
    " the files of any commit could not be read.",
    _lines,
)
AUTOMATION_CHANGES = _metric(
    "automation_changes",
    "changes",
    "Changes that automation alone made, counted apart.",
    lambda total: total.automation,
)
REVERTS = _metric("reverts", "changes", "Changes that a revert took back.", lambda total: total.reverts)
NEWCOMERS = _metric(
    "newcomers", "people", "People whose first landed change in the project is in the period.", lambda t: t.newcomers
)
DATES_CORRECTED = _metric(
    "dates_corrected",
    "commits",
    "Author dates before 2005 or after the landing, taken as the landing's date.",
    lambda total: total.dates_corrected,
)
