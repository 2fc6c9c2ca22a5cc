from fractions import Fraction

from ledger_builder import LedgerBuilder

from reports.measurement import Measured
from reports.metrics.code_given import COMMITS, LINES_COUNTED
from reports.views import Period


def test_commits_and_lines_are_split_between_the_authors_and_summed_over_both_relations() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.company("beta")
    builder.project()
    builder.project("acme/tool", "acme")
    builder.person("dana", "acme")
    builder.person("ravi", "beta")
    builder.lands(["dana", "ravi"], commits=3, lines=90)
    builder.lands("dana", "acme/tool", commits=1, lines=5)
    view = builder.view()
    commits, lines = (metric.measure(view, "acme", Period.MONTH) for metric in (COMMITS, LINES_COUNTED))
    assert isinstance(commits, Measured)
    assert isinstance(lines, Measured)
    assert (commits.value, lines.value) == (Fraction(5, 2), 50)


def test_who_gave_nothing_gave_no_lines() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    found = LINES_COUNTED.measure(builder.view(), "acme", Period.TRAILING12)
    assert isinstance(found, Measured)
    assert found.value == 0
