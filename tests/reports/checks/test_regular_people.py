from fractions import Fraction

import pytest
from ledger_builder import THREE_YEARS, YEAR, LedgerBuilder

from reports.checks.judgement import Judgement
from reports.checks.regular_people import CHECK


def made(band: str | None = "under 50") -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme", band)
    builder.project()
    builder.project("acme/tool", "acme")
    builder.person("dana", "acme")
    return builder


def judge(builder: LedgerBuilder) -> Judgement:
    return CHECK.judge(builder.view(), "acme")


def ends(judgement: Judgement) -> tuple[float, ...]:
    assert judgement.score is not None
    return tuple(round(float(end), 6) for end in (judgement.score.low, judgement.score.mid, judgement.score.high))


def test_without_a_staff_band_there_is_no_measure_but_the_number_is_told() -> None:
    builder = made(None)
    builder.lands("dana", months=THREE_YEARS, times=3)
    assert judge(builder).score is None
    assert judge(builder).value == 1


@pytest.mark.parametrize(
    ("months", "times"),
    [
        (range(0), 0),
        (range(-35, 1), 2),  # always, but never three in a month
        (range(1), 50),  # a burst in one month
        ((-11, -5), 9),  # never two within six months: the windows hold the months -11..-6 and -5..0
    ],
)
def test_who_is_not_regular_counts_nothing(months: range, times: int) -> None:
    builder = made()
    builder.lands("dana", months=months, times=times)
    assert judge(builder).value == 0
    assert ends(judge(builder)) == (0, 0, 0)


def test_two_months_with_three_units_make_one_regular_for_the_windows_that_hold_both() -> None:
    builder = made()
    builder.lands("dana", months=(-9, -7), times=3)  # both are in the windows that end with -7, -6, -5 and -4
    assert judge(builder).value == Fraction(4, 12)


def test_the_months_before_the_twelve_make_one_regular_in_the_first_of_them() -> None:
    builder = made()
    builder.lands("dana", months=(-13, -12), times=3)  # windows that end with -11, -10, -9 (-13 leaves), -8
    assert judge(builder).value == Fraction(4, 12)


def test_ones_own_project_and_small_fixes_of_documentation_make_nobody_regular() -> None:
    builder = made()
    builder.lands("dana", "acme/tool", months=YEAR, times=9)
    builder.lands("dana", months=YEAR, times=9, trivial=True)
    assert judge(builder).value == 0


def test_units_add_up_over_projects_and_with_reviews() -> None:
    builder = made()
    builder.project("other/tool")
    builder.lands("dana", months=THREE_YEARS)
    builder.lands("dana", "other/tool", months=THREE_YEARS)
    builder.reviews("dana", months=THREE_YEARS)
    assert judge(builder).value == 1
    assert ends(judge(builder)) == (5, 5, 5)  # 10·log2(2)/log2(4)


def test_full_marks_are_reached_and_not_passed() -> None:
    builder = made()
    for name in builder.crowd(7, "acme"):
        builder.lands(name, months=THREE_YEARS, times=3)
    assert ends(judge(builder)) == (10, 10, 10)


def test_confidence_weighs_and_the_unknown_have_their_part_in_the_high_end() -> None:
    builder = made()
    builder.person("trailer", "acme", confidence=500)
    builder.person("nobody")
    builder.lands("dana", months=THREE_YEARS, times=3)
    builder.lands("trailer", months=THREE_YEARS, times=3)
    builder.lands("nobody", months=THREE_YEARS, times=6)
    # low p = 1: 10·1/2; mid p = 1.5: 10·log2(2.5)/2; high p = 1.5·(6 + 6)/6 = 3: 10
    assert ends(judge(builder)) == (5, 6.609640, 10)


def test_doubtful_credits_help_nobody_into_the_low_end() -> None:
    builder = made()
    builder.project("other/tool")
    dana = builder.people["dana"]
    builder.people["dana in trailers"] = dana._replace(credits=(dana.credits[0]._replace(confidence=500),))
    builder.lands("dana", months=THREE_YEARS)
    builder.lands("dana in trailers", "other/tool", months=THREE_YEARS, times=2)
    low, mid, _ = ends(judge(builder))
    assert (low, mid) == (0, 5)


def test_what_was_taken_back_in_the_month_is_no_unit() -> None:
    builder = made()
    builder.lands("dana", months=THREE_YEARS, times=3)
    builder.takes_back("dana", months=THREE_YEARS)
    assert judge(builder).value == 0
