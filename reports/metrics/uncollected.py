"""Measurements of sources that are not collected yet: unknown with their reason, so that nobody reads a zero."""

from reports.measurement import Measurement, Unknown
from reports.metrics.metric import OrganizationMetric
from reports.views import Period, View

_CASH = "we did not collect: no source of money is read yet"


def _cash(_view: View, _subject: str, _period: Period) -> Measurement:
    return Unknown(_CASH)


CASH_GIVEN = OrganizationMetric("cash", "USD", "Cash to upstreams, their maintainers and foundations.", _cash)
