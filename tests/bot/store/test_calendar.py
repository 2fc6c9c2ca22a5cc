import pytest
from counting import on
from hypothesis import given
from hypothesis import strategies as st

from bot.store.calendar import Calendar
from bot.store.scans import month_index
from reports.months import Month

MAY, JULY = Month(2026, 5), Month(2026, 7)


@pytest.mark.parametrize(
    ("second", "month"),
    [
        (int(MAY.start.timestamp()) - 1, None),
        (int(MAY.start.timestamp()), MAY),
        (on("2026-06-30", 23), Month(2026, 6)),
        (int(JULY.end.timestamp()) - 1, JULY),
        (int(JULY.end.timestamp()), None),
        (None, None),
    ],
)
def test_months_are_half_open(second: int | None, month: Month | None) -> None:
    assert Calendar(MAY, JULY).month(second) == (month and month.index)


@given(st.integers(0, 4_102_444_799))
def test_it_knows_what_the_slow_way_knows(second: int) -> None:
    assert Calendar(Month(1970, 1), Month(2099, 12)).month(second) == month_index(second)
