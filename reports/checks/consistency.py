"""Consistency: whether as many people work back each month as in the two years before."""

from collections.abc import Callable
from fractions import Fraction

from reports.checks.judgement import TEN, Check, Estimate, Judgement
from reports.checks.unknown_share import inflation
from reports.measurement import Evidence
from reports.tallies import PersonMonth
from reports.views import YEAR, View

_UNIT = "share of the earlier mean"


def _judge(view: View, organization: str) -> Judgement:
    numbers = view.methodology.checks["consistency"]
    compared = numbers["compared_months"]
    months = view.back_people.get(organization, {})
    year = range(view.month - YEAR + 1, view.month + 1)
    before = range(view.month - YEAR - compared + 1, view.month - YEAR + 1)

    def people(month: int, weigh: Callable[[PersonMonth], int]) -> Fraction:
        return Fraction(sum(weigh(person) for person in months.get(month, {}).values()), 1000)

    mean = sum((people(month, _expected) for month in before), start=Fraction(0)) / compared
    if mean < Fraction(numbers["least_mean"]):
        reason = f"occasional: fewer than {numbers['least_mean']} people a month in the two years before"
        return Judgement.inconclusive(reason, _UNIT, mean)
    more = inflation(view, organization)

    def kept(weigh: Callable[[PersonMonth], int], times: Fraction = Fraction(1)) -> Fraction:
        return sum((min(Fraction(1), people(month, weigh) * times / mean) for month in year), start=Fraction(0)) / YEAR

    value = Estimate(kept(lambda p: _sure(p, view.methodology.sure)), kept(_expected), kept(_expected, more))
    facts = sum(len(months.get(month, {})) for month in year)
    shown = f"{float(mean):.1f}"
    reason = f"people with a back unit in each month, against the mean of the 24 months before ({shown})"
    return Judgement(value.map(lambda share: TEN * share), value.mid, _UNIT, reason, Evidence(facts))


def _expected(person: PersonMonth) -> int:
    return person.confidence


def _sure(person: PersonMonth, sure: int) -> int:
    return person.confidence if person.confidence >= sure else 0


CHECK = Check(
    "consistency",
    "Consistency",
    "Keep people on upstream work through reorganizations: a project feels it when they vanish.",
    _judge,
)
