"""Project Popularity (CHAOSS): stars and forks, as a project was seen last. Facts: no measure of anybody's work."""

from collections.abc import Callable
from functools import partial

from reports.activity import Popularity, Topic
from reports.measurement import Evidence, Measured, Measurement, Unknown
from reports.metrics.github_given import NOT_READ
from reports.metrics.metric import ProjectMetric
from reports.views import Period, View


def _last_seen(amount: Callable[[Popularity], int], unit: str, view: View, project: str, period: Period) -> Measurement:
    activity = view.ledger.activity
    if not activity.was_read(Topic.POPULARITY, project):
        return Unknown(NOT_READ)
    months = sorted(view.months(period), reverse=True)
    seen = next((found for month in months if (found := activity.popularity.get((project, month)))), None)
    if seen is None:
        return Unknown("we did not collect: the project was not looked at in the period")
    return Measured.exactly(amount(seen), unit, Evidence(1))


STARS = ProjectMetric(
    "stars",
    "stars",
    "CHAOSS Project Popularity: stars on GitHub when the project was seen last in the period.",
    partial(_last_seen, lambda seen: seen.stars, "stars"),
)
FORKS = ProjectMetric(
    "forks",
    "forks",
    "CHAOSS Project Popularity: forks on GitHub when the project was seen last in the period.",
    partial(_last_seen, lambda seen: seen.forks, "forks"),
)
