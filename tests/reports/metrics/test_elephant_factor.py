from ledger_builder import NEUTRAL, LedgerBuilder

from reports.measurement import Measured, Unknown
from reports.metrics.elephant_factor import METRIC
from reports.views import Period

CHAOSS = (1000, 433, 343, 332, 202, 90, 42, 33)


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.project()
    return builder


def measure(builder: LedgerBuilder) -> Measured | Unknown:
    return METRIC.measure(builder.view(grouped=True), NEUTRAL, Period.TRAILING12)


def ends(found: Measured | Unknown) -> tuple[object, ...]:
    return (found.value, found.low, found.high) if isinstance(found, Measured) else (None, found.low, found.high)


def test_where_nothing_landed_nobody_is_an_elephant() -> None:
    assert measure(made()) == Unknown("nothing landed in these twelve months")


def test_the_example_of_chaoss() -> None:
    builder = made()
    for number, changes in enumerate(CHAOSS):
        slug = builder.company(f"company-{number}")
        builder.lands(builder.person(f"p{number}", slug), times=changes)
    assert ends(measure(builder)) == (2, 2, 2)


def test_every_unknown_person_may_be_an_organization_of_their_own() -> None:
    builder = made()
    acme = builder.company("acme")
    builder.lands(builder.person("dana", acme), times=6)
    builder.each_lands(builder.crowd(4))
    assert ends(measure(builder)) == (1, 1, 1)
    builder.each_lands(builder.crowd(4), times=1)  # 6 of 14: below the resolved floor, so bounds alone
    assert ends(measure(builder)) == (None, 1, 3)


def test_the_unknown_widen_the_interval_of_a_resolved_project() -> None:
    builder = made()
    for slug in ("acme", "beta"):
        builder.lands(builder.person(slug, builder.company(slug)), times=5 if slug == "acme" else 3)
    builder.each_lands(builder.crowd(4))
    assert ends(measure(builder)) == (1, 1, 2)  # known: 5 of 8; all: 5 of 12 is not more than half, 8 of 12 is


def test_independents_are_organizations_of_one() -> None:
    builder = made()
    for name in ("ana", "ben", "cleo"):
        builder.lands(builder.independent(name))
    assert ends(measure(builder)) == (2, 2, 2)


def test_a_child_is_its_parents() -> None:
    builder = made()
    builder.company("acme")
    builder.company("beta", parent="acme")
    builder.company("gamma")
    for slug in ("acme", "beta", "gamma"):
        builder.lands(builder.person(slug, slug), times=3)
    assert ends(measure(builder)) == (1, 1, 1)
