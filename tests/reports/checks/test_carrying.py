from fractions import Fraction

import pytest
from ledger_builder import LedgerBuilder

from reports.checks.carrying import CHECK
from reports.checks.judgement import Judgement


def made(band: str | None = "50-499") -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme", band)
    builder.company("others")
    builder.project()
    builder.person("dana", "acme")
    return builder


def judge(builder: LedgerBuilder) -> Judgement:
    return CHECK.judge(builder.view(), "acme")


def ends(judgement: Judgement) -> tuple[object, ...]:
    assert judgement.score is not None
    return judgement.score.low, judgement.score.mid, judgement.score.high


def test_without_a_staff_band_there_is_no_measure_but_the_number_is_told() -> None:
    builder = made(None)
    builder.lands("dana")
    assert judge(builder).score is None
    assert judge(builder).value == Fraction(1, 100)


def test_who_carries_nothing_has_no_point() -> None:
    assert ends(judge(made())) == (0, 0, 0)


@pytest.mark.parametrize(
    ("people", "worth"),
    [(1, Fraction(1, 100)), (50, Fraction(1, 50) * Fraction(1, 2)), (100, Fraction(1, 100)), (150, Fraction(1, 150))],
)
def test_a_share_counts_by_the_projects_size_up_to_a_hundred_people(people: int, worth: Fraction) -> None:
    builder = made()
    builder.lands("dana")
    builder.each_lands(builder.crowd(people - 1, "others"))
    assert judge(builder).value == worth


def test_ones_own_and_historical_projects_are_not_carried() -> None:
    builder = made()
    builder.project("acme/tool", "acme")
    builder.project("old/museum", historical=True)
    builder.lands("dana", "acme/tool", times=20)
    builder.lands("dana", "old/museum", times=20)
    assert judge(builder).value == 0


def test_a_burst_of_one_person_counts_up_to_the_cap() -> None:
    builder = made()
    builder.lands("dana", times=100)  # 50 of them count, as of anybody's
    builder.lands(builder.person("olu", "others"), times=100)
    assert judge(builder).value == Fraction(50, 50 + 50) * Fraction(2, 100)


def test_confidence_weighs_and_the_unknown_have_their_part_in_the_high_end() -> None:
    builder = made("under 50")
    builder.lands("dana", times=2)
    builder.lands(builder.person("trailer", "acme", confidence=500), times=2)
    builder.lands(builder.person("nobody"), times=4)
    builder.each_lands(builder.crowd(2, "others"), times=1)
    # 10 changes by 5 people: low 2/10, mid 3/10, high 3/10·(6 + 4)/6 = 1/2; times 5/100, over 0.1, times 10
    assert ends(judge(builder)) == (1, Fraction(3, 2), Fraction(5, 2))


def test_what_was_taken_back_is_no_negative_work() -> None:
    builder = made()
    builder.lands("dana", months=-20, times=3)
    builder.takes_back("dana", times=3)
    builder.each_lands(builder.crowd(9, "others"))
    assert ends(judge(builder)) == (0, 0, 0)


def test_a_project_of_which_more_was_taken_back_than_landed_carries_nobody() -> None:
    builder = made()
    builder.lands("dana")
    builder.takes_back(builder.person("olu", "others"), times=3)
    assert ends(judge(builder)) == (0, 0, 0)
