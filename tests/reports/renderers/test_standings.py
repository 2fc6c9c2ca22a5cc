from typing import Any

from content_builder import (
    CHILD,
    HOSTILE,
    PARENT,
    UNIVERSITY,
    build_content,
    measured,
    organization,
    score,
    share_row,
    unknown,
    view,
    withheld,
)

from reports.renderers.standings import Independents, by_share, groups, independents


def ids(content: dict[str, Any], view_name: str) -> list[tuple[str, list[str]]]:
    found = groups(content, view_name)
    return [(group.heading, [standing.organization["id"] for standing in group.standings]) for group in found]


def test_a_child_is_not_shown_beside_its_parent_in_the_grouped_view() -> None:
    assert ids(build_content(), "grouped") == [("50–499 staff", [PARENT, HOSTILE]), ("Universities", [UNIVERSITY])]


def test_a_child_stands_by_itself_as_it_was() -> None:
    shown = dict(ids(build_content(), "as_was"))
    assert shown["50–499 staff"] == [PARENT, HOSTILE, CHILD]


def test_companies_without_a_known_band_are_shown_and_not_ranked() -> None:
    content = {**build_content(), "organizations": [organization("a", "A", staff_band=None, staff_source=None)]}
    (group,) = groups(content, "grouped")
    assert not group.ranked
    assert group.heading == "Companies whose staff band is not known"


def test_larger_bands_come_first_and_unranked_companies_last() -> None:
    small = organization("a", "A", staff_band="under 50")
    unranked = organization("b", "B", staff_band="5000+", grouped=view(9))
    ranked = organization("c", "C", staff_band="5000+")
    content = {**build_content(), "organizations": [small, unranked, ranked]}
    assert ids(content, "grouped") == [("5,000 staff and more", ["c", "b"]), ("Under 50 staff", ["a"])]


def company(identifier: str, low: float, mid: float, high: float, rank: tuple[int, int]) -> dict[str, Any]:
    made = view(3)
    made["scores"]["work_back"] = score(mid, low, high, [], rank)
    return organization(identifier, identifier, grouped=made)


def test_a_company_that_hides_what_it_did_never_stands_above_one_that_disclosed_it() -> None:
    hiding = company("a-hiding", 0, 4, 9.5, (1, 3))
    disclosing = company("z-disclosing", 7, 7.5, 8, (1, 3))
    between = company("m-between", 7, 7.2, 9.9, (1, 3))
    content = {**build_content(), "organizations": [hiding, between, disclosing]}
    assert ids(content, "grouped") == [("50–499 staff", ["z-disclosing", "m-between", "a-hiding"])]


def test_independents_are_summed_only_where_shares_are_shown() -> None:
    assert independents(build_content(), "grouped") == Independents(1, 2, 0.055, 0.05, 0.3)


def test_a_projects_shares_stand_largest_first_and_who_is_no_organization_last() -> None:
    shares = {"a": 0.02, "b": 0.3, "c": 0.12, "d": 0.12, "*unknown": 0.5, "*independent": 0.06}
    rows = [share_row(name, measured(value, "share"), None) for name, value in sorted(shares.items())]
    assert [row["organization"] for row in by_share(rows)] == ["b", "c", "d", "a", "*independent", "*unknown"]


def test_withheld_shares_stand_in_the_order_of_what_is_confirmed() -> None:
    rows = [share_row("a", withheld(0, 0.9), None), share_row("b", withheld(0.1, 0.2), None)]
    assert [row["organization"] for row in by_share([*rows, share_row("c", unknown(), None)])] == ["b", "a", "c"]
