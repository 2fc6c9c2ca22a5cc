from fractions import Fraction

import pytest
from ledger_builder import NEUTRAL, LedgerBuilder

from reports.metrics.tallying import all_of, evidence_of, share, unknown_people
from reports.views import Period


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(-1, 3, 0), (0, 3, 0), (1, 3, Fraction(1, 3)), (3, 3, 1), (5, 3, 1)]
)
def test_a_share_is_never_below_nothing_nor_above_all(part: int, whole: int, expected: Fraction) -> None:
    assert share(part, whole) == expected


def test_evidence_adds_up_by_rule_over_both_relations() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project()
    builder.project("acme/tool", "acme")
    builder.person("dana", "acme")
    builder.person("ravi", "acme", 950, rule="registry-address")
    builder.lands("dana", times=2)
    builder.lands("dana", "acme/tool")
    builder.lands("ravi", "acme/tool", times=4)
    evidence = evidence_of(all_of(builder.view(), "acme", Period.MONTH))
    assert evidence.as_json() == {"facts": 7, "rules": {"mail-domain": 3, "registry-address": 4}}


def test_unknown_people_are_those_of_the_asked_projects() -> None:
    builder = LedgerBuilder()
    builder.project()
    builder.project("other/tool")
    builder.lands(builder.person("una"))
    builder.lands(builder.person("uri"), "other/tool")
    view = builder.view()
    assert unknown_people(view, [NEUTRAL], Period.MONTH) == {0}
    assert unknown_people(view, [], Period.MONTH) == set()
