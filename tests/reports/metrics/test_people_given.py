from ledger_builder import LedgerBuilder

from reports.measurement import Measured
from reports.metrics.metric import OrganizationMetric
from reports.metrics.people_given import STEWARDSHIP_PEOPLE, WORK_BACK_PEOPLE
from reports.views import Period


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project()
    builder.project("acme/tool", "acme")
    builder.person("dana", "acme")
    return builder


def ends(builder: LedgerBuilder, metric: OrganizationMetric) -> tuple[object, ...]:
    found = metric.measure(builder.view(), "acme", Period.TRAILING12)
    assert isinstance(found, Measured)
    return found.value, found.low, found.high


def test_unknown_people_of_projects_that_it_never_touched_are_not_its() -> None:
    builder = made()
    builder.each_lands(builder.crowd(5))
    assert ends(builder, WORK_BACK_PEOPLE) == (0, 0, 0)


def test_everybody_unknown_where_it_works_may_be_its() -> None:
    builder = made()
    builder.lands("dana", months=range(-3, 1))
    builder.lands(builder.person("trailer", "acme", confidence=500))
    builder.each_lands(builder.crowd(4))
    assert ends(builder, WORK_BACK_PEOPLE) == (2, 1, 6)
    assert ends(builder, STEWARDSHIP_PEOPLE) == (0, 0, 0)


def test_one_person_in_two_projects_is_one() -> None:
    builder = made()
    builder.project("other/tool")
    builder.lands("dana")
    builder.lands("dana", "other/tool")
    builder.lands("dana", "acme/tool")
    assert ends(builder, WORK_BACK_PEOPLE) == (1, 1, 1)
    assert ends(builder, STEWARDSHIP_PEOPLE) == (1, 1, 1)


def test_a_shared_account_is_nobodys_head() -> None:
    builder = made()
    builder.service_lands("acme", times=40)
    assert ends(builder, WORK_BACK_PEOPLE) == (0, 0, 0)
