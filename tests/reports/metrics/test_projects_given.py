from fractions import Fraction

from ledger_builder import LedgerBuilder

from reports.measurement import Measured
from reports.metrics.metric import OrganizationMetric
from reports.metrics.projects_given import STEWARDSHIP_PROJECTS, STEWARDSHIP_SHARE, WORK_BACK_PROJECTS, WORK_BACK_SHARE
from reports.views import Period


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.company("others")
    for name in ("a/one", "b/two"):
        builder.project(name)
    builder.project("acme/tool", "acme")
    builder.person("dana", "acme")
    builder.person("trailer", "acme", confidence=500)
    builder.person("olu", "others")
    builder.person("nobody")
    return builder


def ends(builder: LedgerBuilder, metric: OrganizationMetric) -> tuple[object, ...]:
    found = metric.measure(builder.view(), "acme", Period.TRAILING12)
    assert isinstance(found, Measured)
    return found.value, found.low, found.high


def test_who_gave_nothing_gave_to_no_project() -> None:
    assert ends(made(), WORK_BACK_SHARE) == (0, 0, 0)
    assert ends(made(), WORK_BACK_PROJECTS) == (0, 0, 0)


def test_shares_of_projects_add_up_where_changes_do_not() -> None:
    builder = made()
    builder.lands("dana", "a/one", times=1)
    builder.lands("olu", "a/one", times=1)
    builder.lands("dana", "b/two", times=30)
    builder.lands("olu", "b/two", times=90)
    builder.lands("dana", "acme/tool", times=7)
    assert ends(builder, WORK_BACK_SHARE) == (Fraction(3, 4),) * 3
    assert ends(builder, WORK_BACK_PROJECTS) == (2, 2, 2)
    assert ends(builder, STEWARDSHIP_SHARE) == (1, 1, 1)
    assert ends(builder, STEWARDSHIP_PROJECTS) == (1, 1, 1)


def test_the_interval_goes_from_confirmed_to_all_that_nobody_else_confirmed() -> None:
    builder = made()
    builder.lands("dana", "a/one", times=2)
    builder.lands("trailer", "a/one", times=1)
    builder.lands("nobody", "a/one", times=3)
    builder.lands("olu", "a/one", times=4)
    assert ends(builder, WORK_BACK_SHARE) == (Fraction(3, 10), Fraction(2, 10), Fraction(6, 10))


def test_doubtful_work_taken_back_leaves_no_low_end_above_the_value() -> None:
    builder = made()
    builder.lands("trailer", "a/one", months=-12, times=2)
    builder.takes_back("trailer", "a/one")
    builder.lands("dana", "a/one", times=3)
    builder.lands("olu", "a/one", times=4)
    value, low, high = ends(builder, WORK_BACK_SHARE)
    assert (value, low) == (Fraction(2, 6), Fraction(2, 6))
    assert high >= value  # type: ignore[operator]


def test_a_project_of_which_all_was_taken_back_is_none() -> None:
    builder = made()
    builder.lands("dana", "a/one", months=-1)
    builder.takes_back("dana", "a/one")
    builder.lands("olu", "a/one")
    assert ends(builder, WORK_BACK_PROJECTS) == (0, 0, 0)
    assert ends(builder, WORK_BACK_SHARE) == (0, 0, 0)
