import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.checks import WORK_BACK
from reports.checks.judgement import Estimate, Judgement, log2, of_ten, square_root


def test_inconclusive_is_not_zero() -> None:
    written = WORK_BACK[0].as_json(Judgement.inconclusive("we did not collect", "people"), Fraction(10))
    assert (written["score"], written["low"], written["high"], written["value"]) == (None, None, None, None)
    assert written["reason"] == "we did not collect"


def test_what_is_known_of_an_inconclusive_check_is_told() -> None:
    judgement = Judgement.inconclusive("no staff figure", "people", Fraction(1, 3))
    assert WORK_BACK[0].as_json(judgement, Fraction(10))["value"] == 0.333333


@pytest.mark.parametrize(("fraction", "points"), [(-1, 0), (0, 0), (Fraction(1, 4), Fraction(5, 2)), (1, 10), (7, 10)])
def test_points_are_between_nothing_and_ten(fraction: Fraction, points: Fraction) -> None:
    assert of_ten(Fraction(fraction)) == points


@pytest.mark.parametrize("power", [0, 1, 2, 6])
def test_powers_of_two_have_whole_logarithms_to_many_digits(power: int) -> None:
    assert abs(log2(Fraction(2**power)) - power) < Fraction(1, 10**30)
    assert square_root(Fraction(4**power)) == 2**power


@given(st.fractions(Fraction(1, 1000), 10**6))
def test_logarithms_and_roots_are_those_of_mathematics(value: Fraction) -> None:
    assert math.isclose(log2(value), math.log2(value), abs_tol=1e-9)
    assert math.isclose(square_root(value), math.sqrt(value), rel_tol=1e-9)


def test_an_estimate_keeps_its_order_under_a_growing_function() -> None:
    assert Estimate(Fraction(1), Fraction(4), Fraction(9)).map(square_root) == Estimate(
        Fraction(1), Fraction(2), Fraction(3)
    )
    assert Estimate.exactly(2) == Estimate(Fraction(2), Fraction(2), Fraction(2))
