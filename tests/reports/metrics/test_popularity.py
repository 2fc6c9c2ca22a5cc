from ledger_builder import JULY, NEUTRAL, LedgerBuilder

from reports.activity import Popularity
from reports.measurement import Measured, Unknown
from reports.metrics.popularity import FORKS, STARS
from reports.views import Period


def test_it_is_what_was_seen_last_in_the_period() -> None:
    builder = LedgerBuilder()
    builder.project()
    for metric in (STARS, FORKS):
        assert isinstance(metric.measure(builder.view(), NEUTRAL, Period.TRAILING12), Unknown)
    builder.reads(NEUTRAL)
    builder.activity.popularity[NEUTRAL, JULY.index - 2] = Popularity(900, 40)
    builder.activity.popularity[NEUTRAL, JULY.index - 1] = Popularity(1_000, 50)
    builder.activity.popularity[NEUTRAL, JULY.index + 1] = Popularity(9_999, 99)
    view = builder.view()
    assert isinstance(STARS.measure(view, NEUTRAL, Period.MONTH), Unknown)
    stars, forks = (metric.measure(view, NEUTRAL, Period.TRAILING12) for metric in (STARS, FORKS))
    assert isinstance(stars, Measured)
    assert isinstance(forks, Measured)
    assert (stars.value, forks.value) == (1_000, 50)
