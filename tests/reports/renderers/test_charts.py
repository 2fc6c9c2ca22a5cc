import re

import pytest

from reports.renderers.charts import interval_bar, month_bars


def test_a_value_outside_the_scale_stays_inside_the_drawing() -> None:
    drawn = interval_bar(-5, 12, 14)
    places = [float(place) for place in re.findall(r' (?:x|x1|x2|width)="([0-9.-]+)"', drawn)]
    assert all(0 <= place <= 100 for place in places)


def test_a_withheld_value_has_a_band_and_no_mark() -> None:
    assert "mark" not in interval_bar(0.1, None, 0.6, 1)
    assert "mark" in interval_bar(0.1, 0.2, 0.6, 1)


def test_month_bars_say_their_values() -> None:
    assert 'aria-label="People: July 2026 3, August 2026 1,200"' in month_bars(
        "People", ["2026-07", "2026-08"], [3, 1200]
    )


def test_a_title_cannot_leave_its_attribute() -> None:
    assert 'aria-label="&#34;&gt;&lt;script&gt;: ' in month_bars('"><script>', ["2026-07"], [1])


@pytest.mark.parametrize("values", [[0, 0], [0, 5]])
def test_a_month_with_nothing_is_drawn_apart(values: list[int]) -> None:
    assert month_bars("People", ["2026-06", "2026-07"], values).count("month none") == values.count(0)
