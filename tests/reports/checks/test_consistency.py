from collections.abc import Iterable
from fractions import Fraction

import pytest
from ledger_builder import YEAR, LedgerBuilder

from reports.checks.consistency import CHECK
from reports.checks.judgement import Judgement

BEFORE = range(-35, -11)


def judge(before: Iterable[tuple[int, int]], year: Iterable[tuple[int, int]], unknown: int = 0) -> Judgement:
    """Of (people, confidence) before, and in the twelve months; each lands one change a month."""
    builder = LedgerBuilder()
    builder.company("acme", None)
    builder.project()
    for months, crowds in ((BEFORE, before), (YEAR, year)):
        for people, confidence in crowds:
            builder.each_lands(builder.crowd(people, "acme", confidence), months=months)
    builder.each_lands(builder.crowd(unknown), months=YEAR)
    return CHECK.judge(builder.view(), "acme")


def ends(judgement: Judgement) -> tuple[object, ...]:
    assert judgement.score is not None
    return judgement.score.low, judgement.score.mid, judgement.score.high


def test_who_came_this_year_has_nothing_to_be_compared_with() -> None:
    assert judge([], [(5, 1000)]).score is None
    assert "occasional" in judge([], [(5, 1000)]).reason


@pytest.mark.parametrize(("months", "occasional"), [(range(-35, -24), True), (range(-35, -23), False)])
def test_half_a_person_a_month_is_the_least_that_is_compared(months: range, occasional: bool) -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project()
    builder.lands(builder.person("dana", "acme"), months=months)  # 11 or 12 of the 24 months
    assert (CHECK.judge(builder.view(), "acme").score is None) == occasional


def test_who_stays_has_ten_points_and_who_grows_no_more() -> None:
    assert ends(judge([(4, 1000)], [(4, 1000)])) == (10, 10, 10)
    assert ends(judge([(4, 1000)], [(9, 1000)])) == (10, 10, 10)


def test_who_goes_loses_in_proportion() -> None:
    assert ends(judge([(4, 1000)], [(1, 1000)])) == (Fraction(5, 2),) * 3
    assert ends(judge([(4, 1000)], [])) == (0, 0, 0)


def test_a_good_month_does_not_make_up_for_an_empty_one() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project()
    people = builder.crowd(2, "acme")
    builder.each_lands(people, months=BEFORE)
    builder.each_lands(people + builder.crowd(8, "acme"), months=range(-5, 1))
    judged = CHECK.judge(builder.view(), "acme")
    assert judged.score is not None
    assert judged.score.mid == 5


def test_doubtful_people_lower_the_low_end_and_the_unknown_raise_the_high_one() -> None:
    # before 2; now sure 0.9, expected 0.9 + 0.5 = 1.4; of 2 known and 2 unknown changes a month twice as many may be
    found = ends(judge([(2, 1000)], [(1, 900), (1, 500)], unknown=2))
    assert found == (Fraction(45, 10), 7, 10)
