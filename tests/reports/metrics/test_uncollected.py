from ledger_builder import LedgerBuilder

from reports.measurement import Unknown
from reports.metrics.uncollected import CASH_GIVEN
from reports.views import Period


def test_what_is_not_collected_says_so_and_is_no_zero() -> None:
    found = CASH_GIVEN.measure(LedgerBuilder().view(), "acme", Period.MONTH)
    assert isinstance(found, Unknown)
    assert found.reason.startswith("we did not collect")
    assert "value" not in found.as_json()
