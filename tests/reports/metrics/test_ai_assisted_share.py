from fractions import Fraction

from ledger_builder import NEUTRAL, LedgerBuilder

from reports.measurement import Measured, Unknown
from reports.metrics.ai_assisted_share import OF_ORGANIZATION, OF_PROJECT
from reports.views import Period


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.project()
    builder.person("dana", builder.company("acme"))
    builder.person("ravi", builder.company("beta"))
    builder.person("mira", builder.company("gamma"))
    return builder


def test_of_nothing_there_is_no_share() -> None:
    view = made().view()
    assert OF_ORGANIZATION.measure(view, "acme", Period.MONTH) == Unknown("nothing landed in this month")
    assert OF_PROJECT.measure(view, NEUTRAL, Period.MONTH) == Unknown("nothing landed in this month")


def test_three_people_and_an_agent_flag_a_third_of_a_change_each() -> None:
    builder = made()
    builder.lands(["dana", "ravi", "mira"], assisted=True)
    builder.lands("dana")
    found = OF_ORGANIZATION.measure(builder.view(), "acme", Period.MONTH)
    assert isinstance(found, Measured)
    assert (found.value, found.low, found.high) == (Fraction(1, 4), Fraction(1, 4), 1)


def test_agents_that_wrote_and_agents_that_helped_count_once_each_in_a_project() -> None:
    builder = made()
    builder.lands("dana", assisted=True)
    builder.lands("dana", assisted=True, authored=True)
    builder.lands("ravi", times=2)
    found = OF_PROJECT.measure(builder.view(), NEUTRAL, Period.MONTH)
    assert isinstance(found, Measured)
    assert (found.value, found.low, found.high) == (Fraction(1, 2), Fraction(1, 2), 1)
