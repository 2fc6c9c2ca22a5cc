import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.measurement import Evidence, Measured, Unknown, rounded, sum_of


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(5, 10_000_000), "0"),  # half to even: down to 0.000000
        (Fraction(15, 10_000_000), "2e-06"),  # half to even: up to 0.000002
        (Fraction(25, 10_000_000), "2e-06"),
        (Fraction(-1, 3), "-0.333333"),
        (Fraction(9_999_999, 10_000_000), "1"),
        (Fraction(6, 2), "3"),
        (7, "7"),
        (0, "0"),
    ],
)
def test_numbers_are_rounded_half_to_even_once_and_whole_ones_are_whole(value: Fraction | int, written: str) -> None:
    assert json.dumps(rounded(value)) == written


@given(st.fractions(-(10**9), 10**9), st.fractions(-(10**9), 10**9))
def test_rounding_never_changes_an_order(one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    assert rounded(low) <= rounded(high)
    assert abs(Fraction(str(rounded(one))) - one) <= Fraction(1, 2_000_000)


def test_withheld_is_not_zero() -> None:
    assert Unknown("not collected").as_json() == {"unknown": "not collected"}
    assert Unknown("half of the bounds", low=1).as_json() == {"unknown": "half of the bounds"}


def test_withheld_values_keep_their_bounds() -> None:
    withheld = Unknown("little is resolved", Fraction(1, 3), 1, "share")
    assert withheld.as_json() == {"unknown": "little is resolved", "low": 0.333333, "high": 1, "unit": "share"}


def test_a_count_is_exact_and_its_own_evidence() -> None:
    counted = Measured.exactly(3, "people").as_json()
    assert counted == {"value": 3, "low": 3, "high": 3, "unit": "people", "evidence": {"facts": 3, "rules": {}}}
    assert Measured.exactly(Fraction(1, 2), "share").evidence.facts == 0


def test_more_taken_back_than_landed_leaves_no_negative_evidence() -> None:
    evidence = Evidence(-2, {"none": 1, "mail-domain": -3})
    assert evidence.as_json() == {"facts": 0, "rules": {"none": 1}}


def test_rules_are_written_in_a_fixed_order() -> None:
    assert list(Evidence(2, {"b": 1, "a": 1}).as_json()["rules"]) == ["a", "b"]


@given(st.lists(st.integers(-(10**9), 10**9) | st.fractions(-1000, 1000, max_denominator=60), max_size=30))
def test_a_sum_is_exact_whatever_is_added(numbers: list[Fraction | int]) -> None:
    assert sum_of(numbers) == sum(numbers)
    assert sum_of(iter(numbers)) == sum(numbers)
