from fractions import Fraction

from ledger_builder import LedgerBuilder

from reports.measurement import Measured, Unknown
from reports.metrics.own_work_share import METRIC
from reports.views import Period


def made(own: int, back: int) -> LedgerBuilder:
    """Of a hundred changes in its own project, and of a hundred in another, so many are acme's."""
    builder = LedgerBuilder()
    builder.company("acme")
    builder.company("others")
    builder.project()
    builder.project("acme/tool", "acme")
    builder.person("dana", "acme")
    builder.person("olu", "others")
    builder.lands("dana", "acme/tool", times=own)
    builder.lands("olu", "acme/tool", times=100 - own)
    builder.lands("dana", times=back)
    builder.lands("olu", times=100 - back)
    return builder


def measure(builder: LedgerBuilder) -> Measured | Unknown:
    return METRIC.measure(builder.view(), "acme", Period.TRAILING12)


def test_who_gave_nothing_has_no_share() -> None:
    assert measure(made(0, 0)) == Unknown("nothing landed in these twelve months")


def test_thirty_upstream_and_ninety_of_ones_own_are_a_quarter_given_back() -> None:
    found = measure(made(90, 30))
    assert isinstance(found, Measured)
    assert 1 - Fraction(found.value) == Fraction(1, 4)
    assert found.low == found.value == found.high


def test_the_unknown_widen_it_both_ways() -> None:
    builder = made(100, 50)
    nobody = builder.person("nobody")
    builder.lands(nobody, times=50)  # acme gave between 50 and 100 of 150 changes
    found = measure(builder)
    assert isinstance(found, Measured)
    assert (found.value, found.low, found.high) == (Fraction(3, 4), Fraction(3, 5), Fraction(3, 4))


def test_it_is_withheld_where_a_share_in_it_is() -> None:
    builder = made(100, 50)
    builder.lands(builder.person("nobody"), times=100)  # half of the project is nobody's known
    found = measure(builder)
    assert isinstance(found, Unknown)
    assert "60 %" in found.reason
