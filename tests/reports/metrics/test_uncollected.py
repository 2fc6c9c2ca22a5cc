import pytest
from ledger_builder import LedgerBuilder

from reports.measurement import Unknown
from reports.metrics.metric import OrganizationMetric, ProjectMetric
from reports.metrics.uncollected import CASH_GIVEN, MERGES_MADE, PROJECT_MERGES, PROJECT_REVIEWS, REVIEWS_GIVEN
from reports.views import Period


@pytest.mark.parametrize("metric", [CASH_GIVEN, MERGES_MADE, PROJECT_MERGES, PROJECT_REVIEWS, REVIEWS_GIVEN])
def test_what_is_not_collected_says_so_and_is_no_zero(metric: OrganizationMetric | ProjectMetric) -> None:
    found = metric.measure(LedgerBuilder().view(), "acme", Period.MONTH)
    assert isinstance(found, Unknown)
    assert found.reason.startswith("we did not collect")
    assert "value" not in found.as_json()
