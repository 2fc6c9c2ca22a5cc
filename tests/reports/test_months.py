from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.months import Month

JULY = Month(2026, 7)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-7", "2026-00", "2026-13", "0000-01", "2026-07-01", " 2026-07", "٢٠٢٦-٠٧"]
)
def test_what_is_no_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write it as YYYY-MM"):
        Month.parse(text)


def test_a_month_is_half_open_in_utc() -> None:
    assert (JULY.start, JULY.end) == (datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC))
    assert Month.of(JULY.start) == JULY
    assert Month.of(JULY.end - timedelta(microseconds=1)) == JULY
    assert Month.of(JULY.end) == Month(2026, 8)


def test_an_instant_elsewhere_belongs_to_the_utc_month() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert Month.of(datetime(2026, 8, 1, 8, 59, tzinfo=tokyo)) == JULY


def test_december_is_followed_by_january() -> None:
    assert Month(2026, 12).plus(1) == Month(2027, 1)
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    assert Month(2026, 12).end == datetime(2027, 1, 1, tzinfo=UTC)


def test_the_trailing_months_end_with_the_month() -> None:
    assert [str(month) for month in JULY.trailing(3)] == ["2026-05", "2026-06", "2026-07"]
    assert len(JULY.trailing(12)) == 12
    assert JULY.trailing(12)[0] == Month(2025, 8)


@given(st.integers(1, 9998), st.integers(1, 12), st.integers(-10, 10))
def test_months_count_without_gaps(year: int, number: int, step: int) -> None:
    month = Month(year, number)
    assert Month.from_index(month.index) == month
    assert Month.parse(str(month)) == month
    assert Month.from_index(month.index + step).index - month.index == step
