from fractions import Fraction

import pytest
from ledger_builder import NEUTRAL, LedgerBuilder

from reports.measurement import Measured, Unknown
from reports.metrics.resolved_share import METRIC, is_resolved
from reports.views import Period


def made(known: int, unknown: int, confidence: int = 1000) -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.project()
    builder.lands(builder.person("dana", builder.company("acme"), confidence), times=known)
    builder.lands(builder.person("nobody"), times=unknown)
    return builder


def test_of_nothing_there_is_no_share() -> None:
    view = made(0, 0).view()
    assert METRIC.measure(view, NEUTRAL, Period.MONTH) == Unknown("nothing landed in this month")
    assert not is_resolved(view, NEUTRAL, Period.MONTH)


@pytest.mark.parametrize(("known", "resolved"), [(59, False), (60, True), (100, True)])
def test_from_sixty_percent_on_a_project_is_resolved(known: int, resolved: bool) -> None:
    assert is_resolved(made(known, 100 - known).view(), NEUTRAL, Period.TRAILING12) == resolved


def test_probable_credits_resolve_but_the_low_end_counts_the_confirmed_alone() -> None:
    builder = made(3, 1, confidence=500)
    builder.lands(builder.independent("hal"))
    found = METRIC.measure(builder.view(), NEUTRAL, Period.MONTH)
    assert isinstance(found, Measured)
    assert (found.value, found.low, found.high) == (Fraction(4, 5), Fraction(1, 5), Fraction(4, 5))
