from fractions import Fraction

import pytest
from ledger_builder import THREE_YEARS, YEAR, LedgerBuilder, in_content

from reports.checks import Check, Judgement
from reports.checks.judgement import Estimate
from reports.scorecard.scores import _score, _tenths
from reports.views import View


def judged(identifier: str, score: Fraction | int | None) -> Check:
    def judge(_view: View, _organization: str) -> Judgement:
        if score is None:
            return Judgement.inconclusive(f"we did not collect {identifier}", "points")
        return Judgement(Estimate(Fraction(0), Fraction(score), Fraction(10)), None, "points", "as it is")

    return Check(identifier, identifier, "Do better.", judge)


def scored(*scores: Fraction | int | None) -> dict[str, object]:
    """Score checks of the weights 10, 5 and 7.5."""
    checks = [judged(name, score) for name, score in zip(("answering", "licence", "maintained"), scores, strict=True)]
    return _score(LedgerBuilder().view(), "acme", checks, None)


def test_a_score_is_the_mean_by_weight_of_the_conclusive_checks_alone() -> None:
    found = scored(8, 4, None)  # formula F7: (80 + 20)/15
    assert (found["low"], found["mid"], found["high"]) == (0, 6.666667, 10)


def test_without_a_conclusive_check_there_is_no_score_and_every_reason_is_told() -> None:
    found = scored(None, None, None)
    assert "mid" not in found
    assert found["unknown"] == (
        "no check is conclusive: we did not collect answering; we did not collect licence;"
        " we did not collect maintained"
    )


@pytest.mark.parametrize(("units", "is_scored"), [(9, False), (10, True)])
def test_below_ten_back_units_there_are_facts_only(units: int, is_scored: bool) -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project()
    builder.lands(builder.person("dana", "acme"), times=units)
    score = in_content(builder.content(), "acme")["scores"]["work_back"]
    assert ("mid" in score) == is_scored
    assert [check["id"] for check in score["checks"]] == ["regular-people", "consistency", "review-balance", "carrying"]


def test_units_in_ones_own_projects_do_not_lift_one_over_ten() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project()
    builder.project("acme/tool", "acme")
    builder.person("dana", "acme")
    builder.lands("dana", "acme/tool", months=YEAR, times=9)
    builder.lands("dana", times=9)
    scores = in_content(builder.content(), "acme")["scores"]
    assert "mid" not in scores["work_back"]
    assert "mid" in scores["stewardship"]


def test_steady_work_has_all_three_ends_in_order() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project()
    builder.lands(builder.person("dana", "acme", confidence=900), months=THREE_YEARS, times=3)
    builder.lands(builder.person("trailer", "acme", confidence=500), months=THREE_YEARS, times=3)
    builder.lands(builder.person("nobody"), months=THREE_YEARS)
    score = in_content(builder.content(), "acme")["scores"]["work_back"]
    assert 0 < score["low"] < score["mid"] < score["high"] < 10


@pytest.mark.parametrize(
    ("units", "shown"), [(Fraction(1, 3), "0.3"), (Fraction(0), "0"), (Fraction(7), "7"), (Fraction(999, 100), "9.9")]
)
def test_back_units_have_one_decimal_and_never_read_as_what_they_are_fewer_than(units: Fraction, shown: str) -> None:
    assert _tenths(units) == shown
