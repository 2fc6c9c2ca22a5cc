from ledger_builder import NEUTRAL, LedgerBuilder

from reports.measurement import Measured, Unknown
from reports.metrics.people_of_project import CONTRIBUTOR_ABSENCE_FACTOR, PEOPLE
from reports.views import Period


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project()
    builder.person("dana", "acme")
    return builder


def test_without_people_nobody_can_be_absent() -> None:
    builder = made()
    builder.service_lands("acme")
    view = builder.view()
    people = PEOPLE.measure(view, NEUTRAL, Period.MONTH)
    assert isinstance(people, Measured)
    assert people.value == 0
    assert isinstance(CONTRIBUTOR_ABSENCE_FACTOR.measure(view, NEUTRAL, Period.MONTH), Unknown)


def test_known_unknown_and_independent_people_count_alike() -> None:
    builder = made()
    builder.lands("dana", times=2, months=range(-1, 1))
    builder.each_lands(builder.crowd(2))
    builder.lands(builder.independent("hal"))
    view = builder.view()
    people, absence = (
        metric.measure(view, NEUTRAL, Period.TRAILING12) for metric in (PEOPLE, CONTRIBUTOR_ABSENCE_FACTOR)
    )
    assert isinstance(people, Measured)
    assert isinstance(absence, Measured)
    assert (people.value, absence.value) == (4, 1)  # 4 of 7 changes are one person's
