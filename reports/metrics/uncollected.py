"""Measurements of sources that are not collected yet: unknown with their reason, so that nobody reads a zero."""

from reports.measurement import Measurement, Unknown
from reports.metrics.metric import OrganizationMetric, ProjectMetric
from reports.views import Period, View

_REVIEWS = "we did not collect: reviews are read from GitHub's API, which is not a source yet"
_MERGES = "we did not collect: merge decisions are read from GitHub's API, which is not a source yet"
_CASH = "we did not collect: no source of money is read yet"


def _reviews(_view: View, _subject: str, _period: Period) -> Measurement:
    return Unknown(_REVIEWS)


def _merges(_view: View, _subject: str, _period: Period) -> Measurement:
    return Unknown(_MERGES)


def _cash(_view: View, _subject: str, _period: Period) -> Measurement:
    return Unknown(_CASH)


REVIEWS_GIVEN = OrganizationMetric("reviews", "reviews", "Substantive reviews given.", _reviews)
MERGES_MADE = OrganizationMetric("merges", "merges", "Merge decisions made.", _merges)
CASH_GIVEN = OrganizationMetric("cash", "USD", "Cash to upstreams, their maintainers and foundations.", _cash)
PROJECT_REVIEWS = ProjectMetric("reviews", "reviews", "Substantive reviews in the project.", _reviews)
PROJECT_MERGES = ProjectMetric("merges", "merges", "Merge decisions in the project.", _merges)
