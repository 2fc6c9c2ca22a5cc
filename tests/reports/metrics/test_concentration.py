from fractions import Fraction

import pytest

from reports.metrics.concentration import fewest_over_half


@pytest.mark.parametrize(
    ("weights", "fewest"),
    [
        ([], 0),
        ([0, 0], 0),
        ([-5], 0),
        ([1], 1),
        ([1, 1], 2),  # exactly half is not more than half
        ([2, 1], 1),
        ([1, 1, 1, 1], 3),
        ([1000, 433, 343, 332, 202, 90, 42, 33], 2),  # CHAOSS's own example: half is 1237.5
        ([33, 42, 90, 202, 332, 343, 433, 1000], 2),
        ([5, 5, -9], 2),  # what was taken back makes nobody bigger
        ([Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)], 2),
    ],
)
def test_the_fewest_that_make_more_than_half(weights: list[Fraction | int], fewest: int) -> None:
    assert fewest_over_half(weights) == fewest
