from ledger_builder import NEUTRAL, LedgerBuilder

from reports.measurement import Measured
from reports.metrics.organizational_diversity import METRIC
from reports.views import Period


def ends(builder: LedgerBuilder) -> tuple[object, ...]:
    found = METRIC.measure(builder.view(grouped=True), NEUTRAL, Period.TRAILING12)
    assert isinstance(found, Measured)
    return found.value, found.low, found.high


def test_of_nothing_there_are_none() -> None:
    builder = LedgerBuilder()
    builder.project()
    assert ends(builder) == (0, 0, 0)


def test_confirmed_organizations_are_the_low_end_and_unknown_people_the_high() -> None:
    builder = LedgerBuilder()
    builder.project()
    builder.lands(builder.person("dana", builder.company("acme")))
    builder.lands(builder.person("ravi", builder.company("beta"), confidence=500))
    builder.each_lands(builder.crowd(3))
    builder.lands(builder.independent("hal"))
    assert ends(builder) == (2, 1, 5)


def test_an_organization_of_which_nothing_stands_is_not_there() -> None:
    builder = LedgerBuilder()
    builder.project()
    builder.person("dana", builder.company("acme"))
    builder.lands("dana", months=-2)
    builder.takes_back("dana")
    assert ends(builder) == (0, 0, 0)
