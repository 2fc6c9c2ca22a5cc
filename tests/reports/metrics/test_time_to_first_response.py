from fractions import Fraction

import pytest
from ledger_builder import JULY, NEUTRAL, LedgerBuilder, credited

from reports.measurement import Measured, Unknown
from reports.metrics.time_to_first_response import ANSWERED_IN_TIME, TIME_TO_FIRST_RESPONSE
from reports.views import Period

DAY = 86_400


def made(*days: float, waiting: int = 0, month: int = 0) -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.project()
    builder.reads(NEUTRAL)
    counts = builder.activity.count(NEUTRAL, JULY.index + month)
    counts.response_times += [int(DAY * each) for each in days]
    counts.waiting += waiting
    return builder


@pytest.mark.parametrize(
    ("days", "waiting", "median"),
    [
        ((3,), 0, 3),
        ((5, 1), 0, 3),
        ((1, 2, 30), 0, 2),
        ((1, 2), 1, 2),
        ((0.5, 0.25), 0, Fraction(3, 8)),
        ((1, 2, 3), 2, 3),
        ((1, 2, 3), 1, Fraction(5, 2)),
    ],
)
def test_the_median_waits_for_those_that_have_no_answer_yet(
    days: tuple[float, ...], waiting: int, median: Fraction
) -> None:
    found = TIME_TO_FIRST_RESPONSE.measure(made(*days, waiting=waiting).view(), NEUTRAL, Period.MONTH)
    assert isinstance(found, Measured)
    assert (found.value, found.unit) == (median, "days")
    assert found.evidence.facts == len(days) + waiting


@pytest.mark.parametrize(("days", "waiting"), [((), 3), ((1,), 1), ((1, 2), 3)])
def test_where_half_wait_still_there_is_no_median(days: tuple[float, ...], waiting: int) -> None:
    found = TIME_TO_FIRST_RESPONSE.measure(made(*days, waiting=waiting).view(), NEUTRAL, Period.MONTH)
    assert isinstance(found, Unknown)
    assert "no answer by the month's end" in found.reason


def test_without_pull_requests_or_reading_there_is_neither_median_nor_share() -> None:
    for metric in (TIME_TO_FIRST_RESPONSE, ANSWERED_IN_TIME):
        found = metric.measure(made().view(), NEUTRAL, Period.MONTH)
        assert isinstance(found, Unknown)
        assert not found.reason.startswith("we did not collect")
        unread = LedgerBuilder()
        unread.project()
        assert isinstance(found := metric.measure(unread.view(), NEUTRAL, Period.MONTH), Unknown)
        assert found.reason.startswith("we did not collect")


def test_twelve_months_hold_all_of_their_pull_requests() -> None:
    builder = made(1, month=-11)
    counts = builder.activity.count(NEUTRAL, JULY.index)
    counts.response_times += [5 * DAY, 3 * DAY]
    found = TIME_TO_FIRST_RESPONSE.measure(builder.view(), NEUTRAL, Period.TRAILING12)
    assert isinstance(found, Measured)
    assert found.value == 3


def test_the_share_in_time_is_of_everybodys_pull_requests() -> None:
    builder = made()
    builder.answers(NEUTRAL, 3, 4)
    builder.answers(NEUTRAL, 0, 2, opener=credited("acme"), closed=2)
    builder.answers(NEUTRAL, 0, 100, month=-12)
    found = ANSWERED_IN_TIME.measure(builder.view(), NEUTRAL, Period.TRAILING12)
    assert isinstance(found, Measured)
    assert (found.value, found.low, found.high) == (Fraction(1, 2), Fraction(3, 8), Fraction(1, 2))
