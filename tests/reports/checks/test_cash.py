from fractions import Fraction

import pytest
from ledger_builder import LedgerBuilder

from reports.checks.cash import CHECK
from reports.checks.judgement import Estimate, Judgement


def made(band: str | None = "5000+") -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme", band)
    builder.company("beta", parent="acme")
    return builder


def judge(builder: LedgerBuilder, *, grouped: bool = False) -> Judgement:
    return CHECK.judge(builder.view(grouped=grouped), "acme")


def test_not_collected_and_not_disclosed_are_told_apart_and_neither_is_zero() -> None:
    builder = made()
    assert judge(builder).reason.startswith("we did not collect")
    builder.pays("beta", 5)
    assert judge(builder).reason.startswith("they did not disclose")
    assert judge(builder).score is None


def test_without_a_staff_band_the_amount_is_told_and_not_judged() -> None:
    builder = made(None)
    builder.pays("acme", 1000)
    assert judge(builder).score is None
    assert judge(builder).value == 1000


@pytest.mark.parametrize(("usd", "points"), [(0, 0), (20_000, 1), (500_000, 5), (2_000_000, 10), (9_000_000, 10)])
def test_points_grow_with_the_root_of_the_amount(usd: int, points: int) -> None:
    builder = made()
    builder.pays("acme", usd)
    judged = judge(builder)
    assert judged.score is not None
    assert judged.score.mid == points


def test_floors_are_the_low_end_and_list_prices_the_high() -> None:
    builder = made()
    builder.pays("acme", 20_000, 500_000, 2_000_000)
    assert judge(builder).score == Estimate(Fraction(1), Fraction(5), Fraction(10))


def test_a_child_pays_for_its_parent_when_grouped() -> None:
    builder = made()
    builder.pays("acme", 180_000)
    builder.pays("beta", 320_000)
    assert judge(builder).value == 180_000
    grouped = judge(builder, grouped=True)
    assert grouped.score is not None
    assert grouped.value == 500_000
    assert grouped.score.mid == 5
