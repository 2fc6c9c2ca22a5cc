import pytest
from ledger_builder import JULY, NEUTRAL, LedgerBuilder

from reports.activity import Topic
from reports.measurement import Measured, Unknown
from reports.metrics import github_counts
from reports.metrics.metric import ProjectMetric
from reports.views import Period

FIELDS = {
    github_counts.CHANGE_REQUESTS: ("opened", Topic.REQUESTS),
    github_counts.CHANGE_REQUESTS_ACCEPTED: ("accepted", Topic.REQUESTS),
    github_counts.CHANGE_REQUESTS_DECLINED: ("declined", Topic.REQUESTS),
    github_counts.ISSUES_NEW: ("issues_new", Topic.ISSUES),
    github_counts.ISSUES_CLOSED: ("issues_closed", Topic.ISSUES),
    github_counts.RELEASES: ("releases", Topic.RELEASES),
}


@pytest.mark.parametrize(("metric", "place"), FIELDS.items(), ids=lambda value: getattr(value, "id", None))
def test_counts_are_of_their_topic_and_period(metric: ProjectMetric, place: tuple[str, Topic]) -> None:
    field, topic = place
    builder = LedgerBuilder()
    builder.project()
    for month, times in ((0, 3), (-11, 4), (-12, 100)):
        setattr(builder.activity.count(NEUTRAL, JULY.index + month), field, times)
    others = [other for other in Topic if other is not topic]
    builder.reads(NEUTRAL, topics=others)
    assert isinstance(metric.measure(builder.view(), NEUTRAL, Period.MONTH), Unknown)
    builder.reads(NEUTRAL, topics=[topic])
    month, year = (metric.measure(builder.view(), NEUTRAL, period) for period in Period)
    assert isinstance(month, Measured)
    assert isinstance(year, Measured)
    assert (month.value, year.value, year.low, year.high) == (3, 7, 7, 7)


def test_where_nothing_happened_it_is_nothing() -> None:
    builder = LedgerBuilder()
    builder.project()
    builder.reads(NEUTRAL)
    assert github_counts.RELEASES.measure(builder.view(), NEUTRAL, Period.MONTH) == Measured.exactly(0, "releases")
