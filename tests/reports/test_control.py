"""Who controls a project when: declared hosts, and former ones until others decide."""

import pytest
from ledger_builder import ELSEWHERE, JULY, NOBODY_KNOWN, LedgerBuilder, credited

from reports.activity import Topic
from reports.ledger import Credits, Span
from reports.views import Period, Relation

KIT, LEFT = "acme/kit", -6


def made() -> LedgerBuilder:
    """A project that acme handed over to beta half a year ago."""
    builder = LedgerBuilder()
    builder.company("acme")
    builder.company("beta")
    builder.project(KIT, hosts=(Span("acme", 0, JULY.index + LEFT), Span("beta", JULY.index + LEFT, None)))
    return builder


def controlled(builder: LedgerBuilder, slug: str = "acme", *, grouped: bool = False) -> list[int]:
    """In which months of the last twenty the organization is in control."""
    view = builder.view(grouped=grouped)
    return [month for month in range(-19, 1) if view.controls(slug, KIT, JULY.index + month)]


def test_a_former_host_stays_in_control_where_decisions_were_not_read() -> None:
    builder = made()
    builder.decide(KIT, 100, credited("beta"), -3)
    assert controlled(builder) == list(range(-19, 1))
    assert controlled(builder, "beta") == list(range(LEFT, 1))


def test_a_former_host_loses_control_in_the_month_with_which_others_made_most_decisions_of_twelve() -> None:
    builder = made()
    for month in range(-17, LEFT):
        builder.decide(KIT, 10, credited("acme"), month)
    for month in range(LEFT, 1):
        builder.decide(KIT, 30, credited("beta"), month)
    builder.reads(KIT)
    # With month -5 the twelve hold 10 months of 10 (acme) and 2 of 30 (beta): 60 of 160. With -4: 90 of 180, a half.
    # With -3: 120 of 200, more than half.
    assert controlled(builder) == list(range(-19, -3))


def test_more_than_half_is_needed() -> None:
    builder = made()
    builder.reads(KIT)
    builder.decide(KIT, 5, credited("acme"), -1)
    builder.decide(KIT, 5, credited("beta"), -1)
    assert controlled(builder)[-1] == 0
    builder.decide(KIT, 1, credited("beta"), 0)
    assert controlled(builder)[-1] == -1


@pytest.mark.parametrize("decider", [NOBODY_KNOWN, credited("beta", 500)])
def test_those_of_whom_nobody_knows_may_be_the_former_hosts(decider: Credits) -> None:
    builder = made()
    builder.reads(KIT)
    builder.decide(KIT, 10, credited("beta"))
    builder.decide(KIT, 10, decider)
    assert controlled(builder)[-1] == 0
    builder.decide(KIT, 1, ELSEWHERE)
    assert controlled(builder)[-1] == -1


def test_once_lost_control_does_not_come_back_by_deciding() -> None:
    builder = made()
    builder.reads(KIT)
    builder.decide(KIT, 1, credited("beta"), -4)
    builder.decide(KIT, 100, credited("acme"), -1)
    assert controlled(builder) == list(range(-19, -4))


def test_a_host_that_came_back_is_in_control_again() -> None:
    builder = made()
    month = JULY.index
    builder.project(
        KIT, hosts=(Span("acme", 0, month - 6), Span("beta", month - 6, month - 2), Span("acme", month - 2, None))
    )
    builder.reads(KIT)
    builder.decide(KIT, 5, credited("beta"), -5)
    assert controlled(builder) == [*range(-19, -5), -2, -1, 0]


def test_what_was_decided_before_the_handover_counts_in_the_twelve_months_and_changes_no_month_before() -> None:
    builder = made()
    builder.reads(KIT)
    builder.decide(KIT, 5, ELSEWHERE, -8)
    assert controlled(builder) == list(range(-19, LEFT))


def test_a_child_that_took_over_keeps_control_in_the_family_when_grouped() -> None:
    builder = made()
    builder.company("beta", parent="acme")
    builder.reads(KIT)
    builder.decide(KIT, 5, credited("beta"), -5)
    assert controlled(builder) == list(range(-19, -5))
    assert controlled(builder, grouped=True) == list(range(-19, 1))


def test_work_after_control_was_lost_is_work_back() -> None:
    builder = made()
    builder.person("dana", "acme")
    builder.reads(KIT, topics=[Topic.MERGES])
    builder.decide(KIT, 5, credited("beta"), -2)
    builder.lands("dana", KIT, months=range(-4, 1))
    view = builder.view()
    assert view.by(Period.TRAILING12, "acme", Relation.STEWARDSHIP)[KIT].weight == 2
    assert view.by(Period.TRAILING12, "acme", Relation.WORK_BACK)[KIT].weight == 3
    assert view.controlled_projects("acme") == []
