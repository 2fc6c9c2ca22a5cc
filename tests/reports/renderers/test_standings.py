from typing import Any

from content_builder import CHILD, HOSTILE, PARENT, UNIVERSITY, build_content, organization, view

from reports.renderers.standings import Independents, groups, independents


def ids(content: dict[str, Any], view_name: str) -> list[tuple[str, list[str]]]:
    found = groups(content, view_name)
    return [(group.heading, [standing.organization["id"] for standing in group.standings]) for group in found]


def test_a_child_is_not_shown_beside_its_parent_in_the_grouped_view() -> None:
    assert ids(build_content(), "grouped") == [("50–499 staff", [PARENT, HOSTILE]), ("Universities", [UNIVERSITY])]


def test_a_child_stands_by_itself_as_it_was() -> None:
    shown = dict(ids(build_content(), "as_was"))
    assert shown["50–499 staff"] == [HOSTILE, PARENT, CHILD]


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


def test_independents_are_summed_only_where_shares_are_shown() -> None:
    assert independents(build_content(), "grouped") == Independents(1, 2, 0.055, 0.05, 0.3)
