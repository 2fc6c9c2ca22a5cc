from fractions import Fraction

import pytest

from reports.checks import CASH, STEWARDSHIP, WORK_BACK
from reports.methodology import methodology

BANDS = ["under 50", "50-499", "500-4999", "5000+"]


def test_a_version_that_never_was_is_no_methodology() -> None:
    with pytest.raises(KeyError):
        methodology(99)


def test_every_check_has_its_weight_and_nothing_else_has_one() -> None:
    weights = {check.id: float(methodology().weight(check.id)) for check in (*WORK_BACK, *STEWARDSHIP, *CASH)}
    assert weights == {
        "regular-people": 10, "consistency": 7.5, "review-balance": 7.5, "carrying": 5,
        "answering": 10, "maintained": 7.5, "licence": 5, "shared-control": 5, "cash": 10,
    }  # fmt: skip
    assert methodology().checks.keys() == weights.keys()


@pytest.mark.parametrize(
    ("check", "full"),
    [
        ("regular-people", ["3", "10", "30", "100"]),
        ("carrying", ["0.1", "0.3", "1", "3"]),
        ("cash", ["10000", "100000", "500000", "2000000"]),
    ],
)
def test_full_marks_grow_with_the_staff_band(check: str, full: list[str]) -> None:
    assert [methodology().full_marks(check, band) for band in BANDS] == [Fraction(number) for number in full]


def test_the_thresholds_are_those_of_the_first_methodology() -> None:
    numbers = methodology(1)
    assert (numbers.confirmed, numbers.sure, numbers.resolved_floor) == (800, 900, Fraction(3, 5))
    assert (numbers.least_back_units, numbers.least_people_ranked, numbers.least_staff_ranked) == (10, 3, 10)
    assert {name: float(floor) for name, floor in numbers.bands.items()} == {
        "leading": 0.15,
        "contributing": 0.05,
        "participating": 0.01,
    }
