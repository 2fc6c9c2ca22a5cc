from fractions import Fraction

import pytest
from ledger_builder import JULY, NEUTRAL, LedgerBuilder

from reports.ledger import UNKNOWN, Span
from reports.tallies import Tally
from reports.views import Period, Relation, View, organizations_of, parent_of

YEAR_LONG = Period.TRAILING12


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.company("beta", parent="acme", since=-3)
    builder.project()
    builder.person("dana", "acme")
    builder.person("ravi", "beta", confidence=900)
    builder.person("nobody")
    return builder


def tally(view: View, slug: str, period: Period = YEAR_LONG) -> Tally:
    return view.in_project(period, NEUTRAL).get(slug, Tally())


def test_what_landed_before_the_twelve_months_is_in_neither_period() -> None:
    builder = made()
    builder.lands("dana", months=-12)
    view = builder.view()
    assert view.in_project(YEAR_LONG, NEUTRAL) == {}
    assert view.by(YEAR_LONG, "acme", Relation.WORK_BACK) == {}
    assert view.rows_of(NEUTRAL) == []


def test_the_month_is_a_part_of_the_twelve() -> None:
    builder = made()
    builder.lands("dana", months=-11, times=2)
    builder.lands("dana")
    view = builder.view()
    assert tally(view, "acme", Period.MONTH).weight == 1
    assert tally(view, "acme").weight == 3


def test_a_child_counts_for_itself_as_it_was_and_for_its_parent_when_grouped() -> None:
    builder = made()
    builder.lands("dana")
    builder.lands("ravi", months=-11)  # before the acquisition: grouped looks back from the month's last day
    as_was, grouped = builder.view(), builder.view(grouped=True)
    assert {slug: found.weight for slug, found in organizations_of(as_was.in_project(YEAR_LONG, NEUTRAL))} == {
        "acme": 1,
        "beta": 1,
    }
    assert {slug: found.weight for slug, found in organizations_of(grouped.in_project(YEAR_LONG, NEUTRAL))} == {
        "acme": 2
    }
    assert grouped.by(YEAR_LONG, "beta", Relation.WORK_BACK) == {}


@pytest.mark.parametrize(("since", "parent"), [(1, None), (0, "acme"), (-3, "acme")])
def test_the_parent_is_the_one_of_the_months_last_day(since: int, parent: str | None) -> None:
    builder = made()
    builder.company("beta", parent="acme", since=since)
    assert parent_of(builder.ledger(), "beta") == parent
    assert builder.view(grouped=True).group("beta") == (parent or "beta")
    assert builder.view().group("beta") == "beta"


def test_a_grandparent_takes_it_all() -> None:
    builder = made()
    builder.company("gamma", parent="beta")
    assert builder.view(grouped=True).group("gamma") == "acme"


def test_work_before_one_became_the_host_is_work_back() -> None:
    builder = made()
    builder.project("acme/tool", hosts=(Span("acme", JULY.index - 5, None),))
    builder.lands("dana", "acme/tool", months=-6)
    builder.lands("dana", "acme/tool", months=-5)
    view = builder.view()
    assert view.by(YEAR_LONG, "acme", Relation.WORK_BACK)["acme/tool"].weight == 1
    assert view.by(YEAR_LONG, "acme", Relation.STEWARDSHIP)["acme/tool"].weight == 1


def test_a_former_host_stays_in_control() -> None:
    builder = made()
    left = JULY.index - 2
    builder.project("acme/tool", hosts=(Span("acme", 0, left), Span("beta", left, None)))
    view = builder.view()
    assert view.controls("acme", "acme/tool")
    assert view.controls("beta", "acme/tool")
    assert not view.controls("beta", "acme/tool", left - 1)


def test_what_a_child_hosts_its_parent_controls_when_grouped() -> None:
    builder = made()
    builder.project("beta/tool", "beta")
    builder.lands("dana", "beta/tool")
    assert builder.view().by(YEAR_LONG, "acme", Relation.WORK_BACK).keys() == {"beta/tool"}
    assert builder.view(grouped=True).by(YEAR_LONG, "acme", Relation.STEWARDSHIP).keys() == {"beta/tool"}


def test_a_historical_project_is_facts_and_nobodys_gift() -> None:
    builder = made()
    builder.project("old/museum", "acme", historical=True)
    builder.lands("dana", "old/museum")
    view = builder.view()
    assert view.in_project(YEAR_LONG, "old/museum")["acme"].weight == 1
    assert view.controlled_projects("acme") == []
    assert [view.by(YEAR_LONG, "acme", relation) for relation in Relation] == [{}, {}]


def test_confidence_weighs_and_sorts() -> None:
    builder = made()
    builder.person("trailer", "acme", confidence=500)
    builder.person("forge", "acme", confidence=800)
    for name in ("dana", "trailer", "forge"):
        builder.lands(name)
    acme = tally(builder.view(), "acme")
    assert (acme.weight, acme.expected, acme.confirmed, acme.sure) == (3, Fraction(23, 10), 2, 1)
    assert len(acme.people) == 3
    assert len(acme.confirmed_people) == 2


def test_a_burst_counts_up_to_the_cap_in_scores_and_whole_in_facts() -> None:
    builder = made()
    builder.lands("dana", times=200)
    builder.lands("dana", months=-1, times=10)
    acme = tally(builder.view(), "acme")
    assert (acme.weight, acme.capped, acme.sure) == (210, 60, 60)


def test_people_of_whom_everything_was_taken_back_in_the_month_do_not_count() -> None:
    builder = made()
    builder.lands("dana")
    builder.takes_back("dana")
    assert tally(builder.view(), "acme").people == set()


def test_people_whose_work_stood_at_the_end_of_a_month_count_in_every_period_that_holds_it() -> None:
    builder = made()
    builder.lands("dana", months=-1)
    builder.takes_back("dana")
    view = builder.view()
    assert tally(view, "acme", Period.MONTH).people == set()
    assert tally(view, "acme").people == {0}
    assert tally(view, "acme").changes == 0


def test_totals_are_whole_and_unknown() -> None:
    builder = made()
    builder.lands(["dana", "nobody"])
    builder.lands("nobody")
    assert builder.view().totals(YEAR_LONG, NEUTRAL) == (2, Fraction(3, 2))
    assert tally(builder.view(), UNKNOWN).people == {2}
    assert builder.view().totals(YEAR_LONG, "no/project") == (0, 0)


def test_units_of_doubtful_credits_do_not_help_the_sure_ones() -> None:
    builder = made()
    builder.project("other/tool")
    builder.people["dana in trailers"] = builder.people["dana"]._replace(
        credits=(builder.people["dana"].credits[0]._replace(confidence=500),)
    )
    builder.lands("dana", times=1)
    builder.lands("dana in trailers", "other/tool", times=2)
    seen = builder.view().back_people["acme"][JULY.index][0]
    assert (seen.units, seen.sure_units, seen.confidence) == (3, 1, 1000)
