import pytest
from ledger_builder import JULY, NEUTRAL, LedgerBuilder

from reports.measurement import Measured
from reports.metrics import landed
from reports.metrics.metric import ProjectMetric
from reports.views import Period


@pytest.fixture
def builder() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.project()
    builder.person("dana", builder.company("acme"))
    return builder


def value(builder: LedgerBuilder, metric: ProjectMetric, period: Period = Period.MONTH) -> object:
    found = metric.measure(builder.view(), NEUTRAL, period)
    assert isinstance(found, Measured)
    assert found.low == found.value == found.high
    return found.value


def test_nothing_landed_is_zero_and_not_unknown(builder: LedgerBuilder) -> None:
    assert value(builder, landed.CHANGES, Period.TRAILING12) == 0


def test_more_taken_back_than_landed_is_a_number_below_zero(builder: LedgerBuilder) -> None:
    builder.takes_back("dana")
    assert (value(builder, landed.CHANGES), value(builder, landed.REVERTS)) == (-1, 1)


def test_what_landed_is_counted_once_whoever_wrote_it(builder: LedgerBuilder) -> None:
    builder.person("ravi", builder.company("beta"))
    builder.lands(["dana", "ravi"], commits=4, lines=70)
    builder.automation_lands(times=9)
    counted = [value(builder, metric) for metric in (landed.CHANGES, landed.COMMITS, landed.LINES_COUNTED)]
    assert counted == [1, 4, 70]
    assert value(builder, landed.AUTOMATION_CHANGES) == 9


def test_the_twelve_months_are_summed(builder: LedgerBuilder) -> None:
    builder.lands("dana", months=range(-12, 1))
    assert value(builder, landed.CHANGES, Period.TRAILING12) == 12


def test_newcomers_and_corrected_dates_come_from_the_totals(builder: LedgerBuilder) -> None:
    view = builder.view()
    view.ledger.total(NEUTRAL, JULY.index).newcomers = 3
    view.ledger.total(NEUTRAL, JULY.index).dates_corrected = 2
    found = [metric.measure(view, NEUTRAL, Period.MONTH) for metric in (landed.NEWCOMERS, landed.DATES_CORRECTED)]
    assert [each.value for each in found if isinstance(each, Measured)] == [3, 2]
