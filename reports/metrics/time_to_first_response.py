"""Time to First Response (CHAOSS): how long a project's pull requests wait for the first answer of another human."""

from collections.abc import Sequence
from fractions import Fraction

from reports.activity import Topic
from reports.measurement import Evidence, Measured, Measurement, Number, Unknown
from reports.metrics.github_given import NOT_READ
from reports.metrics.metric import ProjectMetric
from reports.views import YEAR, Period, View

_A_DAY = 24 * 60 * 60
_NONE = "no pull request whose time to answer was over"


def _median(view: View, project: str, period: Period) -> Measurement:
    activity = view.ledger.activity
    if not activity.was_read(Topic.REQUESTS, project):
        return Unknown(NOT_READ)
    found = [counts for month in view.months(period) if (counts := activity.counts.get((project, month)))]
    times = sorted(seconds for counts in found for seconds in counts.response_times)
    waiting = sum(counts.waiting for counts in found)
    if not times and not waiting:
        return Unknown(_NONE)
    value = _middle(times, len(times) + waiting)
    if value is None:
        return Unknown("at least half of the pull requests had no answer by the month's end")
    return Measured.exactly(value, "days", Evidence(len(times) + waiting))


def _middle(times: Sequence[int], count: int) -> Number | None:
    """Give the median in days of `count` times, the longest of which are not over; None where it is one of those."""
    upper = count // 2
    if upper >= len(times):
        return None
    lower = upper if count % 2 else upper - 1
    return Fraction(times[lower] + times[upper], 2 * _A_DAY)


def _in_time(view: View, project: str, period: Period) -> Measurement:
    if not view.ledger.activity.was_read(Topic.REQUESTS, project):
        return Unknown(NOT_READ)
    months, totals = view.months(period), view.remember(_answers_by_project)
    found = [counts for month in months if (counts := totals.get((project, month)))]
    answered, unanswered, closed = (sum(counts[place] for counts in found) for place in range(3))
    if not answered + unanswered:
        return Unknown(_NONE)
    value = Fraction(answered, answered + unanswered)
    low = Fraction(answered, answered + unanswered + closed)
    return Measured(value, low, value, "share", Evidence(answered + unanswered))


def _answers_by_project(view: View) -> dict[tuple[str, int], tuple[int, int, int]]:
    found: dict[tuple[str, int], tuple[int, int, int]] = {}
    for alike, answers in view.ledger.activity.answers.items():
        if alike.month > view.month - YEAR:
            place = (alike.project, alike.month)
            answered, unanswered, closed = found.get(place, (0, 0, 0))
            found[place] = answered + answers.answered, unanswered + answers.unanswered, closed + answers.closed
    return found


TIME_TO_FIRST_RESPONSE = ProjectMetric(
    "time_to_first_response",
    "days",
    "CHAOSS Time to First Response: the median of the days until another human answered a pull request. Each counts in"
    " the month in which its fourteen days were over; one that is still without an answer waits longer than any other,"
    " and one that was closed before anybody answered is left out.",
    _median,
)
ANSWERED_IN_TIME = ProjectMetric(
    "answered_in_time",
    "share",
    "Share of people's pull requests that another human answered within fourteen days; the low end counts what was"
    " closed before anybody answered as not answered.",
    _in_time,
)
