from fractions import Fraction

import pytest
from ledger_builder import JULY, NEUTRAL, LedgerBuilder

from reports.ledger import UNKNOWN, Key, Ledger, Row, Span, Topic, Totals


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    for slug in ("acme", "beta", "gamma"):
        builder.company(slug)
    builder.project()
    builder.person("dana", "acme")
    builder.person("ravi", "beta")
    builder.person("mira", "gamma")
    builder.person("nobody")
    return builder


def rows(ledger: Ledger, organization: str) -> list[Row]:
    return [row for key, row in ledger.rows.items() if key.organization == organization]


def totals(builder: LedgerBuilder, month: int = 0) -> Totals:
    return builder.ledger().total(NEUTRAL, JULY.index + month)


def test_automation_is_nobodys_and_counted_apart() -> None:
    builder = made()
    builder.automation_lands(times=3)
    assert builder.ledger().rows == {}
    assert totals(builder) == Totals(automation=3)


def test_automation_that_is_taken_back_takes_nothing_from_people() -> None:
    builder = made()
    builder.lands("dana")
    builder.automation_lands(times=3)
    builder.automation_lands(sign=-1)
    assert totals(builder) == Totals(changes=1, commits=1, lines=20, automation=2)


def test_three_people_and_an_agent_share_a_change_in_thirds_and_the_agent_is_none_of_them() -> None:
    builder = made()
    builder.lands(["dana", "ravi", "mira"], lines=90, assisted=True)
    ledger = builder.ledger()
    for slug in ("acme", "beta", "gamma"):
        third = Fraction(1, 3)
        assert rows(ledger, slug) == [
            Row(changes=1, units=1, weight=third, commits=third, lines=30, assisted=third, substance=third)
        ]
    assert ledger.total(NEUTRAL, JULY.index) == Totals(changes=1, commits=1, lines=90, ai_assisted=1)


def test_a_change_is_written_by_an_agent_or_assisted_by_one_never_both() -> None:
    builder = made()
    builder.lands("dana", assisted=True, authored=True)
    assert (totals(builder).ai_assisted, totals(builder).ai_authored) == (0, 1)


def test_what_no_rule_knows_is_unknown() -> None:
    builder = made()
    builder.lands(["dana", "nobody"])
    ledger = builder.ledger()
    assert Key(NEUTRAL, JULY.index, UNKNOWN, 3, "none", 0) in ledger.rows
    assert rows(ledger, UNKNOWN)[0].weight == Fraction(1, 2)


def test_the_part_of_a_person_that_nobody_employs_is_unknown() -> None:
    builder = made()
    builder.person("half", "acme", share=Fraction(1, 2))
    builder.lands("half")
    ledger = builder.ledger()
    assert [row.weight for row in (*rows(ledger, "acme"), *rows(ledger, UNKNOWN))] == [Fraction(1, 2), Fraction(1, 2)]


def test_a_person_with_two_employers_gives_each_their_part() -> None:
    builder = made()
    builder.person("both", "acme", share=Fraction(2, 3), beta=Fraction(1, 3))
    builder.lands("both", lines=30)
    ledger = builder.ledger()
    both = (*rows(ledger, "acme"), *rows(ledger, "beta"))
    assert [row.weight for row in both] == [Fraction(2, 3), Fraction(1, 3)]
    assert [row.lines for row in both] == [20, 10]
    assert rows(ledger, UNKNOWN) == []


def test_a_small_fix_of_documentation_is_a_change_and_no_unit() -> None:
    builder = made()
    builder.lands("dana", trivial=True)
    assert rows(builder.ledger(), "acme") == [Row(changes=1, units=0, weight=1, commits=1, lines=20)]


def test_a_revert_takes_back_in_its_own_month() -> None:
    builder = made()
    builder.lands("dana", months=-1, commits=2)
    builder.takes_back("dana", commits=2)
    assert totals(builder, -1) == Totals(changes=1, commits=2, lines=20)
    assert totals(builder) == Totals(changes=-1, commits=-2, lines=-20, reverts=1)


def test_a_shared_account_is_the_companys_work_and_nobodys_head() -> None:
    builder = made()
    builder.service_lands("acme")
    assert [key.person for key in builder.ledger().rows] == [None]


def test_a_review_is_a_unit_and_no_change() -> None:
    builder = made()
    builder.reviews("dana", times=2)
    ledger = builder.ledger()
    assert rows(ledger, "acme") == [Row(units=2, reviews=2)]
    assert ledger.totals == {}
    assert sum(ledger.activity.reviewed.values()) == 2


def test_a_review_by_somebody_unknown_is_held_where_wholes_are_taken() -> None:
    builder = made()
    builder.person("nobody")
    builder.reviews("nobody", months=[0, -11, -12])
    ledger = builder.ledger()
    assert {key.month - JULY.index for key in ledger.rows if key.organization == UNKNOWN} == {0, -11}
    assert {row.reviews for key, row in ledger.rows.items() if key.organization == UNKNOWN} == {1}


def test_reviews_that_were_not_collected_are_not_none() -> None:
    assert not made().ledger().activity.was_read(Topic.REVIEWS, NEUTRAL)


def test_a_row_of_reviews_alone_is_told_from_one_that_landed() -> None:
    assert Row(units=2, reviews=2).is_review_alone
    assert not Row(changes=1, units=3, reviews=2).is_review_alone
    assert not Row(changes=0, units=1).is_review_alone
    assert Row(changes=1, units=3, reviews=2).landed_units == 1


def test_a_span_is_half_open_and_may_have_no_end() -> None:
    assert [Span("a", 5, 7).holds_in(month) for month in (4, 5, 6, 7)] == [False, True, True, False]
    assert Span("a", 5, None).holds_in(10_000)


@pytest.mark.parametrize("authors", [1, 2, 7, 11, 12, 13, 30])
def test_a_change_is_one_change_however_many_wrote_it(authors: int) -> None:
    builder = made()
    builder.lands(builder.crowd(authors, "acme"), commits=3, lines=100)
    found = rows(builder.ledger(), "acme")
    assert len(found) == authors
    assert [sum(row.weight for row in found), sum(row.commits for row in found), sum(row.lines for row in found)] == [
        1,
        3,
        100,
    ]
