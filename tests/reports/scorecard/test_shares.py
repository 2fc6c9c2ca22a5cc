from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from ledger_builder import INDEPENDENT, NEUTRAL, UNKNOWN, LedgerBuilder, project_in, share_row

from reports.methodology import methodology
from reports.scorecard import make_content


def made(**changes: int) -> LedgerBuilder:
    """So many changes by one person of each organization; `unknown`: by somebody unknown."""
    builder = LedgerBuilder()
    builder.project()
    for name, times in changes.items():
        employer = None if name == "unknown" else builder.company(name)
        builder.lands(builder.person(name, employer), times=times)
    return builder


def ends(share: dict[str, Any]) -> list[float]:
    return [share["value"], share["low"], share["high"]]


def test_where_nothing_landed_independents_and_the_unknown_still_have_their_rows() -> None:
    rows = project_in(made().content())["month"]["shares"]["as_was"]
    assert [row["organization"] for row in rows] == [INDEPENDENT, UNKNOWN]
    assert all(row["share"]["unknown"] == "nothing landed in this month" for row in rows)


def test_of_a_project_that_is_little_resolved_only_bounds_are_told() -> None:
    row = share_row(made(acme=59, unknown=41).content(), "acme")
    assert row["share"].keys() == {"unknown", "low", "high", "unit"}
    assert (row["share"]["low"], row["share"]["high"]) == (0.59, 1)
    assert row["share_of_known"].keys() == {"unknown"}
    assert row["band"] is None


def test_a_share_is_told_of_all_and_of_known_with_its_interval() -> None:
    # Formula F2, with as many unknown as a resolved project may have: acme 60, beta 60, unknown 80 of 200.
    row = share_row(made(acme=60, beta=60, unknown=80).content(), "acme")
    assert ends(row["share"]) == [0.3, 0.3, 0.7]
    assert ends(row["share_of_known"]) == [0.5, 0.3, 0.7]


def test_sixty_forty_and_a_hundred_unknown_lie_between_thirty_and_eighty_percent() -> None:
    # Formula F2 itself. Half is unknown, so the bounds alone are published; with a lower floor the values would be.
    builder = made(acme=60, beta=40, unknown=100)
    row = share_row(builder.content(), "acme")
    assert (row["share"]["low"], row["share"]["high"]) == (0.3, 0.8)
    assert row["share"]["unknown"].startswith("less than 60 %")
    told = share_row(make_content(builder.ledger(), replace(methodology(), resolved_floor=Fraction(1, 2))), "acme")
    assert ends(told["share"]) == [0.3, 0.3, 0.8]
    assert ends(told["share_of_known"]) == [0.6, 0.3, 0.8]


def test_doubtful_credits_are_in_the_value_and_not_in_the_low_end() -> None:
    builder = made(acme=40, beta=40)
    builder.lands(builder.person("trailer", "acme", confidence=500), times=20)
    row = share_row(builder.content(), "acme")
    assert ends(row["share"]) == [0.6, 0.4, 0.6]
    assert row["people"]["value"] == 2
    assert row["people"]["low"] == 1


def test_beta_may_have_what_is_only_probably_acmes() -> None:
    builder = made(beta=40)
    builder.company("acme")
    builder.lands(builder.person("trailer", "acme", confidence=500), times=60)
    assert ends(share_row(builder.content(), "beta")["share"]) == [0.4, 0.4, 1]


def test_declared_independents_have_their_share_and_undeclared_ones_only_a_bound() -> None:
    builder = made(acme=60, unknown=40)
    assert (share_row(builder.content(), INDEPENDENT)["share"]["low"],) == (0,)
    assert share_row(builder.content(), INDEPENDENT)["share"]["high"] == 0.4
    builder.lands(builder.independent("hal"), times=100)
    row = share_row(builder.content(), INDEPENDENT)
    assert ends(row["share"]) == [0.5, 0.5, 0.7]
    assert row["band"] is None


@pytest.mark.parametrize(
    ("changes", "band"),
    [(9, None), (10, "participating"), (49, "participating"), (50, "contributing"), (150, "leading")],
)
def test_bands_begin_at_their_floor(changes: int, band: str) -> None:
    assert share_row(made(acme=changes, beta=1000 - changes).content(), "acme")["band"] == band


def test_parents_have_their_childrens_share_when_grouped() -> None:
    builder = made(acme=3, gamma=4)
    builder.company("beta", parent="acme", since=0)
    builder.lands(builder.person("ravi", "beta"), months=-11, times=3)
    content = builder.content()
    assert [share_row(content, slug)["share"]["value"] for slug in ("acme", "beta", "gamma")] == [0.3, 0.3, 0.4]
    grouped = project_in(content, NEUTRAL)["trailing12"]["shares"]["grouped"]
    assert [row["organization"] for row in grouped] == ["acme", "gamma", INDEPENDENT, UNKNOWN]
    assert share_row(content, "acme", view="grouped")["share"]["value"] == 0.6


def test_a_month_in_which_more_was_taken_back_than_landed_has_no_shares() -> None:
    builder = made(acme=1)
    builder.takes_back("acme", times=2)
    row = share_row(builder.content(), "acme")
    assert row["share"] == {"unknown": "nothing landed in these twelve months"}
