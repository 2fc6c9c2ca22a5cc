from fractions import Fraction

from ledger_builder import LedgerBuilder

from reports.measurement import Measured, Unknown
from reports.metrics.traceability import METRIC
from reports.views import Period


def test_of_nothing_there_is_nothing_to_trace() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    assert isinstance(METRIC.measure(builder.view(), "acme", Period.MONTH), Unknown)


def test_it_is_the_confirmed_part_of_what_is_credited() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project()
    for name, confidence, times in (("ana", 1000, 1), ("ben", 800, 2), ("cleo", 799, 3)):
        builder.lands(builder.person(name, "acme", confidence), times=times)
    found = METRIC.measure(builder.view(), "acme", Period.MONTH)
    assert isinstance(found, Measured)
    assert found.value == Fraction(1, 2)
