"""Own-work share: how much of an organization's work went into projects that it controls itself."""

from reports.measurement import Measured, Measurement, Unknown
from reports.metrics.metric import OrganizationMetric
from reports.metrics.projects_given import STEWARDSHIP_SHARE, WORK_BACK_SHARE
from reports.metrics.tallying import nothing_landed, share
from reports.views import Period, View


def _measure(view: View, organization: str, period: Period) -> Measurement:
    own = STEWARDSHIP_SHARE.measure(view, organization, period)
    back = WORK_BACK_SHARE.measure(view, organization, period)
    for part in (own, back):
        if isinstance(part, Unknown):
            return Unknown(part.reason)
    assert isinstance(own, Measured)
    assert isinstance(back, Measured)
    if own.value + back.value <= 0:
        return nothing_landed(period)
    value = share(own.value, own.value + back.value)
    ends = [share(a, a + b) for a in (own.low, own.high) for b in (back.low, back.high) if a + b > 0]
    return Measured(value, min([value, *ends]), max([value, *ends]), "share", own.evidence)


METRIC = OrganizationMetric(
    "own_work_share",
    "share",
    "Stewardship ÷ (stewardship + work back), both in projects' worth of work. A fact beside the scores, not scored.",
    _measure,
)
