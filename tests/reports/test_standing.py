from fractions import Fraction

import pytest
from ledger_builder import INDEPENDENT, credited

from reports.ledger import Credit, Credits
from reports.standing import Standing, standing

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("credits_", "expected"),
    [
        ((), Standing.UNKNOWN),
        (credited("acme"), Standing.INSIDE),
        (credited("acme", 799), Standing.UNKNOWN),
        (credited("beta", 800), Standing.OUTSIDE),
        (credited("beta", 500), Standing.UNKNOWN),
        (credited(INDEPENDENT), Standing.OUTSIDE),
        ((Credit("acme", "r", 1000, HALF), Credit("beta", "r", 1000, HALF)), Standing.INSIDE),
        ((Credit("acme", "r", 500, HALF), Credit("beta", "r", 1000, HALF)), Standing.UNKNOWN),
        (credited("child"), Standing.INSIDE),
    ],
)
def test_only_confirmed_credits_tell_insiders_from_outsiders(credits_: Credits, expected: Standing) -> None:
    assert standing("acme", credits_, lambda slug: {"child": "acme"}.get(slug, slug), 800) is expected
